"""What both sides may be glad of: streaks, firsts, and what was a year ago today. Pure.

Each is about the relationship, and none about a person. Days are those of its own calendar.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import takewhile


class Kind(StrEnum):
    """What can be said, each switched on or off by itself."""

    PROMISES = "promises"
    CALM = "calm"
    SWIFT = "swift"
    BORDER = "border"
    HUNDRED = "hundred"
    TOGETHER = "together"
    MEMORY = "memory"


class Thing(StrEnum):
    """What can be remembered, the rarest first."""

    MILESTONE = "milestone"
    LESSON = "lesson"
    KUDOS = "kudos"


LOOK_AT = time(10)
PROMISES_IN_A_ROW = 10
KUDOS_TOGETHER = 100
SWIFT_WITHIN = timedelta(days=7)
# What happened longer ago is no news: after a long standstill, or when the bot learns to look.
FRESH = timedelta(days=7)
BETWEEN_MEMORIES = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that a side would do by the end of the day `due`; `done_on` is None while open."""

    due: date
    done_on: date | None

    @property
    def is_kept(self) -> bool:
        return self.done_on is not None and self.done_on <= self.due


@dataclass(frozen=True, slots=True)
class First:
    """Something that happened for the first time."""

    id: str
    day: date


@dataclass(frozen=True, slots=True)
class Memory:
    """Something that happened a year ago. The one with the greater `weight` is told first."""

    thing: Thing
    id: str
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a relationship when it is looked at.

    `since` is the day on which both sides agreed; `solved` and `came_back` count problems that were
    solved before the end of the last quarter, and reopened in it; of all `kudos` that both sides
    see, `kudos_lately` were given within FRESH; `memories` are of the days that `days_a_year_ago`
    names, `remembered_on` is when one was told last.
    """

    since: date
    promises: Sequence[Promise] = ()
    solved: int = 0
    came_back: int = 0
    swift: First | None = None
    border: First | None = None
    kudos: int = 0
    kudos_lately: int = 0
    memories: Sequence[Memory] = ()
    remembered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Highlight:
    """Something to say. `mark` tells it from others of its kind, so that it is said once: how many
    it are by now, which quarter, or what is remembered; empty where there is only one."""

    kind: Kind
    mark: str = ""
    thing: Thing | None = None
    subject_id: str | None = None


def find(facts: Facts, today: date, off: Collection[Kind] = ()) -> list[Highlight]:
    """What is to be said today; some of it may have been said before, which its mark tells.

    A memory is told only on a day that has nothing of its own.
    """
    news = [
        *_number(Kind.PROMISES, _find_promises(facts.promises, today)),
        *_number(Kind.HUNDRED, find_round(facts.kudos, facts.kudos_lately, KUDOS_TOGETHER)),
        *_number(Kind.TOGETHER, find_years(facts.since, today)),
        *_find_calm(facts, today),
        *_first(Kind.SWIFT, facts.swift, today),
        *_first(Kind.BORDER, facts.border, today),
    ]
    wanted = [one for one in news if one.kind not in off]
    if not wanted and Kind.MEMORY not in off and may_remember(facts.remembered_on, today):
        return [*_remember(facts.memories)]
    return wanted


def _number(kind: Kind, number: int | None) -> list[Highlight]:
    return [] if number is None else [Highlight(kind, str(number))]


def _first(kind: Kind, first: First | None, today: date) -> list[Highlight]:
    if first is None or not _is_fresh(first.day, today):
        return []
    return [Highlight(kind, subject_id=first.id)]


def _is_fresh(day: date, today: date) -> bool:
    return today - FRESH < day <= today


def find_round(count: int, lately: int, step: int) -> int | None:
    """The round number that was reached with the last `lately` of `count`; None where none was."""
    reached = count // step * step
    return reached if reached > count - lately else None


def _find_promises(promises: Iterable[Promise], today: date) -> int | None:
    kept = find_kept(promises, today)
    lately = sum(_is_fresh(day, today) for day in kept)
    return find_round(len(kept), lately, PROMISES_IN_A_ROW)


def find_kept(promises: Iterable[Promise], today: date) -> list[date]:
    """The days on which the latest promises in a row were kept, the latest first.

    They count in the order of the days that they were for, and of one day first what was not kept.
    One that is open and whose day has not passed is neither kept nor broken yet.
    """
    settled = [one for one in promises if one.done_on is not None or one.due < today]
    settled.sort(key=lambda one: (one.due, not one.is_kept), reverse=True)
    kept = takewhile(lambda one: one.is_kept, settled)
    return [one.done_on for one in kept if one.done_on is not None]


def find_years(since: date, today: date) -> int | None:
    """How many years are full today, or were within the last days; None where no year was."""
    for years in (today.year - since.year, today.year - since.year - 1):
        if years > 0 and _is_fresh(_same_day(since, since.year + years), today):
            return years
    return None


def _same_day(day: date, year: int) -> date:
    """That day in another year; what was on 29 February is on the 28th where there is none."""
    if (day.month, day.day) == (2, 29) and not _has_leap_day(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def _has_leap_day(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def last_quarter(today: date) -> tuple[date, date]:
    """The first day of the quarter that is over, and the first of the one that runs."""
    begins = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    before = begins - timedelta(days=1)
    return date(before.year, (before.month - 1) // 3 * 3 + 1, 1), begins


def _find_calm(facts: Facts, today: date) -> list[Highlight]:
    """A whole quarter in which nothing came back, where there was something that could have."""
    begin, end = last_quarter(today)
    if facts.since > begin or not facts.solved or facts.came_back or not _is_fresh(end, today):
        return []
    return [Highlight(Kind.CALM, f"{begin.year}-Q{(begin.month + 2) // 3}")]


def days_a_year_ago(today: date) -> list[date]:
    """The days of which today is the anniversary: one, two on some 28 February, none on a 29th."""
    before = date(today.year - 1, today.month, 1)
    month = (before + timedelta(days=n) for n in range(31))
    return [day for day in month if _same_day(day, today.year) == today]


def may_remember(last: date | None, today: date) -> bool:
    """Whether it is long enough since the last memory."""
    return last is None or today - last >= BETWEEN_MEMORIES


def _remember(memories: Iterable[Memory]) -> list[Highlight]:
    """The memory to tell, if there is one: the rarest, then the weightiest."""
    order = list(Thing)
    ranked = sorted(memories, key=lambda one: (order.index(one.thing), -one.weight, one.id))
    return [Highlight(Kind.MEMORY, one.id, one.thing, one.id) for one in ranked[:1]]
