"""Modals: filling in, submitting and closing, and what the app answers to that."""

from __future__ import annotations

import copy
import re
from typing import Any

from sandbox.api.content import checked_view
from sandbox.core import Core
from sandbox.elements import STATE_KEY, Element, is_empty, stateful
from sandbox.errors import SlackError
from sandbox.model import JSON, User, View
from sandbox.people.conduct import RefusedError, interaction
from sandbox.people.pressing import choose_value, enter, find_stateful, find_surface, with_options
from sandbox.shapes import view_object

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")
_TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}


def top_view(core: Core, user: User) -> View:
    stack = core.views.stack(user.id)
    if not stack:
        raise RefusedError("no_modal", f"{user.name} has no modal open")
    return stack[-1]


async def submit(core: Core, user: User, values: JSON) -> JSON:
    """Fill in the top modal and submit it.

    Returns `errors` by block id (of Slack's client or of the app), the `view` that is then on
    top of the stack, and `error` when the app did not answer or answered wrongly.
    """
    for label, value in values.items():
        await _fill(core, user, label, value)
    view = top_view(core, user)
    if not view.installation.active:
        raise RefusedError("app_not_installed", "the app is not installed any more")
    if "submit" not in view.content:
        raise RefusedError("no_submit", "this modal has no submit button")
    errors = _client_errors(view)
    if errors:
        return _outcome(core, user, errors=errors)
    answer = await core.deliveries.send_interaction(
        view.installation.app, "interactive", _submission(core, user, view), accepts=True
    )
    if answer.error:
        return _outcome(core, user, error=answer.error)
    try:
        return _outcome(core, user, errors=_carry_out(core, view, answer.payload))
    except SlackError as error:
        return _outcome(core, user, error=error.error)


async def _fill(core: Core, user: User, label: str, value: Any) -> None:
    view = top_view(core, user)
    element = find_stateful(view.content["blocks"], label)
    if element.dispatches and element.type not in _TYPED:
        await choose_value(core, user, {"view": view.id}, label, value)
    else:
        surface = find_surface(core, user, {"view": view.id})
        enter(view.state, await with_options(core, user, surface, element, value), value)


def _outcome(
    core: Core, user: User, *, errors: JSON | None = None, error: str | None = None
) -> JSON:
    stack = core.views.stack(user.id)
    shown = view_object(stack[-1]) if stack else None
    return {"errors": errors or {}, "error": error, "view": shown}


def _client_errors(view: View) -> JSON:
    """What Slack's own client refuses before the app hears of it."""
    errors: JSON = {}
    for element in stateful(view.content["blocks"]):
        if element.is_input:
            entry = view.state[element.block_id][element.action_id]
            problem = _problem(element, entry)
            if problem:
                errors[element.block_id] = problem
    return errors


def _problem(element: Element, entry: JSON) -> str | None:
    if is_empty(entry):
        optional = element.block.get("optional", False)
        return None if optional else "Please complete this required field."
    value = entry[STATE_KEY[element.type]]
    check = _CHECKS.get(element.type)
    return check(element.json, value) if check else None


def _check_text(element: JSON, value: str) -> str | None:
    if len(value) < element.get("min_length", 0):
        return f"Enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Enter no more than {element.get('max_length', 3000)} characters."
    return None


def _check_number(element: JSON, value: str) -> str | None:
    form = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(form, value):
        return "Enter a number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Enter a number of at most {element['max_value']}."
    return None


def _check_email(_element: JSON, value: str) -> str | None:
    return None if _EMAIL.fullmatch(value) else "Enter an email address."


def _check_url(_element: JSON, value: str) -> str | None:
    return None if _URL.fullmatch(value) else "Enter a web address."


def _check_form(pattern: str, sentence: str) -> Any:
    def check(_element: JSON, value: str) -> str | None:
        return None if re.fullmatch(pattern, value) else sentence

    return check


def _check_count(element: JSON, value: list[Any]) -> str | None:
    most = element.get("max_selected_items")
    return f"Choose no more than {most}." if most and len(value) > most else None


_CHECKS: dict[str, Any] = {
    "plain_text_input": _check_text,
    "number_input": _check_number,
    "email_text_input": _check_email,
    "url_text_input": _check_url,
    "datepicker": _check_form(r"\d{4}-\d{2}-\d{2}", "Choose a date."),
    "timepicker": _check_form(r"\d{2}:\d{2}", "Choose a time."),
    "multi_static_select": _check_count,
    "multi_users_select": _check_count,
    "multi_conversations_select": _check_count,
    "multi_channels_select": _check_count,
}


def _submission(core: Core, user: User, view: View) -> JSON:
    return interaction(core, "view_submission", view.installation, user) | {
        "trigger_id": core.views.issue_trigger(view.installation, user.id),
        "view": copy.deepcopy(view_object(view)),
        "response_urls": _response_urls(core, user, view),
    }


def _response_urls(core: Core, user: User, view: View) -> list[JSON]:
    """One for each conversation chosen in a select with `response_url_enabled`."""
    rows = []
    for element in stateful(view.content["blocks"]):
        entry = view.state[element.block_id][element.action_id]
        chosen = entry.get("selected_conversation") or entry.get("selected_channel")
        if element.json.get("response_url_enabled") and chosen:
            url = core.response_urls.issue("app", view.installation, chosen, user.id)
            rows.append(
                {
                    "block_id": element.block_id,
                    "action_id": element.action_id,
                    "channel_id": chosen,
                    "response_url": core.response_urls.address(url),
                }
            )
    return rows


def _carry_out(core: Core, view: View, payload: JSON) -> JSON:
    """Do what the ack of a submission says; returns errors to show, by block id."""
    action = payload.get("response_action")
    if action == "errors":
        return _shown_errors(view, payload)
    if action == "clear":
        core.views.clear(view.user_id)
    elif action in ("update", "push"):
        content = checked_view(payload.get("view"), "modal")
        if action == "update":
            core.views.update(view, content, None)
        else:
            core.views.push_on(view, content)
    elif payload:
        raise SlackError("invalid_response_action")
    else:
        core.views.close(view)
    return {}


def _shown_errors(view: View, payload: JSON) -> JSON:
    errors = payload.get("errors")
    inputs = {b["block_id"] for b in view.content["blocks"] if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_response_action")
    return errors


async def close(core: Core, user: User, *, everything: bool = False) -> JSON:
    """Cancel the top modal, or with the cross (or `clear_on_close`) the whole stack."""
    view = top_view(core, user)
    stack = core.views.stack(user.id)
    cleared = everything or bool(view.content.get("clear_on_close"))
    named = stack[0] if cleared else view
    if cleared:
        core.views.clear(user.id)
    else:
        core.views.close(view)
    if not named.content.get("notify_on_close"):
        return {"error": None}
    shape = view_object(named) | {"state": {"values": {}}}
    payload = interaction(core, "view_closed", named.installation, user)
    answer = await core.deliveries.send_interaction(
        named.installation.app,
        "interactive",
        payload | {"view": shape, "is_cleared": cleared},
        accepts=False,
    )
    return {"error": answer.error}
