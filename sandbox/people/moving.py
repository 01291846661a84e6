"""Joining, leaving, being deactivated, and opening an app's Home or messages."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from sandbox.core import Core
from sandbox.model import JSON, Channel, Installation, User, View
from sandbox.people.conduct import RefusedError, find_channel, find_visible, told
from sandbox.shapes import view_object


async def join(core: Core, user: User, channel_id: str) -> None:
    channel = find_visible(core, user, channel_id)
    if channel.is_archived:
        raise RefusedError("is_archived", f"#{channel.name} is archived")
    await told(core.rooms.join(channel, user))


async def leave(core: Core, user: User, channel_id: str) -> None:
    await told(core.rooms.leave(find_channel(core, channel_id), user))


async def set_deactivated(core: Core, user: User, deactivated: bool) -> None:
    user.deleted = deactivated
    if deactivated:
        core.views.clear(user.id)
    await told(core.rooms.user_changed(user))


async def change_profile(core: Core, user: User, traits: JSON) -> None:
    """Change `name` or `tz`; apps of the workspace hear of it."""
    refuse_unknown_zone(traits.get("tz", user.tz))
    for trait in ("name", "tz"):
        if trait in traits:
            setattr(user, trait, traits[trait])
    await told(core.rooms.user_changed(user))


def refuse_unknown_zone(name: str) -> None:
    if name not in _zone_names():
        raise RefusedError("invalid_tz", f"{name} is not a time zone")


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def direct_message(core: Core, user: User, installation: Installation) -> Channel:
    """The person's conversation with the bot, opened if need be."""
    if not installation.active or not core.world.may_talk(installation, user):
        raise RefusedError("channel_not_found", f"{user.name} cannot write to this app")
    return core.rooms.open_group(installation, [user.id])[0]


async def open_app(core: Core, user: User, installation: Installation, tab: str) -> View | None:
    """Open the app's `home` or `messages`; the app is told every time.

    Returns the Home the person then sees: people of a workspace without the app see none.
    """
    if tab == "home" and not installation.app.home_tab:
        return None
    channel = direct_message(core, user, installation)
    body: JSON = {"channel": channel.id, "tab": tab}
    home = core.views.home(installation, user.id)
    if home and tab == "home":
        body["view"] = view_object(home)
    await told(core.herald.tell_opening(user, installation, body))
    return visible_home(core, user, installation)


def visible_home(core: Core, user: User, installation: Installation) -> View | None:
    if user.team_id != installation.team_id or not installation.active:
        return None
    return core.views.home(installation, user.id)
