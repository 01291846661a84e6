"""A file has one server at a time, however its path is written; a Postgres has many."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from storage.serving import AlreadyServed, serve_alone

HOLD = """
import sys, time
from storage.serving import serve_alone
with serve_alone(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def is_free(address: str) -> bool:
    try:
        with serve_alone(address):
            return True
    except AlreadyServed:
        return False


def test_every_path_to_a_file_is_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "real.db").touch()
    (tmp_path / "link.db").symlink_to("real.db")
    (tmp_path / "here").symlink_to(".")
    with serve_alone("sqlite:///real.db"):
        for path in ("real.db", "link.db", "here/link.db", f"{tmp_path}/real.db"):
            assert not is_free(f"sqlite:///{path}"), path
        assert is_free("sqlite:///other.db")
    assert is_free("sqlite:///link.db")


def test_the_sentence_names_the_file(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/rapport.db"
    with (
        serve_alone(address),
        pytest.raises(AlreadyServed, match=r"at work on .*rapport\.db"),
        serve_alone(address),
    ):
        pass


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="unable to open"), serve_alone(f"sqlite:///{tmp_path}/a/b"):
        pass


def test_a_postgres_is_for_many() -> None:
    with serve_alone("postgresql://nobody@localhost/x"):
        assert is_free("postgresql://nobody@localhost/x")


async def test_a_killed_process_leaves_nothing_behind(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/rapport.db"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        HOLD,
        address,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert await process.stdout.readline() == b"held\n"
        assert not is_free(address)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    assert is_free(address)


def test_a_lock_that_cannot_be_taken_for_another_reason_says_which(tmp_path: Path) -> None:
    (tmp_path / "rapport.db-lock").write_text("this is no database at all, " * 100)
    with (
        pytest.raises(OSError, match="file is not a database"),
        serve_alone(f"sqlite:///{tmp_path}/rapport.db"),
    ):
        pass
