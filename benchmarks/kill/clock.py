"""One clock for a local Slack and for bots in other processes: a file says how far it is ahead."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.clock import Clock


class SharedClock:
    """The clock of a local Slack, read in another process on the same machine."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._file.read_text()))


def share(clock: Clock, file: Path) -> None:
    """Write down how many seconds `clock` is ahead of the machine's, now and whenever it is moved.

    The file is replaced as a whole, so that nobody reads half of it.
    """

    def write(now: datetime) -> None:
        new = file.with_suffix(".new")
        new.write_text(str((now - datetime.now(UTC)).total_seconds()))
        new.replace(file)

    clock.on_move(write)
    write(clock.now())
