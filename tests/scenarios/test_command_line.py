"""The command `rapport` as an operator uses it: real processes, a local Slack."""

import asyncio
import json
import signal
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text

from bot.practice import Practice, open_practice
from handlers.manifest import bot_scopes
from storage import outbox
from storage.database import Database
from storage.outbox import Message, Place
from storage.schema import current_revision, newest_revision
from tests.engines import ONE_ENGINE
from tests.factories import NOW
from tests.ports import free_port
from tests.scenarios.shell import DEADLINE_SECONDS, Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    async with open_practice("Acme", "Vee") as opened:
        yield opened


def tokens(practice: Practice) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": practice.installation.bot_token,
        "SLACK_APP_TOKEN": practice.app.app_token,
        "SLACK_API_URL": practice.slack.api_url,
    }


async def until_connected(process: asyncio.subprocess.Process, practice: Practice) -> None:
    """Wait until a process that runs the bot listens."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while await practice.app.open_sockets() == 0:
            assert process.returncode is None
            await asyncio.sleep(0.05)


async def test_help_names_every_command(shell: Shell) -> None:
    done = await shell.type("--help")
    assert done.code == 0
    for name in (
        "run",
        "demo",
        "sandbox",
        "check",
        "manifest",
        "migrate",
        "outbox",
        "export",
        "erase",
    ):
        assert f"  {name} " in done.out


async def test_manifest_is_json_that_slack_takes(shell: Shell) -> None:
    done = await shell.type("manifest")
    assert json.loads(done.out)["oauth_config"]["scopes"]["bot"] == bot_scopes()
    done = await shell.type("manifest", "--url", "https://bot.example/slack/events")
    assert json.loads(done.out)["settings"]["socket_mode_enabled"] is False


async def test_run_without_settings_says_which_are_missing(shell: Shell) -> None:
    done = await shell.type("run")
    assert done.code == 1
    assert "SLACK_BOT_TOKEN is missing" in done.err
    assert "Traceback" not in done.err


async def test_a_wrong_setting_is_one_sentence(shell: Shell) -> None:
    shell.env(PORT="eighty")
    done = await shell.type("run")
    assert done.code == 1
    assert "PORT: " in done.err
    assert "Traceback" not in done.err


async def test_check_finds_everything_right(shell: Shell, practice: Practice) -> None:
    shell.env(**tokens(practice))
    done = await shell.type("check")
    assert done.code == 0, done.out
    for name in ("settings", "database", "bot token", "scopes", "app token"):
        assert f"ok  {name}: " in done.out
    assert "rapport.db is not there yet; `run` makes it" in done.out
    assert not (shell.folder / "rapport.db").exists()
    assert (await shell.type("migrate")).code == 0
    done = await shell.type("check")
    assert done.code == 0, done.out
    assert "ok  database: sqlite can be written" in done.out
    assert f"ok  schema: at {newest_revision()}" in done.out


async def test_check_says_what_to_do_about_each_thing_that_is_wrong(
    shell: Shell, practice: Practice
) -> None:
    scopes = [scope for scope in bot_scopes() if scope != "reactions:read"]
    vendor_side = await practice.app.install(practice.vendor, scopes=scopes)
    shell.env(
        **{
            **tokens(practice),
            "SLACK_BOT_TOKEN": vendor_side.bot_token,
            "SLACK_APP_TOKEN": "xapp-wrong",
            "DATABASE_URL": "sqlite:///missing/folder/rapport.db",
        }
    )
    done = await shell.type("check")
    text = " ".join(done.out.split())
    assert done.code == 1
    assert "no database: missing/folder/rapport.db cannot be made" in text
    assert "no scopes: missing: reactions:read." in text
    assert "no app token: Slack refuses it (invalid_auth): set SLACK_APP_TOKEN" in text
    assert "ok bot token" in text


async def test_check_without_tokens_and_without_a_slack(shell: Shell) -> None:
    done = await shell.type("check")
    assert done.code == 1
    assert "no  bot token: SLACK_BOT_TOKEN is missing" in done.out
    shell.env(SLACK_BOT_TOKEN="xoxb-1", SLACK_API_URL="http://127.0.0.1:9/api/")
    done = await shell.type("check")
    assert "Slack cannot be reached" in done.out
    assert "SLACK_API_URL" in done.out


async def test_run_with_a_refused_token_says_so(shell: Shell, practice: Practice) -> None:
    shell.env(**{**tokens(practice), "SLACK_BOT_TOKEN": "xoxb-wrong"})
    done = await shell.type("run")
    assert done.code == 1
    assert "Slack refused (invalid_auth)" in done.err
    assert "Traceback" not in done.err


async def test_run_with_a_database_that_cannot_be_written(shell: Shell, practice: Practice) -> None:
    shell.env(**tokens(practice), DATABASE_URL="sqlite:///missing/folder/rapport.db")
    done = await shell.type("run")
    assert done.code == 1
    assert "unable to open database file" in done.err
    assert "Traceback" not in done.err


async def test_run_serves_until_it_is_told_to_stop(shell: Shell, practice: Practice) -> None:
    shell.env(**tokens(practice))
    process = await shell.start("run")
    ann = await practice.client.person("Ann Berg")
    room = await practice.client.channel("room", members=[ann])
    await until_connected(process, practice)
    reply = await ann.command("/rapport", "help", in_=room)
    assert "/kudos" in json.dumps(reply.blocks)
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(DEADLINE_SECONDS):
        _, err = await process.communicate()
    assert process.returncode == 0
    assert '"event": "connected"' in err.decode()
    tables = sqlite3.connect(shell.folder / "rapport.db").execute("SELECT name FROM sqlite_master")
    assert ("outbox",) in tables.fetchall()


async def test_postgres_is_migrated_by_hand_and_run_refuses_an_old_schema(
    shell: Shell, practice: Practice, empty_postgres: str
) -> None:
    shell.env(**tokens(practice), DATABASE_URL=empty_postgres)
    done = await shell.type("run")
    assert done.code == 1
    assert "Run `rapport migrate` first" in done.err
    assert "Traceback" not in done.err
    done = await shell.type("check")
    assert "no  schema: The database is at schema none, this version needs" in done.out
    done = await shell.type("migrate")
    assert done.code == 0, done.err
    assert newest_revision() in done.out
    assert await current_revision(empty_postgres) == newest_revision()
    assert Database(empty_postgres).kind == "postgresql"
    done = await shell.type("check")
    assert done.code == 0, done.out


async def test_an_sqlite_file_is_served_by_one_process(shell: Shell, practice: Practice) -> None:
    shell.env(**tokens(practice))
    process = await shell.start("run")
    try:
        await until_connected(process, practice)
        for command in ("run", "migrate"):
            done = await shell.type(command)
            assert done.code == 1
            assert "is at work on" in done.err
            assert "Traceback" not in done.err
        assert (await shell.type("check")).code == 0
    finally:
        process.kill()
        await process.communicate()
    assert (await shell.type("migrate")).code == 0


@ONE_ENGINE
async def test_the_outbox_is_looked_at_and_acted_on_beside_a_running_bot(
    shell: Shell, practice: Practice, database_url: str
) -> None:
    ann = await practice.client.person("Ann Berg")
    bo = await practice.vendor.person("Bo Lind")
    room = await practice.client.channel("room", members=[ann, bo], shared_with=[practice.vendor])
    await room.add_bot(practice.installation)
    shell.env(**tokens(practice), DATABASE_URL=database_url)
    process = await shell.start("run")
    try:
        await until_connected(process, practice)
        first, second = await fail_two_posts(shell, practice, database_url, room.id)
        before = len(await ann.sees(room))
        done = await shell.type("outbox", "retry", first)
        assert (done.code, done.out) == (0, "1 message is to be said again.\n")
        async with asyncio.timeout(DEADLINE_SECONDS):
            while len(await ann.sees(room)) == before:
                await asyncio.sleep(0.05)
        done = await shell.type("outbox", "drop", second[:8])
        assert (done.code, done.out) == (0, "1 message is never to be said.\n")
        done = await shell.type("outbox")
        assert (done.code, done.out) == (0, "Nothing waits, and nothing failed.\n")
        done = await shell.type("outbox", "retry", first)
        assert done.code == 1
        assert f"{first[:12]} was sent. Nothing was done." in done.err
        assert len(await ann.sees(room)) == before + 1
    finally:
        process.kill()
        await process.communicate()


async def fail_two_posts(
    shell: Shell, practice: Practice, database_url: str, channel_id: str
) -> list[str]:
    """Have Slack refuse two posts, and read their ids from the command."""
    await practice.box.fail("chat.postMessage", error="msg_too_long", times=2)
    place = Place(practice.installation.team_id, channel_id=channel_id)
    database = Database(database_url)
    async with database.write() as session:
        for key in ("one", "two"):
            message = Message(text=f"Here is {key}.", blocks=[])
            await outbox.post(session, key=key, place=place, message=message, now=NOW)
    await database.close()
    lines: list[str] = []
    async with asyncio.timeout(DEADLINE_SECONDS):
        while len([line for line in lines if '"failed"' in line]) < 2:
            done = await shell.type("outbox", "--json")
            lines = done.out.splitlines()
    done = await shell.type("outbox")
    assert done.out.count("msg_too_long") == 2
    assert "Here is" not in done.out
    return [json.loads(line)["id"] for line in lines]


async def test_the_outbox_without_a_database_or_an_id_is_one_sentence(shell: Shell) -> None:
    done = await shell.type("outbox")
    assert done.code == 1
    assert "There is no database at rapport.db yet" in done.err
    assert not (shell.folder / "rapport.db").exists()
    done = await shell.type("outbox", "retry")
    assert done.code == 2
    assert "Name the messages by their ids, or say --all" in done.err


async def fetch(url: str) -> tuple[int, str]:
    """Status and text; 0 where nobody listens yet."""
    async with aiohttp.ClientSession() as session:
        try:
            async with session.get(url) as answer:
                return answer.status, await answer.text()
        except aiohttp.ClientError:
            return 0, ""


async def until_status(url: str, status: int) -> str:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            got, text = await fetch(url)
            if got == status:
                return text
            await asyncio.sleep(0.05)


async def test_machines_are_told_how_the_bot_is(shell: Shell, practice: Practice) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    await practice.box.fail("apps.connections.open", delay=3)
    shell.env(**tokens(practice), HEALTH_PORT=str(port))
    process = await shell.start("run")
    try:
        starting = json.loads(await until_status(f"{url}/readyz", 503))
        assert starting["slack"] == "not connected"
        assert (await fetch(f"{url}/healthz"))[0] == 200
        ready = json.loads(await until_status(f"{url}/readyz", 200))
        assert ready == {"ready": True, "database": "ok", "schema": "ok", "slack": "ok"}
        ann = await practice.client.person("Ann Berg")
        room = await practice.client.channel("room", members=[ann])
        await ann.command("/rapport", "help", in_=room)
        _, figures = await fetch(f"{url}/metrics")
        assert (
            'rapport_handler_duration_seconds_count{feature="menu",kind="command"} 1.0' in figures
        )
        assert 'rapport_outbox_rows{state="waiting"} 0.0' in figures
        await practice.box.fail("apps.connections.open", status=500, times=1000)
        await practice.box.close_sockets()
        assert json.loads(await until_status(f"{url}/readyz", 503))["slack"] == "not connected"
    finally:
        process.kill()
        await process.communicate()


@ONE_ENGINE
async def test_a_database_of_a_newer_version_is_left_alone(
    shell: Shell, practice: Practice, database_url: str
) -> None:
    shell.env(**tokens(practice), DATABASE_URL=database_url)
    database = Database(database_url)
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    for command in ("run", "migrate", "outbox"):
        done = await shell.type(command)
        assert done.code == 1, command
        assert "at schema 9999, which only a newer version knows" in done.err
        assert "Traceback" not in done.err
    done = await shell.type("check")
    assert "no  schema: The database is at schema 9999" in done.out


@ONE_ENGINE
async def test_going_back_and_to_a_revision_that_is_none(shell: Shell, database_url: str) -> None:
    shell.env(DATABASE_URL=database_url)
    done = await shell.type("migrate", "--to", "0002")
    assert (done.code, done.out) == (0, "The database is at 0002.\n")
    done = await shell.type("outbox")
    assert "The database is at schema 0002, this version needs" in done.err
    done = await shell.type("migrate", "--to", "nonsense")
    assert done.code == 1
    assert "nonsense" in done.err
    assert "Traceback" not in done.err
    assert (await shell.type("migrate")).code == 0
