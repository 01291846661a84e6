"""files.*: bringing files in two steps, and sharing them in a conversation."""

from __future__ import annotations

from sandbox.api.call import Call
from sandbox.api.registry import method
from sandbox.core import Core
from sandbox.errors import SlackError, bad_arguments
from sandbox.ids import new_id, new_secret
from sandbox.model import JSON, Channel, File, Message

# The server takes no larger body.
MAX_BYTES = 2**22


@method("files.getUploadURLExternal", scope="files:write")
def get_upload_url(call: Call) -> JSON:
    name, length = call.required("filename"), _length(call)
    if not length:
        raise SlackError("missing_argument")
    if length > MAX_BYTES:
        raise SlackError("file_upload_size_restricted")
    bot, world = call.installation, call.core.world
    file = File(new_id("F"), name, name, bot.bot_user_id, bot.team_id, world.seconds())
    key = new_secret()
    world.uploads[key] = file
    return {"upload_url": f"{world.url}/upload/v1/{key}", "file_id": file.id}


def _length(call: Call) -> int:
    given = call.text("length") or "0"
    if not given.isdigit():
        raise bad_arguments("length must be a number")
    return int(given)


def take_bytes(core: Core, key: str, content: bytes) -> bool:
    """The second step, for whoever has the address. False where nothing is awaited there."""
    file = core.world.uploads.get(key)
    if file is None:
        return False
    file.content = content
    return True


@method("files.completeUploadExternal", scope="files:write")
def complete_upload(call: Call) -> JSON:
    """Without a conversation the files are complete, and nobody sees them."""
    uploads = [_find_upload(call, row) for row in _wanted(call)]
    channel = _channel_to_share_in(call)
    thread = call.thread_in(channel) if channel else None
    for key, file in uploads:
        call.core.world.files[file.id] = file
        del call.core.world.uploads[key]
    files = [file for _, file in uploads]
    if channel:
        _share(call, channel, thread, files)
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _wanted(call: Call) -> list[JSON]:
    rows = call.parsed("files")
    is_right = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not rows or not is_right:
        raise bad_arguments("missing required field: files")
    return list(rows)


def _find_upload(call: Call, row: JSON) -> tuple[str, File]:
    """The file whose bytes have come, with its title, and the key of its address."""
    for key, file in call.core.world.uploads.items():
        is_own = file.user_id == call.installation.bot_user_id
        if file.id == row.get("id") and is_own and file.content is not None:
            file.title = str(row.get("title") or file.name)
            return key, file
    raise SlackError("file_not_found")


def _channel_to_share_in(call: Call) -> Channel | None:
    wanted = call.text("channel_id")
    if not wanted:
        return None
    channel = call.joined(wanted)
    if channel.is_archived:
        raise SlackError("posting_to_channel_denied")
    return channel


def _share(call: Call, channel: Channel, thread: str | None, files: list[File]) -> None:
    bot = call.installation
    message = Message(
        call.core.world.next_ts(),
        channel.id,
        bot.bot_user_id,
        bot.team_id,
        call.text("initial_comment") or "",
        files=[file.id for file in files],
        bot_id=bot.bot_id,
        app_id=bot.app.id,
        subtype="file_share",
        thread_ts=thread,
    )
    call.core.rooms.post(message)
