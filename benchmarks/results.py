"""What a measure found, and how it is shown."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rich.table import Table


class Of(StrEnum):
    """What a goal is about."""

    RATIO = "ratio"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that a result is held to."""

    of: Of
    at_least: float | None = None
    at_most: float | None = None

    def holds(self, figure: float) -> bool:
        enough = self.at_least is None or figure >= self.at_least
        return enough and (self.at_most is None or figure <= self.at_most)

    def __str__(self) -> str:
        bound = f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}"
        return f"{self.of} {bound}"


@dataclass(frozen=True, slots=True)
class Result:
    """A figure of ours beside that of the baseline, which was measured in the same run."""

    measure: str
    engine: str
    unit: str
    value: float
    baseline: float
    goal: Goal

    @property
    def ratio(self) -> float:
        return self.value / self.baseline if self.baseline else float("inf")

    @property
    def holds(self) -> bool:
        return self.goal.holds(self.ratio if self.goal.of is Of.RATIO else self.value)


def to_line(result: Result) -> str:
    """A result as one line of JSON."""
    return json.dumps(
        {
            "measure": result.measure,
            "engine": result.engine,
            "value": _short(result.value),
            "baseline": _short(result.baseline),
            "ratio": _short(result.ratio),
            "goal": str(result.goal),
            "holds": result.holds,
        }
    )


def to_table(results: Iterable[Result]) -> Table:
    """All results, under the machine they were measured on."""
    table = Table(title=describe_machine())
    for name in ("measure", "engine", "ours", "baseline", "unit", "ratio", "goal", "holds"):
        table.add_column(name, justify="right" if name in {"ours", "baseline", "ratio"} else "left")
    for one in results:
        table.add_row(
            one.measure,
            one.engine,
            f"{_short(one.value):,}",
            f"{_short(one.baseline):,}",
            one.unit,
            f"{one.ratio:.2f}",
            str(one.goal),
            "[green]yes[/]" if one.holds else "[red]no[/]",
        )
    return table


def describe_machine() -> str:
    """What figures depend on: cores, system and Python."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def _short(figure: float) -> float:
    """Four digits that count; a figure has no more truth in it."""
    return float(f"{figure:.4g}")
