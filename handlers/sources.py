"""The message that a reaction is about: what Slack tells of it, and what it is asked for."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog

from handlers import emoji
from handlers.request import Request
from handlers.surfaces import FAILURES, name_failure

# Slack wants to know within three seconds that we heard of it, and we ask it for the message first.
WORDS_WITHIN_SECONDS = 1.5

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji that was put on a message, or taken away.

    `author` is who wrote the message, None where Slack does not tell.
    """

    channel_id: str
    ts: str
    name: str
    added: bool
    author: str | None = None

    def about(self, user_id: str) -> str:
        """What a refusal is about: that person on that message, however often they react."""
        return f"reaction:{self.channel_id}:{self.ts}:{user_id}"


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says, in Slack's notation, and who wrote it; None where that is not known.

    `edited_ts` is Slack's timestamp of its latest edit, and `thread_ts` that of the head of the
    thread in which it stands: empty where it stands in none, None where Slack does not tell. What
    an app wrote has the id of a bot.
    """

    author: str | None
    text: str = ""
    edited_ts: str = ""
    thread_ts: str | None = None
    bot_id: str = ""


def read_reaction(event: dict[str, Any], *, added: bool) -> Reaction:
    item = event.get("item") or {}
    return Reaction(
        channel_id=str(item.get("channel")),
        ts=str(item.get("ts")),
        name=emoji.read_name(event["reaction"]),
        added=added,
        author=event.get("item_user"),
    )


async def ask_for_message(
    request: Request, channel_id: str, ts: str, *, thread: bool = False
) -> Said:
    """The message, asked of Slack once; and once more for its `thread`, where that is to be known
    and was not told. Raises one of FAILURES where Slack does not answer in time."""
    try:
        async with asyncio.timeout(WORDS_WITHIN_SECONDS):
            answer = await request.client.reactions_get(channel=channel_id, timestamp=ts)
            said = read_message(answer.get("message") or {})
            if thread and said.thread_ts is None:
                said = replace(said, thread_ts=await _ask_for_thread(request, channel_id, ts))
    except FAILURES as error:
        log.info("words_not_told", error=name_failure(error))
        raise
    return said


async def _ask_for_thread(request: Request, channel_id: str, ts: str) -> str:
    """Of a reply Slack tells that reply or the head of its thread; both name the thread."""
    answer = await request.client.conversations_replies(channel=channel_id, ts=ts, limit=1)
    told = (message.get("thread_ts") for message in answer.get("messages") or [])
    return next(filter(None, told), "")


def read_message(message: dict[str, Any]) -> Said:
    """A message as Slack describes it, in an answer or with a shortcut."""
    return Said(
        author=message.get("user"),
        text=message.get("text") or "",
        edited_ts=(message.get("edited") or {}).get("ts", ""),
        thread_ts=message.get("thread_ts") or _read_thread(message.get("permalink")),
        bot_id=message.get("bot_id") or "",
    )


def _read_thread(permalink: str | None) -> str | None:
    """The address of a message in a thread names the head of that thread."""
    if not permalink:
        return None
    return next(iter(parse_qs(urlsplit(permalink).query).get("thread_ts", [])), "")
