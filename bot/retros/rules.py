"""The stages of a retro, what is sound in it, and when somebody is reminded of it. Pure.

Days are those of the relationship's own calendar, moments are aware UTC.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.core.calendars import day_in, find_zone, local_moment
from bot.core.errors import InvalidInput
from bot.core.people import Side, Sides
from bot.core.themes import Theme
from bot.core.working_days import add_working_days
from bot.retros.errors import RetroMovedOn

# Fields of the forms, and the names under which problems are reported.
TITLE = "title"
INVITED = "invited"
NOTES_UNTIL = "notes_until"
HEADING = "heading"
NAME = "name"
THEME = "theme"
NOTES = "notes"
VOTES = "votes"
REASON = "reason"

LONGEST_TITLE = 120
LONGEST_NAME = 80
LONGEST_NOTE = 500
LONGEST_REASON = 500
MOST_NOTES = 15
MOST_INVITED = 50
MOST_VOTES = 3
# What is picked to take the theme off a heading.
NO_THEME = "none"
# As many options as one menu of Slack has room for.
MOST_TOPICS = 100
# How long notes are asked for unless somebody says so, and at most.
NOTES_FOR = timedelta(days=3)
LATEST = timedelta(days=60)

MORNING = time(9)
NUDGED_AFTER, ALONE_AFTER = 1, 3


class Stage(StrEnum):
    """How far a retro is."""

    COLLECT = "collect"
    GROUP = "group"
    VOTE = "vote"
    IMPROVE = "improve"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Kind(StrEnum):
    """What a note is about, in the order of the board."""

    WELL = "well"
    BADLY = "badly"
    PUZZLE = "puzzle"
    IDEA = "idea"


class Look(StrEnum):
    """Why a retro is looked at because it is time."""

    NOTES_OVER = "notes_over"
    UNANSWERED = "unanswered"
    STALLED = "stalled"


# Where both sides go on to; there is no way around a stage.
NEXT: Mapping[Stage, Stage] = {
    Stage.COLLECT: Stage.GROUP,
    Stage.GROUP: Stage.VOTE,
    Stage.VOTE: Stage.IMPROVE,
    Stage.IMPROVE: Stage.CLOSED,
}
RUNNING = tuple(NEXT)
# Where notes can be written, and where votes are everybody's.
WRITABLE = (Stage.COLLECT, Stage.GROUP)
COUNTED = (Stage.IMPROVE, Stage.CLOSED)

# What a person reads who comes too late.
NAMES: Mapping[Stage, str] = {
    Stage.COLLECT: "collecting notes",
    Stage.GROUP: "putting its notes together",
    Stage.VOTE: "voting",
    Stage.IMPROVE: "agreeing on improvements",
    Stage.CLOSED: "closed",
    Stage.CANCELLED: "cancelled",
}


def check_stage(stage: Stage, *allowed: Stage) -> None:
    """Raises RetroMovedOn where the retro is at none of these."""
    if stage not in allowed:
        raise RetroMovedOn(stage=NAMES[stage])


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form of a retro says: words, user ids, and the day until which notes are asked for.

    `invited` is empty where everybody of both sides takes part.
    """

    title: str
    facilitators: Mapping[Side, str]
    invited: Sequence[str]
    notes_until: date | None


def check_title(title: str) -> None:
    """What was typed fits into the form. Raises InvalidInput for the field TITLE."""
    if len(title) > LONGEST_TITLE:
        raise InvalidInput({TITLE: f"Please name it in {LONGEST_TITLE} characters."})


def usual_title(day: date) -> str:
    """What a retro is called unless somebody names it."""
    return f"Retro of {day.day} {day:%B %Y}"


def facilitator_field(side: Side) -> str:
    return f"{side}_facilitator"


def check_draft(draft: Draft, sides: Sides, today: date) -> date:
    """The last day of notes of a sound retro. Raises InvalidInput with sentences by field."""
    problems = {
        TITLE: "" if draft.title else "Give the retro a short name.",
        NOTES_UNTIL: _check_day(draft.notes_until, today),
        INVITED: _check_invited(draft.invited, sides),
    }
    for side in Side:
        member = sides.find(draft.facilitators[side])
        if member is None or member.side is not side:
            problems[facilitator_field(side)] = (
                f"Pick somebody of {sides.name(side)} who is in the channel."
            )
    said = {field: sentence for field, sentence in problems.items() if sentence}
    if said or draft.notes_until is None:
        raise InvalidInput(said)
    return draft.notes_until


def _check_day(day: date | None, today: date) -> str:
    if day is None:
        return "Pick the day until which notes are asked for."
    if day < today:
        return "Pick today or a day to come."
    if day > today + LATEST:
        return "Pick a day within two months: what is fresh is remembered best."
    return ""


def _check_invited(invited: Sequence[str], sides: Sides) -> str:
    members = [sides.find(user_id) for user_id in invited]
    if any(member is None or member.side is None for member in members):
        return "Pick people of both sides who are in the channel."
    if len(members) > MOST_INVITED:
        return f"Pick up to {MOST_INVITED} people, or nobody for all of both sides."
    missing = [side for side in Side if not any(m and m.side is side for m in members)]
    if members and missing:
        return f"Pick somebody of {sides.name(missing[0])}, too."
    return ""


