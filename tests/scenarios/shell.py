"""The command `rapport` typed as a person types it: a real process, and what it prints."""

import asyncio
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

DEADLINE_SECONDS = 30
ROOT = Path(__file__).parents[2]


@dataclass
class Finished:
    code: int
    out: str
    err: str


@dataclass
class Shell:
    """A folder with a `.env`, in which the command is typed.

    Nothing of the tests' own environment is in it but the path; `environment` is.
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def env(self, **lines: str) -> None:
        text = "".join(f"{name}={value}\n" for name, value in lines.items())
        (self.folder / ".env").write_text(text)

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def type(self, *words: str) -> Finished:
        """Where it asks something, nobody answers."""
        process = await self.start(*words)
        async with asyncio.timeout(DEADLINE_SECONDS):
            out, err = await process.communicate()
        assert process.returncode is not None
        return Finished(process.returncode, out.decode(), err.decode())
