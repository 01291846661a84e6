"""Commands, clicks, forms and shortcuts carry every field that Slack sends, and no other."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import Channel, Message, Person, View
from tests.sandbox.faithful.ears import Ear
from tests.sandbox.faithful.elements import (
    CHOICES,
    ENTERED,
    LINK,
    PRESSED_LINK,
    PRESSED_OVERFLOW,
    choices,
    modal,
)
from tests.sandbox.faithful.payloads import (
    BLOCK_SUGGESTION,
    CLICK_IN_CHANNEL,
    CLICK_IN_DM,
    CLICK_IN_THREAD,
    CLICK_ON_EPHEMERAL,
    CLICK_ON_HOME,
    CLICK_ON_MODAL,
    COMMAND,
    MESSAGE_ACTION,
    SHORTCUT,
    VIEW_CLOSED,
    VIEW_SUBMISSION,
)
from tests.sandbox.faithful.spec import check
from tests.sandbox.test_conversation_with_bolt import BUTTON

CLICKS = {
    "channel": CLICK_IN_CHANNEL,
    "thread": CLICK_IN_THREAD,
    "dm": CLICK_IN_DM,
    "ephemeral": CLICK_ON_EPHEMERAL,
}


@pytest.mark.parametrize(
    ("where", "name"),
    [("room", "acme-vee"), ("cellar", "privategroup"), ("dm", "directmessage")],
)
async def test_a_command(ear: Ear, where: str, name: str) -> None:
    town = ear.town
    place: Channel = {
        "room": town.room,
        "cellar": await town.acme.channel("cellar", members=[town.ann], private=True),
        "dm": await town.ann.dm(town.inst),
    }[where]
    await town.ann.command("/hello", in_=place)
    command = ear.last("slash_commands")
    check(command, COMMAND)
    assert (command["channel_id"], command["channel_name"]) == (place.id, name)
    assert (command["text"], command["user_name"]) == ("", "ann.berg")


@pytest.mark.parametrize("clicker", ["ann", "vic"])
@pytest.mark.parametrize("where", CLICKS)
async def test_a_click_on_a_message(ear: Ear, where: str, clicker: str) -> None:
    person: Person = getattr(ear.town, clicker)
    await person.presses(await posted(ear, person, where), "ask")
    click = ear.last("interactive")
    check(click, CLICKS[where])
    assert click["team"]["id"] == ear.town.acme.id
    assert (click["user"]["id"], click["user"]["team_id"]) == (person.id, person.workspace.id)


async def posted(ear: Ear, person: Person, where: str) -> Message:
    """A message of the app with a button, as the person sees it there."""
    town, client = ear.town, ear.town.client()
    content: dict[str, Any] = {"text": "x", "blocks": [BUTTON]}
    if where == "dm":
        dm = await person.dm(town.inst)
        await client.chat_postMessage(channel=dm.id, **content)
        return (await person.sees_dm(town.inst))[-1]
    if where == "thread":
        root = await town.ann.says("root", in_=town.room)
        await client.chat_postMessage(channel=town.room.id, thread_ts=root.ts, **content)
        return (await person.sees_thread(root))[-1]
    if where == "ephemeral":
        await client.chat_postEphemeral(channel=town.room.id, user=person.id, **content)
    else:
        await client.chat_postMessage(channel=town.room.id, **content)
    return (await person.sees(town.room))[-1]


async def test_every_element_of_a_message(ear: Ear) -> None:
    town = ear.town
    await town.client().chat_postMessage(channel=town.room.id, text="x", blocks=choices())
    (message,) = await town.ann.sees(town.room)
    values = {"person": town.vic, "people": [town.cy, town.vic], "room": town.room}
    for choice in CHOICES:
        await town.ann.chooses(message, choice.name, values.get(choice.name, choice.value))
        check(ear.last("interactive")["actions"], [choice.action])
    await town.ann.presses(message, "Undo")
    check(ear.last("interactive")["actions"], [PRESSED_OVERFLOW])
    held = ear.last("interactive")["state"]["values"]["choices"]
    assert held.keys() == {choice.name for choice in CHOICES}
    await town.client().chat_postMessage(channel=town.room.id, text="x", blocks=[LINK])
    await town.ann.presses((await town.ann.sees(town.room))[-1], "Look")
    check(ear.last("interactive")["actions"], [PRESSED_LINK])


async def test_home(ear: Ear) -> None:
    town = ear.town
    view = {"type": "home", "blocks": [BUTTON]}
    await town.client().views_publish(user_id=town.ann.id, view=view)
    home = await town.ann.home(town.inst)
    assert home is not None
    await town.ann.presses(home, "ask")
    check(ear.last("interactive"), CLICK_ON_HOME)


async def opened(ear: Ear, person: Person, **more: Any) -> View:
    """The app's form before this person, who has clicked for it."""
    await person.presses(await posted(ear, person, "channel"), "ask")
    trigger = ear.last("interactive")["trigger_id"]
    await ear.town.client().views_open(trigger_id=trigger, view=modal(**more))
    view = await person.modal()
    assert view is not None
    return view


