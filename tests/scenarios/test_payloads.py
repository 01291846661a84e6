"""What Slack may send, in each of its shapes: requests as they come in, posted by the test itself.

The bot listens over signed HTTP, and the local Slack answers its calls. A faithful Slack leaves out
what it does not know, repeats itself, comes late, and speaks of things nobody asked about.
"""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.transport import EVENTS_PATH
from sandbox.client import Message, Person
from storage import people
from tests.engines import ONE_ENGINE
from tests.ports import free_port
from tests.world import World, open_world

Body = dict[str, Any]

FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    """What the bot answered: its ack, read where it is JSON, and after how many seconds."""

    status: int
    text: str
    seconds: float

    @property
    def payload(self) -> Body:
        return dict(json.loads(self.text)) if self.text else {}


@dataclass
class Line:
    """The line from Slack to the bot, on which the test speaks itself."""

    world: World
    url: str
    session: aiohttp.ClientSession

    async def post(
        self, raw: bytes, content_type: str = "application/json", **headers: str
    ) -> Answer:
        """Post these bytes as Slack would, signed; `headers` overrule (underscores are dashes)."""
        signed = self.sign(raw, int(time.time())) | {"Content-Type": content_type}
        signed |= {name.replace("_", "-"): value for name, value in headers.items()}
        began = time.monotonic()
        async with self.session.post(self.url, data=raw, headers=signed) as response:
            text = await response.text()
        return Answer(response.status, text, time.monotonic() - began)

    def sign(self, raw: bytes, at: int) -> dict[str, str]:
        secret = self.world.practice.app.signing_secret.encode()
        digest = hmac.new(secret, b"v0:%d:%b" % (at, raw), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}

    async def event(self, event: Body, *, retry: int = 0, **outer: Any) -> Answer:
        """An event in its envelope; `outer` keys of None are left out."""
        body = {
            "type": "event_callback",
            "team_id": self.world.practice.client.id,
            "api_app_id": self.world.practice.app.id,
            "event_id": "Ev" + hashlib.sha256(repr(event).encode()).hexdigest()[:9].upper(),
            "event_time": int(time.time()),
            "authorizations": [{"team_id": self.world.practice.client.id, "is_bot": True}],
            "event": event,
            **outer,
        }
        body = {key: value for key, value in body.items() if value is not None}
        again = {"X_Slack_Retry_Num": str(retry), "X_Slack_Retry_Reason": "http_timeout"}
        return await self.post(json.dumps(body).encode(), **(again if retry else {}))

    async def command(self, person: Person, command: str, text: str = "", **more: str) -> Answer:
        body = {
            "command": command,
            "text": text,
            "user_id": person.id,
            "channel_id": self.world.room.id,
            "team_id": self.world.practice.client.id,
            **more,
        }
        return await self.post(urlencode(body).encode(), FORM)

    async def interaction(self, person: Person, kind: str, **more: Any) -> Answer:
        """A click, form or shortcut with the least that Slack says of it."""
        body = {
            "type": kind,
            "team": {"id": self.world.practice.client.id},
            "user": {"id": person.id},
            "api_app_id": self.world.practice.app.id,
            "enterprise": None,
            **more,
        }
        return await self.post(urlencode({"payload": json.dumps(body)}).encode(), FORM)

    async def click(self, person: Person, action_id: str, value: str, **more: Any) -> Answer:
        """A click on a button of an ephemeral message: Slack sends no `message` along."""
        channel_id = self.world.room.id
        return await self.interaction(
            person,
            "block_actions",
            **{
                "container": {"type": "message", "channel_id": channel_id, "is_ephemeral": True},
                "channel": {"id": channel_id},
                "actions": [{"type": "button", "action_id": action_id, "value": value}],
                **more,
            },
        )


@asynccontextmanager
async def open_line(database_url: str) -> AsyncIterator[Line]:
    port = free_port()
    async with (
        open_world(database_url, http_port=port) as world,
        aiohttp.ClientSession() as session,
    ):
        await world.set_up()
        yield Line(world, f"http://127.0.0.1:{port}{EVENTS_PATH}", session)


@pytest.fixture
async def line(database_url: str) -> AsyncIterator[Line]:
    async with open_line(database_url) as opened:
        yield opened


def mention(line: Line, person: Person, ts: str) -> Body:
    return {
        "type": "app_mention",
        "user": person.id,
        "text": line.world.bot,
        "channel": line.world.room.id,
        "ts": ts,
        "event_ts": ts,
    }


async def whispers(line: Line, person: Person) -> list[Message]:
    await line.world.settle()
    return [m for m in await person.sees(line.world.room) if m.ephemeral]


