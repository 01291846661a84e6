"""What somebody's answers are, from all they did with buttons, reactions, forms and words.

Slack delivers late, twice and out of order. Every act carries Slack's timestamp, and of each thing
that can be done only the latest is remembered: so any order and any repetition of the same acts
ends in the same answer. What a value means depends on the question: see `bot.pulse.questions`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from bot.pulse.questions import Kind
from bot.pulse.questions.choices import join

# The least difference between two of Slack's timestamps.
TICK = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Click:
    """A button or words: a value, or None for the button that takes the answer back."""

    ts: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji was put under the question (`added`), or taken away.

    `value` is what it means; under a question with several options, the place of one.
    """

    ts: str
    value: int
    added: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What Slack says when it is asked how somebody has reacted to a question.

    `standing` are the values whose emoji stand there, in the order of Slack's list. All moments are
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
    """The latest click, the latest acts with each emoji by its value, and the comment."""

    click: Click | None = None
    reactions: dict[int, Emoji] = field(default_factory=dict)
    comment: str = ""

    def record(self, act: Click | Reaction) -> "Answer":
        """The answer after one more act, unless a later one of the same thing is known."""
        if isinstance(act, Click):
            return replace(self, click=max(self.click or act, act, key=_rank_click))
        emoji = self.reactions.get(act.value, Emoji()).record(act)
        return replace(self, reactions={**self.reactions, act.value: emoji})

    def correct(self, sight: Sight) -> "Answer":
        """The answer once Slack was asked what stands under the question.

        What stands there and not on record was added without our hearing, and what is on record
        and does not stand there was taken away; nobody knows when. It counts as done when the last
        gap in our hearing ended. Where that cannot be, because the question came later or because
        something later is known of the same emoji, it counts as the latest act of all.
        """
        answer = self
        for turn, value in enumerate(dict.fromkeys([*sight.standing, *self.reactions])):
            known = self.reactions.get(value, Emoji())
            added = value in sight.standing
            if known.stands != added:
                ts = str(self._date_missed(known, sight) + turn * TICK)
                answer = answer.record(Reaction(ts, value, added))
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

    def find_value(self, kind: Kind) -> int | None:
        """What was said last: the latest emoji since the last click that is still there.

        A click overrules the emoji before it. An emoji overrules the click before it, and taking
        it away withdraws the answer, unless another one still stands. Where several options can be
        chosen, emoji choose more of them.
        """
        clicked = _moment(self.click.ts if self.click else "")
        since = {value: e for value, e in self.reactions.items() if _moment(e.added) > clicked}
        standing = [value for value, emoji in since.items() if emoji.stands]
        chosen = self.click.value if self.click else None
        if kind is Kind.CHOICES:
            return (chosen or 0) | (join(standing) or 0) or None
        if standing:
            return max(standing, key=lambda value: (_moment(since[value].added), value))
        return None if since else chosen

    def is_empty(self, kind: Kind) -> bool:
        return self.find_value(kind) is None and not self.comment


# Somebody's answers by the positions of the questions; one that is missing was not touched.
Sheet = Mapping[int, Answer]
NOTHING = Answer()


def dump(sheet: Sheet) -> str:
    """The answers as text, for `load`."""
    return json.dumps({position: _dump(one) for position, one in sheet.items()}, ensure_ascii=False)


def _dump(answer: Answer) -> dict[str, Any]:
    return {
        "click": [answer.click.ts, answer.click.value] if answer.click else None,
        "reactions": [[value, e.added, e.removed] for value, e in answer.reactions.items()],
        "comment": answer.comment,
    }


def load(text: str) -> Sheet:
    """The answers that `dump` wrote; the only one of a round that an older version opened."""
    raw = json.loads(text)
    if "comment" in raw:
        return {0: _load(raw)}
    return {int(position): _load(one) for position, one in raw.items()}


def _load(raw: dict[str, Any]) -> Answer:
    return Answer(
        click=Click(*raw["click"]) if raw["click"] else None,
        reactions={value: Emoji(added, removed) for value, added, removed in raw["reactions"]},
        comment=raw["comment"],
    )


def _moment(ts: str) -> Decimal:
    """Slack's timestamp as a number; before everything where there is none."""
    return Decimal(ts or -1)


def _rank_click(click: Click) -> tuple[Decimal, int]:
    return _moment(click.ts), -1 if click.value is None else click.value
