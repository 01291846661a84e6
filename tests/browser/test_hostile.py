"""A hundred hostile strings through every text field: nothing runs, and nothing breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import pytest
from playwright.async_api import expect

from sandbox.client import Person, Refused
from tests.browser.strings import LINKS, MARKUP, STRINGS
from tests.browser.window import DEADLINE_SECONDS, Window
from tests.logs import recorded
from tests.world import World

Write = Callable[[str], Awaitable[object]]


async def write_all(write: Write, strings: Sequence[str] = STRINGS) -> None:
    """Give each to this field, but for what Slack itself would not take."""
    for text in strings:
        with suppress(Refused):
            await write(text)


def packed(most: int = 10, length: int = 3_000) -> list[str]:
    """All of them, several to a text: a form takes its time."""
    packs = [""]
    for number, text in enumerate(STRINGS):
        joined = f"{packs[-1]}\n{text}"
        if number % most and len(joined) <= length:
            packs[-1] = joined
        else:
            packs.append(text)
    return packs


async def through_forms(world: World) -> None:
    """Command texts, reasons, titles and words of problems, questions, comments, names of sides."""
    await world.ann.command("/pulse", "new", in_=world.room)
    await world.ann.submits({"weekday": "Tuesday", "anonymity": "named"})
    await world.ann.command("/pulse", "now", in_=world.room)
    await world.settle()

    async def give(text: str) -> None:
        await world.ann.command("/kudos", f"{world.bo} {text}", in_=world.room)

    async def raise_problem(text: str) -> None:
        await world.ann.command("/problem", text, in_=world.room)
        described = {"title": text[:120], "what": text, "whom_client": text, "whom_vendor": text}
        await fill(world.ann, described)

    async def ask(text: str) -> None:
        await world.ann.command("/pulse", "new", in_=world.room)
        await fill(world.ann, {"question": text})

    async def comment(text: str) -> None:
        question = (await world.bo.sees_dm(world.inst))[-1]
        label = "Change comment" if "Change comment" in question.buttons else "Comment"
        await world.bo.presses(question, label)
        await fill(world.bo, {"comment": text})

    async def rename(text: str) -> None:
        await world.open_setup(world.ann)
        await fill(world.ann, {"client_name": text[:60], "vendor_name": text[-60:]})

    await write_all(give)
    for write in (raise_problem, ask, comment):
        await write_all(write, packed())
    await write_all(rename, STRINGS[::4])
    for command in ("/rapport", "/pulse"):
        await write_all(lambda text, name=command: world.ann.command(name, text, in_=world.room))
    await world.settle()


async def fill(person: Person, values: dict[str, str]) -> None:
    """Whatever the app says to it, it must answer; then its form is closed."""
    result = await person.submits(values)
    if result.view is not None and result.view.callback_id == "problem_form":
        result = await person.submits({})  # it asked whether this is another problem
    assert result.error is None
    if result.view is not None:
        await person.closes(everything=True)


async def through_words(world: World) -> None:
    """Messages, replies, edits, names of people and channels."""
    acme = world.practice.client
    root = await world.ann.says("root", in_=world.room)
    own = await world.ann.says("mine", in_=world.room)
    await write_all(lambda text: world.bo.says(text, in_=world.room))
    await write_all(lambda text: world.bo.says(text, in_=world.room, thread=root))
    await write_all(lambda text: world.ann.edits(own, text))
    await write_all(lambda text: world.amir.changes(name=text))
    await write_all(acme.person)
    await write_all(lambda text: acme.channel(text, [world.ann]))


async def look_everywhere(window: Window, world: World) -> None:
    """Scroll through all of it, in the channel and in its thread, and behind the curtain."""
    await window.open(world.ann, world.room)
    await window.page.get_by_role("button", name="Behind the curtain").click()
    await window.log.hover()
    async with asyncio.timeout(DEADLINE_SECONDS):
        while await window.page.get_by_text("This is the very beginning of").count() == 0:
            await window.page.mouse.wheel(0, -20_000)
            await window.page.wait_for_timeout(30)
    root = window.log.get_by_role("article", name="Ann Berg: root")
    await root.get_by_role("link", name="replies").click()
    await expect(window.thread.get_by_role("article").nth(50)).to_be_attached()


async def test_nothing_runs_and_nothing_breaks(
    window: Window, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recorded("WARNING", monkeypatch) as log:
        await through_words(world)
        await through_forms(world)
    assert [line for line in log.lines if line["level"] in ("error", "critical")] == []
    await look_everywhere(window, world)
    assert await window.page.evaluate("window.__ran") is None
    assert await window.page.locator("script").count() == 1
    assert await window.page.locator("main :is(iframe, svg script, style, form form)").count() == 0
    hrefs = await window.page.locator("main a[href]").evaluate_all("all => all.map(a => a.href)")
    assert {href.split(":")[0] for href in hrefs} <= {"http", "https", "mailto"}
    await window.say("Still here?")
    await expect(window.message("Still here?")).to_be_in_viewport()


async def test_what_is_written_is_what_is_read(window: Window, world: World) -> None:
    """Through the real fields: it stands there letter by letter, and runs nowhere."""
    hall = await world.practice.client.channel("typed", [world.ann])
    await window.open(world.ann, hall)
    for text in MARKUP[:16]:
        await window.say(text)
        await expect(window.log.get_by_role("article").last).to_contain_text(text)
    for text in STRINGS:
        await window.composer.fill(text.encode("utf-8", "replace").decode())
        await window.page.keyboard.press("Escape")
    await window.composer.fill("")

    await window.open(world.ann, world.room)
    await window.say(f"/problem {MARKUP[0]}")
    await expect(window.modal.get_by_label("In a few words")).to_have_value(MARKUP[0])
    await window.modal.get_by_label("What happens").fill("\n".join(MARKUP))
    await window.modal.get_by_label("Whom it hurts").first.fill("\n".join(LINKS))
    await window.modal.get_by_role("button", name="Raise it").click()
    card = window.message(f" {MARKUP[0]}")
    similar = window.modal.get_by_text("This looks similar")
    await expect(similar.or_(card)).to_be_visible()
    if await similar.count():  # to what was raised in the test before
        await window.modal.get_by_role("button", name="Raise it").click()
    for text in (MARKUP[1], MARKUP[-2], LINKS[1]):
        await expect(card).to_contain_text(text)
    assert await window.page.evaluate("window.__ran") is None
