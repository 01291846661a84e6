"""Waiting for what other processes do: there is nothing to be told by, so it is looked at."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(
    reached: Callable[[], Awaitable[bool]], *, seconds: float, step: float = 0.5
) -> None:
    """Look every `step` seconds. Raises TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not await reached():  # noqa: ASYNC110 - see above
            await asyncio.sleep(step)
