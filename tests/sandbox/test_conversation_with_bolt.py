"""A real Bolt app over Socket Mode: commands, buttons, modals, reactions, messages, Home."""

from __future__ import annotations

from typing import Any

from tests.sandbox.town import Town, bolt_app, running

BUTTON = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {
            "type": "button",
            "action_id": "ask",
            "value": "7",
            "text": {"type": "plain_text", "text": "Ask me"},
        }
    ],
}
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What happened"},
            "element": {"type": "plain_text_input", "action_id": "text", "min_length": 3},
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": {"type": "plain_text", "text": "Who"},
            "element": {"type": "multi_users_select", "action_id": "people"},
        },
    ],
}


async def test_a_command_is_answered_and_escaped(town: Town) -> None:
    app = bolt_app(town)

    @app.command("/hello")
    async def hello(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"You said {command['text']}")

    async with running(town, app):
        reply = await town.ann.command("/hello", f"{town.vic} & <b>", in_=town.room)
    assert reply.text == f"You said <@{town.vic.id}|vic.ost> &amp; &lt;b&gt;"
    seen = await town.ann.sees(town.room)
    assert [m.ephemeral for m in seen] == [True]
    assert await town.cy.sees(town.room) == []


async def test_an_external_person_clicks_fills_and_submits(town: Town) -> None:
    app = bolt_app(town)
    bodies: list[dict[str, Any]] = []

    @app.action("ask")
    async def ask(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        bodies.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("form")
    async def submitted(ack: Any, body: dict[str, Any], client: Any) -> None:
        bodies.append(body)
        if body["view"]["state"]["values"]["what"]["text"]["value"] == "nothing":
            await ack(response_action="errors", errors={"what": "Something must have"})
            return
        await ack()
        await client.chat_postMessage(channel=town.room.id, text="Noted", thread_ts=posted["ts"])

    async with running(town, app):
        posted = await town.client().chat_postMessage(
            channel=town.room.id, text="Hello", blocks=[BUTTON]
        )
        message = (await town.vic.sees(town.room))[-1]
        assert message.buttons == ["Ask me"]
        await town.vic.presses(message, "Ask me")
        modal = await town.vic.modal()
        assert modal is not None
        assert modal.inputs == {"what": "What happened", "who": "Who"}
        assert (await town.vic.submits({"What happened": "no"})).errors == {
            "what": "Enter at least 3 characters."
        }
        assert (await town.vic.submits({"what": "nothing"})).errors == {
            "what": "Something must have"
        }
        result = await town.vic.submits({"what": "much", "Who": [town.ann, town.cy]})
        assert (result.errors, result.error, result.view) == ({}, None, None)
        await town.box.quiet()
        assert [m.text for m in await town.vic.sees_thread(message)] == ["Hello", "Noted"]

    click, _, submission = bodies
    assert click["team"]["id"] == town.acme.id
    assert click["user"]["team_id"] == town.vee.id
    assert click["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": town.room.id,
        "is_ephemeral": False,
    }
    assert submission["view"]["app_installed_team_id"] == town.acme.id
    assert submission["view"]["state"]["values"]["who"]["people"] == {
        "type": "multi_users_select",
        "selected_users": [town.ann.id, town.cy.id],
    }


async def test_reactions_messages_and_mentions_arrive(town: Town) -> None:
    app = bolt_app(town)
    heard: list[dict[str, Any]] = []

    @app.event("reaction_added")
    @app.event("message")
    @app.event("app_mention")
    async def hear(event: dict[str, Any]) -> None:
        heard.append(event)

    async with running(town, app):
        message = await town.vic.says(f"Well done {town.inst}", in_=town.room)
        await town.ann.reacts(message, "tada")
        dm = await town.ann.dm(town.inst)
        await town.ann.says("hi", in_=dm)
    mention, post, reaction, direct = heard
    assert mention["type"] == "app_mention"
    assert post["user_team"] == post["source_team"] == post["team"] == town.vee.id
    assert post["blocks"][0]["type"] == "rich_text"
    assert post["client_msg_id"]
    assert reaction["item"]["ts"] == message.ts
    assert reaction["item_user"] == town.vic.id
    assert not {"team", "user_team"} & reaction.keys()
    assert direct["channel_type"] == "im"
    assert "user_team" not in direct


async def test_home_is_shown_to_own_people_only(town: Town) -> None:
    app = bolt_app(town)

    @app.event("app_home_opened")
    async def opened(event: dict[str, Any], client: Any) -> None:
        home = {"type": "home", "blocks": [BUTTON]}
        await client.views_publish(user_id=event["user"], view=home)

    @app.action("ask")
    async def ask(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        assert not {"channel", "message", "response_url"} & body.keys()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async with running(town, app):
        home = await town.ann.opens_home(town.inst)
        assert home is not None
        assert await town.vic.opens_home(town.inst) is None
        await town.ann.presses(home, "ask")
        assert await town.ann.modal() is not None


async def test_the_last_interaction_can_arrive_once_more(town: Town) -> None:
    app = bolt_app(town)
    heard: list[str] = []

    @app.command("/hello")
    async def hello(ack: Any, command: dict[str, Any]) -> None:
        heard.append(command["text"])
        await ack()

    async with running(town, app):
        await town.ann.command("/hello", "twice", in_=town.room)
        await town.box.repeat_last_interaction()
    assert heard == ["twice", "twice"]
