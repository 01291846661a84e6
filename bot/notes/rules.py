"""Who reads a note, what may be told of where it comes from, and how much is too much. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.errors import InvalidInput
from bot.core.people import Member, Side, Sides
from bot.notes.errors import TooMany
from bot.relationships.rules import ANONYMOUS_MINIMUM

LONGEST = 3000
# A note under which nobody has written for so long is closed.
QUIET = timedelta(days=30)
# It is shown at a random moment within that time, or the moment would tell who was here.
SHOWN_WITHIN = timedelta(minutes=30)
# For so long it is tried to reach the writer.
PATIENCE = timedelta(days=1)

DAY = timedelta(days=1)


class Readers(StrEnum):
    """The contacts of which side read a note."""

    CLIENT = "client"
    VENDOR = "vendor"
    BOTH = "both"

    @property
    def sides(self) -> tuple[Side, ...]:
        return tuple(Side) if self is Readers.BOTH else (Side(self),)


class Ending(StrEnum):
    """How a note came to be closed."""

    WRITER = "writer"
    CONTACT = "contact"
    QUIET = "quiet"
    UNREACHABLE = "unreachable"


def find_readers(sides: Sides, readers: Readers) -> list[Member]:
    """The contacts who read it as the sides stand now; whoever wrote it is not left out."""
    return [contact for side in readers.sides for contact in sides.contacts(side)]


def find_told_side(sides: Sides, side: Side) -> Side | None:
    """The side that is told to readers, or None where they are not told.

    Both sides have to be large enough: if only the smaller one were kept silent about, silence
    would tell.
    """
    return None if any(is_few(sides, one) for one in Side) else side


def is_few(sides: Sides, side: Side) -> bool:
    """Whether so few people stand on that side that a note from it points at them."""
    return len(sides.on(side)) < ANONYMOUS_MINIMUM


def check_text(text: str) -> None:
    """Raises InvalidInput for the field `text`."""
    if not text:
        raise InvalidInput({"text": "Write it in your own words."})
    if len(text) > LONGEST:
        raise InvalidInput({"text": f"That is longer than {LONGEST:,} characters."})


def read_readers(word: str) -> Readers:
    """What the form says. Raises InvalidInput for the field `readers`."""
    if word not in set(Readers):
        raise InvalidInput({"readers": "Choose who reads it."})
    return Readers(word)


def check_readers(readers: Iterable[Member]) -> None:
    """Raises InvalidInput for the field `readers` where there is nobody."""
    if not list(readers):
        raise InvalidInput({"readers": "That side has no contact who could read it."})


@dataclass(frozen=True, slots=True)
class Limit:
    """How many of something a person may send within a day."""

    what: str
    most: int


NOTES = Limit("notes", 3)
ANSWERS = Limit("answers", 20)


def keep_recent(moments: Iterable[datetime], now: datetime) -> list[datetime]:
    """Those that lie less than a day back."""
    return [moment for moment in moments if now - moment < DAY]


def check_pace(moments: Iterable[datetime], limit: Limit, now: datetime) -> None:
    """Raises TooMany where somebody sent as much as they may, at these moments."""
    if len(keep_recent(moments, now)) >= limit.most:
        raise TooMany(most=limit.most, what=limit.what)


class Pace:
    """How much each person sent lately, in the memory of this process and nowhere else.

    A table of it would tell who leaves notes. So the count begins anew when the program does, and
    of several machines each counts for itself.
    """

    def __init__(self) -> None:
        self._sent: dict[tuple[str, Limit], list[datetime]] = {}

    def take(self, user_id: str, limit: Limit, now: datetime) -> None:
        """Count one more. Raises TooMany."""
        moments = self._sent.get((user_id, limit), [])
        check_pace(moments, limit, now)
        self._sent[user_id, limit] = [*keep_recent(moments, now), now]
