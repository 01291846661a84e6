"""The payloads carry every field that Slack documents for them, with its type."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.test_conversation_with_bolt import BUTTON, FORM
from tests.sandbox.town import Town

TEAM = {"id": str, "domain": str}
USER = {"id": str, "username": str, "name": str, "team_id": str}
COMMON = {
    "type": str,
    "api_app_id": str,
    "team": TEAM,
    "user": USER,
    "enterprise": type(None),
    "is_enterprise_install": bool,
}
SHORTCUT = COMMON | {"user": {"id": str, "team_id": str}}
MESSAGE = {"type": str, "user": str, "team": str, "text": str, "ts": str, "blocks": list}
BOT_MESSAGE = MESSAGE | {"bot_id": str, "app_id": str, "bot_profile": dict}
CONTAINER = {"type": str, "message_ts": str, "channel_id": str, "is_ephemeral": bool}
CHANNEL = {"id": str, "name": str}
VIEW = {
    "id": str,
    "team_id": str,
    "type": str,
    "callback_id": str,
    "blocks": list,
    "private_metadata": str,
    "state": {"values": dict},
    "hash": str,
    "clear_on_close": bool,
    "notify_on_close": bool,
    "root_view_id": str,
    "previous_view_id": type(None),
    "app_id": str,
    "external_id": str,
    "app_installed_team_id": str,
    "bot_id": str,
}
MODAL = VIEW | {
    "title": {"type": str, "text": str},
    "submit": {"type": str, "text": str},
    "close": type(None),
}
CLICK = COMMON | {"token": str, "trigger_id": str, "actions": list}


def check(payload: Any, shape: Any, path: str = "") -> None:
    """Every field of the shape is in the payload, of that type."""
    if not isinstance(shape, dict):
        assert isinstance(payload, shape), f"{path} is {payload!r}"
        return
    for name, inner in shape.items():
        assert name in payload, f"{path}/{name} is missing"
        check(payload[name], inner, f"{path}/{name}")


async def last(town: Town, kind: str) -> dict[str, Any]:
    entries = [e for e in await town.box.wire() if e.get("in") == kind]
    payload: dict[str, Any] = entries[-1]["envelope"]["payload"]
    return payload


@pytest.mark.parametrize("where", ["channel", "dm", "thread"])
async def test_a_click_on_a_message(listened: Town, where: str) -> None:
    root = await listened.ann.says("root", in_=listened.room)
    dm = await listened.ann.dm(listened.inst)
    place: dict[str, Any] = {
        "channel": {"channel": listened.room.id},
        "dm": {"channel": dm.id},
        "thread": {"channel": listened.room.id, "thread_ts": root.ts},
    }[where]
    await listened.client().chat_postMessage(text="x", blocks=[BUTTON], **place)
    message = {
        "channel": await listened.ann.sees(listened.room),
        "dm": await listened.ann.sees_dm(listened.inst),
        "thread": await listened.ann.sees_thread(root),
    }[where][-1]
    await listened.ann.presses(message, "ask")
    payload = await last(listened, "interactive")
    about = {"message": BOT_MESSAGE, "container": CONTAINER, "channel": CHANNEL}
    check(payload, CLICK | about | {"state": {"values": dict}, "response_url": str})
    assert payload["channel"]["name"] == ("directmessage" if where == "dm" else "acme-vee")
    assert payload["message"].get("thread_ts") == (root.ts if where == "thread" else None)


async def test_home_modal_and_submission(listened: Town) -> None:
    client = listened.client()
    await client.views_publish(user_id=listened.ann.id, view={"type": "home", "blocks": [BUTTON]})
    home = await listened.ann.home(listened.inst)
    assert home is not None
    await listened.ann.presses(home, "ask")
    click = await last(listened, "interactive")
    check(click, CLICK | {"view": VIEW, "container": {"type": str, "view_id": str}})
    await client.views_open(trigger_id=click["trigger_id"], view=FORM)
    await listened.ann.submits({"what": "something"})
    submission = await last(listened, "interactive")
    check(submission, COMMON | {"view": MODAL, "trigger_id": str, "response_urls": list})
    assert submission["type"] == "view_submission"


async def test_shortcuts(listened: Town) -> None:
    message = await listened.vic.says("hm", in_=listened.room)
    await listened.ann.shortcut("note", message)
    about = {"callback_id": str, "trigger_id": str, "action_ts": str}
    on_message = {"response_url": str, "message_ts": str, "channel": CHANNEL, "message": MESSAGE}
    noted = await last(listened, "interactive")
    check(noted, SHORTCUT | about | on_message)
    assert noted["user"].keys() == {"id", "name", "team_id"}
    await listened.ann.shortcut("start")
    started = await last(listened, "interactive")
    check(started, SHORTCUT | about)
    assert started["user"].keys() == {"id", "username", "team_id"}


async def test_a_direct_message(listened: Town) -> None:
    await listened.ann.says("hi", in_=await listened.ann.dm(listened.inst))
    envelope = await last(listened, "events_api")
    event = MESSAGE | {
        "channel": str,
        "channel_type": str,
        "event_ts": str,
        "client_msg_id": str,
    }
    check(envelope, {"event": event, "event_id": str, "event_time": int, "event_context": str})
    assert envelope["is_ext_shared_channel"] is False
    assert envelope["event"]["blocks"][0]["type"] == "rich_text"
