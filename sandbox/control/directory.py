"""Verbs that tell a person who and what there is: people, channels, apps and what those offer."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.control.registry import Request, verb
from sandbox.model import JSON, App, Channel, Installation, User, Workspace
from sandbox.people.conduct import may_see
from sandbox.reading import last_ts, mentions, unread
from sandbox.world import World


@verb("sees.people")
async def people(request: Request) -> JSON:
    """Whoever could act, by workspace: no bots and nobody who is deactivated."""
    world = request.core.world
    return {"workspaces": [_workspace(world, one) for one in world.workspaces.values()]}


def _workspace(world: World, workspace: Workspace) -> JSON:
    people = [
        {"id": user.id, "name": user.name, "tz": user.tz} for user in world.people_of(workspace.id)
    ]
    apps = [one.app.name for one in _installed(world, workspace.id)]
    return {"id": workspace.id, "name": workspace.name, "apps": apps, "people": people}


def _installed(world: World, team_id: str) -> list[Installation]:
    return [one for one in world.installations if one.active and one.team_id == team_id]


@verb("sees.directory")
async def directory(request: Request) -> JSON:
    """All names that `person` may come across, and the apps, commands and shortcuts they have."""
    viewer, world = request.user("person"), request.core.world
    seen = [one for one in world.channels.values() if one.kind == "channel"]
    return {
        "me": _short(viewer) | {"tz": viewer.tz},
        "workspaces": {one.id: one.name for one in world.workspaces.values()},
        "users": {user.id: _user(user) for user in world.users.values()},
        "channels": {one.id: _named(one, viewer) for one in seen if may_see(viewer, one)},
        "apps": [_app(world, one, viewer) for one in _within_reach(world, viewer)],
        "commands": list(_commands(world, viewer)),
        "shortcuts": list(_shortcuts(world, viewer)),
    }


def _short(user: User) -> JSON:
    return {"id": user.id, "name": user.name, "handle": user.handle, "team_id": user.team_id}


def _user(user: User) -> JSON:
    return _short(user) | {"tz": user.tz, "is_bot": user.is_bot, "deleted": user.deleted}


def _named(channel: Channel, viewer: User) -> JSON:
    look = channel.look(viewer.team_id)
    return {
        "id": channel.id,
        "name": look.name,
        "is_private": look.is_private,
        "is_archived": channel.is_archived,
        "is_member": viewer.id in channel.members,
    }


def _within_reach(world: World, viewer: User) -> Iterator[Installation]:
    for installation in world.installations:
        if installation.active and world.may_talk(installation, viewer):
            yield installation


def _app(world: World, installation: Installation, viewer: User) -> JSON:
    app, channel = installation.app, world.direct_message(installation, viewer.id)
    return {
        "bot": installation.bot_user_id,
        "name": app.name,
        "is_installed": installation.team_id == viewer.team_id,
        "home": app.home_tab,
        "messages": app.messages_tab,
        "dm": channel.id if channel else None,
    }


def _with_commands(world: World, viewer: User) -> list[App]:
    """The apps whose commands and shortcuts the viewer has, the last installed first."""
    installed = reversed(world.installations)
    return [one.app for one in installed if one.gives_commands_to(viewer.team_id)]


def _commands(world: World, viewer: User) -> Iterator[JSON]:
    """Where two apps have the same command, the last installed one gets it."""
    taken = set()
    for app in _with_commands(world, viewer):
        for command in app.features.get("slash_commands", []):
            if command["command"] not in taken:
                taken.add(command["command"])
                said = {name: command.get(name, "") for name in ("description", "usage_hint")}
                yield {"command": command["command"], "app": app.name} | said


def _shortcuts(world: World, viewer: User) -> Iterator[JSON]:
    for app in _with_commands(world, viewer):
        for shortcut in app.features.get("shortcuts", []):
            fields = ("callback_id", "name", "type", "description")
            yield {name: shortcut.get(name, "") for name in fields} | {"app": app.name}


@verb("sees.conversations")
async def conversations(request: Request) -> JSON:
    """All that `person` is in, as their workspace has it; direct messages bear the others' name.

    `unread` and `mentions` count what others wrote there, outside threads, since they read;
    `read_until` is the newest timestamp that they read, null before the first.
    """
    viewer, world = request.user("person"), request.core.world
    rows = [
        _conversation(world, channel, viewer)
        for channel in world.channels.values()
        if viewer.id in channel.members
    ]
    return {"conversations": rows}


def _conversation(world: World, channel: Channel, viewer: User) -> JSON:
    look, new = channel.look(viewer.team_id), unread(channel, viewer)
    others = [world.users[member] for member in channel.members if member != viewer.id]
    is_direct = channel.kind != "channel"
    teams = dict.fromkeys(one.team_id for one in [viewer, *others]) if is_direct else channel.teams
    return {
        "id": channel.id,
        "name": ", ".join(one.name for one in others) if is_direct else look.name,
        "kind": look.event_type,
        "is_shared": world.is_shared_externally(channel),
        "is_archived": channel.is_archived,
        "is_private": look.is_private,
        "members": len(channel.members),
        "with": [one.id for one in others] if is_direct else [],
        "bot": next((one.id for one in others if is_direct and one.is_bot), None),
        "unread": len(new),
        "mentions": sum(mentions(message, viewer) for message in new),
        "read_until": channel.read_until.get(viewer.id),
        "last_ts": last_ts(channel),
        "teams": [world.workspaces[team].name for team in teams],
    }
