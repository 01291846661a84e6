"""Which themes come back in a relationship, and whether more often than before. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.themes import Theme
from storage.themes import Named

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Recurring:
    """How often a theme came up in the last twelve months by kind, and in the twelve before."""

    theme: Theme
    kinds: Mapping[str, int]
    before: int

    @property
    def count(self) -> int:
        return sum(self.kinds.values())


def list_periods(now: datetime) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    """The last twelve months, and the twelve before them."""
    since = now - YEAR
    return (since, now), (since - YEAR, since)


def compare(lately: Iterable[Named], before: Iterable[Named]) -> list[Recurring]:
    """The themes that came up in either period, the most frequent of the last one first."""
    lately, before = list(lately), list(before)
    found = [
        Recurring(
            theme,
            {one.kind: one.count for one in lately if one.theme == theme},
            sum(one.count for one in before if one.theme == theme),
        )
        for theme in Theme
    ]
    came_up = [one for one in found if one.count or one.before]
    return sorted(came_up, key=lambda one: -one.count)
