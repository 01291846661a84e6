"""What a sound action is, when it is asked after, and how often a side named none. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile

from bot.core.calendars import day_in, find_zone, local_moment
from bot.core.errors import InvalidInput
from bot.core.people import Side, Sides
from bot.core.working_days import add_working_days

# Fields of the forms, and the names under which problems are reported.
WHAT = "what"
OWNER = "owner"
DUE = "due"
REVIEW = "review"
WORDS = "words"

LONGEST = 500
USUAL = timedelta(days=7)
LATEST = timedelta(days=365)
# Of an older digest nobody is asked any more, should the bot have been away for so long.
ASKED_WITHIN = timedelta(days=3)

# At which time of day people are written to, and how many working days after the first message
# those who keep an action are told of it.
MORNING = time(9)
KEEPERS_AFTER = 2


# So far apart are the question whether it is done and the note that it is overdue.
APART = timedelta(days=4)


class SourceKind(StrEnum):
    """Where an action was named."""

    ROUND = "pulse_round"
    PROBLEM = "problem"
    RETRO = "retro"
    MILESTONE = "milestone"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form says: in plain words, a user id, a day of the relationship's own calendar."""

    what: str
    owner: str | None
    due: date | None


def check(draft: Draft, side: Side | None, sides: Sides, today: date) -> tuple[str, Side, date]:
    """The owner, the side and the day of a sound action.

    `side` is whose people may do it; None where that is the side of whoever does it. Raises
    InvalidInput with sentences by field.
    """
    member = sides.find(draft.owner) if draft.owner else None
    side = side or (member.side if member else None)
    problems = {
        field: sentence
        for field, sentence in (
            (WHAT, _check_words(draft.what)),
            (OWNER, _check_owner(draft.owner, side, sides)),
            (DUE, _check_day(draft.due, today)),
        )
        if sentence
    }
    if problems or draft.owner is None or draft.due is None or side is None:
        raise InvalidInput(problems)
    return draft.owner, side, draft.due


def check_review(review_on: date | None, due: date) -> None:
    """Whether it helped is asked after it is to be done. Raises InvalidInput for the field REVIEW.

    None where it is not to be asked.
    """
    if review_on is None:
        return
    if review_on < due:
        raise InvalidInput({REVIEW: "Pick the day on which it is to be done, or a later one."})
    if review_on > due + LATEST:
        raise InvalidInput({REVIEW: "Pick a day within a year after it is to be done."})


def check_next_review(review_on: date | None, today: date) -> date:
    """The day on which it is asked once more. Raises InvalidInput for the field REVIEW."""
    if review_on is None or not today < review_on <= today + LATEST:
        raise InvalidInput({REVIEW: "Pick a day after today, within a year."})
    return review_on


def check_day(due: date | None, today: date) -> date:
    """The new day of an action. Raises InvalidInput for the field DUE."""
    problem = _check_day(due, today)
    if problem or due is None:
        raise InvalidInput({DUE: problem})
    return due


def _check_words(what: str) -> str:
    if not what.strip():
        return "Say in a few words what will be done."
    if len(what) > LONGEST:
        return f"Please say it in {LONGEST} characters."
    return ""


def _check_owner(owner: str | None, side: Side | None, sides: Sides) -> str:
    if owner is None:
        return "Pick who does it."
    if side is None:
        return f"Pick somebody of {sides.client_name} or {sides.vendor_name}."
    member = sides.find(owner)
    if member is None or member.side is not side:
        return f"Pick somebody of {sides.name(side)}: it is what that side will do."
    return ""


def _check_day(due: date | None, today: date) -> str:
    if due is None:
        return "Pick the day by which it is done."
    if due < today:
        return "Pick today or a day to come."
    if due > today + LATEST:
        return "Pick a day within a year. What takes longer begins with a first step."
    return ""


def find_morning(day: date, tz: str) -> datetime:
    """When people are written to on that day of the relationship's calendar."""
    return local_moment(day, MORNING, find_zone(tz))


def find_nudge(due: date, tz: str, countries: Collection[str | None]) -> datetime:
    """When whoever does it is told that it is overdue: on the working day after."""
    return find_morning(add_working_days(due, 1, countries), tz)


def find_escalation(nudged_at: datetime, tz: str, countries: Collection[str | None]) -> datetime:
    """When those who keep it are told, too."""
    return find_morning(add_working_days(day_in(tz, nudged_at), KEEPERS_AFTER, countries), tz)


def find_nudge_after_question(
    asked_at: datetime, tz: str, countries: Collection[str | None]
) -> datetime:
    """From when on they are told, where they were asked whether it is done."""
    return find_nudge(day_in(tz, asked_at) + APART, tz, countries)


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
