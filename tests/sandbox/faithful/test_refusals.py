"""Whatever the sandbox refuses, it refuses with Slack's words, and with nothing besides."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import sandbox
from tests.sandbox.faithful.errors import COMMON, ERRORS, SHOWN_TO_PEOPLE
from tests.sandbox.faithful.spec import check
from tests.sandbox.test_messages import refusal
from tests.sandbox.test_views import form, trigger
from tests.sandbox.town import Town

EMPTY_HOME: dict[str, Any] = {"type": "home", "blocks": []}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
TOO_MANY = "no more than 50 items allowed [json-pointer:/blocks]"
TOO_LONG = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
EMPTY = "must be more than 0 characters [json-pointer:/blocks/0/text/text]"
TOGETHER = "msg_blocks_too_long"
MISSING = "missing required field: text [json-pointer:/blocks/0]"
TWICE = '`action_id` "a" already exists [json-pointer:/blocks/1/elements/0/action_id]'


def section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def row(block_id: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": "x"}
    button = {"type": "button", "action_id": "a", "text": text}
    return {"type": "actions", "block_id": block_id, "elements": [button]}


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([SECTION] * 51, TOO_MANY),
        ([section("x" * 3001)], TOO_LONG),
        ([section("")], EMPTY),
        ([{"type": "header"}], MISSING),
        ([row("one"), row("two")], TWICE),
    ],
)
async def test_bad_blocks(town: Town, blocks: list[dict[str, Any]], text: str) -> None:
    answer = {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [text],
        "response_metadata": {"messages": [f"[ERROR] {text}"]},
    }
    client, room = town.client(), town.room.id
    ts = (await client.chat_postMessage(channel=room, text="x"))["ts"]
    for call in (
        client.chat_postMessage(channel=room, text="x", blocks=blocks),
        client.chat_update(channel=room, ts=ts, text="x", blocks=blocks),
        client.chat_postEphemeral(channel=room, user=town.ann.id, text="x", blocks=blocks),
    ):
        check(await refusal(call), answer)


async def test_bad_views(listened: Town) -> None:
    client = listened.client()
    view = form(blocks=[section("x" * 3001)])
    text = "[ERROR] must be less than 3001 characters [json-pointer:/view/blocks/0/text/text]"
    for call in (
        client.views_open(trigger_id=await trigger(listened), view=view),
        client.views_publish(
            user_id=listened.ann.id, view={"type": "home", "blocks": view["blocks"]}
        ),
    ):
        answer = await refusal(call)
        assert answer["error"] == "invalid_arguments"
        assert answer["response_metadata"] == {"messages": [text]}


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("chat.postMessage", {"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ("chat.postMessage", {"text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"text": "x", "attachments": {"a": 1}}, "invalid_attachments"),
        ("chat.postMessage", {"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ("chat.postMessage", {"text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
        ("chat.postMessage", {"markdown_text": "x" * 12_001}, "msg_too_long"),
        ("chat.postMessage", {"text": "x", "blocks": [section("x" * 2900)] * 5}, TOGETHER),
        ("chat.postMessage", {"text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
        ("conversations.history", {"oldest": "yesterday"}, "invalid_ts_oldest"),
        ("conversations.history", {"latest": "today"}, "invalid_ts_latest"),
        ("conversations.history", {"limit": 1000}, "invalid_limit"),
        ("conversations.members", {"limit": "many"}, "invalid_limit"),
        ("conversations.members", {"cursor": "next"}, "invalid_cursor"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 0}, "missing_argument"),
        (
            "files.getUploadURLExternal",
            {"filename": "a", "length": 2**22 + 1},
            "file_upload_size_restricted",
        ),
        ("files.completeUploadExternal", {"files": [{"id": "F0"}]}, "file_not_found"),
        ("team.info", {"team": "T0"}, "team_not_found"),
        ("bots.info", {"bot": "B0"}, "bot_not_found"),
        ("users.info", {"user": "U0"}, "user_not_found"),
        ("views.publish", {"user_id": "U0", "view": EMPTY_HOME}, "user_not_found"),
    ],
)
async def test_arguments_that_are_wrong(
    town: Town, method: str, params: dict[str, Any], error: str
) -> None:
    await town.ann.says("hi", in_=town.room)
    call = town.client().api_call(method, json={"channel": town.room.id} | params)
    answer = await refusal(call)
    check(answer, {"ok": False, "error": error})
    assert answer["error"] in ERRORS[method] | COMMON


@pytest.mark.parametrize(
    ("method", "field"),
    [
        ("chat.postMessage", "channel"),
        ("chat.update", "channel"),
        ("conversations.info", "channel"),
        ("users.info", "user"),
        ("reactions.add", "name"),
        ("files.getUploadURLExternal", "filename"),
        ("files.completeUploadExternal", "files"),
        ("views.open", "trigger_id"),
    ],
)
async def test_arguments_that_are_missing(town: Town, method: str, field: str) -> None:
    given = {"text": "x", "view": form()}
    check(
        await refusal(town.client().api_call(method, json=given)),
        {
            "ok": False,
            "error": "invalid_arguments",
            "response_metadata": {"messages": [f"[ERROR] missing required field: {field}"]},
        },
    )


@pytest.mark.parametrize(
    ("method", "needed"),
    [
        ("chat.postMessage", "chat:write"),
        ("chat.postEphemeral", "chat:write"),
        ("chat.update", "chat:write"),
        ("chat.delete", "chat:write"),
        ("users.info", "users:read"),
        ("users.list", "users:read"),
        ("bots.info", "users:read"),
        ("team.info", "team:read"),
        ("reactions.add", "reactions:write"),
        ("reactions.remove", "reactions:write"),
        ("reactions.get", "reactions:read"),
        ("conversations.join", "channels:join"),
        ("files.getUploadURLExternal", "files:write"),
        ("files.completeUploadExternal", "files:write"),
        ("conversations.open", "im:write"),
        ("conversations.info", "channels:read,groups:read,mpim:read,im:read"),
        ("conversations.members", "channels:read,groups:read,mpim:read,im:read"),
        ("conversations.replies", "channels:history,groups:history,mpim:history,im:history"),
    ],
)
async def test_every_scope_is_asked_for(town: Town, method: str, needed: str) -> None:
    inst = await town.app.install(town.vee, scopes=["commands"])
    params = {"users" if method == "conversations.open" else "channel": town.room.id}
    answer = await refusal(town.client(inst.bot_token).api_call(method, params=params))
    check(
        answer,
        {"ok": False, "error": "missing_scope", "needed": needed, "provided": "commands"},
    )


async def test_a_method_that_there_is_not(town: Town) -> None:
    answer = await refusal(town.client().api_call("chat.shout"))
    check(answer, {"ok": False, "error": "unknown_method", "req_method": "chat.shout"})


def raised() -> dict[str, set[str]]:
    """The codes of all refusals that are written down in the sandbox, by file."""
    root = Path(sandbox.__file__).parent
    found: dict[str, set[str]] = {}
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "SlackError"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found.setdefault(path.stem, set()).add(str(node.args[0].value))
    return found


def test_no_refusal_is_invented() -> None:
    known = COMMON.union(SHOWN_TO_PEOPLE, *ERRORS.values())
    assert {stem: codes - known for stem, codes in raised().items() if codes - known} == {}


def test_every_refusal_is_tried() -> None:
    tests = Path(__file__).parents[2]
    tried = "\n".join(path.read_text() for path in tests.rglob("test_*.py"))
    codes = set().union(*raised().values())
    assert {code for code in codes if not re.search(rf"\b{code}\b", tried)} == set()