def check_change(before: Draft, after: Draft, stage: Stage, own: Side, sides: Sides) -> None:
    """What one side may not change alone. Raises InvalidInput with sentences by field.

    Each side says who leads it for them, unless that person is gone; and once notes are open
    nobody is left out any more, so that no side votes without the other.
    """
    problems = {}
    led = before.facilitators[own.other]
    theirs = {member.user_id for member in sides.on(own.other)}
    if after.facilitators[own.other] != led and led in theirs:
        name = sides.name(own.other)
        problems[facilitator_field(own.other)] = f"{name} say themselves who leads it for them."
    left = [one for one in before.invited if one not in after.invited and sides.find(one)]
    if stage is not Stage.COLLECT and after.invited and (left or not before.invited):
        problems[INVITED] = "The notes are open: people can be added, but nobody is left out."
    if problems:
        raise InvalidInput(problems)


def read_notes(written: Mapping[Kind, str]) -> list[tuple[Kind, str]]:
    """The notes of somebody, one on each line, none twice. Raises InvalidInput by field."""
    notes = [
        (kind, line)
        for kind in Kind
        for line in dict.fromkeys(
            " ".join(line.split()) for line in written.get(kind, "").splitlines() if line.strip()
        )
    ]
    problems = {
        str(kind): problem
        for kind in Kind
        if (problem := _check_notes([line for own, line in notes if own is kind]))
    }
    if problems:
        raise InvalidInput(problems)
    return notes


def _check_notes(lines: Sequence[str]) -> str:
    if len(lines) > MOST_NOTES:
        return f"Pick the {MOST_NOTES} that matter most; there are {len(lines)} lines."
    if any(len(line) > LONGEST_NOTE for line in lines):
        return f"Please keep each line under {LONGEST_NOTE} characters."
    return ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Notes that are put under a heading: a new one, one that is there, or none any more.

    `name` may stay empty where `heading_id` names a heading that keeps its name. `theme` is one of
    the themes, NO_THEME to take off the one that there is, or None to leave it as it is.
    """

    heading_id: str | None
    name: str
    theme: str | None
    note_ids: Sequence[str]
    loosen: bool = False


def check_grouping(grouping: Grouping) -> None:
    """Raises InvalidInput for the fields NAME and NOTES."""
    is_new = grouping.heading_id is None and not grouping.loosen
    problems = {}
    if is_new and not grouping.name:
        problems[NAME] = "Give the new heading a name."
    if (is_new or grouping.loosen) and not grouping.note_ids:
        problems[NOTES] = "Pick at least one note."
    if problems:
        raise InvalidInput(problems)


def choose_theme(before: str | None, wanted: str | None) -> str | None:
    """The theme of a heading that had this one before. Raises InvalidInput for the field THEME."""
    if wanted == NO_THEME:
        return None
    if wanted not in (None, *Theme):
        raise InvalidInput({THEME: "Pick one of the themes."})
    return wanted or before


def check_reason(reason: str) -> None:
    """Raises InvalidInput for the field REASON."""
    if not reason:
        raise InvalidInput({REASON: "Say why: the other side reads it."})
    if len(reason) > LONGEST_REASON:
        raise InvalidInput({REASON: f"Please keep it under {LONGEST_REASON} characters."})


def check_votes(heading_ids: Collection[str], known: Collection[str]) -> None:
    """Raises InvalidInput for the field VOTES."""
    if len(heading_ids) > MOST_VOTES:
        raise InvalidInput({VOTES: f"You have {MOST_VOTES} votes."})
    if not set(heading_ids) <= set(known):
        raise InvalidInput({VOTES: "Pick from the headings of this retro."})


def list_looks(
    stage: Stage,
    notes_until: date,
    proposed_at: datetime | None,
    tz: str,
    countries: Collection[str | None],
) -> list[tuple[Look, datetime]]:
    """When a retro is looked at if nothing happens, the earliest first.

    What one side proposed waits for the other: it is asked again after a working day, and after
    three the first may go on alone. Before that only the notes have a day.
    """
    if stage not in NEXT:
        return []
    zone = find_zone(tz)
    if proposed_at is not None:
        day = day_in(tz, proposed_at)
        waits = ((Look.UNANSWERED, NUDGED_AFTER), (Look.STALLED, ALONE_AFTER))
        return [
            (look, local_moment(add_working_days(day, count, countries), MORNING, zone))
            for look, count in waits
        ]
    if stage is Stage.COLLECT:
        after = notes_until + timedelta(days=1)
        return [(Look.NOTES_OVER, local_moment(after, MORNING, zone))]
    return []


def next_look(looks: Sequence[tuple[Look, datetime]], after: datetime) -> datetime | None:
    return next((moment for _, moment in looks if moment > after), None)


def due_look(looks: Sequence[tuple[Look, datetime]], now: datetime) -> Look | None:
    """The latest reason for which it is time."""
    return next((look for look, moment in reversed(looks) if moment <= now), None)
