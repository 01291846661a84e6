"""Looks at settings, database, tokens and scopes, and says what to do about what is not right."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.clients import SlackClient
from bot.settings import Mode, Settings, WrongSettings
from handlers.manifest import bot_scopes
from storage.database import Database
from storage.engines import is_sqlite
from storage.schema import (
    current_revision,
    explain,
    find_missing_file,
    is_newer,
    newest_revision,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check: what was looked at, whether it is right, and what to do if not."""

    name: str
    right: bool
    text: str


async def check(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything, in the order in which it is needed."""
    yield _check_mode(settings)
    new_file = find_missing_file(settings.database_url)
    database = _check_new_file(new_file) if new_file else await _check_database(settings)
    yield database
    if database.right and not new_file:
        yield await _check_schema(settings)
    for finding in await _check_bot_token(settings):
        yield finding
    if settings.slack_app_token is not None:
        yield await _check_app_token(settings)


def _check_mode(settings: Settings) -> Finding:
    try:
        return Finding("settings", True, f"Slack is reached by {settings.mode.value}")
    except WrongSettings as error:
        return Finding("settings", False, str(error))


def _check_new_file(path: Path) -> Finding:
    if path.parent.is_dir() and os.access(path.parent, os.W_OK):
        return Finding("database", True, f"{path} is not there yet; `run` makes it")
    return Finding(
        "database",
        False,
        f"{path} cannot be made: check DATABASE_URL, that its folder is there, and that this user "
        "may write to it",
    )


async def _check_database(settings: Settings) -> Finding:
    database = Database(settings.database_url)
    try:
        async with database.write() as session:
            await session.connection()
    except (SQLAlchemyError, OSError) as error:
        return Finding(
            "database",
            False,
            f"cannot be written ({_first_line(error)}): check DATABASE_URL, that the folder or "
            "server is there, and that this user may write to it",
        )
    finally:
        await database.close()
    return Finding("database", True, f"{database.kind} can be written")


async def _check_schema(settings: Settings) -> Finding:
    current, newest = await current_revision(settings.database_url), newest_revision()
    if current == newest:
        return Finding("schema", True, f"at {newest}")
    if is_sqlite(settings.database_url) and not is_newer(current):
        return Finding("schema", True, f"at {current or 'none'}; `run` brings it to {newest}")
    return Finding("schema", False, explain(current))


async def _check_bot_token(settings: Settings) -> list[Finding]:
    try:
        client = SlackClient(settings.bot_token, base_url=settings.slack_api_url)
        answer = await client.auth_test()
    except WrongSettings as error:
        return [Finding("bot token", False, str(error))]
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
        return [Finding("bot token", False, _explain(error, "SLACK_BOT_TOKEN"))]
    token = Finding("bot token", True, f"{answer['user']} in {answer['team']}")
    return [token, _check_scopes(answer.headers.get("x-oauth-scopes"))]


def _check_scopes(granted: str | None) -> Finding:
    if granted is None:
        return Finding("scopes", True, "not told by this Slack; each will be named when it lacks")
    have = {scope.strip() for scope in granted.split(",")}
    missing = [scope for scope in bot_scopes() if scope not in have]
    if not missing:
        return Finding("scopes", True, "all granted")
    return Finding(
        "scopes",
        False,
        f"missing: {', '.join(missing)}. Paste the output of `rapport manifest` into the app's "
        "manifest and reinstall it",
    )


async def _check_app_token(settings: Settings) -> Finding:
    token = settings.slack_app_token
    client = SlackClient(base_url=settings.slack_api_url)
    try:
        await client.apps_connections_open(app_token=token.get_secret_value() if token else "")
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
        return Finding("app token", False, _explain(error, "SLACK_APP_TOKEN"))
    return Finding("app token", True, f"may open {Mode.SOCKET.value}")


def _explain(error: Exception, setting: str) -> str:
    if isinstance(error, SlackApiError):
        return f"Slack refuses it ({error.response.get('error')}): set {setting} to a valid token"
    return f"Slack cannot be reached ({_first_line(error)}): check the network and SLACK_API_URL"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
