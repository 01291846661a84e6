"""Thanks in what people say in their channel, by `++` or in words to the bot; and what becomes of
messages that thank somebody, or were thanked for, once they are changed or deleted.

A channel that is no relationship's home is none of our business.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import RapportError
from bot.kudos import agreement, joining, rules, service, sources
from bot.kudos.rules import Draft
from bot.kudos.thanks import Thanks, read_thanks
from bot.log import bind_feature
from handlers import blocks, words
from handlers.errors import tell_once
from handlers.kudos import hearing_views, ids, listeners
from handlers.relationships.roster import change_with_people
from handlers.request import Request
from storage import kudos_sources, relationships
from storage.kudos import Kudos, Source, Way
from storage.relationships import Company, Relationship

# What is kept of words that thank, and of a message that is thanked for: there is a link to that.
LONGEST_WORDS = 3000
LONGEST_QUOTE = 600

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Saying:
    """A message of whoever asks: where it stands, and whom it thanks.

    `thanked` is whom it thanked before it was edited.
    """

    request: Request
    source: Source
    thanks: Thanks | None
    thanked: Thanks | None = None

    @property
    def author(self) -> str:
        return self.request.user_id


async def on_said(request: Request, ts: str) -> bool:
    """Somebody said something, at that timestamp. Returns whether it was to thank somebody."""
    thanks = read_thanks(request.text, request.bot_user_id)
    if thanks is None or not await _is_at_home(request):
        return False
    async with tell_once(request, request.once):
        listeners.check_names(thanks)
        if thanks.words:
            await _give(Saying(request, (str(request.channel_id), ts), thanks))
        else:
            await _ask_for_words(request, thanks)
    return True


async def _is_at_home(request: Request) -> bool:
    """Whether this channel is the home of a relationship, which is meant from here on."""
    async with request.desk.database.read() as session:
        home = await relationships.find_home(session, str(request.channel_id))
    if home is None:
        return False
    bind_feature(_is_at_home)  # most of what is said is about no feature of ours
    request.relationship_id = home.id
    return True


async def _ask_for_words(request: Request, thanks: Thanks) -> None:
    async with request.change():  # takes note that this message was heard
        pass
    request.desk.spawn(request.tell(hearing_views.ask_for_words(thanks.user_ids)))


async def on_words(request: Request) -> None:
    """The button of that question: the form, with the people that were named."""
    request.become("/kudos", request.value)
    await listeners.open_form(request, words.find_users(request.text))


async def _give(said: Saying) -> None:
    async def give(session: AsyncSession, relationship: Relationship, company: Company) -> None:
        own = await _find_own(session, said.source, said.author)
        overtaken = await kudos_sources.was_overtaken(
            session, said.source, said.author, said.source[1]
        )
        if own is None and not overtaken and said.thanks is not None:
            await _give_new(said, session, relationship, company, said.thanks)

    await change_with_people(said.request, words.find_users(said.request.text), give)


async def _give_new(
    said: Saying,
    session: AsyncSession,
    relationship: Relationship,
    company: Company,
    thanks: Thanks,
) -> None:
    await service.give(
        session,
        relationship,
        company,
        await _draft(session, relationship, company, thanks),
        giver=said.author,
        way=Way.MENTION if thanks.to_bot else Way.MESSAGE,
        now=said.request.now,
        again=True,  # a message is heard once, by its timestamp
        source=said.source,
        acted_at=said.request.acted_at,
    )


async def _draft(
    session: AsyncSession, relationship: Relationship, company: Company, thanks: Thanks
) -> Draft:
    agreed = await agreement.load_rules(session, relationship.id)
    reason, value_id = rules.read_value(read_words(thanks.words, company, LONGEST_WORDS), agreed)
    return Draft(thanks.user_ids, reason, value_id)


def read_words(text: str, company: Company, most: int) -> str:
    """Words of a message as a reader sees them, so many characters of them."""
    names = {user_id: person.name for user_id, person in company.known.items()}
    return blocks.cut(words.unescape(text, names).strip(), most)


async def _find_own(session: AsyncSession, source: Source, user_id: str) -> Kudos | None:
    """The kudos that this person gave by that message; what stands before what was taken back."""
    own = [
        kudos
        for kudos in await kudos_sources.list_by_source(session, *source)
        if kudos.way in (Way.MESSAGE, Way.MENTION) and kudos.giver == user_id
    ]
    return next((kudos for kudos in own if kudos.withdrawn_at is None), own[-1] if own else None)


async def on_changed(request: Request, event: Event) -> None:
    """A message is different now. That a link in it is shown with a picture is no difference."""
    message, before = event["message"], event.get("previous_message") or {}
    source = (str(request.channel_id), str(message["ts"]))
    if message.get("subtype") == "tombstone":
        await _follow_deletion(request, source, before)
    elif message.get("text") != before.get("text") and not message.get("bot_id"):
        thanks = read_thanks(request.text, request.bot_user_id)
        told = before.get("text")  # where it is not, it is taken to have been the same
        thanked = thanks if told is None else read_thanks(told, request.bot_user_id)
        await _follow_edit(Saying(request, source, thanks, thanked))


async def on_deleted(request: Request, event: Event) -> None:
    source = (str(request.channel_id), str(event["deleted_ts"]))
    await _follow_deletion(request, source, event.get("previous_message") or {})


async def _follow_edit(said: Saying) -> None:
    request = said.request
    concerns_us = said.thanks or said.thanked or await _is_source(request, said.source)
    if not concerns_us or not await _is_at_home(request):
        return

    async def follow(
        session: AsyncSession, relationship: Relationship, company: Company
    ) -> RapportError | None:
        text = read_words(request.text, company, LONGEST_QUOTE)
        await sources.follow_edit(
            session, *said.source, text, now=request.now, edited_ts=request.acted_at
        )
        try:
            await _follow_thanks(said, session, relationship, company)
        except RapportError as refusal:  # before anything was written: the words are followed
            return refusal
        return None

    async with tell_once(request, request.once):
        refusal = await change_with_people(request, words.find_users(request.text), follow)
        if refusal is not None:
            raise refusal


async def _is_source(request: Request, source: Source) -> bool:
    """Whether somebody was thanked for that message, or by it."""
    async with request.desk.database.read() as session:
        return bool(await kudos_sources.list_by_source(session, *source))


async def _follow_thanks(
    said: Saying, session: AsyncSession, relationship: Relationship, company: Company
) -> None:
    """What a person gave by a message follows its words; of several edits the latest counts."""
    if said.thanks is not None:
        listeners.check_names(said.thanks)
    own = await _find_own(session, said.source, said.author)
    if own is not None and own.withdrawn_at is None:
        await _change_own(said, session, relationship, company, own)
    elif said.thanks is None:
        await _remember_gone(said.request, session, said.source, said.author)
    elif await _is_new(said, session, own):
        await _give_new(said, session, relationship, company, said.thanks)


async def _change_own(
    said: Saying,
    session: AsyncSession,
    relationship: Relationship,
    company: Company,
    own: Kudos,
) -> None:
    now, edited_ts = said.request.now, said.request.acted_at
    part = own.part_of(said.author)
    followed = max(own.source_edited_ts or "", part.acted_ts if part else "")
    if not rules.is_newer(edited_ts, followed):
        return
    if said.thanks is None:
        await joining.leave(session, own.id, user_id=said.author, acted_at=edited_ts, now=now)
        return
    draft = await _draft(session, relationship, company, said.thanks)
    await sources.follow_rewording(
        session, relationship, company, own.id, draft, now=now, edited_ts=edited_ts
    )


async def _is_new(said: Saying, session: AsyncSession, own: Kudos | None) -> bool:
    """Whether the edit made thanks of a message that thanked nobody before.

    Thanks that their giver took back do not come again because of another word.
    """
    edited_ts = said.request.acted_at
    if own is not None:
        part = own.part_of(said.author)
        is_later = part is None or rules.is_newer(edited_ts, part.acted_ts)
        return said.thanked is None and is_later
    return not await kudos_sources.was_overtaken(session, said.source, said.author, edited_ts)


async def _follow_deletion(request: Request, source: Source, before: Event) -> None:
    """A message is gone: of what it said `before`, or was thanked for, nothing is to be kept."""
    thanked = read_thanks(before.get("text") or "", request.bot_user_id) is not None
    if not await _is_source(request, source) and not (thanked and await _is_at_home(request)):
        return
    async with tell_once(request, request.once), request.change() as session:
        if request.relationship_id is not None:
            await relationships.lock_relationship(session, request.relationship_id)
        await sources.follow_deletion(session, *source, request.now)
        author = str(before.get("user"))
        if thanked and await _find_own(session, source, author) is None:
            await _remember_gone(request, session, source, author)


async def _remember_gone(
    request: Request, session: AsyncSession, source: Source, user_id: str
) -> None:
    """It may be heard before the thanks themselves."""
    await kudos_sources.remember_overtaken(session, source, user_id, request.acted_at, request.now)


ACTIONS = {ids.WORDS: on_words}
