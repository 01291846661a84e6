"""What a browser is asked: how long a page takes until it is ready, and how evenly it scrolls."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, Response

READY = "html[data-ready=true]"
LONGEST_SECONDS = 120
WHEEL = 2_500
_NOTE_READY = """new MutationObserver(() => {
  window.ready_at ??= document.documentElement?.dataset.ready && performance.now();
}).observe(document, { attributes: true, subtree: true, childList: true });"""
_RECORD = """() => {
  window.frames_seen = [];
  let last = performance.now();
  const tick = (now) => {
    window.frames_seen.push(now - last);
    last = now;
    window.frame_wanted = requestAnimationFrame(tick);
  };
  window.frame_wanted = requestAnimationFrame(tick);
}"""
_STOP = "() => { cancelAnimationFrame(window.frame_wanted); return window.frames_seen; }"
# The page's own log begins at its end, and counts backwards from there.
_TO_END = """(log) => {
  if (getComputedStyle(log).flexDirection !== "column-reverse") log.scrollTop = log.scrollHeight;
}"""
# Whether the first message is in sight, or the last one.
_ARRIVED = """(up) => {
  const log = document.querySelector("[role=log]");
  const messages = log.querySelectorAll("article, p");
  const [frame, one] = [log, up ? messages[0] : messages[messages.length - 1]].map(
    (each) => each.getBoundingClientRect());
  const inSight = up ? one.top >= frame.top - 1 : one.bottom <= frame.bottom + 1;
  return inSight && (!up || messages[0].textContent.includes("Message 0:"));
}"""


@asynccontextmanager
async def open_page(browser: Browser) -> AsyncIterator[Page]:
    """A page of its own: nothing of an earlier one is in its cache."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def time_until_ready(browser: Browser, address: str) -> float:
    """Seconds from the navigation to `data-ready`, by the page's own watch."""
    async with open_page(browser) as page:
        await page.add_init_script(_NOTE_READY)
        await _load(page, address)
        milliseconds: float = await page.evaluate("window.ready_at")
        return milliseconds / 1000


async def list_loads(browser: Browser, address: str) -> list[tuple[str, int]]:
    """Type and size of all that is loaded until the page is ready, but for the page itself.

    The stream of news has no end, and so no size.
    """
    async with open_page(browser) as page:
        loads: list[Response] = []
        page.on("response", lambda load: loads.append(load))  # noqa: PLW0108 - Playwright marks it
        await _load(page, address)
        rows = [(load.headers.get("content-type", "").split(";")[0], load) for load in loads]
        return [
            (kind, len(await load.body()))
            for kind, load in rows
            if kind not in ("text/html", "text/event-stream")
        ]


async def _load(page: Page, address: str) -> None:
    await page.goto(address, wait_until="commit")
    await page.locator(READY).wait_for(state="attached")


async def scroll(browser: Browser, address: str, *, ready: bool) -> list[float]:
    """Milliseconds of each frame on the wheel's way from the last message to the first and back."""
    async with open_page(browser) as page:
        await page.goto(address)
        if ready:
            await page.locator(READY).wait_for(state="attached")
        log = page.get_by_role("log")
        await log.evaluate(_TO_END)
        await log.hover()
        await page.evaluate(_RECORD)
        for up in (True, False):
            await _turn_wheel(page, up=up)
        frames: list[float] = await page.evaluate(_STOP)
        return frames


async def _turn_wheel(page: Page, *, up: bool) -> None:
    """Until the end is reached. Raises TimeoutError where it never is."""
    async with asyncio.timeout(LONGEST_SECONDS):
        while not await page.evaluate(_ARRIVED, up):
            await page.mouse.wheel(0, -WHEEL if up else WHEEL)
            await asyncio.sleep(0.016)
