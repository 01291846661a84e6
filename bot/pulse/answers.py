"""What somebody's answer is, from all they did with buttons, reactions and the comment form.

Slack delivers late, twice and out of order. Every act carries Slack's timestamp, and of each thing
that can be done only the latest is remembered: so any order and any repetition of the same acts
ends in the same answer.
"""

import json
from dataclasses import dataclass, field, replace
from decimal import Decimal

SCORES = (1, 2, 3, 4, 5)
EMOJI = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_KEYCAP = "keycap_"


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
class Answer:
    """The latest click, the latest act with each emoji, and the comment."""

    click: Click | None = None
    reactions: dict[int, Reaction] = field(default_factory=dict)
    comment: str = ""

    def record(self, act: Click | Reaction) -> "Answer":
        """The answer after one more act, unless a later one of the same thing is known."""
        if isinstance(act, Click):
            return replace(self, click=max(self.click or act, act, key=_rank_click))
        known = self.reactions.get(act.score, act)
        latest = max(known, act, key=_rank_reaction)
        return replace(self, reactions={**self.reactions, act.score: latest})

    def with_comment(self, comment: str) -> "Answer":
        return replace(self, comment=comment)

    @property
    def score(self) -> int | None:
        """The latest that stands: a reaction still there and newer than the click, else the click.

        So a click overrules older reactions, and taking a reaction away brings back what stood
        before it.
        """
        clicked = _moment(self.click.ts) if self.click else Decimal(-1)
        standing = [
            one for one in self.reactions.values() if one.added and _moment(one.ts) > clicked
        ]
        if standing:
            return max(standing, key=_rank_standing).score
        return self.click.score if self.click else None

    @property
    def is_empty(self) -> bool:
        return self.score is None and not self.comment


def read_emoji(name: str) -> int | None:
    """The score that the name of an emoji means, if it means one."""
    return EMOJI.get(name.removeprefix(_KEYCAP))


def dump(answer: Answer) -> str:
    """The answer as text, for `load`."""
    return json.dumps(
        {
            "click": [answer.click.ts, answer.click.score] if answer.click else None,
            "reactions": [[r.ts, r.score, r.added] for r in answer.reactions.values()],
            "comment": answer.comment,
        },
        ensure_ascii=False,
    )


def load(text: str) -> Answer:
    """The answer that `dump` wrote."""
    raw = json.loads(text)
    return Answer(
        click=Click(*raw["click"]) if raw["click"] else None,
        reactions={score: Reaction(ts, score, added) for ts, score, added in raw["reactions"]},
        comment=raw["comment"],
    )


def _moment(ts: str) -> Decimal:
    return Decimal(ts)


def _rank_click(click: Click) -> tuple[Decimal, int]:
    return _moment(click.ts), click.score or 0


def _rank_reaction(reaction: Reaction) -> tuple[Decimal, bool]:
    return _moment(reaction.ts), reaction.added


def _rank_standing(reaction: Reaction) -> tuple[Decimal, int]:
    return _moment(reaction.ts), reaction.score
