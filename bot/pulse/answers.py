"""What somebody's answer is, from all they did with buttons, reactions and the comment form.

Slack delivers late, twice and out of order. Every act carries Slack's timestamp, and of each thing
that can be done only the latest is remembered: so any order and any repetition of the same acts
ends in the same answer.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

SCORES = (1, 2, 3, 4, 5)
EMOJI = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_KEYCAP = "keycap_"
# The least difference between two of Slack's timestamps.
TICK = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Click:
    """A button: a score, or None for the one that takes the answer back."""

    ts: str
    score: int | None


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji was put under the question (`added`), or taken away."""

    ts: str
    score: int
    added: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What Slack says when it is asked how somebody has reacted to a question.

    `standing` are the scores whose emoji stand there, in the order of Slack's list. All moments are
    timestamps as Slack writes them: when the question was `asked`, since when all that people do
    was `heard` without a gap, and when it was `looked`.
    """

    standing: Sequence[int]
    asked: str
    heard: str
    looked: str


@dataclass(frozen=True, slots=True)
class Emoji:
    """The latest moments at which one emoji was put there and taken away."""

    added: str = ""
    removed: str = ""

    def record(self, act: Reaction) -> "Emoji":
        if act.added:
            return replace(self, added=max(self.added, act.ts, key=_moment))
        return replace(self, removed=max(self.removed, act.ts, key=_moment))

    @property
    def stands(self) -> bool:
        return _moment(self.added) > _moment(self.removed)

    @property
    def latest(self) -> Decimal:
        return max(_moment(self.added), _moment(self.removed))


@dataclass(frozen=True, slots=True)
class Answer:
    """The latest click, the latest acts with each emoji, and the comment."""

    click: Click | None = None
    reactions: dict[int, Emoji] = field(default_factory=dict)
    comment: str = ""

    def record(self, act: Click | Reaction) -> "Answer":
        """The answer after one more act, unless a later one of the same thing is known."""
        if isinstance(act, Click):
            return replace(self, click=max(self.click or act, act, key=_rank_click))
        emoji = self.reactions.get(act.score, Emoji()).record(act)
        return replace(self, reactions={**self.reactions, act.score: emoji})

    def correct(self, sight: Sight) -> "Answer":
        """The answer once Slack was asked what stands under the question.

        What stands there and not on record was added without our hearing, and what is on record
        and does not stand there was taken away; nobody knows when. It counts as done when the last
        gap in our hearing ended. Where that cannot be, because the question came later or because
        something later is known of the same emoji, it counts as the latest act of all.
        """
        answer = self
        for turn, score in enumerate(dict.fromkeys([*sight.standing, *self.reactions])):
            known = self.reactions.get(score, Emoji())
            added = score in sight.standing
            if known.stands != added:
                ts = str(self._date_missed(known, sight) + turn * TICK)
                answer = answer.record(Reaction(ts, score, added))
        return answer

    def _date_missed(self, known: Emoji, sight: Sight) -> Decimal:
        if _moment(sight.heard) > max(_moment(sight.asked), known.latest):
            return _moment(sight.heard)
        clicked = _moment(self.click.ts if self.click else "")
        return (
            max(_moment(sight.looked), clicked, *(e.latest for e in self.reactions.values())) + TICK
        )

    def with_comment(self, comment: str) -> "Answer":
        return replace(self, comment=comment)

    @property
    def score(self) -> int | None:
        """What was said last: the latest emoji since the last click that is still there.

        A click overrules the emoji before it. An emoji overrules the click before it, and taking
        it away withdraws the answer, unless another one still stands.
        """
        clicked = _moment(self.click.ts if self.click else "")
        since = {score: e for score, e in self.reactions.items() if _moment(e.added) > clicked}
        standing = [score for score, emoji in since.items() if emoji.stands]
        if standing:
            return max(standing, key=lambda score: (_moment(since[score].added), score))
        return self.click.score if self.click and not since else None

    @property
    def is_empty(self) -> bool:
        return self.score is None and not self.comment


def read_emoji(name: str) -> int | None:
    """The score that the name of an emoji means, if it means one."""
    return EMOJI.get(name.removeprefix(_KEYCAP))


def dump(answer: Answer) -> str:
    """The answer as text, for `load`."""
    reactions = [[score, e.added, e.removed] for score, e in answer.reactions.items()]
    return json.dumps(
        {
            "click": [answer.click.ts, answer.click.score] if answer.click else None,
            "reactions": reactions,
            "comment": answer.comment,
        },
        ensure_ascii=False,
    )


def load(text: str) -> Answer:
    """The answer that `dump` wrote."""
    raw = json.loads(text)
    return Answer(
        click=Click(*raw["click"]) if raw["click"] else None,
        reactions={score: Emoji(added, removed) for score, added, removed in raw["reactions"]},
        comment=raw["comment"],
    )


def _moment(ts: str) -> Decimal:
    """Slack's timestamp as a number; before everything where there is none."""
    return Decimal(ts or -1)


def _rank_click(click: Click) -> tuple[Decimal, int]:
    return _moment(click.ts), click.score or 0
