"""Whole programs in processes of their own: `rapport run` as an operator starts it, and baselines.

A program logs "connected" to standard error once it takes requests, and ends on SIGTERM.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.callers import SECRET
from bot.settings import Settings

RAPPORT = ("-m", "bot", "run")
ROOT = Path(__file__).parents[1]
CONNECTED = b'"connected"'


def settings_of_rapport(database_url: str, slack_url: str, **more: str) -> dict[str, str]:
    """The environment of `rapport run`: over HTTP, unless an app token is among the rest."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-benchmark",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack_url,
        "DATABASE_URL": database_url,
        **more,
    }


@asynccontextmanager
async def run_program(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run Python with these arguments, from when it is connected until the block ends.

    It runs in `folder`, where no `.env` lies. Raises RuntimeError with the end of its log where it
    ends before.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env={**_own_environment(), **(environment or {})},
    )
    log = process.stderr or asyncio.StreamReader()
    try:
        await _until_connected(log)
        reading = asyncio.create_task(_read_on(log))
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
    await reading


async def _until_connected(log: asyncio.StreamReader) -> None:
    said = []
    async for line in log:
        said.append(line.decode())
        if CONNECTED in line:
            return
    raise RuntimeError(f"a program ended:\n{''.join(said[-40:])}")


async def _read_on(log: asyncio.StreamReader) -> None:
    """A log that nobody reads would fill its pipe, and hold up who writes it."""
    while await log.read(2**16):
        pass


def _own_environment() -> dict[str, str]:
    """Ours, without settings of Rapport and proxies; modules are found where this one is."""
    named = tuple(name.upper() for name in Settings.model_fields)
    kept = {name: value for name, value in os.environ.items() if name not in named}
    kept = {name: value for name, value in kept.items() if not name.lower().endswith("_proxy")}
    return {**kept, "PYTHONPATH": str(ROOT)}
