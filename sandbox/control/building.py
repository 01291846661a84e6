"""Verbs that build the world: workspaces, people, channels, apps and installations."""

from __future__ import annotations

import re

from sandbox.control.registry import Request, verb
from sandbox.ids import new_id, new_secret
from sandbox.model import JSON, App, Channel, Installation, Look, User
from sandbox.people.conduct import RefusedError, find_channel, told
from sandbox.people.moving import refuse_unknown_zone

_CHANNEL_NAME = re.compile(r"[\w-]{1,80}")


@verb("workspace.create")
async def create_workspace(request: Request) -> JSON:
    """A workspace called `name`."""
    workspace = request.core.world.add_workspace(request["name"])
    request.core.live.people()
    return {"id": workspace.id, "name": workspace.name, "domain": workspace.domain}


@verb("person.create")
async def create_person(request: Request) -> JSON:
    """Somebody called `name` in `workspace`: `tz`, `hide_tz`, `is_bot`, `is_restricted`."""
    traits = ("tz", "hide_tz", "is_bot", "is_restricted", "is_ultra_restricted")
    given = {trait: request[trait] for trait in traits if trait in request.body}
    refuse_unknown_zone(given.get("tz", "Etc/UTC"))
    if given.get("is_bot"):
        given |= {"bot_id": new_id("B"), "app_id": new_id("A")}
    user = request.core.world.add_user(request.workspace().id, request["name"], **given)
    request.core.live.people()
    return {"id": user.id, "name": user.name}


@verb("channel.create")
async def create_channel(request: Request) -> JSON:
    """`name` in `workspace`, with `members`, `shared_with` other workspaces, perhaps `private`.

    People of a workspace that is neither host nor connected cannot be members.
    """
    name = request["name"]
    _refuse_bad_name(name)
    channel = Channel(
        new_id("C"),
        name,
        request.workspace().id,
        is_private=bool(request.get("private", False)),
        created=request.core.world.seconds(),
        shared_with=[request.known_workspace(team).id for team in request.get("shared_with", [])],
    )
    members = list(request.get("members", []))
    for member in members:
        _refuse_outsider(channel, request.known_user(member))
    channel.members = members
    channel.creator = members[0] if members else ""
    request.core.world.channels[channel.id] = channel
    request.core.live.conversations()
    return {"id": channel.id, "name": channel.name}


def _refuse_bad_name(name: str) -> None:
    if not _CHANNEL_NAME.fullmatch(name) or name != name.lower():
        raise RefusedError("invalid_name", f"{name} is not a channel's name")


def _refuse_outsider(channel: Channel, user: User) -> None:
    if user.team_id not in channel.teams:
        raise RefusedError("not_connected", f"#{channel.name} is not shared with {user.name}")


@verb("channel.add")
async def add_member(request: Request) -> JSON:
    """A person or bot user `user` comes into `channel`, perhaps by an `inviter`."""
    channel = find_channel(request.core, request["channel"])
    user = request.user("user")
    _refuse_outsider(channel, user)
    await told(request.core.rooms.join(channel, user, request.get("inviter")))
    return {}


@verb("channel.remove")
async def remove_member(request: Request) -> JSON:
    """A person or bot user `user` is taken out of `channel`."""
    channel = find_channel(request.core, request["channel"])
    await told(request.core.rooms.leave(channel, request.user("user")))
    return {}


@verb("channel.archive")
async def archive_channel(request: Request) -> JSON:
    """By `user`, if named."""
    channel = find_channel(request.core, request["channel"])
    await told(request.core.rooms.archive(channel, request.get("user", channel.creator)))
    return {}


@verb("channel.unarchive")
async def unarchive_channel(request: Request) -> JSON:
    """By `user`, if named; its members are as they were."""
    channel = find_channel(request.core, request["channel"])
    await told(request.core.rooms.unarchive(channel, request.get("user", channel.creator)))
    return {}


@verb("channel.share")
async def share_channel(request: Request) -> JSON:
    """Connect `channel` to `workspace`."""
    channel = find_channel(request.core, request["channel"])
    await told(request.core.rooms.share(channel, request.workspace().id))
    return {}


@verb("channel.look")
async def give_look(request: Request) -> JSON:
    """The connected `workspace` calls `channel` by another `name`, and may have it `private`."""
    channel, workspace = find_channel(request.core, request["channel"]), request.workspace()
    _refuse_bad_name(request["name"])
    if workspace.id not in channel.shared_with:
        raise RefusedError("not_connected", f"#{channel.name} is not shared with {workspace.name}")
    is_private = bool(request.get("private", False))
    channel.looks[workspace.id] = Look(channel.kind, request["name"], is_private)
    request.core.live.conversations()
    return {}


@verb("channel.unshare")
async def unshare_channel(request: Request) -> JSON:
    """Sever `channel` from `workspace`, whose people keep a copy with a new id."""
    channel = find_channel(request.core, request["channel"])
    await told(request.core.rooms.unshare(channel, request.workspace().id))
    return {}


@verb("channel.change_id")
async def change_channel_id(request: Request) -> JSON:
    """`channel` gets a new id, which is returned."""
    channel = find_channel(request.core, request["channel"])
    await told(request.core.rooms.change_id(channel, new_id("C")))
    return {"id": channel.id}


@verb("app.create")
async def create_app(request: Request) -> JSON:
    """From its `manifest`; with `request_url` it is spoken to over HTTP, else by Socket Mode."""
    app = App(
        new_id("A"),
        request["manifest"],
        f"xapp-1-{new_secret()}",
        new_secret(),
        request.get("request_url"),
    )
    request.core.world.apps[app.id] = app
    request.core.live.people()
    return {
        "id": app.id,
        "name": app.name,
        "app_token": app.app_token,
        "signing_secret": app.signing_secret,
    }


@verb("app.install")
async def install_app(request: Request) -> JSON:
    """`app` into `workspace`, with the manifest's scopes or, as an admin might, fewer `scopes`."""
    app = request.app()
    scopes = request.get("scopes")
    granted = app.scopes if scopes is None else [s for s in app.scopes if s in scopes]
    installation = request.core.world.install(app, request.workspace().id, granted)
    request.core.live.people()
    return describe(installation)


def describe(installation: Installation) -> JSON:
    return {
        "bot_token": installation.token,
        "bot_user_id": installation.bot_user_id,
        "bot_id": installation.bot_id,
        "team_id": installation.team_id,
        "scopes": installation.scopes,
    }


@verb("app.uninstall")
async def uninstall_app(request: Request) -> JSON:
    """The installation of `bot` ends."""
    await told(request.core.rooms.uninstall(request.installation()))
    return {}


@verb("app.revoke_token")
async def revoke_token(request: Request) -> JSON:
    """The token of `bot` is good for nothing any more; installing again gives another one."""
    await told(request.core.rooms.revoke(request.installation()))
    return {}


@verb("app.distribute")
async def distribute_app(request: Request) -> JSON:
    """Sell `app` outside the Marketplace: one look at history a minute, 15 messages at most."""
    request.app().is_distributed = True
    request.core.live.people()
    return {}


@verb("app.verify_url")
async def verify_url(request: Request) -> JSON:
    """Whether the request URL of `app` returns the challenge."""
    return {"verified": await request.core.http.verify_url(request.app())}
