"""What a sound milestone is, how it moves on, and when somebody is told of it. Pure.

Days are those of the relationship's own calendar.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.core.calendars import day_in, find_zone, local_moment
from bot.core.errors import InvalidInput
from bot.core.people import Side, Sides
from bot.milestones.errors import MilestoneChanged

# Fields of the forms, and the names under which problems are reported.
TITLE = "title"
DAY = "day"
REASON = "reason"
CONTRIBUTORS = "contributors"
WORKED = "worked"
KEEP = "keep"

LONGEST_TITLE = 120
LONGEST = 500
LATEST = timedelta(days=5 * 365)
MOST_CONTRIBUTORS = 50

# Owners are written to in the morning, and thanks are collected for a day.
MORNING = time(9)
COLLECTED_FOR = timedelta(hours=24)
# Who does not answer whether it is reached is asked once more.
ASKED_AGAIN_AFTER = timedelta(days=2)
# The way to a milestone is drawn week by week, as many as Slack's chart has room for.
MOST_WEEKS = 20


class Status(StrEnum):
    """How far a milestone is. `proposed`: one side says that it is reached."""

    PLANNED = "planned"
    PROPOSED = "proposed"
    REACHED = "reached"
    DROPPED = "dropped"


class Step(StrEnum):
    """What happened to a milestone."""

    MOVED = "moved"
    PROPOSED = "proposed"
    TAKEN_BACK = "taken_back"
    NOT_YET = "not_yet"
    REACHED = "reached"
    DROPPED = "dropped"
    RESTORED = "restored"
    PROBLEM = "problem"


class Prompt(StrEnum):
    """Why an owner was written to."""

    WEEK = "week"
    DAY = "day"
    MISSED = "missed"
    CONFIRM = "confirm"
    AGAIN = "again"
    NAMED = "named"


# The machine: where each step leads from each status.
STEPS: Mapping[Status, Mapping[Step, Status]] = {
    Status.PLANNED: {
        Step.MOVED: Status.PLANNED,
        Step.PROBLEM: Status.PLANNED,
        Step.PROPOSED: Status.PROPOSED,
        Step.DROPPED: Status.DROPPED,
    },
    Status.PROPOSED: {
        Step.TAKEN_BACK: Status.PLANNED,
        Step.NOT_YET: Status.PLANNED,
        Step.REACHED: Status.REACHED,
    },
    Status.REACHED: {},
    Status.DROPPED: {Step.RESTORED: Status.PLANNED},
}

# How many days before its day somebody is reminded.
REMINDERS: Mapping[Prompt, int] = {Prompt.WEEK: 7, Prompt.DAY: 1}

# What a person reads who comes too late.
NAMES: Mapping[Status, str] = {
    Status.PLANNED: "planned, and nobody says that it is reached",
    Status.PROPOSED: "waiting for the other side to confirm that it is reached",
    Status.REACHED: "reached",
    Status.DROPPED: "dropped",
}


def take(step: Step, status: Status) -> Status:
    """Where `step` leads from `status`. Raises MilestoneChanged where there is no such step."""
    if step not in STEPS[status]:
        raise MilestoneChanged(status=NAMES[status])
    return STEPS[status][step]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form says: words, user ids, and a day, which is None where none was picked."""

    title: str
    day: date | None
    owners: Mapping[Side, str]
    meanings: Mapping[Side, str]
    yearly: bool = False


def owner_field(side: Side) -> str:
    return f"{side}_owner"


def meaning_field(side: Side) -> str:
    return f"{side}_meaning"


def check(draft: Draft, sides: Sides, today: date) -> date:
    """The day of a sound milestone. Raises InvalidInput with sentences by field."""
    problems = _check_words(draft, sides) | _keep_said({DAY: _check_day(draft.day, today)})
    if problems or draft.day is None:
        raise InvalidInput(problems)
    return draft.day


def check_title(title: str) -> None:
    """What was typed fits into the form. Raises InvalidInput for the field TITLE."""
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(
            {
                TITLE: f"Please name it in {LONGEST_TITLE} characters: the form has room for what "
                "it means to each side."
            }
        )


def check_words(draft: Draft, sides: Sides) -> None:
    """The same without its day."""
    problems = _check_words(draft, sides)
    if problems:
        raise InvalidInput(problems)


def check_move(day: date | None, due: date, reason: str, today: date) -> date:
    """The new day of a milestone that was due on `due`.

    Raises InvalidInput for the fields DAY and REASON.
    """
    wrong_day = _check_day(day, today)
    if day == due:
        wrong_day = "That is its day now. Pick another one."
    problems = _keep_said({DAY: wrong_day, REASON: _check_reason(reason)})
    if problems or day is None:
        raise InvalidInput(problems)
    return day


