"""Slash commands and shortcuts: only for people whose workspace has installed the app."""

from __future__ import annotations

from sandbox.core import Core
from sandbox.deliveries import Answer
from sandbox.errors import SlackError
from sandbox.model import JSON, App, Channel, Installation, ResponseUrl, User
from sandbox.people.conduct import (
    RefusedError,
    find_joined,
    find_standing,
    find_visible,
    interaction,
)
from sandbox.shapes import channel_reference, message_object
from sandbox.typing_in import escape_typed, expand_mentions, flatten_mentions


async def command(
    core: Core, user: User, channel_id: str, name: str, text: str, *, in_thread: bool = False
) -> JSON:
    """Run `/name text`; returns what the person sees at once: `text`, `blocks`, `error`."""
    channel = find_joined(core, user, channel_id)
    installation, definition = _find_command(core, user, name)
    if in_thread:
        raise RefusedError("command_in_thread", f"{name} is not supported in threads. Sorry!")
    url = core.response_urls.issue("commands", installation, channel.id, user.id)
    payload = _frame_of_command(core, user, installation, channel) | {
        "command": definition["command"],
        "text": _heard(core, installation, definition, text),
        "response_url": core.response_urls.address(url),
    }
    answer = await core.deliveries.send_interaction(
        installation.app, "slash_commands", payload, accepts=True
    )
    if answer.error:
        return {"error": answer.error, "text": f'{name} failed with the error "{answer.error}"'}
    return show_ack(core, url, answer)


def show_ack(core: Core, url: ResponseUrl, answer: Answer) -> JSON:
    """Carry out the message in an ack's body, if there is one."""
    body = answer.payload
    if not (body.keys() & {"text", "blocks", "delete_original"}):
        return {"error": answer.error}
    try:
        message = core.response_urls.carry_out(url, body)
    except SlackError as error:
        return {"error": error.error}
    shown = {"text": message.text, "blocks": message.blocks} if message else {}
    return {"error": None} | shown


def _find_command(core: Core, user: User, name: str) -> tuple[Installation, JSON]:
    """The last installed app of the person's workspace with this command."""
    elsewhere = False
    for installation in reversed(core.world.installations):
        definition = _definition(installation.app, name)
        if definition is None or not installation.active:
            continue
        if installation.gives_commands_to(user.team_id):
            return installation, definition
        elsewhere = True
    code = "app_not_installed" if elsewhere else "unknown_command"
    raise RefusedError(code, f"{name} is not a valid command in this workspace")


def _definition(app: App, name: str) -> JSON | None:
    commands: list[JSON] = app.features.get("slash_commands", [])
    return next((command for command in commands if command["command"] == name), None)


def _heard(core: Core, installation: Installation, definition: JSON, text: str) -> str:
    mentions = expand_mentions if definition.get("should_escape") else flatten_mentions
    return mentions(core.world, installation.team_id, escape_typed(text)).strip()


def _frame_of_command(core: Core, user: User, installation: Installation, channel: Channel) -> JSON:
    return {
        "token": "sandbox",
        "team_id": installation.team_id,
        "team_domain": core.world.workspaces[installation.team_id].domain,
        "channel_id": channel.id,
        "channel_name": channel.look(installation.team_id).payload_name,
        "user_id": user.id,
        "user_name": user.handle,
        "api_app_id": installation.app.id,
        "is_enterprise_install": "false",
        "trigger_id": core.views.issue_trigger(installation, user.id),
    }


async def shortcut(
    core: Core, user: User, name: str, channel_id: str | None = None, ts: str | None = None
) -> JSON:
    """Run a shortcut by callback id or name, on a message when one is given."""
    kind = "global" if ts is None else "message"
    installation, callback_id = _find_shortcut(core, user, name, kind)
    if ts is None or channel_id is None:
        payload = interaction(core, "shortcut", installation, user)
    else:
        payload = interaction(core, "message_action", installation, user)
        payload |= _about_message(core, user, installation, channel_id, ts)
    payload |= {
        "callback_id": callback_id,
        "trigger_id": core.views.issue_trigger(installation, user.id),
        "action_ts": core.world.next_ts(),
    }
    answer = await core.deliveries.send_interaction(
        installation.app, "interactive", payload, accepts=False
    )
    return {"error": answer.error}


def _find_shortcut(core: Core, user: User, name: str, kind: str) -> tuple[Installation, str]:
    elsewhere = False
    for installation in core.world.installations:
        for definition in installation.app.features.get("shortcuts", []):
            named = name in (definition["callback_id"], definition["name"])
            if not named or definition["type"] != kind or not installation.active:
                continue
            if installation.gives_commands_to(user.team_id):
                return installation, definition["callback_id"]
            elsewhere = True
    code = "app_not_installed" if elsewhere else "unknown_shortcut"
    raise RefusedError(code, f"there is no {kind} shortcut {name} in this workspace")


def _about_message(
    core: Core, user: User, installation: Installation, channel_id: str, ts: str
) -> JSON:
    channel = find_visible(core, user, channel_id)
    message = find_standing(channel, user, ts)
    url = core.response_urls.issue("app", installation, channel.id, user.id, message)
    return {
        "response_url": core.response_urls.address(url),
        "message_ts": message.ts,
        "channel": channel_reference(channel, installation),
        "message": message_object(core.world, message),
    }
