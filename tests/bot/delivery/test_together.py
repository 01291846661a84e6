"""Workers of several machines on one database, and workspaces that do not disturb each other."""

import asyncio

import pytest

from bot.delivery.limits import Limit, Limits
from storage.database import Database
from storage.outbox import Place, State
from tests.bot.delivery.test_worker import DEADLINE_SECONDS, Post, office
from tests.factories import make_installation

# As quick as Slack's own figures, only the whole workspace sooner at its end.
TOGETHER = Limits(channel_posts=Limit(1.0, 3), workspace_posts=Limit(10.0, 5), methods={})


async def test_each_message_is_said_once_and_in_order(database: Database) -> None:
    async with office(database) as post, post.working(), post.working(), post.working():
        said = [
            await post.say(f"{number}", post.direct if number % 2 else post.place)
            for number in range(20)
        ]
        for one in said:
            await post.until(one, State.SENT)
        assert await post.texts() == [str(number) for number in range(0, 20, 2)]
        assert await post.direct_texts() == [str(number) for number in range(1, 20, 2)]


async def test_together_they_stay_under_the_limits(database: Database) -> None:
    """Five at once and ten a second are allowed, whoever sends them."""
    async with office(database, limits=TOGETHER) as post:
        rooms = [
            await post.ann.workspace.channel(f"room-{number}", members=[post.ann])
            for number in range(10)
        ]
        for room in rooms:
            await room.add_bot(post.inst)
        async with post.working(), post.working():
            began = asyncio.get_running_loop().time()
            said = [
                await post.say(f"{room.id}:{number}", Place(post.inst.team_id, channel_id=room.id))
                for number in range(2)
                for room in rooms
            ]
            for one in said:
                await post.until(one, State.SENT)
            took = asyncio.get_running_loop().time() - began
        assert took >= (len(said) - TOGETHER.workspace_posts.burst) / 10.0
        assert len(await post.calls("chat.postMessage")) == len(said)


async def test_a_rate_limit_blocks_its_method_only(database: Database) -> None:
    async with office(database) as post:
        await post.box.fail("chat.postMessage", retry_after=30, times=1)
        async with post.working():
            limited = await post.say("limited")
            await until_error(post, limited)
            other = await post.say("other room", post.direct)
            await asyncio.sleep(0.5)
            assert (await post.row(other)).state == State.WAITING
            assert await post.calls("conversations.open") != []
        assert (await post.row(limited)).error == "ratelimited"


async def until_error(post: Post, post_id: str) -> str:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while (row := await post.row(post_id)).error is None:
            await asyncio.sleep(0.02)
    return row.error


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_dead_token_pauses_its_own_workspace_and_loses_nothing(
    database: Database, error: str
) -> None:
    async with office(database) as post:
        vee = await post.box.workspace("Vee")
        bo = await vee.person("Bo Lind")
        den = await vee.channel("den", members=[bo])
        other = await (
            await post.box.app(
                {
                    "display_information": {"name": "Other"},
                    "features": {"bot_user": {"display_name": "other"}},
                    "oauth_config": {"scopes": {"bot": ["chat:write"]}},
                }
            )
        ).install(vee)
        await den.add_bot(other)
        async with database.write() as session:
            await make_installation(session, other.team_id)
        await post.box.fail("chat.postMessage", error=error, times=1)
        async with post.working(other):
            first = await post.say("first")
            assert await until_error(post, first) == error
            second = await post.say("second", post.direct)
            theirs = await post.say("theirs", Place(other.team_id, channel_id=den.id))
            await post.until(theirs, State.SENT)
            await asyncio.sleep(0.3)
            assert (await post.row(second)).state == State.WAITING
            assert len(await post.calls("chat.postMessage")) == 2
            await post.wait_out(301)
            await post.until(first, State.SENT)
            await post.until(second, State.SENT)
        assert post.refused == []


async def test_stopping_ends_what_is_in_hand(database: Database) -> None:
    async with office(database) as post:
        await post.box.fail("chat.postMessage", delay=0.5, times=1)
        async with post.working(patience=5):
            said = [await post.say(text) for text in ("in hand", "waits")]
            await post.until(said[0], State.SENDING)
        assert [(await post.row(one)).state for one in said] == [State.SENT, State.WAITING]
        assert await post.texts() == ["in hand"]


async def test_what_does_not_end_in_time_is_looked_for_later(database: Database) -> None:
    async with office(database) as post:
        await post.box.fail("chat.postMessage", delay=3.0, times=1)
        async with post.working(patience=0.2):
            said = await post.say("slow", post.direct)
            await post.until(said, State.SENDING)
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 2
        assert ((await post.row(said)).state, (await post.row(said)).error) == (
            State.LOOKING,
            "stopped",
        )


async def test_an_outcome_is_written_down_once_the_database_is_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(database) as post:
        await post.box.fail("chat.postMessage", delay=0.3, times=1)
        async with post.working():
            said = await post.say("hello")
            await post.until(said, State.SENDING)
            write, away = database.write, 2

            def fail_twice():
                nonlocal away
                if away:
                    away -= 1
                    raise OSError("the database is away")
                return write()

            monkeypatch.setattr(database, "write", fail_twice)
            await post.until(said, State.SENT)
        assert await post.texts() == ["hello"]
        assert len(await post.calls("chat.postMessage")) == 1
