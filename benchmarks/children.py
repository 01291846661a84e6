"""Processes beside the one that leads a measure: each answers a line of JSON with a line of JSON.

What is measured has a process of its own, and so has what drives it, so that neither spends the
other's time. A child ends when its standard input does.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

LONGEST_LINE = 2**28

Answer = Callable[..., Awaitable[Any]]


class Child:
    """A running child."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self._log = log

    async def ask(self, **question: Any) -> Any:
        """What it answers. Raises RuntimeError with the end of its log where it died."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("a child has no pipes")
        stdin.write(json.dumps(question).encode() + b"\n")
        await stdin.drain()
        line = await stdout.readline()
        if not line:
            raise RuntimeError(f"a child ended:\n{self._log.read_text()[-4000:]}")
        return json.loads(line)


@asynccontextmanager
async def open_child(module: str, log: Path, **settings: Any) -> AsyncIterator[Child]:
    """Start `python -m module` with these settings; its standard error goes to the file `log`."""
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, json.dumps(settings)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            limit=LONGEST_LINE,
        )
    try:
        yield Child(process, log)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


def be_child(open_room: Callable[..., AbstractAsyncContextManager[Answer]]) -> None:
    """The main of a child: what `open_room(**settings)` yields answers each question."""
    asyncio.run(_answer_lines(open_room(**json.loads(sys.argv[1]))))


async def _answer_lines(room: AbstractAsyncContextManager[Answer]) -> None:
    questions = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(questions), sys.stdin
    )
    async with room as answer:
        while line := await questions.readline():
            sys.stdout.write(json.dumps(await answer(**json.loads(line))) + "\n")
            sys.stdout.flush()