@pytest.mark.parametrize("who", ["ann", "vic"])
async def test_a_form(ear: Ear, who: str) -> None:
    town = ear.town
    person: Person = getattr(town, who)
    view = await opened(ear, person)
    await person.presses(view, "ask")
    check(ear.last("interactive"), CLICK_ON_MODAL)
    values = {name: value for name, (value, _) in ENTERED.items()}
    values |= {"who": town.cy, "who_all": [town.cy], "where": town.room}
    assert (await person.submits(values)).errors == {}
    submission = ear.last("interactive")
    check(submission, VIEW_SUBMISSION)
    held = {name: {f"{name}_in": entry} for name, (_, entry) in ENTERED.items()}
    check(submission["view"]["state"]["values"], held)
    assert [row["channel_id"] for row in submission["response_urls"]] == [town.room.id]
    assert submission["view"]["app_installed_team_id"] == submission["team"]["id"] == town.acme.id
    assert submission["user"]["team_id"] == person.workspace.id


@pytest.mark.parametrize("everything", [False, True])
async def test_a_form_that_is_closed(ear: Ear, everything: bool) -> None:
    await opened(ear, ear.town.ann, notify_on_close=True)
    await ear.town.ann.closes(everything=everything)
    check(ear.last("interactive"), VIEW_CLOSED | {"is_cleared": everything})


async def test_a_select_that_asks_the_app(ear: Ear) -> None:
    options = [{"text": {"type": "plain_text", "text": "Lima"}, "value": "lima"}]
    element = {"type": "external_select", "action_id": "city"}
    label = {"type": "plain_text", "text": "City"}
    block = {"type": "input", "block_id": "city", "label": label, "element": element}
    view = await opened(ear, ear.town.ann, blocks=[block])
    ear.answer = {"options": options}
    await ear.town.ann.chooses(view, "City", "Lima")
    check(ear.last("interactive"), BLOCK_SUGGESTION)


async def test_shortcuts(ear: Ear) -> None:
    town = ear.town
    await town.ann.shortcut("start")
    check(ear.last("interactive"), SHORTCUT)
    said = await town.vic.says("hm", in_=town.room)
    reply = await town.vic.says("well", in_=town.room, thread=said)
    bots = await posted(ear, town.ann, "channel")
    for message in (said, reply, bots):
        await town.ann.shortcut("note", message)
        check(ear.last("interactive"), MESSAGE_ACTION)
        assert ear.last("interactive")["message"]["ts"] == message.ts


async def test_frames_of_the_socket(listened: Any) -> None:
    town = listened
    await town.ann.command("/hello", in_=town.room)
    await town.ann.shortcut("start")
    await town.client().chat_postMessage(channel=town.room.id, text="x", blocks=[BUTTON])
    await town.ann.presses((await town.ann.sees(town.room))[-1], "ask")
    await town.box.quiet()
    frames = [entry["envelope"] for entry in await town.box.wire() if entry.get("ack") is not None]
    assert len(frames) >= 4
    for frame in frames:
        kind = frame["payload"].get("type")
        takes_an_answer = kind not in ("shortcut", "event_callback")
        event = {"retry_attempt": 0, "retry_reason": ""} if kind == "event_callback" else {}
        about = {"type": str, "envelope_id": str, "payload": dict}
        check(frame, about | {"accepts_response_payload": takes_an_answer} | event)
