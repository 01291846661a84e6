"""The story as it is played for people, seen and pictured; the pictures in the README are of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.pictures import VIEWS, take_pictures

DOCS = Path(__file__).parents[2] / "docs" / "pictures"
PNG = b"\x89PNG\r\n"


async def test_every_view_of_the_story(browser: Browser, tmp_path: Path) -> None:
    assert browser.is_connected()
    taken = [path async for path in take_pictures(tmp_path, list(VIEWS))]
    assert {path.name for path in taken} == {
        f"{name}-{scheme}.png" for name in VIEWS for scheme in ("light", "dark")
    }
    for name in VIEWS:
        light, dark = [
            (tmp_path / f"{name}-{scheme}.png").read_bytes() for scheme in ("light", "dark")
        ]
        assert light.startswith(PNG)
        assert light != dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_readme_shows_one_of_each(scheme: str) -> None:
    path = DOCS / f"sandbox-{scheme}.png"
    assert path.read_bytes().startswith(PNG)
    assert path.stat().st_size < 250_000
    assert f"docs/pictures/{path.name}" in (DOCS.parents[1] / "README.md").read_text()
