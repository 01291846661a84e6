"""Every method that the sandbox serves answers what Slack answers."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from sandbox.api.dispatch import METHODS
from tests.sandbox.faithful.answers import ANSWERS
from tests.sandbox.faithful.spec import check
from tests.sandbox.test_views import form, trigger
from tests.sandbox.town import Town

HOME = {"type": "home", "blocks": [{"type": "divider"}]}
METADATA = {"event_type": "told", "event_payload": {"id": "7"}}


class Caller:
    """Calls methods, and compares what comes back with what Slack documents."""

    def __init__(self, town: Town) -> None:
        self._client = town.client()
        self.answered: set[str] = set()

    async def __call__(self, what: str, **params: Any) -> dict[str, Any]:
        """`what` is the method, and perhaps some words about the case."""
        method = what.split(" ", maxsplit=1)[0].rstrip(",")
        response = await self._client.api_call(method, json=params)
        assert isinstance(response.data, dict)
        check(response.data, ANSWERS[what] | {"ok": True})
        self.answered.add(what)
        return response.data


@pytest.fixture
def call(listened: Town) -> Caller:
    return Caller(listened)


def test_every_method_has_a_shape() -> None:
    assert {what.split(" ")[0].rstrip(",") for what in ANSWERS} == METHODS.keys()


async def test_who_one_is(listened: Town, call: Caller) -> None:
    await call("api.test", foo="bar")
    await call("auth.test")
    await call("team.info")
    await call("bots.info", bot=listened.inst.bot_id)
    client = listened.client()
    opened = await client.apps_connections_open(app_token=listened.app.app_token)
    check(opened.data, ANSWERS["apps.connections.open"] | {"ok": True})


async def test_messages(listened: Town, call: Caller) -> None:
    room = listened.room.id
    posted = await call("chat.postMessage", channel=room, text="one")
    await call("chat.postMessage with metadata", channel=room, text="x", metadata=METADATA)
    await call("chat.postMessage in a thread", channel=room, text="x", thread_ts=posted["ts"])
    await call("chat.postMessage to a person", channel=listened.vic.id, text="x")
    await call("chat.postEphemeral", channel=room, user=listened.vic.id, text="x")
    await call("chat.update", channel=room, ts=posted["ts"], text="two")
    await call("chat.getPermalink", channel=room, message_ts=posted["ts"])
    await call("chat.delete", channel=room, ts=posted["ts"])


async def test_reading_and_reacting(listened: Town, call: Caller) -> None:
    room = listened.room.id
    said = await listened.ann.says("root", in_=listened.room)
    await listened.vic.says("reply", in_=listened.room, thread=said)
    await call("chat.postMessage in a thread", channel=room, text="x", thread_ts=said.ts)
    await call("chat.postMessage with metadata", channel=room, text="x", metadata=METADATA)
    await call("reactions.add", channel=room, timestamp=said.ts, name="eyes")
    await call("reactions.get", channel=room, timestamp=said.ts)
    await call("conversations.history", channel=room)
    await call("conversations.history, a page", channel=room, limit=1)
    await call("conversations.replies", channel=room, ts=said.ts)
    await call("reactions.remove", channel=room, timestamp=said.ts, name="eyes")


async def test_files(listened: Town, call: Caller) -> None:
    room = listened.room.id
    ticket = await call("files.getUploadURLExternal", filename="a.csv", length=3)
    address = ticket["upload_url"]
    async with aiohttp.ClientSession() as http, http.post(address, data=b"a,b") as response:
        assert (response.status, response.content_type) == (200, "text/plain")
        assert await response.text() == "OK - 3"
    files = [{"id": ticket["file_id"], "title": "A"}]
    await call("files.completeUploadExternal", files=files, channel_id=room)
    history = await call("conversations.history", channel=room)
    assert history["messages"][0]["files"][0]["size"] == 3


async def test_conversations(listened: Town, call: Caller) -> None:
    ann, room = listened.ann.id, listened.room.id
    hall = await listened.acme.channel("hall", members=[listened.ann])
    opened = await call("conversations.open", users=ann)
    await call("conversations.open again", users=ann)
    await call("conversations.open with return_im", users=ann, return_im=True)
    dm = opened["channel"]["id"]
    await call("conversations.info", channel=room, include_num_members=True)
    await call("conversations.info of a direct message", channel=dm)
    await call("conversations.members", channel=room)
    await call("conversations.list", types="public_channel,im")
    await call("conversations.join", channel=hall.id)
    await call("conversations.join again", channel=hall.id)


async def test_people(listened: Town, call: Caller) -> None:
    stranger = await listened.vee.person("Wil Far")
    await call("users.info", user=listened.ann.id)
    await call("users.info with locale", user=listened.ann.id, include_locale=True)
    await call("users.info of an external", user=listened.vic.id, include_locale=True)
    await call("users.info of a stranger", user=stranger.id)
    await call("users.info of a bot", user=listened.inst.bot_user_id)
    await listened.cy.deactivated()
    await call("users.info of who has left", user=listened.cy.id)
    await call("users.list")


async def test_views(listened: Town, call: Caller) -> None:
    opened = await call("views.open", trigger_id=await trigger(listened), view=form())
    await call("views.push", trigger_id=await trigger(listened), view=form())
    await call("views.update", view_id=opened["view"]["id"], view=form())
    await call("views.publish", user_id=listened.ann.id, view=HOME)
    await call("blocks.validate", blocks=json.dumps(HOME["blocks"]))
