"""views.* and blocks.validate."""

from __future__ import annotations

from sandbox.api.call import Call
from sandbox.api.content import read_view
from sandbox.api.registry import method
from sandbox.blockkit import Problem, validate_blocks, validate_view
from sandbox.errors import SlackError, bad_arguments
from sandbox.model import JSON
from sandbox.shapes import view_object


@method("views.open")
def open_view(call: Call) -> JSON:
    content = read_view(call, "modal")
    trigger_id = call.required("trigger_id")
    return {"view": view_object(call.core.views.open(call.installation, trigger_id, content))}


@method("views.push")
def push_view(call: Call) -> JSON:
    content = read_view(call, "modal")
    trigger_id = call.required("trigger_id")
    return {"view": view_object(call.core.views.push(call.installation, trigger_id, content))}


@method("views.update")
def update_view(call: Call) -> JSON:
    content = read_view(call, "modal", "home")
    view_id, external_id = call.text("view_id") or "", call.text("external_id") or ""
    if not view_id and not external_id:
        raise bad_arguments("missing required field: view_id")
    view = call.core.views.find(call.installation, view_id, external_id)
    return {"view": view_object(call.core.views.update(view, content, call.text("hash")))}


@method("views.publish")
def publish_view(call: Call) -> JSON:
    if not call.installation.app.home_tab:
        raise SlackError("not_enabled")
    content = read_view(call, "home")
    user = call.user(call.required("user_id"))
    view = call.core.views.publish(call.installation, user, content, call.text("hash"))
    return {"view": view_object(view)}


@method("blocks.validate", by="anyone")
def validate(call: Call) -> JSON:
    given = [name for name in ("blocks", "view", "message") if call.params.get(name)]
    if len(given) != 1:
        raise bad_arguments("exactly one of blocks, view or message is needed")
    name = given[0]
    value = call.parsed(name)
    problems = _problems(name, value)
    if problems:
        errors = [_described(name, problem) for problem in problems]
        raise SlackError(f"invalid_{name}", errors=errors)
    return {}


def _problems(name: str, value: object) -> list[Problem]:
    if name == "view":
        return validate_view(value)
    if name == "message":
        value = value.get("blocks", []) if isinstance(value, dict) else value
    return validate_blocks(value, "message")


def _described(name: str, problem: Problem) -> JSON:
    prefix = "/view" if name == "view" else "/blocks" if name == "blocks" else ""
    pointer = problem.pointer.removeprefix(prefix)
    return {"code": "invalid", "message": problem.message, "pointer": pointer}
