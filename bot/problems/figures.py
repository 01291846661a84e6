"""What the scores of ideas say: by side, and best first. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

from bot.core.people import Side

LOWEST, HIGHEST = 1, 5
# Of fewer people the mean says all there is to say.
SPREAD_FROM = 2


class Scored(Protocol):
    """A score as it is kept: see `storage.problems_steps.Score`."""

    entry_id: str
    side: str
    effect: int
    effort: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What a side thinks: the mean, and the lowest and highest of two people or more."""

    mean: float
    spread: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Row:
    """One idea: effect and effort by the sides that scored it, and how far apart they are.

    A gap is the client's mean less the vendor's; None where only one of them scored it.
    """

    entry_id: str
    effect: Mapping[Side, Figure]
    effort: Mapping[Side, Figure]

    @property
    def effect_gap(self) -> float | None:
        return _gap(self.effect)

    @property
    def effort_gap(self) -> float | None:
        return _gap(self.effort)

    @property
    def worth(self) -> float:
        """How much more it brings than it costs; both sides count the same."""
        return _mean(self.effect) - _mean(self.effort)


def _gap(figures: Mapping[Side, Figure]) -> float | None:
    if len(figures) < len(Side):
        return None
    return figures[Side.CLIENT].mean - figures[Side.VENDOR].mean


def _mean(figures: Mapping[Side, Figure]) -> float:
    return fmean(figure.mean for figure in figures.values())


def make_board(scores: Iterable[Scored], entry_ids: Sequence[str]) -> list[Row]:
    """These ideas as far as somebody scored them, best first; equal ones in the given order."""
    kept = list(scores)
    rows = [
        Row(
            entry_id,
            _by_side([(one.side, one.effect) for one in kept if one.entry_id == entry_id]),
            _by_side([(one.side, one.effort) for one in kept if one.entry_id == entry_id]),
        )
        for entry_id in entry_ids
    ]
    return sorted((row for row in rows if row.effect), key=lambda row: -row.worth)


def _by_side(given: Sequence[tuple[str, int]]) -> dict[Side, Figure]:
    points = {side: [point for at, point in given if at == side] for side in Side}
    return {side: _figure(some) for side, some in points.items() if some}


def _figure(points: Sequence[int]) -> Figure:
    is_spread = len(points) >= SPREAD_FROM
    return Figure(fmean(points), (min(points), max(points)) if is_spread else None)
