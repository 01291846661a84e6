"""users.info and users.list."""

from __future__ import annotations

from sandbox.api.call import Call
from sandbox.api.registry import method
from sandbox.model import JSON
from sandbox.shapes import user_object


@method("users.info", scope="users:read")
def user_info(call: Call) -> JSON:
    user = call.user(call.required("user"))
    shape = user_object(
        call.core.world, user, call.installation, include_locale=call.flag("include_locale")
    )
    return {"user": shape}


@method("users.list", scope="users:read")
def list_users(call: Call) -> JSON:
    """Only people of the own workspace, deactivated ones included."""
    world, viewer = call.core.world, call.installation
    local = [user for user in world.users.values() if user.team_id == viewer.team_id]
    rows, metadata = call.page(local, default=1000, most=1000)
    locale = call.flag("include_locale")
    shapes = [user_object(world, user, viewer, include_locale=locale) for user in rows]
    return {"members": shapes, "cache_ts": world.seconds(), "response_metadata": metadata}
