"""What a supervisor of services does: a process that ends is started again at once."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 15
# Before one that ended by itself is started again.
REST_SECONDS = 1


class Supervised:
    """One process of the bot, which comes back whenever it ends; its log goes to a file."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._arguments = arguments
        self._environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self.accidents: list[str] = []

    def start(self) -> None:
        self._keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            code = await self._run()
            if code != -signal.SIGKILL:
                self.accidents.append(f"a process ended by itself with {code}")
                await asyncio.sleep(REST_SECONDS)

    async def _run(self) -> int:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._arguments, env=self._environment, stderr=log
            )
        return await self._process.wait()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def kill(self) -> None:
        """SIGKILL: nothing of it can be caught or put off."""
        if self._process is not None:
            self._process.kill()

    async def stop(self) -> None:
        """SIGTERM, and nothing is started again."""
        if self._keeper is None or self._process is None:
            return
        self._keeper.cancel()
        if not self.alive:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            self.accidents.append(f"a process did not stop within {STOP_SECONDS} seconds")
            self._process.kill()
            await self._process.wait()
