"""Finding what both sides may be glad of, saying it, and switching it on and off."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.calendars import day_in, find_zone, local_moment
from bot.core.ids import new_id
from bot.highlights import rules
from bot.highlights.errors import UnknownHighlight
from bot.highlights.rules import Facts, First, Kind, Memory, Promise, Thing
from bot.relationships.service import place_of
from storage import highlight_facts, highlights, outbox, relationships
from storage.highlight_facts import Solved
from storage.outbox import Card
from storage.relationships import Relationship

CARD = "highlight"
# The stage of `bot.problems.rules` that a problem leaves when it is reopened.
CLOSED = "closed"
KINDS = frozenset(Kind)


def find_day(tz: str, looked_on: date | None, now: datetime) -> date | None:
    """The day for which it is time to look, in the relationship's zone; None where it is not."""
    here = now.astimezone(find_zone(tz))
    is_time = here.time() >= rules.LOOK_AT
    return here.date() if is_time and (looked_on is None or looked_on < here.date()) else None


async def find(
    session: AsyncSession, relationship_id: str, today: date
) -> Sequence[rules.Highlight]:
    """What is to be said in a relationship today, and was not said before."""
    relationship = await relationships.get_relationship(session, relationship_id)
    off = {Kind(one.kind) for one in await highlights.list_off(session, relationship_id)}
    found = rules.find(await _load_facts(session, relationship, today), today, off)
    return [
        one
        for one in found
        if not await highlights.was_said(session, relationship_id, one.kind, one.mark)
    ]


async def _load_facts(session: AsyncSession, relationship: Relationship, today: date) -> Facts:
    key, tz = relationship.id, relationship.tz
    agreed_at = relationship.decided_at or relationship.created_at
    begin, end = (_moment(tz, day) for day in rules.last_quarter(today))
    solved = await highlight_facts.list_solved(session, key)
    promised = await highlight_facts.list_promised(session, key)
    lately = _moment(tz, today - rules.FRESH + timedelta(days=1))
    across = await highlight_facts.find_first_across(session, key)
    return Facts(
        since=day_in(tz, agreed_at),
        promises=[
            Promise(one.due, None if one.done_at is None else day_in(tz, one.done_at))
            for one in promised
        ],
        solved=sum(one.closed_at < end for one in solved),
        came_back=await highlight_facts.count_reopened(session, key, CLOSED, begin, end),
        swift=_find_swift(tz, solved),
        border=None if across is None else First(across[0], day_in(tz, across[1])),
        kudos=await highlight_facts.count_kudos(session, key),
        kudos_lately=await highlight_facts.count_kudos(session, key, lately),
        memories=await _load_memories(session, relationship, today),
        remembered_on=await highlights.find_last(session, key, Kind.MEMORY),
    )


def _moment(tz: str, day: date) -> datetime:
    return local_moment(day, time(), find_zone(tz))


def _find_swift(tz: str, solved: Iterable[Solved]) -> First | None:
    """The first problem that was solved within a week."""
    for one in solved:
        if one.closed_at - one.raised_at <= rules.SWIFT_WITHIN:
            return First(one.id, day_in(tz, one.closed_at))
    return None


async def _load_memories(
    session: AsyncSession, relationship: Relationship, today: date
) -> list[Memory]:
    days = rules.days_a_year_ago(today)
    if not days:
        return []
    span = (_moment(relationship.tz, day) for day in (days[0], days[-1] + timedelta(days=1)))
    since, until = span
    key = relationship.id
    reached = await highlight_facts.list_reached(session, key, since, until)
    lessons = await highlight_facts.list_lessons(session, key, since, until)
    givers = await highlight_facts.count_givers(session, key, since, until)
    return [
        *(Memory(Thing.MILESTONE, one) for one in reached),
        *(Memory(Thing.LESSON, one) for one in lessons),
        *(Memory(Thing.KUDOS, one, weight) for one, weight in givers.items()),
    ]


async def say(
    session: AsyncSession,
    relationship_id: str,
    found: Iterable[rules.Highlight],
    today: date,
    now: datetime,
) -> None:
    """Say it in the channel; only the first who looked on that day does."""
    relationship = await relationships.lock_relationship(session, relationship_id)
    if not await highlights.take_look(session, relationship_id, today):
        return
    for one in found:
        highlight_id = new_id()
        post_id = await outbox.post(
            session,
            key=f"{CARD}:{relationship_id}:{one.kind}:{one.mark}",
            place=place_of(relationship),
            card=Card(CARD, highlight_id),
            now=now,
        )
        await highlights.add_highlight(
            session,
            id=highlight_id,
            relationship_id=relationship_id,
            kind=one.kind,
            mark=one.mark,
            thing=one.thing,
            subject_id=one.subject_id,
            said_on=today,
            post_id=post_id,
        )


async def withdraw(session: AsyncSession, highlight_id: str, now: datetime) -> None:
    """What a memory shows is not shown any more, so its card does not either."""
    highlight = await highlights.get_highlight(session, highlight_id)
    highlight.withdrawn_at = now
    await outbox.update_card(session, highlight.post_id, now)


async def switch(
    session: AsyncSession,
    relationship_id: str,
    kind: str,
    *,
    on: bool,
    user_id: str,
    now: datetime,
) -> Relationship:
    """A contact switches a kind on or off, for both sides. Doing it twice changes nothing.

    Raises UnknownHighlight, NotOnASide or NotAllowed.
    """
    if kind not in KINDS:
        raise UnknownHighlight
    relationship = await relationships.lock_relationship(session, relationship_id)
    member = await relationships.find_member(session, relationship_id, user_id)
    require(Act.HIGHLIGHTS_STEER, member)
    if on:
        await highlights.switch_on(session, relationship_id, kind)
    else:
        await highlights.switch_off(session, relationship_id, kind, user_id, now)
    return relationship