# What is no request of Slack's.


@ONE_ENGINE
async def test_slack_looks_whether_somebody_is_there(line: Line) -> None:
    challenge = json.dumps({"type": "url_verification", "token": "x", "challenge": "abc"})
    assert "abc" in (await line.post(challenge.encode())).text
    async with line.session.post(line.url, data={"ssl_check": "1", "token": "x"}) as response:
        assert response.status == 200


@ONE_ENGINE
async def test_what_slack_did_not_sign_just_now_is_refused(line: Line) -> None:
    raw = json.dumps({"type": "event_callback", "event": mention(line, line.world.bo, "1.1")})
    now = int(time.time())
    for headers in (
        {"X_Slack_Signature": "v0=" + "0" * 64},
        {"X_Slack_Signature": "v0=é"},
        {"X_Slack_Request_Timestamp": "soon"},
        {"X_Slack_Request_Timestamp": ""},
        {k.replace("-", "_"): v for k, v in line.sign(raw.encode(), now - 301).items()},
        {k.replace("-", "_"): v for k, v in line.sign(raw.encode(), now + 301).items()},
        {k.replace("-", "_"): v for k, v in line.sign(b"other words", now).items()},
    ):
        assert (await line.post(raw.encode(), **headers)).status == 401, headers
    async with line.session.post(line.url, data=raw) as response:
        assert response.status == 401
    assert await whispers(line, line.world.bo) == []


