"""A browser, a practice room with the real bot, and a window on it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from benchmarks.chromium import NoBrowser, open_chromium
from bot.practice.watch import keep_in_step
from tests.browser.missing import do_without
from tests.browser.window import PICTURES, Window, open_window
from tests.world import World, open_world

HERE = Path(__file__).parent
OUTCOME = pytest.StashKey[pytest.TestReport]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One loop for all of them, so that they can share a browser and a room."""
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[OUTCOME] = report
    return report


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium; without one the tests are skipped, but in CI they fail."""
    try:
        async with open_chromium() as browser:
            yield browser
    except NoBrowser as missing:
        do_without(missing)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(
    browser: Browser, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """A relationship that both sides agreed to; the tests of a module share it."""
    path = tmp_path_factory.mktemp("browser") / "rapport.db"
    shutil.copyfile(sqlite_template, path)
    async with open_world(f"sqlite:///{path}") as world:
        await world.set_up()
        async with keep_in_step(world.practice.slack, world.rapport):
            yield world


@pytest_asyncio.fixture(loop_scope="session")
async def window(
    browser: Browser, world: World, request: pytest.FixtureRequest
) -> AsyncIterator[Window]:
    """A window on the room. Whatever the browser complains of fails the test."""
    async with open_window(browser, world.practice.slack.url) as window:
        yield window
        await _look_back(window, request.node)


async def _look_back(window: Window, item: pytest.Item) -> None:
    report = item.stash.get(OUTCOME, None)
    if window.trouble or (report and report.failed):
        PICTURES.mkdir(parents=True, exist_ok=True)
        await window.page.screenshot(path=PICTURES / f"failed-{item.name}.png")
    assert window.trouble == []
