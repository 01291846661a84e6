"""Every measure runs, at a tiny size, and says what it should; how fast is not asked here."""

import json

import pytest

from benchmarks.__main__ import take
from benchmarks.databases import ENGINES
from benchmarks.lab import TINY
from benchmarks.measures import MEASURES
from benchmarks.results import Goal, Of, Result, to_line, to_table

KEYS = {"measure", "engine", "value", "baseline", "ratio", "goal", "holds"}


@pytest.mark.parametrize("engine", ENGINES)
async def test_every_measure_has_figures_of_both(engine: str) -> None:
    results = [result async for result in take(list(MEASURES), [engine], TINY)]
    for name in MEASURES:
        assert [one for one in results if one.measure.startswith(name)], name
    for result in results:
        assert result.engine == engine
        assert result.value > 0 or result.unit == "%", result
        assert result.baseline > 0, result


def test_a_figure_is_held_to_its_goal() -> None:
    fast = Result("kudos", "sqlite", "acks/s", 70, 100, Goal(Of.RATIO, at_least=0.6))
    assert json.loads(to_line(fast)) == {
        "measure": "kudos",
        "engine": "sqlite",
        "value": 70,
        "baseline": 100,
        "ratio": 0.7,
        "goal": "ratio >= 0.6",
        "holds": True,
    }
    big = Result("memory", "sqlite", "MB", 120, 60, Goal(Of.VALUE, at_most=100))
    assert not big.holds
    assert set(json.loads(to_line(big))) == KEYS
    assert to_table([fast, big]).row_count == 2
