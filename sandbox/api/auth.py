"""auth.*, apps.*, api.test, team.info and bots.info."""

from __future__ import annotations

from sandbox.api.call import Call
from sandbox.api.registry import method
from sandbox.errors import SlackError
from sandbox.model import JSON
from sandbox.shapes import bot_object


@method("api.test", by="anyone")
def test_api(call: Call) -> JSON:
    args = {name: value for name, value in call.params.items() if name != "token"}
    if "error" in args:
        raise SlackError(str(args["error"]), args=args)
    return {"args": args} if args else {}


@method("auth.test")
def test_auth(call: Call) -> JSON:
    installation = call.installation
    workspace = call.core.world.workspaces[installation.team_id]
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": call.core.world.users[installation.bot_user_id].handle,
        "team_id": installation.team_id,
        "user_id": installation.bot_user_id,
        "bot_id": installation.bot_id,
        "app_id": installation.app.id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", by="app")
def open_connection(call: Call) -> JSON:
    if call.app is None:
        raise SlackError("not_allowed_token_type")
    ticket = call.core.sockets.new_ticket(call.app)
    address = call.core.url.replace("http://", "ws://")
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.app.id}"}


@method("team.info", scope="team:read")
def team_info(call: Call) -> JSON:
    team_id = call.text("team") or call.installation.team_id
    workspace = call.core.world.workspaces.get(team_id)
    if workspace is None:
        raise SlackError("team_not_found")
    team = {
        "id": workspace.id,
        "name": workspace.name,
        "domain": workspace.domain,
        "url": f"https://{workspace.domain}.slack.com/",
        "email_domain": "",
        "icon": {"image_default": True},
    }
    return {"team": team}


@method("bots.info", scope="users:read")
def bot_info(call: Call) -> JSON:
    for installation in call.core.world.installations:
        if installation.bot_id == call.text("bot"):
            return {"bot": bot_object(call.core.world, installation)}
    raise SlackError("bot_not_found")
