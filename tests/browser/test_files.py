"""A file stands below its message, and is saved by a press."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from sandbox.client import Channel
from tests.browser.acting import slack_of
from tests.browser.window import Window
from tests.world import World

HOSTILE = "<img src=x onerror=alert(1)>.html"


async def share(world: World, channel: Channel, content: str, name: str, title: str) -> None:
    await slack_of(world).files_upload_v2(
        channel=channel.id, content=content, filename=name, title=title, initial_comment="Here."
    )


async def test_who_sees_it_saves_it(window: Window, world: World, tmp_path: Path) -> None:
    dm = await world.bo.dm(world.inst)
    await share(world, dm, "round,mean\r\n" * 200, "results.csv", "Results")
    await window.open(world.bo, dm)
    row = window.message("Here.").get_by_role("link", name="Results")
    await expect(row).to_have_text("Results2.3 KB")
    async with window.page.expect_download() as saving:
        await row.click()
    saved = await saving.value
    assert saved.suggested_filename == "results.csv"
    await saved.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == b"round,mean\r\n" * 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_it_is_called_is_only_text(window: Window, world: World, scheme: str) -> None:
    await share(world, world.room, "<script>alert(1)</script>", HOSTILE, HOSTILE)
    await window.page.emulate_media(color_scheme=scheme)
    await window.open(world.ann, world.room)
    row = window.message("Here.").get_by_role("link")
    await expect(row).to_contain_text(HOSTILE)
    async with window.page.expect_download() as saving:
        await row.click()
    assert await (await saving.value).path()
    await expect(window.log).to_be_visible()
