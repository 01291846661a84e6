"""An emoji on somebody's message thanks them for it; taken away, it takes the thanks back."""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.kudos import agreement, joining
from bot.kudos.errors import NotByPeople, OwnMessage
from handlers import words
from handlers.errors import tell_once
from handlers.kudos.hearing import LONGEST_QUOTE, read_words
from handlers.relationships.roster import change_with_people
from handlers.request import Request
from handlers.sources import Reaction, Said, ask_for_message
from handlers.surfaces import FAILURES
from storage import kudos_sources
from storage.relationships import Company, Relationship


@dataclass(frozen=True, slots=True)
class Thanking:
    """A reaction that thanks, in the relationship at home there, for what the message says.

    `is_first` is true where nobody is thanked for that message yet.
    """

    reaction: Reaction
    said: Said
    relationship_id: str
    is_first: bool


async def find_meant(
    request: Request, session: AsyncSession, reaction: Reaction
) -> Thanking | None:
    """What it thanks for, where it is the emoji by which the relationship at home there thanks.

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
    said = Said(author=reaction.author)
    return Thanking(reaction, said, place.relationship_id, is_first=place.kudos_id is None)


async def on_reaction(request: Request, thanking: Thanking) -> None:
    """An emoji that thanks was put on a message that is not ours, or taken away from it.

    An error of Slack's that will pass is raised, so that Slack tells of the reaction again.
    """
    request.relationship_id = thanking.relationship_id
    async with tell_once(request, thanking.reaction.about(request.user_id)):
        if thanking.reaction.added:
            thanking = await _complete(request, thanking)
        if thanking.said.author != request.user_id:
            await _react(request, thanking)


async def _complete(request: Request, thanking: Thanking) -> Thanking:
    """With what has to be known of the message. Raises NotByPeople or OwnMessage."""
    if thanking.is_first:
        thanking = replace(thanking, said=await _find_said(request, thanking.reaction))
        if thanking.said.author is None:
            raise NotByPeople
    if thanking.said.author == request.user_id:
        raise OwnMessage
    return thanking


async def _find_said(request: Request, reaction: Reaction) -> Said:
    """Its author and words. Without an answer there are no words, and thanks all the same."""
    try:
        said = await ask_for_message(request, reaction.channel_id, reaction.ts)
    except FAILURES:
        if reaction.author is None:
            raise
        return Said(author=reaction.author)
    return replace(said, author=reaction.author or said.author)


async def _react(request: Request, thanking: Thanking) -> None:
    reaction, said = thanking.reaction, thanking.said

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
            author=said.author or "",
            words=read_words(said.text, company, LONGEST_QUOTE),
            words_ts=said.edited_ts,
            giver=request.user_id,
            reaction=reaction.name,
            added=reaction.added,
            acted_at=request.acted_at,
            now=request.now,
        )

    people = {request.user_id, *words.find_users(said.text)}
    if said.author and thanking.is_first:
        people.add(said.author)
    await change_with_people(request, sorted(people), react)
