"""Triggers, stacks, hashes and what stays in a form: views.* over the Web API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.client import Refused
from tests.sandbox.test_messages import refusal
from tests.sandbox.town import Town, bolt_app, running

HOME = {"type": "home", "blocks": [{"type": "divider"}]}


def form(**more: Any) -> dict[str, Any]:
    view = {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [field("what"), field("why")],
    }
    return view | more


def field(name: str) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": name,
        "label": {"type": "plain_text", "text": name.title()},
        "element": {"type": "plain_text_input", "action_id": f"{name}_text"},
        "optional": True,
    }


async def trigger(town: Town) -> str:
    """One from a slash command that was acked without a word."""
    await town.ann.command("/hello", in_=town.room)
    entry = [e for e in await town.box.wire() if e.get("in") == "slash_commands"][-1]
    trigger_id: str = entry["envelope"]["payload"]["trigger_id"]
    return trigger_id


async def test_a_trigger_opens_one_view_within_three_seconds(listened: Town) -> None:
    client = listened.client()
    first, late = await trigger(listened), await trigger(listened)
    view = (await client.views_open(trigger_id=first, view=form()))["view"]
    open_again = client.views_open(trigger_id=first, view=form())
    assert (await refusal(open_again))["error"] == "exchanged_trigger_id"
    await listened.box.move_clock(by=timedelta(seconds=4))
    open_late = client.views_open(trigger_id=late, view=form())
    assert (await refusal(open_late))["error"] == "expired_trigger_id"
    invented = client.views_open(trigger_id="1.2.x", view=form())
    assert (await refusal(invented))["error"] == "invalid_trigger_id"
    assert view["id"] == view["root_view_id"]
    assert view["previous_view_id"] is None
    assert view["app_installed_team_id"] == view["team_id"] == listened.acme.id
    assert (view["app_id"], view["bot_id"]) == (listened.app.id, listened.inst.bot_id)
    assert view["state"]["values"]["what"]["what_text"] == {
        "type": "plain_text_input",
        "value": None,
    }
    assert (view["private_metadata"], view["external_id"], view["close"]) == ("", "", None)


async def test_a_trigger_belongs_to_its_installation(listened: Town) -> None:
    other = await listened.app.install(listened.vee)
    theirs = listened.client(other.bot_token).views_open(
        trigger_id=await trigger(listened), view=form()
    )
    assert (await refusal(theirs))["error"] == "invalid_trigger_id"


async def test_a_stack_holds_three_views(listened: Town) -> None:
    client = listened.client()
    root = (await client.views_open(trigger_id=await trigger(listened), view=form()))["view"]
    second = (await client.views_push(trigger_id=await trigger(listened), view=form()))["view"]
    await client.views_push(trigger_id=await trigger(listened), view=form())
    fourth = client.views_push(trigger_id=await trigger(listened), view=form())
    assert (await refusal(fourth))["error"] == "push_limit_reached"
    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])
    assert len(await listened.ann.modals()) == 3
    await listened.ann.closes()
    assert len(await listened.ann.modals()) == 2
    await listened.ann.closes(everything=True)
    assert await listened.ann.modal() is None
    gone = client.views_update(view_id=root["id"], view=form())
    assert (await refusal(gone))["error"] == "not_found"


async def test_an_update_needs_the_latest_hash_and_keeps_what_was_typed(listened: Town) -> None:
    client = listened.client()
    opened = (
        await client.views_open(trigger_id=await trigger(listened), view=form(external_id="e1"))
    )["view"]
    modal = await listened.ann.modal()
    assert modal is not None
    await listened.ann.chooses(modal, "What", "kept")
    await listened.ann.chooses(modal, "why", "lost")
    changed = form(blocks=[field("what"), field("how")], external_id="e1")
    updated = (await client.views_update(external_id="e1", view=changed, hash=opened["hash"]))[
        "view"
    ]
    assert (updated["id"], updated["hash"] == opened["hash"]) == (opened["id"], False)
    stale = client.views_update(view_id=opened["id"], view=changed, hash=opened["hash"])
    assert (await refusal(stale))["error"] == "hash_conflict"
    shown = await listened.ann.modal()
    assert shown is not None
    assert shown.state["what"]["what_text"]["value"] == "kept"
    assert shown.state["how"]["how_text"]["value"] is None


async def test_views_that_are_refused(listened: Town) -> None:
    client = listened.client()
    await client.views_open(trigger_id=await trigger(listened), view=form(external_id="e1"))
    twice = client.views_push(trigger_id=await trigger(listened), view=form(external_id="e1"))
    assert (await refusal(twice))["error"] == "duplicate_external_id"
    untitled = form()
    del untitled["title"]
    answer = await refusal(client.views_open(trigger_id=await trigger(listened), view=untitled))
    assert answer["error"] == "invalid_arguments"
    assert "json-pointer:/view" in answer["response_metadata"]["messages"][0]
    home = client.views_open(trigger_id=await trigger(listened), view=HOME)
    assert (await refusal(home))["error"] == "invalid_arguments"
    huge = form(blocks=[{"type": "section", "text": text("x" * 3000)}] * 90)
    large = client.views_open(trigger_id=await trigger(listened), view=huge)
    assert (await refusal(large))["error"] == "view_too_large"


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


async def test_home_is_published_for_anybody_but_shown_to_own_people(town: Town) -> None:
    client = town.client()
    first = (await client.views_publish(user_id=town.ann.id, view=HOME))["view"]
    second = (await client.views_publish(user_id=town.ann.id, view=HOME, hash=first["hash"]))[
        "view"
    ]
    assert (first["id"], first["type"]) == (second["id"], "home")
    stale = client.views_publish(user_id=town.ann.id, view=HOME, hash=first["hash"])
    assert (await refusal(stale))["error"] == "hash_conflict"
    assert (await client.views_publish(user_id=town.vic.id, view=HOME))["ok"]
    assert await town.ann.home(town.inst) is not None
    assert await town.vic.home(town.inst) is None


async def test_an_app_without_a_home_tab_has_no_home(town: Town) -> None:
    app = await town.box.app({"oauth_config": {"scopes": {"bot": []}}})
    inst = await app.install(town.acme)
    published = town.client(inst.bot_token).views_publish(user_id=town.ann.id, view=HOME)
    assert (await refusal(published))["error"] == "not_enabled"
    assert await town.ann.opens_home(inst) is None


async def test_blocks_can_be_validated_without_a_token(town: Town) -> None:
    client = town.client()
    good = await client.api_call("blocks.validate", params={"view": '{"type":"home","blocks":[]}'})
    assert good["ok"]
    answer = await refusal(
        client.api_call("blocks.validate", params={"blocks": '[{"type":"nonsense"}]'})
    )
    assert answer["error"] == "invalid_blocks"
    assert set(answer["errors"][0]) >= {"code", "message", "pointer"}
    assert (await refusal(client.api_call("blocks.validate")))["error"] == "invalid_arguments"


async def test_a_modal_stays_a_modal(listened: Town) -> None:
    client = listened.client()
    opened = (await client.views_open(trigger_id=await trigger(listened), view=form()))["view"]
    turned = client.views_update(view_id=opened["id"], view=HOME)
    assert (await refusal(turned))["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"response_action": "push", "view": form(external_id="e1")}, "duplicate_external_id"),
        ({"response_action": "push", "view": HOME}, "invalid_arguments"),
        ({"response_action": "update"}, "invalid_arguments"),
        ({"text": "thanks"}, "invalid_response_action"),
    ],
)
async def test_wrong_answers_to_a_form_leave_it_open(
    town: Town, answer: dict[str, Any], error: str
) -> None:
    app = bolt_app(town)

    @app.shortcut("start")
    async def start(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form(external_id="e1"))

    @app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(**answer)

    async with running(town, app):
        await town.ann.shortcut("start")
        result = await town.ann.submits()
    assert result.error == error
    assert result.view is not None
    assert len(await town.ann.modals()) == 1


async def test_a_form_of_an_app_that_has_gone_cannot_be_sent(listened: Town) -> None:
    await listened.client().views_open(trigger_id=await trigger(listened), view=form())
    await listened.inst.uninstall()
    with pytest.raises(Refused, match="app_not_installed"):
        await listened.ann.submits()