def check_reason(reason: str) -> None:
    """Raises InvalidInput for the field REASON."""
    problems = _keep_said({REASON: _check_reason(reason)})
    if problems:
        raise InvalidInput(problems)


def check_reflection(worked: str, keep: str) -> None:
    """One of the two is enough. Raises InvalidInput for the field WORKED."""
    if not worked and not keep:
        raise InvalidInput({WORKED: "Write one of the two; a few words are enough."})


def check_contributors(
    user_ids: Sequence[str], sides: Sides, before: Mapping[str, Side]
) -> dict[str, Side]:
    """The people picked, each once, with their sides; `before` are those who were named before.

    Raises InvalidInput for the field CONTRIBUTORS.
    """
    placed = {
        user_id: side
        for user_id in user_ids
        if (side := before.get(user_id) or _find_side(user_id, sides))
    }
    if not user_ids:
        raise InvalidInput({CONTRIBUTORS: "Pick at least one person."})
    if len(placed) < len(set(user_ids)):
        raise InvalidInput({CONTRIBUTORS: "Pick people of both sides who are in the channel."})
    if len(placed) > MOST_CONTRIBUTORS:
        raise InvalidInput({CONTRIBUTORS: f"Pick up to {MOST_CONTRIBUTORS} people."})
    return placed


def _find_side(user_id: str, sides: Sides) -> Side | None:
    member = sides.find(user_id)
    return member.side if member else None


def _keep_said(problems: dict[str, str]) -> dict[str, str]:
    return {field: sentence for field, sentence in problems.items() if sentence}


def _check_words(draft: Draft, sides: Sides) -> dict[str, str]:
    problems = {TITLE: "" if draft.title else "Give the milestone a short name."}
    for side in Side:
        problems[owner_field(side)] = _check_owner(draft.owners[side], side, sides)
        if not draft.meanings[side]:
            problems[meaning_field(side)] = f"Say in a few words what {sides.name(side)} gains."
    return _keep_said(problems)


def _check_owner(user_id: str, side: Side, sides: Sides) -> str:
    member = sides.find(user_id)
    if member is None or member.side is not side:
        return f"Pick somebody of {sides.name(side)} who is in the channel."
    return ""


def _check_day(day: date | None, today: date) -> str:
    if day is None:
        return "Pick the day on which it is to be reached."
    if day < today:
        return "Pick today or a day to come."
    if day > today + LATEST:
        return "Pick a day within five years. What takes longer has milestones on its way."
    return ""


def _check_reason(reason: str) -> str:
    return "" if reason else "Say in a few words why; both sides see it."


def next_day(anchor: date, after: date) -> date:
    """The first anniversary of `anchor` that lies after `after`."""
    year = after.year if anniversary(anchor, after.year) > after else after.year + 1
    return anniversary(anchor, year)


def anniversary(anchor: date, year: int) -> date:
    """29 February is celebrated on the 28th where a year has none."""
    try:
        return anchor.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def find_reminder(due: date, dated_at: datetime, tz: str, now: datetime) -> Prompt | None:
    """Which reminder is due today; `dated_at` is when the milestone was given that day.

    None before the morning, and where the milestone was given its day later than that morning.
    """
    return next(
        (
            prompt
            for prompt, at in list_prompts(due, dated_at, tz)
            if prompt in REMINDERS and at <= now and day_in(tz, at) == day_in(tz, now)
        ),
        None,
    )


def is_missed(due: date, tz: str, now: datetime) -> bool:
    """Whether it is the morning after its day, or later."""
    return _morning(due + timedelta(days=1), tz) <= now


def list_prompts(due: date, dated_at: datetime, tz: str) -> list[tuple[Prompt, datetime]]:
    """When owners are written to about a milestone that was given its day at that moment."""
    planned = [(prompt, due - timedelta(days=days)) for prompt, days in REMINDERS.items()]
    planned.append((Prompt.MISSED, due + timedelta(days=1)))
    moments = [(prompt, _morning(day, tz)) for prompt, day in planned]
    return [(prompt, at) for prompt, at in moments if at > dated_at]


def _morning(day: date, tz: str) -> datetime:
    return local_moment(day, MORNING, find_zone(tz))


def list_weeks(since: datetime, until: datetime, tz: str) -> list[date]:
    """The Mondays of the weeks from the one to the other, the latest MOST_WEEKS of them."""
    first, last = (day_in(tz, moment) for moment in (since, until))
    monday = last - timedelta(days=last.weekday())
    weeks = (monday - (first - timedelta(days=first.weekday()))).days // 7 + 1
    return [monday - timedelta(weeks=back) for back in reversed(range(min(weeks, MOST_WEEKS)))]
