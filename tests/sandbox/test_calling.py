"""How the Web API is called and whom it lets in."""

from __future__ import annotations

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.town import SCOPES, Town


async def test_auth_test_tells_scopes_and_who_one_is(town: Town) -> None:
    answer = await town.client().auth_test()
    assert answer.headers["x-oauth-scopes"].split(",") == SCOPES
    assert answer["team_id"] == town.acme.id
    assert answer["user_id"] == town.inst.bot_user_id
    assert answer["bot_id"] == town.inst.bot_id
    assert answer["app_id"] == town.app.id
    assert answer["url"] == "https://acme.slack.com/"
    assert answer["is_enterprise_install"] is False


async def test_query_form_and_json_are_one(town: Town) -> None:
    url = f"{town.slack.api_url}users.info"
    wanted = {"user": town.ann.id, "team_id": "T000"}
    bearer = {"Authorization": f"Bearer {town.inst.bot_token}"}
    async with aiohttp.ClientSession() as session:
        requests = [
            session.get(url, params=wanted, headers=bearer),
            session.post(url, params=wanted, headers=bearer),
            session.post(url, data=wanted | {"token": town.inst.bot_token}),
            session.post(url, data=json.dumps(wanted), headers=bearer | JSON_TYPE),
        ]
        answers = [await (await request).json() for request in requests]
    assert [answer["user"]["id"] for answer in answers] == [town.ann.id] * 4


JSON_TYPE = {"Content-Type": "application/json;charset=utf-8"}


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-nobody", "invalid_auth"),
        ("xapp-nobody", "not_allowed_token_type"),
    ],
)
async def test_strangers_stay_out(town: Town, token: str, error: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{town.slack.api_url}auth.test", data={"token": token}) as response,
    ):
        assert (response.status, await response.json()) == (200, {"ok": False, "error": error})


async def test_app_and_bot_tokens_are_not_exchanged(town: Town) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await town.client(town.app.app_token).auth_test()
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await town.client().apps_connections_open(app_token=town.inst.bot_token)


async def test_an_uninstalled_token_is_dead(town: Town) -> None:
    await town.inst.uninstall()
    with pytest.raises(SlackApiError, match="account_inactive"):
        await town.client().auth_test()
    again = await town.app.install(town.acme)
    assert again.bot_user_id == town.inst.bot_user_id
    assert (await town.client(again.bot_token).auth_test())["ok"]


async def test_a_missing_scope_is_named(town: Town) -> None:
    inst = await town.app.install(town.vee, scopes=["channels:read"])
    client = town.client(inst.bot_token)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=town.room.id, text="hi")
    assert refused.value.response.data == {
        "ok": False,
        "error": "missing_scope",
        "needed": "chat:write",
        "provided": "channels:read",
    }
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_history(channel=town.room.id)
    needed = "channels:history,groups:history,mpim:history,im:history"
    assert refused.value.response["needed"] == needed


async def test_the_scope_hangs_on_the_kind_of_conversation(town: Town) -> None:
    inst = await town.app.install(town.vee, scopes=["channels:read"])
    secret = await town.vee.channel("vee-only", members=[town.vic], private=True)
    await secret.add_bot(inst)
    client = town.client(inst.bot_token)
    assert (await client.conversations_info(channel=town.room.id))["ok"]
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_info(channel=secret.id)
    assert refused.value.response["needed"] == "groups:read"


async def test_unknown_methods_and_missing_fields(town: Town) -> None:
    client = town.client()
    with pytest.raises(SlackApiError, match="unknown_method"):
        await client.api_call("chat.sing")
    with pytest.raises(SlackApiError) as refused:
        await client.api_call("users.info")
    assert refused.value.response["error"] == "invalid_arguments"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] missing required field: user"
    ]
    assert (await client.api_test(foo="bar"))["args"]["foo"] == "bar"


async def test_only_this_machine_by_its_own_name(town: Town) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{town.slack.url}/sandbox/wire.read", json={}, headers={"Host": "evil.example"}
        ) as response,
    ):
        assert response.status == 403


async def test_the_control_api_says_what_was_wrong(town: Town) -> None:
    async with aiohttp.ClientSession() as session:
        for verb, options, status, error in [
            ("nothing", {"json": {}}, 404, "unknown_verb"),
            ("wire.read", {"data": "{}"}, 415, "invalid_content_type"),
            ("person.says", {"json": {}}, 400, "missing_field"),
            ("person.says", {"json": {"person": "U0"}}, 400, "user_not_found"),
            ("clock.move", {"json": {"by": -5}}, 400, "invalid_value"),
            ("clock.read", {"json": []}, 400, "invalid_body"),
            ("behaviour.set", {"json": {"outer_team": "mine"}}, 400, "invalid_value"),
            ("behaviour.set", {"json": {"weather": "fine"}}, 400, "invalid_value"),
            ("fault.plan", {"json": {"method": "auth.test", "x": 1}}, 400, "invalid_fault"),
        ]:
            async with session.post(f"{town.slack.url}/sandbox/{verb}", **options) as response:
                answer = await response.json()
            assert (response.status, answer["ok"], answer["error"]) == (status, False, error)
            assert answer["message"]


async def test_the_control_api_lists_what_it_can_do(town: Town) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{town.slack.url}/sandbox") as got:
        verbs = await got.json()
    assert verbs["clock.move"] == "`to`: an ISO moment with zone, or `by`: seconds."
    assert set(verbs) >= {"workspace.create", "wire.read", "fault.plan"}
    assert [verb for verb, about in verbs.items() if not about] == []
