"""What Slack does not let people do, and what it makes of what they do."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import Refused
from tests.sandbox.town import Town, bolt_app, running

OVERFLOW = {
    "type": "section",
    "block_id": "more",
    "text": {"type": "mrkdwn", "text": "More"},
    "accessory": {
        "type": "overflow",
        "action_id": "menu",
        "options": [
            {"text": {"type": "plain_text", "text": "Undo"}, "value": "undo"},
            {"text": {"type": "plain_text", "text": "Hide"}, "value": "hide"},
        ],
    },
}
CHOICE = {
    "type": "actions",
    "block_id": "pick",
    "elements": [
        {
            "type": "static_select",
            "action_id": "colour",
            "placeholder": {"type": "plain_text", "text": "Colour"},
            "options": [
                {"text": {"type": "plain_text", "text": "Red"}, "value": "r"},
                {"text": {"type": "plain_text", "text": "Green"}, "value": "g"},
            ],
        },
        {
            "type": "button",
            "action_id": "go_1",
            "value": "1",
            "text": {"type": "plain_text", "text": "Go"},
        },
        {
            "type": "button",
            "action_id": "go_2",
            "value": "2",
            "text": {"type": "plain_text", "text": "Go"},
        },
    ],
}


async def interactions(town: Town) -> list[dict[str, Any]]:
    return [e["envelope"]["payload"] for e in await town.box.wire() if e.get("in") == "interactive"]


async def test_people_without_the_app_have_no_commands_or_shortcuts(listened: Town) -> None:
    message = await listened.ann.says("hi", in_=listened.room)
    for forbidden in (
        listened.vic.command("/hello", in_=listened.room),
        listened.vic.shortcut("note", message),
        listened.vic.shortcut("start"),
    ):
        with pytest.raises(Refused) as refused:
            await forbidden
        assert refused.value.error == "app_not_installed"
    with pytest.raises(Refused, match="unknown_command"):
        await listened.ann.command("/nonsense", in_=listened.room)


async def test_commands_have_no_place_in_threads_or_elsewhere(listened: Town) -> None:
    message = await listened.ann.says("hi", in_=listened.room)
    with pytest.raises(Refused, match="command_in_thread"):
        await listened.ann.command("/hello", in_=listened.room, thread=message)
    other = await listened.acme.channel("other", members=[listened.cy])
    with pytest.raises(Refused, match="not_in_channel"):
        await listened.ann.command("/hello", in_=other)
    await listened.room.archive()
    with pytest.raises(Refused, match="is_archived"):
        await listened.ann.says("hello?", in_=listened.room)


async def test_a_commands_payload(listened: Town) -> None:
    dm = await listened.ann.dm(listened.inst)
    await listened.ann.command("/hello", f"  {listened.vic} in {listened.room} ", in_=dm)
    await listened.ann.command("/plain", f"{listened.vic} in {listened.room}", in_=listened.room)
    escaped, plain = [
        e["envelope"]["payload"]
        for e in await listened.box.wire()
        if e.get("in") == "slash_commands"
    ]
    assert escaped == {
        "token": "sandbox",
        "team_id": listened.acme.id,
        "team_domain": "acme",
        "channel_id": dm.id,
        "channel_name": "directmessage",
        "user_id": listened.ann.id,
        "user_name": "ann.berg",
        "command": "/hello",
        "text": f"<@{listened.vic.id}|vic.ost> in <#{listened.room.id}|acme-vee>",
        "api_app_id": listened.app.id,
        "is_enterprise_install": "false",
        "response_url": escaped["response_url"],
        "trigger_id": escaped["trigger_id"],
    }
    assert (plain["text"], plain["channel_name"]) == ("@vic.ost in #acme-vee", "acme-vee")


async def test_each_side_runs_its_own_copy(listened: Town) -> None:
    theirs = await listened.app.install(listened.vee)
    await listened.vic.command("/hello", in_=listened.room)
    entry = [e for e in await listened.box.wire() if e.get("in") == "slash_commands"][-1]
    assert entry["envelope"]["payload"]["team_id"] == theirs.team_id


async def test_shortcuts(listened: Town) -> None:
    message = await listened.vic.says("great work", in_=listened.room)
    await listened.ann.shortcut("Note this", message)
    await listened.ann.shortcut("start")
    note, start = await interactions(listened)
    assert (note["type"], note["callback_id"]) == ("message_action", "note")
    assert note["message"]["text"] == "great work"
    assert note["message_ts"] == note["message"]["ts"] == message.ts
    assert note["channel"] == {"id": listened.room.id, "name": "acme-vee"}
    assert note["team"] == {"id": listened.acme.id, "domain": "acme"}
    assert "/response/app/" in note["response_url"]
    assert (start["type"], start["callback_id"]) == ("shortcut", "start")
    assert not {"channel", "response_url", "message"} & start.keys()
    envelope = [e["envelope"] for e in await listened.box.wire() if e.get("in") == "interactive"]
    assert [e["accepts_response_payload"] for e in envelope] == [False, False]


async def test_clicking_a_message(listened: Town) -> None:
    root = await listened.ann.says("root", in_=listened.room)
    await listened.client().chat_postMessage(
        channel=listened.room.id, text="x", blocks=[OVERFLOW, CHOICE], thread_ts=root.ts
    )
    message = (await listened.vic.sees_thread(root))[-1]
    assert message.buttons == ["Undo", "Hide", "Go", "Go"]
    await listened.vic.presses(message, "Hide")
    await listened.vic.chooses(message, "colour", "Green")
    await listened.vic.presses(message, "Go", value="2")
    hide, choose, go = await interactions(listened)
    (action,) = hide["actions"]
    assert action["selected_option"]["value"] == "hide"
    assert (action["type"], action["block_id"], action["action_id"]) == ("overflow", "more", "menu")
    assert hide["container"]["thread_ts"] == hide["message"]["thread_ts"] == root.ts
    assert hide["user"]["team_id"] == listened.vee.id
    assert hide["team"]["id"] == listened.acme.id
    assert choose["actions"][0]["selected_option"]["value"] == "g"
    assert go["state"]["values"]["pick"]["colour"]["selected_option"]["value"] == "g"
    assert go["actions"][0] == {
        "type": "button",
        "block_id": "pick",
        "action_id": "go_2",
        "text": {"type": "plain_text", "text": "Go"},
        "value": "2",
        "action_ts": go["actions"][0]["action_ts"],
    }
    for absent in ("Confirm", "Go"):
        with pytest.raises(LookupError, match=r"Undo, Hide, Go, Go"):
            await listened.vic.presses(message, absent)
    with pytest.raises(Refused, match="there is no option 'Blue'; there are: Red, Green"):
        await listened.vic.chooses(message, "Colour", "Blue")


async def test_an_ephemeral_message_is_clicked_by_its_receiver_only(listened: Town) -> None:
    await listened.client().chat_postEphemeral(
        channel=listened.room.id, user=listened.vic.id, text="x", blocks=[OVERFLOW]
    )
    (message,) = await listened.vic.sees(listened.room)
    await listened.vic.presses(message, "Undo")
    (payload,) = await interactions(listened)
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    with pytest.raises(Refused, match="message_not_found"):
        await listened.ann.presses(message, "Undo")
    with pytest.raises(Refused, match="message_not_found"):
        await listened.vic.reacts(message, "eyes")
    with pytest.raises(Refused, match="message_not_found"):
        await listened.ann.shortcut("note", message)


async def test_what_one_cannot_see_one_cannot_click(listened: Town) -> None:
    secret = await listened.acme.channel("secret", members=[listened.ann], private=True)
    await secret.add_bot(listened.inst)
    await listened.client().chat_postMessage(channel=secret.id, text="x", blocks=[OVERFLOW])
    (message,) = await listened.ann.sees(secret)
    with pytest.raises(Refused, match="channel_not_found"):
        await listened.cy.presses(message, "Undo")
    await listened.inst.uninstall()
    with pytest.raises(Refused, match="app_not_installed"):
        await listened.ann.presses(message, "Undo")


async def test_the_deactivated_do_nothing(listened: Town) -> None:
    await listened.cy.deactivated()
    with pytest.raises(Refused, match="user_disabled"):
        await listened.cy.says("boo", in_=listened.room)
    await listened.cy.reactivated()
    assert (await listened.cy.says("back", in_=listened.room)).text == "back"


async def test_a_deleted_parent_stays_as_it_is(listened: Town) -> None:
    root = await listened.ann.says("root", in_=listened.room)
    await listened.cy.says("reply", in_=listened.room, thread=root)
    await listened.ann.deletes(root)
    for forbidden in (
        listened.ann.edits(root, "back again"),
        listened.ann.deletes(root),
        listened.cy.reacts(root, "eyes"),
        listened.ann.shortcut("note", root),
    ):
        with pytest.raises(Refused, match="message_not_found"):
            await forbidden
    assert [m.text for m in await listened.cy.sees_thread(root)][1:] == ["reply"]


async def test_reactions_and_words_of_others(listened: Town) -> None:
    message = await listened.ann.says("mine & <yours>", in_=listened.room)
    assert (message.text, message.words) == ("mine &amp; &lt;yours&gt;", "mine & <yours>")
    await listened.vic.reacts(message, "eyes")
    for forbidden, error in (
        (listened.vic.reacts(message, "eyes"), "already_reacted"),
        (listened.vic.unreacts(message, "wave"), "no_reaction"),
        (listened.vic.reacts(message, "Not An Emoji"), "invalid_name"),
        (listened.vic.edits(message, "x"), "cant_update_message"),
        (listened.vic.deletes(message), "cant_update_message"),
    ):
        with pytest.raises(Refused) as refused:
            await forbidden
        assert refused.value.error == error
    robo = await listened.acme.bot_user("Other Bot")
    await listened.room.add(robo)
    spoken = await robo.says("beep", in_=listened.room)
    assert (spoken.user_id, spoken.blocks) == (robo.id, [])


async def test_a_message_to_an_app_without_messages_tab(listened: Town) -> None:
    app = await listened.box.app(
        {
            "features": {"app_home": {"messages_tab_enabled": False}},
            "oauth_config": {"scopes": {"bot": ["chat:write"]}},
        }
    )
    inst = await app.install(listened.acme)
    dm = await listened.ann.dm(inst)
    with pytest.raises(Refused, match="messages_tab_disabled"):
        await listened.ann.says("hi", in_=dm)


async def test_modals_push_update_clear_and_tell_when_closed(town: Town) -> None:
    app = bolt_app(town)
    closed: list[dict[str, Any]] = []

    @app.shortcut("start")
    async def start(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=step("one"))

    @app.view("one")
    async def one(ack: Any) -> None:
        await ack(response_action="push", view=step("two"))

    @app.view("two")
    async def two(ack: Any, view: dict[str, Any]) -> None:
        if view["private_metadata"] == "seen":
            await ack(response_action="clear")
        else:
            await ack(response_action="update", view=step("two") | {"private_metadata": "seen"})

    @app.view_closed("one")
    @app.view_closed("two")
    async def on_close(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        closed.append(body)

    async with running(town, app):
        await town.ann.shortcut("start")
        assert (await shown(town)).callback_id == "one"
        result = await town.ann.submits()
        assert result.view is not None
        assert result.view.callback_id == "two"
        await town.ann.closes()
        assert (await shown(town)).callback_id == "one"
        await town.ann.submits()
        assert (await town.ann.submits()).errors == {}
        assert (await shown(town)).private_metadata == "seen"
        assert (await town.ann.submits()).view is None
        await town.ann.shortcut("start")
        await town.ann.submits()
        await town.ann.closes(everything=True)
    assert [(c["view"]["callback_id"], c["is_cleared"]) for c in closed] == [
        ("two", False),
        ("one", True),
    ]
    assert closed[0]["type"] == "view_closed"


async def shown(town: Town) -> Any:
    view = await town.ann.modal()
    assert view is not None
    return view


def step(name: str) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": name,
        "notify_on_close": True,
        "title": {"type": "plain_text", "text": name},
        "submit": {"type": "plain_text", "text": "Next"},
        "blocks": [{"type": "section", "text": {"type": "plain_text", "text": name}}],
    }


async def test_options_come_from_the_app_while_one_types(town: Town) -> None:
    app = bolt_app(town)
    chosen: list[dict[str, Any]] = []
    asked = {
        "type": "external_select",
        "action_id": "city",
        "placeholder": {"type": "plain_text", "text": "City"},
    }

    @app.options("city")
    async def suggest(ack: Any, body: dict[str, Any]) -> None:
        name = body["value"].title()
        await ack(options=[{"text": {"type": "plain_text", "text": name}, "value": "c1"}])

    @app.action("city")
    async def choose(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        chosen.append(action)

    async with running(town, app):
        await town.client().chat_postMessage(
            channel=town.room.id, text="x", blocks=[{"type": "actions", "elements": [asked]}]
        )
        (message,) = await town.ann.sees(town.room)
        await town.ann.chooses(message, "City", "Lima")
    assert chosen[0]["selected_option"]["value"] == "c1"


async def test_a_severed_channel_lives_on_as_two(listened: Town) -> None:
    await listened.ann.says("together", in_=listened.room)
    await listened.room.unshare(listened.vee)
    (copy,) = await listened.vic.conversations()
    assert copy.id != listened.room.id
    assert [m.text for m in await listened.vic.sees(copy)] == ["together"]
    with pytest.raises(Refused, match="channel_not_found"):
        await listened.vic.says("hello?", in_=listened.room)