@ONE_ENGINE
@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (b'{"type":', "application/json"),
        (b"[1]", "application/json"),
        (b'"words"', "application/json"),
        (b"null", "application/json"),
        (b"", "application/json"),
        (b"{}", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"type":"event_callback"}', "application/json"),
        (b'{"type":"event_callback","event":null}', "application/json"),
        (b"payload=%7Bx", FORM),
        (b"payload=%5B1%5D", FORM),
        (b"payload=", FORM),
        (b"command=%2Fkudos", FORM),
        (b"a=b", "text/plain; charset=klingon"),
    ],
)
async def test_what_is_no_request_of_slacks_is_answered_as_that(
    line: Line, raw: bytes, content_type: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await line.post(raw, content_type)
    assert 400 <= answer.status < 500
    assert "Traceback" not in "".join(capsys.readouterr())


# Events.


@ONE_ENGINE
async def test_every_event_is_acked_also_those_nobody_asked_for(line: Line) -> None:
    room, ann = line.world.room.id, line.world.ann.id
    said = {"type": "message", "channel": "D1", "channel_type": "im"}
    changes = {"previous_message": {}, "hidden": True}
    for number, event in enumerate(
        [
            {"type": "app_uninstalled"},
            {"type": "tokens_revoked", "tokens": {"oauth": [ann]}},
            {"type": "channel_rename", "channel": {"id": room, "name": "new", "created": 1}},
            {"type": "channel_id_changed", "old_channel_id": room, "new_channel_id": "C9"},
            {"type": "reaction_added", "user": ann, "reaction": "x", "item": {"type": "file"}},
            {"type": "member_left_channel", "user": "U0NOBODY", "channel": room},
            {"type": "member_joined_channel", "user": "U0NOBODY", "channel": room},
            {"type": "member_joined_channel", "user": "U0NOBODY", "channel": "G0ELSEWHERE"},
            {"type": "user_change", "user": {"id": "U0NOBODY"}},
            {"type": "app_home_opened", "user": ann, "channel": "D1", "tab": "messages"},
            {**said, **changes, "subtype": "message_changed", "message": {"text": "x"}},
            {**said, **changes, "subtype": "message_deleted", "deleted_ts": "1.1"},
            {**said, "bot_id": "B9", "text": "I am a bot", "ts": "1.2"},
            {"type": "app_mention", "bot_id": "B9", "text": "@", "ts": "1.3", "channel": room},
        ]
    ):
        answer = await line.event(event, event_id=f"Ev{number}")
        assert (answer.status, answer.text) == (200, ""), event
    assert await whispers(line, line.world.ann) == []


async def test_an_event_counts_once_however_often_and_however_bare_it_comes(line: Line) -> None:
    bo, acme = line.world.bo, line.world.practice.client.id
    said = mention(line, bo, "1800.1")
    for retry, outer in enumerate(
        (
            {"team_id": line.world.practice.vendor.id},  # that of who said it
            {"authorizations": [], "context_team_id": acme},
            {"authorizations": None, "enterprise_id": None},
            {"team_id": "E0GRID", "is_ext_shared_channel": True, "event_id": "Ev0OTHER"},
        )
    ):
        assert (await line.event(said, retry=retry, **outer)).status == 200
    assert len(await whispers(line, bo)) == 1


async def test_an_event_whose_effect_cannot_be_had_is_asked_for_again(line: Line) -> None:
    carl = await line.world.practice.vendor.person("Carl New")
    joined = {"type": "member_joined_channel", "user": carl.id, "channel": line.world.room.id}
    await line.world.box.fail("users.info", status=500)
    assert (await line.event(joined)).status == 500
    assert (await line.event(joined, retry=1)).status == 200
    assert carl.id in (await line.command(line.world.ann, "/rapport", "who")).text


async def test_what_slack_does_not_tell_of_a_person_stays_as_it_was(line: Line) -> None:
    thin = {"type": "user_change", "user": {"id": line.world.bob.id, "profile": {}}}
    assert (await line.event(thin)).status == 200
    async with line.world.rapport.database.read() as session:
        known = (await people.find_people(session, [line.world.bob.id]))[line.world.bob.id]
    assert (known.name, known.tz) == ("Bob Ito", "Asia/Tokyo")
    assert known.team_id == line.world.practice.vendor.id


async def test_a_question_is_answered_by_the_barest_reactions(line: Line) -> None:
    world = line.world
    await world.ann.command("/pulse", "new", in_=world.room)
    await world.ann.submits({"question": "All well?"})
    await world.ann.command("/pulse", "now", in_=world.room)
    await world.settle()
    question = (await world.bo.sees_dm(world.inst))[-1]
    dm = await world.bo.dm(world.inst)
    item = {"type": "message", "channel": dm.id, "ts": question.ts}
    act = {"user": world.bo.id, "item": item}
    for name, kind, shown in (
        ("five::skin-tone-3", "reaction_added", "5"),
        ("five", "reaction_removed", None),
        ("keycap_two", "reaction_added", "2"),
        ("thumbsup", "reaction_added", "2"),
    ):
        await world.box.move_clock(by=timedelta(seconds=1))
        assert (await line.event({"type": kind, "reaction": name, **act})).status == 200
        await world.settle()
        words = (await world.bo.sees_dm(world.inst))[-1].words
        assert ("Your answer: " in words) == (shown is not None), words
        assert shown is None or f"Your answer: *{shown}" in words, words


# Commands, clicks and forms.


async def test_characters_that_no_database_takes_are_left_out(line: Line) -> None:
    text = f"{line.world.bo} for the calm\x00 start\x00"
    assert "go to" in (await line.command(line.world.ann, "/kudos", text)).text
    view = kudos_form([line.world.bo.id], "the calm\x00 hand\ud83dover")
    assert (await line.interaction(line.world.ann, "view_submission", view=view)).text == ""
    await line.world.settle()
    posted = [m.words for m in await line.world.bo.sees(line.world.room)]
    assert "the calm start" in posted[-2]
    assert "the calm handover" in posted[-1]


def kudos_form(receivers: list[str], reason: str) -> Body:
    """The form as it is submitted, with the least that Slack says of it."""
    picked = {"type": "multi_users_select", "selected_users": receivers}
    written = {"type": "plain_text_input", "value": reason}
    return {
        "id": "V1",
        "type": "modal",
        "callback_id": "kudos_form",
        "title": {"type": "plain_text", "text": "Give kudos"},
        "close": None,
        "blocks": [],
        "private_metadata": "",
        "state": {"values": {"receivers": {"receivers": picked}, "reason": {"reason": written}}},
    }


@ONE_ENGINE
async def test_a_mention_is_read_with_and_without_a_label(line: Line) -> None:
    bo, bea = line.world.bo.id, line.world.bea.id
    answer = await line.command(line.world.ann, "/kudos", f"<@{bo}|bo> <@{bea}> for both")
    assert f"<@{bo}> and <@{bea}>" in answer.payload["text"]


@ONE_ENGINE
async def test_a_command_that_another_app_might_own_is_answered_with_help(line: Line) -> None:
    assert "/problem what is wrong" in (await line.command(line.world.ann, "/thanks")).text


@ONE_ENGINE
@pytest.mark.parametrize("command", ["/kudos", "/problem"])
async def test_words_are_given_back_when_their_form_cannot_open(line: Line, command: str) -> None:
    text = f"{line.world.bo}" if command == "/kudos" else "the export & <@U1|ann> fail"
    for more in ({"trigger_id": "1.2.gone"}, {}):
        answer = await line.command(line.world.ann, command, text, **more)
        assert "took too long" in answer.payload["text"]
        assert f"{command} " in str(answer.payload["blocks"][1:])
    if command == "/problem":
        assert "the export &amp; @ann fail" in str(answer.payload["blocks"])


@ONE_ENGINE
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"response_url": None, "trigger_id": "1.2.abc"},
        {"channel": None, "message": None, "team": None},
        {"container": {"type": "message", "channel_id": "?", "thread_ts": "1.1"}, "channel": {}},
    ],
)
async def test_a_click_is_answered_whatever_is_left_out(line: Line, more: Body) -> None:
    if more.get("container"):
        more = {**more, "container": {**more["container"], "channel_id": line.world.room.id}}
    answer = await line.click(line.world.bo, "menu:7", "/rapport who", **more)
    assert answer.status == 200
    told = [*await whispers(line, line.world.bo), *await line.world.bo.sees_dm(line.world.inst)]
    if not more.get("container"):
        assert "Who is who" in told[-1].text


