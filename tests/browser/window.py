"""A window on the practice room, used by what a person reads and hears in it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Route,
    expect,
)

from sandbox.client import Channel, Message, Person

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
READY = "html[data-ready=true]"
DEADLINE_SECONDS = 60
SIZE = {"width": 1280, "height": 800}
_PIXEL = "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>"
# Chromium reports an answer that says no as an error; the page shows it as a sentence.
_REFUSAL = re.compile(r"Failed to load resource: .* status of 400 .*")

expect.set_options(timeout=10_000)


@dataclass
class Window:
    """`trouble` is what must not happen: errors, dialogs, violations of the content policy."""

    page: Page
    url: str
    trouble: list[str] = field(default_factory=list)

    async def open(
        self, person: Person, place: Channel | str, thread: Message | None = None
    ) -> None:
        """Go to this conversation as this person, by its address."""
        where = place if isinstance(place, str) else place.id
        await self.visit(person.id, where, thread.ts if thread else None)

    async def visit(self, person: str, place: str, thread: str | None = None) -> None:
        """The same, by ids; another app's Home is the place `app:` and its bot's id."""
        await self.page.goto("about:blank")
        await self.page.goto("/".join(filter(None, [f"{self.url}/#", person, place, thread])))
        await self.ready()

    async def ready(self) -> None:
        await self.page.locator(READY).wait_for(state="attached")

    async def become(self, person: Person) -> None:
        """Choose who you are."""
        await self.page.get_by_label("You are").select_option(person.id)
        await expect(self.page).to_have_url(re.compile(person.id))

    async def go(self, name: str) -> None:
        """Open a conversation of the sidebar."""
        await self.link(name).click()

    def link(self, name: str) -> Locator:
        return self.sidebar.get_by_role("link", name=re.compile(rf"^\W*{re.escape(name)}"))

    @property
    def sidebar(self) -> Locator:
        return self.page.get_by_role("navigation", name="Conversations")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("main").get_by_role("log", name="Messages")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("region", name="Thread")

    @property
    def modal(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def clock(self) -> Locator:
        return self.page.get_by_role("region", name="Clock")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("^Message "))

    @property
    def suggestions(self) -> Locator:
        return self.page.get_by_role("listbox", name="Suggestions")

    def message(self, words: str, within: Locator | None = None) -> Locator:
        """The last message in which these words stand."""
        articles = (within or self.log).get_by_role("article")
        return articles.filter(has_text=words).last

    async def type(self, text: str) -> None:
        """Key by key at the end of what stands in the conversation's field."""
        await self.composer.press_sequentially(text)

    async def say(self, text: str) -> None:
        """Write it into the conversation's field, and send it."""
        await self.composer.fill(text)
        await self.page.get_by_role("main").get_by_role("button", name="Send").click()

    async def choose(self, label: str, option: str) -> None:
        """Choose in a select of the modal by what is typed."""
        field = self.modal.get_by_role("combobox", name=label, exact=True)
        await field.fill(option)
        await self.modal.get_by_role("option", name=option).first.click()
        await self.page.keyboard.press("Tab")

    async def react(self, message: Locator, name: str) -> None:
        """Add a reaction that is found by its name."""
        await self.act_on(message, "Add reaction")
        picker = self.page.get_by_role("dialog", name="Emoji")
        await picker.get_by_role("searchbox").fill(name)
        await picker.get_by_role("button", name=f":{name}:", exact=True).click()

    async def act_on(self, message: Locator, name: str) -> None:
        """Use a message's own button: it appears where the pointer is."""
        await message.hover()
        await message.get_by_role("button", name=name).click()

    async def choose_from_menu(self, message: Locator, name: str) -> None:
        await self.act_on(message, "More actions")
        await self.page.get_by_role("menuitem", name=name).click()


@asynccontextmanager
async def open_window(browser: Browser, url: str, **options: Any) -> AsyncIterator[Window]:
    """A window of its own, with nothing kept from another; it reaches no other machine."""
    context = await browser.new_context(viewport=SIZE, locale="en-GB", **options)
    await context.route(lambda address: not address.startswith(url), _stay_here)
    context.set_default_timeout(10_000)
    window = Window(await context.new_page(), url)
    _watch(window)
    try:
        yield window
    finally:
        await context.close()


async def _stay_here(route: Route) -> None:
    await route.fulfill(body=_PIXEL, content_type="image/svg+xml")


def _watch(window: Window) -> None:
    page, trouble = window.page, window.trouble

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _is_refusal(message, window.url):
            trouble.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    async def dismiss(dialog: Dialog) -> None:
        trouble.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    page.on("console", hear)
    page.on("pageerror", lambda error: trouble.append(f"raised: {error}"))
    page.on("dialog", dismiss)


def _is_refusal(message: ConsoleMessage, url: str) -> bool:
    from_verbs = message.location.get("url", "").startswith(f"{url}/sandbox/")
    return from_verbs and bool(_REFUSAL.fullmatch(message.text))
