"""An emoji on somebody's message thanks them for it; taken away, it takes the thanks back."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.kudos import agreement, joining
from bot.kudos.errors import NotByPeople, OwnMessage
from handlers import emoji, words
from handlers.errors import tell_once
from handlers.kudos.hearing import LONGEST_QUOTE, read_words
from handlers.relationships.roster import change_with_people
from handlers.request import Request
from handlers.surfaces import FAILURES, name_failure
from storage import kudos_sources
from storage.relationships import Company, Relationship

# Slack wants to know within three seconds that we heard of it, and we ask it for the message first.
WORDS_WITHIN_SECONDS = 1.5

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji that was put on a message, or taken away.

    `author` is who wrote the message, None where Slack does not tell; `text` are its words in
    Slack's notation, and `edited_ts` Slack's timestamp of their latest edit. `is_first` is true
    where nobody is thanked for that message yet.
    """

    channel_id: str
    ts: str
    name: str
    added: bool
    author: str | None = None
    text: str = ""
    edited_ts: str = ""
    relationship_id: str = ""
    is_first: bool = True

    def about(self, user_id: str) -> str:
        """What a refusal is about: that person on that message, however often they react."""
        return f"reaction:{self.channel_id}:{self.ts}:{user_id}"


def read_reaction(event: dict[str, Any], *, added: bool) -> Reaction:
    item = event.get("item") or {}
    return Reaction(
        channel_id=str(item.get("channel")),
        ts=str(item.get("ts")),
        name=emoji.read_name(event["reaction"]),
        added=added,
        author=event.get("item_user"),
    )


async def find_meant(
    request: Request, session: AsyncSession, reaction: Reaction
) -> Reaction | None:
    """The reaction, where it is the emoji by which the relationship at home there thanks.

    Taken away, it is also the one by which this person gave, should another one hold since.
    """
    place = await kudos_sources.find_place(
        session, reaction.channel_id, reaction.ts, request.user_id
    )
    if place is None:
        return None
    thanks = reaction.name == agreement.read_rules(place.rules).emoji
    if not thanks and (reaction.added or place.reaction != reaction.name):
        return None
    return replace(reaction, relationship_id=place.relationship_id, is_first=place.kudos_id is None)


async def on_reaction(request: Request, reaction: Reaction) -> None:
    """An emoji that thanks was put on a message that is not ours, or taken away from it.

    An error of Slack's that will pass is raised, so that Slack tells of the reaction again.
    """
    request.relationship_id = reaction.relationship_id
    async with tell_once(request, reaction.about(request.user_id)):
        if reaction.added:
            reaction = await _complete(request, reaction)
        if reaction.author != request.user_id:
            await _react(request, reaction)


async def _complete(request: Request, reaction: Reaction) -> Reaction:
    """With what has to be known of the message. Raises NotByPeople or OwnMessage."""
    if reaction.is_first:
        reaction = await _ask_for_message(request, reaction)
        if reaction.author is None:
            raise NotByPeople
    if reaction.author == request.user_id:
        raise OwnMessage
    return reaction


async def _ask_for_message(request: Request, reaction: Reaction) -> Reaction:
    """Its author and words. Without an answer there are no words, and thanks all the same."""
    try:
        async with asyncio.timeout(WORDS_WITHIN_SECONDS):
            answer = await request.client.reactions_get(
                channel=reaction.channel_id, timestamp=reaction.ts
            )
    except FAILURES as error:
        log.info("words_not_told", error=name_failure(error))
        if reaction.author is None:
            raise
        return reaction
    message = answer.get("message") or {}
    return replace(
        reaction,
        author=reaction.author or message.get("user"),
        text=message.get("text") or "",
        edited_ts=(message.get("edited") or {}).get("ts", ""),
    )


async def _react(request: Request, reaction: Reaction) -> None:
    async def react(session: AsyncSession, relationship: Relationship, company: Company) -> None:
        who = company.known.get(request.user_id)
        if who is not None and who.is_bot:
            return
        await joining.react(
            session,
            relationship,
            company,
            channel_id=reaction.channel_id,
            ts=reaction.ts,
            author=reaction.author or "",
            words=read_words(reaction.text, company, LONGEST_QUOTE),
            words_ts=reaction.edited_ts,
            giver=request.user_id,
            reaction=reaction.name,
            added=reaction.added,
            acted_at=request.acted_at,
            now=request.now,
        )

    people = {request.user_id, *words.find_users(reaction.text)}
    if reaction.author and reaction.is_first:
        people.add(reaction.author)
    await change_with_people(request, sorted(people), react)
