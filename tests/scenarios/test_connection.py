"""The line to Slack: refreshed, closed, refused."""

import asyncio

import pytest
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from bot.main import Rapport
from tests.engines import ONE_ENGINE
from tests.world import World, open_world

pytestmark = ONE_ENGINE


async def until_connected(world: World) -> None:
    """Return when the bot has a socket, which takes one ping's time where it was cut off."""
    async with asyncio.timeout(40):
        while await world.practice.app.open_sockets() == 0:
            await asyncio.sleep(0.05)


async def is_served(world: World) -> bool:
    await until_connected(world)
    reply = await world.ann.command("/rapport", "help", in_=world.room)
    return "/problem what is wrong" in str(reply.blocks)


async def test_a_refreshed_or_closed_socket_is_followed_by_another(bare_world: World) -> None:
    world = bare_world
    await world.box.refresh_sockets()
    await world.box.quiet()
    assert await is_served(world)
    await world.box.close_sockets()
    assert await is_served(world)


async def test_a_new_socket_is_asked_for_until_slack_gives_one(bare_world: World) -> None:
    world = bare_world
    await world.box.fail("apps.connections.open", status=500)
    await world.box.close_sockets()
    assert await is_served(world)


async def test_when_slack_has_too_many_sockets_it_is_tried_again(bare_world: World) -> None:
    world = bare_world
    await world.box.refuse_sockets(2)
    await world.box.refresh_sockets("too_many_websockets")
    await world.box.quiet()
    assert await is_served(world)


async def test_a_warning_and_a_refresh_lose_nothing(bare_world: World) -> None:
    world = bare_world
    for reason in ("warning", "refresh_requested", "link_disabled"):
        await world.box.refresh_sockets(reason)
        assert await is_served(world)


async def test_a_wrong_app_token_ends_the_start(database_url: str) -> None:
    async with open_world(database_url) as world:
        settings = world.practice.settings(f"{database_url}-other")
        settings.slack_app_token = SecretStr("xapp-wrong")
        with pytest.raises(SlackApiError, match="invalid_auth"):
            await Rapport(settings).__aenter__()
