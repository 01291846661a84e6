"""What of the world is in a file after it was written, and what a file may not be."""

import asyncio
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.clock import Clock
from sandbox.keeping import VERSION, Keeper, Unreadable, dump, restore
from sandbox.model import App, Channel, File, Installation, Message, User, View, Workspace
from sandbox.world import World

EARLY = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)

leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
objects = st.dictionaries(st.text(max_size=3), values, max_size=3)
states = st.dictionaries(
    st.text(max_size=3), st.dictionaries(st.text(max_size=3), objects, max_size=2), max_size=2
)
messages = st.builds(
    Message,
    blocks=st.lists(objects, max_size=2),
    attachments=st.lists(objects, max_size=1),
    metadata=st.none() | objects,
    edited=st.none() | objects,
)
shown = st.lists(messages, max_size=2).map(lambda some: {one.ts: one for one in some})
channels = st.builds(Channel, messages=shown, ephemerals=shown)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Anything that could be in one, with apps that are installed and have Homes."""
    world = World(Clock(EARLY))
    for app_id in ("A1", "A2")[: draw(st.integers(0, 2))]:
        app = draw(st.builds(App, id=st.just(app_id), manifest=objects))
        bot = st.just(f"B{app_id}")
        installation = draw(st.builds(Installation, app=st.just(app), bot_id=bot))
        home = draw(
            st.builds(View, installation=st.just(installation), content=objects, state=states)
        )
        world.apps[app.id] = app
        world.installations.append(installation)
        world.homes[installation.bot_id, home.user_id] = home
    world.workspaces = {one.id: one for one in draw(st.lists(st.from_type(Workspace), max_size=2))}
    world.users = {one.id: one for one in draw(st.lists(st.from_type(User), max_size=2))}
    world.channels = {one.id: one for one in draw(st.lists(channels, max_size=2))}
    files = st.builds(File, content=st.binary(max_size=5))
    world.files = {one.id: one for one in draw(st.lists(files, max_size=2))}
    ids = st.tuples(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3))
    world.entered = draw(st.dictionaries(ids, states, max_size=2))
    world.last_ts = draw(st.integers(0, 10**16))
    return world


def reread(content: bytes, clock: Clock | None = None) -> World:
    world = World(clock or Clock(EARLY))
    restore(world, content)
    return world


def names_in(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


@given(worlds())
def test_everything_comes_back_as_it_was(world: World) -> None:
    again = reread(dump(world))
    for name in ("workspaces", "users", "apps", "channels", "files", "homes", "entered"):
        assert list(getattr(again, name).items()) == list(getattr(world, name).items()), name
    assert (again.installations, again.last_ts) == (world.installations, world.last_ts)
    for installation in again.installations:
        assert installation.app is again.apps[installation.app.id]
    for home in again.homes.values():
        assert home.installation is again.installation_with(home.installation.bot_id)


def test_what_ends_with_the_process_is_not_kept() -> None:
    world = World(Clock(EARLY))
    app = world.apps["A1"] = App("A1", {}, "xapp-1", "secret")
    team = world.add_workspace("Acme")
    installation = world.install(app, team.id, ["chat:write"])
    modal = View("V1", installation, "U1", {"type": "modal"}, "hash", "V1")
    world.modals["U1"] = [modal]
    assert reread(dump(world)).modals == {}


def test_a_world_from_before_there_were_files_is_read() -> None:
    content = {name: value for name, value in GOOD.items() if name != "files"}
    assert reread(json.dumps(content).encode()).files == {}


def test_replies_are_found_again_and_no_timestamp_comes_twice() -> None:
    world = World(Clock(EARLY))
    channel = world.channels["C1"] = Channel("C1", "room", "T1")
    root = Message(world.next_ts(), "C1", "U1", "T1", "Good morning")
    reply = Message(world.next_ts(), "C1", "U2", "T1", "And to you", thread_ts=root.ts)
    for message in (root, reply):
        channel.keep(message)
    again = reread(dump(world))
    assert again.channels["C1"].replies(root.ts) == [reply]
    assert again.next_ts() > reply.ts


def test_the_clock_goes_on_from_the_later_moment() -> None:
    early = World(Clock(EARLY))
    later = Clock(EARLY + timedelta(days=3))
    reread(dump(early), later)
    assert later.now() - EARLY < timedelta(days=3, minutes=1)
    early.clock.advance(timedelta(days=9))
    reread(dump(early), later)
    assert timedelta(days=9) < later.now() - EARLY < timedelta(days=9, minutes=1)


def test_half_a_character_does_not_spoil_the_rest() -> None:
    world = World(Clock(EARLY))
    channel = world.channels["C1"] = Channel("C1", "room", "T1")
    channel.keep(Message("1.000001", "C1", "U1", "T1", "half \ud83d of it \x00 \u202e"))
    text = reread(dump(world)).channels["C1"].messages["1.000001"].text
    assert text == "half ? of it \x00 \u202e"


GOOD = json.loads(dump(World(Clock(EARLY))))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"{}",
        json.dumps(GOOD | {"users": "nobody"}).encode(),
        json.dumps(GOOD | {"users": [{"id": "U1"}]}).encode(),
        json.dumps(GOOD | {"installations": [{"app": "A1"}]}).encode(),
        json.dumps(GOOD | {"homes": [{"installation": "B1"}]}).encode(),
        json.dumps(GOOD | {"files": [{"content": "no"}]}).encode(),
    ],
)
def test_a_broken_file_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable, match="not whole"):
        reread(content)


def test_another_version_is_refused_by_name() -> None:
    with pytest.raises(
        Unreadable, match=f"of format {VERSION + 1}, and this version reads {VERSION}"
    ):
        reread(json.dumps(GOOD | {"version": VERSION + 1}).encode())


async def test_the_file_follows_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "slack.json"
    world = World(Clock(EARLY))
    keeper = Keeper(world, path)
    keeper.start()
    assert not path.exists()
    world.add_workspace("Acme")
    keeper.changed({"type": "people"})
    async with asyncio.timeout(10):
        while not path.exists():
            await asyncio.sleep(0.01)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    world.add_workspace("Vee")
    await keeper.stop()
    assert [one.name for one in reread(path.read_bytes()).workspaces.values()] == ["Acme", "Vee"]
    assert names_in(tmp_path) == ["slack.json"]


async def test_a_file_that_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "slack.json"
    path.write_text("{")
    keeper = Keeper(World(Clock(EARLY)), path)
    with pytest.raises(Unreadable):
        keeper.start()
    await keeper.stop()
    assert path.read_text() == "{"


async def test_what_cannot_be_written_now_is_written_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "away" / "slack.json"
    keeper = Keeper(World(Clock(EARLY)), path)
    keeper.start()
    keeper.changed({"type": "people"})
    async with asyncio.timeout(10):
        while "cannot be written" not in caplog.text:
            await asyncio.sleep(0.01)
    path.parent.mkdir()
    await keeper.stop()
    assert path.exists()
