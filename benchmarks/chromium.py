"""A Chromium of this machine, in which the page is measured, tested and pictured."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class NoBrowser(Exception):
    """There is no Chromium on this machine. `uv run playwright install chromium` brings one."""

    def __str__(self) -> str:
        return self.__doc__ or ""


@asynccontextmanager
async def open_chromium() -> AsyncIterator[Browser]:
    """A browser without a window: the machine's own, else Playwright's. Raises NoBrowser."""
    async with async_playwright() as playwright:
        path = _find(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=_arguments())
        try:
            yield browser
        finally:
            await browser.close()


def _find(of_playwright: str) -> str:
    found = filter(None, map(shutil.which, _NAMES))
    path = next(found, of_playwright)
    if not Path(path).exists():
        raise NoBrowser
    return path


def _arguments() -> list[str]:
    """As root Chromium starts only where it may leave its processes unconfined."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []
