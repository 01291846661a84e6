"""The manifest, the listeners and the code that calls Slack agree."""

import re
from pathlib import Path

from handlers import inbox, register
from handlers.manifest import (
    EVENT_SCOPES,
    METHOD_SCOPES,
    SUBSCRIPTIONS,
    bot_scopes,
    build_manifest,
    subscriptions,
)

ROOT = Path(__file__).parents[2]
METHOD_CALL = re.compile(r"\b(?:client|bare\([^)]*\)|_client)\.([a-z]+_\w+)\(")
METHOD_NAME = re.compile(r'"((?:chat|conversations|reactions|users|views)\.[A-Za-z.]+)"')
# What a helper of the SDK calls.
HELPERS = {"files.upload.v2": {"files.completeUploadExternal", "files.getUploadURLExternal"}}
# Opens a socket with the app-level token: no scope of the bot's.
APP_LEVEL = {"apps.connections.open"}


def called_methods() -> set[str]:
    called: set[str] = set()
    for package in ("bot", "handlers"):
        for path in (ROOT / package).rglob("*.py"):
            if path.name == "manifest.py" or "demo" in path.parts:
                continue
            source = path.read_text()
            for name in METHOD_CALL.findall(source):
                method = name.replace("_", ".")
                called |= HELPERS.get(method, {method})
            called |= set(METHOD_NAME.findall(source))
    return called - APP_LEVEL


def test_every_method_that_is_called_has_its_scopes_and_no_other_is_listed() -> None:
    assert called_methods() == set(METHOD_SCOPES)


def test_every_event_that_is_heard_is_subscribed_to_and_no_other() -> None:
    assert set(EVENT_SCOPES) == set(inbox.EVENTS)
    subscribed = build_manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert subscribed == subscriptions()
    plain = set(inbox.EVENTS) - set(SUBSCRIPTIONS)
    assert set(subscribed) == plain.union(*SUBSCRIPTIONS.values())


def test_what_is_said_is_heard_in_channels_of_both_kinds_and_in_direct_messages() -> None:
    """Each has a scope of its own."""
    heard = {name.partition(".")[2] for name in subscriptions() if name.startswith("message.")}
    assert heard == {"channels", "groups", "im"}
    assert {f"{kind}:history" for kind in heard} == set(EVENT_SCOPES["message"])


def test_scopes_are_those_in_use() -> None:
    needed = {"commands"}.union(*METHOD_SCOPES.values(), *EVENT_SCOPES.values())
    assert build_manifest()["oauth_config"]["scopes"]["bot"] == sorted(needed) == bot_scopes()


def test_commands_and_shortcuts_are_those_that_are_heard() -> None:
    features = build_manifest()["features"]
    assert [c["command"] for c in features["slash_commands"]] == list(register.COMMANDS)
    assert {s["callback_id"] for s in features["shortcuts"]} == set(register.SHORTCUTS)
    assert set(register.SHORTCUT_NAMES) == set(register.SHORTCUTS)


def test_it_keeps_slacks_limits() -> None:
    manifest = build_manifest()
    assert len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"]["description"]) <= 140
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", manifest["features"]["bot_user"]["display_name"])
    for command in manifest["features"]["slash_commands"]:
        assert len(command["command"]) <= 32
        assert command["should_escape"] is True
    for shortcut in manifest["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


def test_over_http_every_way_in_has_the_address() -> None:
    url = "https://bot.example/slack/events"
    manifest = build_manifest(url)
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["settings"]["event_subscriptions"]["request_url"] == url
    assert manifest["settings"]["interactivity"]["request_url"] == url
    assert all(c["url"] == url for c in manifest["features"]["slash_commands"])
    assert build_manifest()["settings"]["socket_mode_enabled"] is True