@ONE_ENGINE
async def test_an_answer_finds_another_way_where_its_address_does_not_work(line: Line) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/actions/gone"
    await line.click(line.world.bo, "menu:7", "/rapport who", response_url=nobody)
    assert "Who is who" in (await whispers(line, line.world.bo))[-1].text
    await line.world.box.fail("chat.postEphemeral", error="user_not_in_channel")
    await line.click(line.world.bo, "menu:7", "/rapport who", response_url=nobody)
    assert "Who is who" in (await line.world.bo.sees_dm(line.world.inst))[-1].text


@ONE_ENGINE
async def test_a_wrong_form_stays_open_also_where_slack_sends_it_without_its_blocks(
    line: Line,
) -> None:
    view = kudos_form([], "all you did")
    answer = await line.interaction(line.world.ann, "view_submission", view=view)
    assert answer.payload["response_action"] == "errors"
    assert "receivers" in answer.payload["errors"]
    closed = await line.interaction(line.world.ann, "view_closed", view=view, is_cleared=True)
    assert (closed.status, closed.text) == (200, "")


# Slack is slow or away.


@ONE_ENGINE
@pytest.mark.usefixtures("slacks_patience")
async def test_the_ack_does_not_wait_for_a_slow_slack(line: Line) -> None:
    zoe = await line.world.practice.vendor.person("Zoe Zed")
    await line.world.box.fail("users.info", delay=4)
    answer = await line.command(line.world.ann, "/kudos", f"{zoe} for patience")
    assert (answer.status, answer.text) == (200, "")
    assert answer.seconds < 3
    told = (await whispers(line, line.world.ann))[-1]
    assert "Zoe Zed is not in the channel" in told.text
    assert "for patience" in told.words


@ONE_ENGINE
@pytest.mark.usefixtures("slacks_patience")
async def test_a_form_for_which_slack_is_too_slow_stays_with_its_words(line: Line) -> None:
    world = line.world
    zoe = await world.practice.vendor.person("Zoe Zed")
    await world.ann.command("/kudos", "", in_=world.room)
    await world.box.fail("users.info", delay=4)
    result = await world.ann.submits({"receivers": [zoe], "reason": "for patience"})
    assert "took too long" in str(result.errors)
    result = await world.ann.submits({"receivers": [world.bo], "reason": "for patience"})
    assert result.errors == {}
    await world.settle()
    assert "for patience" in (await world.bo.sees(world.room))[-1].words


@ONE_ENGINE
@pytest.mark.parametrize(
    ("method", "fault", "sentence"),
    [
        ("views.open", {"error": "ratelimited"}, "slow down"),
        ("views.open", {"retry_after": 3}, "slow down"),
        ("views.open", {"status": 503}, "does not answer"),
        ("views.open", {"drop": "before"}, "does not answer"),
        ("conversations.members", {"error": "channel_not_found"}, "not in this channel"),
        ("conversations.members", {"error": "missing_scope"}, "lacks the permission"),
        ("users.info", {"error": "ratelimited"}, "slow down"),
        ("views.update", {"status": 500}, "does not answer"),
    ],
)
async def test_whatever_goes_wrong_in_setup_is_said_in_one_sentence(
    database_url: str, method: str, fault: Body, sentence: str
) -> None:
    async with open_world(database_url) as world:
        await world.box.fail(method, **fault)
        reply = await world.ann.command("/rapport", "setup", in_=world.room)
        await world.settle()
        form = await world.ann.modal()
        whispered = [m.text for m in await world.ann.sees(world.room) if m.ephemeral]
        assert sentence in " ".join([reply.text or "", *whispered, form.words if form else ""])
