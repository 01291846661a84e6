"""reactions.*"""

from __future__ import annotations

from sandbox.api.call import Call
from sandbox.api.registry import method
from sandbox.errors import SlackError
from sandbox.model import JSON, Message, User
from sandbox.shapes import message_object


@method("reactions.add", scope="reactions:write")
def add_reaction(call: Call) -> JSON:
    name, message, bot = _what(call)
    refusal = call.core.rooms.why_not_react(bot, message, name)
    if refusal:
        raise SlackError(refusal)
    call.core.rooms.react(bot, message, name)
    return {}


@method("reactions.remove", scope="reactions:write")
def remove_reaction(call: Call) -> JSON:
    name, message, bot = _what(call)
    if bot.id not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    call.core.rooms.unreact(bot, message, name)
    return {}


@method("reactions.get", scope="reactions:read")
def get_reactions(call: Call) -> JSON:
    channel = call.conversation(call.required("channel"))
    message = call.message_in(channel, call.required("timestamp"))
    shape = message_object(call.core.world, message) | {"permalink": call.permalink(message)}
    return {"type": "message", "channel": channel.id, "message": _hide_thread(call, shape)}


def _hide_thread(call: Call, shape: JSON) -> JSON:
    """Without what Slack may not tell here of the thread in which a message stands."""
    hidden = {
        "ts": (),
        "permalink": ("thread_ts", "parent_user_id"),
        "nowhere": ("thread_ts", "parent_user_id", "permalink"),
    }[call.core.events.behaviour.thread_told]
    return {name: value for name, value in shape.items() if name not in hidden}


def _what(call: Call) -> tuple[str, Message, User]:
    name = call.required("name").strip(":")
    channel = call.joined(call.required("channel"))
    if channel.is_archived:
        raise SlackError("is_archived")
    message = call.message_in(channel, call.required("timestamp"))
    return name, message, call.core.world.users[call.installation.bot_user_id]
