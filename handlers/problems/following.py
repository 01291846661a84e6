"""What was captured follows its message: what is changed there changes, what is gone goes."""

from typing import Any

from slack_sdk.errors import SlackApiError

from bot.log import bind_feature
from bot.problems import capturing
from bot.problems.description import Source
from handlers.errors import tell_once
from handlers.problems.source import read_text
from handlers.request import Request
from handlers.sources import Said, ask_for_message, read_message
from handlers.surfaces import FAILURES, name_failure
from storage import problems

Event = dict[str, Any]


async def on_changed(request: Request, event: Event) -> None:
    """A message is different now; what was captured from it says the same."""
    message, before = event["message"], event.get("previous_message") or {}
    source = Source(str(request.channel_id), str(message["ts"]))
    if message.get("subtype") == "tombstone":
        await _follow_deletion(request, source)
    elif message.get("text") != before.get("text") and await _is_captured(request, source):
        bind_feature(on_changed)
        said = read_message(message)
        async with tell_once(request, request.once):
            await _follow_edit(request, source, said, request.acted_at)


async def on_deleted(request: Request, event: Event) -> None:
    """A message is gone, and with it what was captured from it."""
    await _follow_deletion(request, Source(str(request.channel_id), str(event["deleted_ts"])))


async def _follow_edit(request: Request, source: Source, said: Said, edited_ts: str) -> None:
    text = await read_text(request, said)
    async with request.change() as session:
        await capturing.follow_edit(
            session, source.channel_id, source.ts, text, edited_ts=edited_ts, now=request.now
        )


async def _follow_deletion(request: Request, source: Source) -> None:
    if not await _is_captured(request, source):
        return
    bind_feature(on_deleted)
    async with tell_once(request, request.once), request.change() as session:
        await capturing.follow_deletion(session, source.channel_id, source.ts, request.now)


async def _is_captured(request: Request, source: Source) -> bool:
    async with request.desk.database.read() as session:
        return bool(await problems.find_captured(session, source.channel_id, source.ts))


async def look_again(request: Request, source: Source, said: Said) -> None:
    """What became of a message while it was captured, for who heard of that then did not know of
    the entry yet. Where Slack does not answer, nothing is known to have become of it."""
    request.once = f"{request.once}:again"
    try:
        current = await ask_for_message(request, source.channel_id, source.ts)
    except SlackApiError as error:
        if name_failure(error) == "message_not_found":
            await _follow_deletion(request, source)
    except FAILURES:
        return
    else:
        if current.edited_ts > said.edited_ts:
            await _follow_edit(request, source, current, current.edited_ts)
