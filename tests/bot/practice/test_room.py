"""The practice room as people open it: kept, refused, begun anew."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from socket import socket

import pytest

from bot.practice.errors import CannotOpen
from bot.practice.folder import Folder, occupy
from bot.practice.planned import find_plan
from bot.practice.room import describe, open_room
from sandbox.client import Sandbox
from storage import schema


async def test_an_empty_room_is_kept_and_goes_on(tmp_path: Path) -> None:
    async with open_room(tmp_path, tell=print, empty=True) as room:
        world = room.slack.core.world
        people = {user.name: user.id for _, users in room.people() for user in users}
        assert next(describe(room)).endswith(room.slack.url)
        assert await find_plan(room.rapport.database, room.slack.clock.now()) is None
        channel = next(one for one in world.channels.values() if one.kind == "channel")
        async with await Sandbox.connect(room.slack.url) as box:
            await box.move_clock(by=timedelta(days=2))
        moment = room.slack.clock.now()
        messages = dict(channel.messages)
    assert len(people) == 10
    async with open_room(tmp_path, tell=print) as room:
        world = room.slack.core.world
        assert {user.name: user.id for _, users in room.people() for user in users} == people
        assert world.channels[channel.id].messages.keys() >= messages.keys()
        assert room.slack.clock.now() >= moment
    with pytest.raises(CannotOpen, match="--reset"):
        async with open_room(tmp_path, tell=print, empty=True):
            pass
    async with open_room(tmp_path, tell=print, empty=True, anew=True) as room:
        assert channel.id not in room.slack.core.world.channels


async def test_a_second_one_is_refused_and_touches_nothing(tmp_path: Path) -> None:
    with occupy(tmp_path) as folder:
        folder.slack.write_text("kept")
        with pytest.raises(CannotOpen, match="Another `rapport sandbox` is open"):
            async with open_room(tmp_path, tell=print, anew=True):
                pass
        assert folder.slack.read_text() == "kept"


async def test_a_taken_port_is_refused_before_anything_is_forgotten(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.slack.write_text("kept")
    with closing(socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotOpen, match="--port"):
            async with open_room(tmp_path, tell=print, port=port, anew=True):
                pass
    assert folder.slack.read_text() == "kept"


async def test_what_cannot_be_read_is_left_and_the_way_out_is_named(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.slack.write_text("{")
    folder.database.touch()
    with pytest.raises(CannotOpen, match=r"It is not whole\. Start with --reset"):
        async with open_room(tmp_path, tell=print):
            pass
    assert folder.slack.read_text() == "{"


async def test_a_database_of_somebody_else_is_never_deleted(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.database.write_text("not ours")
    for anew in (False, True):
        with pytest.raises(CannotOpen, match="--folder"):
            async with open_room(tmp_path, tell=print, anew=anew):
                pass
    assert folder.database.read_text() == "not ours"


async def test_half_a_beginning_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = Folder(tmp_path)

    async def break_off(new: Folder) -> None:
        new.slack.write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await folder.fill(break_off)
    assert not folder.is_whole
    async with open_room(tmp_path, tell=print, empty=True) as room:
        assert len(list(room.people())) == 2
    assert not (tmp_path / ".unfinished").exists()


async def test_a_database_that_is_none_is_left_and_the_way_out_is_named(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    async with open_room(tmp_path, tell=print, empty=True):
        pass
    folder.database.write_text("I was a database, and am not whole")
    with pytest.raises(CannotOpen, match=r"file is not a database\. Start with --reset"):
        async with open_room(tmp_path, tell=print):
            pass
    assert folder.database.read_text() == "I was a database, and am not whole"


async def test_where_nothing_can_be_written_another_folder_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotOpen, match=r"Not a directory.*--folder"):
        async with open_room(tmp_path / "file" / "room", tell=print):
            pass


async def test_a_database_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    async with open_room(tmp_path, tell=print, empty=True):
        pass
    await schema.migrate(folder.database_url, "0001")
    assert await schema.current_revision(folder.database_url) == "0001"
    async with open_room(tmp_path, tell=print) as room:
        assert await schema.current_revision(folder.database_url) == schema.newest_revision()
        assert await find_plan(room.rapport.database, room.slack.clock.now()) is None


async def test_a_database_of_a_newer_version_is_left_and_the_way_out_is_named(
    tmp_path: Path,
) -> None:
    folder = Folder(tmp_path)
    async with open_room(tmp_path, tell=print, empty=True):
        pass
    with closing(sqlite3.connect(folder.database)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    before = folder.database.read_bytes()
    with pytest.raises(CannotOpen, match=r"only a newer version knows.*--reset"):
        async with open_room(tmp_path, tell=print):
            pass
    assert folder.database.read_bytes() == before
