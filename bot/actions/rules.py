"""What a sound action is, who is asked after it, and how often a side named none. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from bot.core.errors import InvalidInput
from bot.core.people import Side, Sides

# Fields of the form, and the names under which problems are reported.
WHAT = "what"
OWNER = "owner"
DUE = "due"

LONGEST = 500
USUAL = timedelta(days=7)
LATEST = timedelta(days=365)
# Of an older digest nobody is asked any more, should the bot have been away for so long.
ASKED_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form says: in plain words, a user id, a day of the relationship's own calendar."""

    what: str
    owner: str | None
    due: date | None


def check(draft: Draft, side: Side, sides: Sides, today: date) -> tuple[str, date]:
    """The owner and the day of a sound action of that side.

    Raises InvalidInput with sentences by field.
    """
    problems = {
        field: sentence
        for field, sentence in (
            (WHAT, _check_words(draft.what)),
            (OWNER, _check_owner(draft.owner, side, sides)),
            (DUE, _check_day(draft.due, today)),
        )
        if sentence
    }
    if problems or draft.owner is None or draft.due is None:
        raise InvalidInput(problems)
    return draft.owner, draft.due


def check_day(due: date | None, today: date) -> date:
    """The new day of an action. Raises InvalidInput for the field DUE."""
    problem = _check_day(due, today)
    if problem or due is None:
        raise InvalidInput({DUE: problem})
    return due


def _check_words(what: str) -> str:
    if not what.strip():
        return "Say in a few words what your side will do."
    if len(what) > LONGEST:
        return f"Please say it in {LONGEST} characters."
    return ""


def _check_owner(owner: str | None, side: Side, sides: Sides) -> str:
    if owner is None:
        return "Pick who does it."
    member = sides.find(owner)
    if member is None or member.side is not side:
        return f"Pick somebody of {sides.name(side)}: it is what your own side will do."
    return ""


def _check_day(due: date | None, today: date) -> str:
    if due is None:
        return "Pick the day by which it is done."
    if due < today:
        return "Pick today or a day to come."
    if due > today + LATEST:
        return "Pick a day within a year. What takes longer begins with a first step."
    return ""


def count_in_row(named: Iterable[bool]) -> int:
    """How many rounds in a row went by without an action; `named` is the latest first."""
    return sum(1 for _ in takewhile(lambda was_named: not was_named, named))


def count_without(asked: Sequence[tuple[Side, bool]]) -> dict[Side, int]:
    """The same for each side that was asked, of (side, whether it named one), latest first."""
    return {
        side: count_in_row(named for other, named in asked if other is side)
        for side in Side
        if any(other is side for other, _ in asked)
    }
