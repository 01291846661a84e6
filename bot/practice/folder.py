"""The folder in which the practice room is kept between starts, and who may use it.

`slack.json` is the local Slack, `rapport.db` what the bot remembers; each is nothing without the
other. Nothing else in the folder is touched: somebody may have named one of their own.
"""

import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.practice.errors import CannotOpen
from storage.serving import AlreadyServed, serve_alone

# SQLite may leave its journal beside a database whose process was killed.
_DATABASE_PARTS = ("rapport.db", "rapport.db-wal", "rapport.db-shm")


@dataclass(frozen=True)
class Folder:
    """Where a practice room lies."""

    path: Path

    @property
    def slack(self) -> Path:
        return self.path / "slack.json"

    @property
    def database(self) -> Path:
        return self.path / "rapport.db"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.database}"

    @property
    def is_whole(self) -> bool:
        return self.slack.exists() and self.database.exists()

    def forget(self) -> None:
        """Delete both. A database alone is not ours: raises CannotOpen."""
        if self.database.exists() and not self.slack.exists():
            raise CannotOpen(
                f"{self.database} is not of a practice room. Name another folder with --folder."
            )
        for name in _DATABASE_PARTS:
            (self.path / name).unlink(missing_ok=True)
        self.slack.unlink(missing_ok=True)  # last, for it says that the others are ours

    async def fill(self, begin: Callable[["Folder"], Awaitable[None]]) -> None:
        """Have both made beside this place and move them into it: all of it stands here or nothing.

        What an interrupted start left is forgotten before.
        """
        new = Folder(self.path / ".unfinished")
        shutil.rmtree(new.path, ignore_errors=True)
        self.forget()
        new.path.mkdir()
        await begin(new)
        new.slack.replace(self.slack)
        for name in _DATABASE_PARTS:
            if (new.path / name).exists():
                (new.path / name).replace(self.path / name)
        shutil.rmtree(new.path)


@contextmanager
def occupy(path: Path) -> Iterator[Folder]:
    """Be the only one in that folder, which is made where there is none.

    Raises CannotOpen where another `rapport sandbox` is in it, or it cannot be written.
    """
    path = path.resolve()
    with ExitStack() as held:
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            held.enter_context(serve_alone(f"sqlite:///{path / 'sandbox'}"))
        except AlreadyServed as error:
            raise CannotOpen(
                f"Another `rapport sandbox` is open in {path}. Stop it first, or name another "
                "folder with --folder."
            ) from error
        except OSError as error:
            raise CannotOpen(
                f"Nothing can be kept in {path} ({error.strerror or error}). Name another folder "
                "with --folder."
            ) from error
        yield Folder(path)
