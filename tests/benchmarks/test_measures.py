"""Every measure runs, at a tiny size, and says what it should; how fast is not asked here."""

import json
from collections.abc import Sequence

import pytest

from benchmarks import chromium
from benchmarks.__main__ import take
from benchmarks.databases import ENGINES
from benchmarks.lab import TINY
from benchmarks.measures import MEASURES
from benchmarks.results import Goal, Of, Result, to_line, to_table
from tests.browser.missing import do_without

IN_A_BROWSER = ("page", "scroll")
# Each once: some take no database, or only to begin with, and what fills one with its own words
# does so on SQLite.
ON_SQLITE = ("reaction", "answer", "open", "pace", "look", "start")
ON_POSTGRES = tuple(name for name in MEASURES if name not in (*ON_SQLITE, *IN_A_BROWSER))
KEYS = {"measure", "engine", "value", "baseline", "ratio", "goal", "holds"}


@pytest.mark.parametrize("engine", ENGINES)
async def test_every_measure_has_figures_of_both(engine: str) -> None:
    await check_figures(ON_SQLITE if engine == "sqlite" else ON_POSTGRES, engine)


async def test_what_is_seen_in_a_browser_has_figures_of_both() -> None:
    try:
        async with chromium.open_chromium():
            pass
    except chromium.NoBrowser as missing:
        do_without(missing)
    await check_figures(IN_A_BROWSER, "sqlite")


async def check_figures(names: Sequence[str], engine: str) -> None:
    results = [result async for result in take(names, [engine], TINY)]
    for name in names:
        assert [one for one in results if one.measure.startswith(name)], name
    for result in results:
        assert result.engine == engine
        assert result.value > 0 or result.unit == "%", result
        assert result.baseline > 0, result


async def test_without_a_browser_the_others_are_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium, "_find", raise_no_browser)
    assert [result async for result in take(["page"], ["sqlite"], TINY)] == []
    assert "page: There is no Chromium on this machine" in capsys.readouterr().err


def raise_no_browser(_of_playwright: str) -> str:
    raise chromium.NoBrowser


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
