"""What a measure works with: a kind of database, a Slack that says yes, and how much to do."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.children import Child, open_child
from benchmarks.databases import Databases, open_databases


@dataclass(frozen=True, slots=True)
class Size:
    """How much each measure does; `turns` is how often each of the two takes its turn.

    `slow_turns` is the same where a turn takes seconds.
    """

    turns: int
    slow_turns: int
    requests: int
    askings: tuple[tuple[int, int], ...]
    messages: int
    simulated_minutes: int
    rows: tuple[int, int]
    looks: int
    lessons: tuple[int, int]
    entries: tuple[int, int]


# `askings` are people and relationships of rounds that open; `rows`, `lessons` and `entries` (of a
# problem) few and many.
FULL = Size(
    turns=9,
    slow_turns=3,
    requests=300,
    askings=((1_000, 1), (10_000, 500)),
    messages=5_000,
    simulated_minutes=20,
    rows=(10_000, 1_000_000),
    looks=200,
    lessons=(100, 5_000),
    entries=(20, 2_000),
)
QUICK = Size(
    turns=5,
    slow_turns=2,
    requests=200,
    askings=((1_000, 1), (2_000, 100)),
    messages=1_000,
    simulated_minutes=5,
    rows=(10_000, 100_000),
    looks=100,
    lessons=(100, 5_000),
    entries=(20, 2_000),
)
TINY = Size(
    turns=0,
    slow_turns=1,
    requests=60,
    askings=((20, 4),),
    messages=40,
    simulated_minutes=1,
    rows=(100, 200),
    looks=5,
    lessons=(5, 10),
    entries=(2, 20),
)


@dataclass
class Lab:
    """Shared by the measures of one engine."""

    databases: Databases
    size: Size
    stand_in: Child
    callers: Child
    slack_url: str
    folder: Path

    @property
    def engine(self) -> str:
        return self.databases.kind

    @asynccontextmanager
    async def child(self, module: str, **settings: Any) -> AsyncIterator[Child]:
        """A process for the length of a block; what it logs stays in the lab's folder."""
        async with open_child(module, self.folder / f"{module}.log", **settings) as child:
            yield child


@asynccontextmanager
async def open_lab(engine: str, size: Size) -> AsyncIterator[Lab]:
    """A lab for measures on that engine."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="rapport-benchmark-")))
        databases = await stack.enter_async_context(open_databases(engine))
        stand_in, callers = [
            await stack.enter_async_context(open_child(module, folder / f"{module}.log"))
            for module in ("benchmarks.stand_in", "benchmarks.callers")
        ]
        port = (await stand_in.ask())["port"]
        url = f"http://127.0.0.1:{port}/api/"
        yield Lab(databases, size, stand_in, callers, url, folder)
