"""Kudos by reaction and by "Me too" on both engines: who gives in the end, and how often today."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.core.errors import InvalidInput, NotOnASide
from bot.core.people import Member, Side
from bot.kudos import allowance
from bot.kudos.agreement import DEFAULTS
from bot.kudos.errors import AllowanceUsed, ForYou, KudosGone
from storage import kudos_rules, kudos_sources, relationships
from storage.database import Database
from storage.kudos import Kudos, Way
from storage.kudos_sources import Overtaken
from storage.outbox import Kind
from tests.storage import kudos_room
from tests.storage.kudos_room import NOW, act, give, load, react, said

MIDNIGHT = NOW.replace(hour=23)  # in Berlin


@pytest.fixture
async def memory(database: Database) -> Database:
    await kudos_room.furnish(database)
    return database


async def begin(database: Database, giver: str = "U1", acted_at: str = "2.0") -> Kudos:
    kudos = await react(database, giver, acted_at)
    assert kudos is not None
    return kudos


async def test_the_first_reaction_makes_the_card_and_others_join_it(memory: Database) -> None:
    first = await begin(memory)
    second = await begin(memory, "U5", "3.0")
    assert first.id == second.id
    kudos = await load(memory, first.id)
    assert (kudos.giver_ids, kudos.receiver_ids) == (("U1", "U5"), ("U3",))
    assert (kudos.text, kudos.way, kudos.source) == (
        "It runs again.",
        Way.REACTION,
        ("C1", kudos_room.MESSAGE),
    )
    assert [one.side for one in kudos.standing] == [Side.CLIENT, Side.VENDOR]
    (post,) = await said(memory, Kind.POST)
    assert post.id == kudos.post_id
    assert len(await said(memory, Kind.UPDATE)) == 1


async def test_the_latest_counts_in_whichever_order_it_is_heard(memory: Database) -> None:
    kudos = await begin(memory, acted_at="2.0")
    await react(memory, "U5", "6.0", added=False)  # of which nothing was heard before
    await react(memory, "U5", "5.0")
    await react(memory, "U1", "4.0")
    await react(memory, "U1", "3.0", added=False)
    assert (await load(memory, kudos.id)).giver_ids == ("U1",)
    await react(memory, "U5", "7.0")
    await react(memory, "U5", "6.0", added=False)
    await react(memory, "U1", "8.0", added=False)
    await react(memory, "U1", "4.0")
    assert (await load(memory, kudos.id)).giver_ids == ("U5",)


async def test_a_reaction_that_was_taken_away_before_it_was_heard_says_nothing(
    memory: Database,
) -> None:
    assert await react(memory, "U1", "3.0", added=False) is None
    assert await react(memory, "U1", "2.0") is None
    assert await said(memory, Kind.POST) == []
    assert await react(memory, "U1", "4.0") is not None
    async with memory.write() as session:
        await kudos_sources.forget_overtaken_before(session, NOW)
        assert await session.scalar(select(func.count()).select_from(Overtaken)) == 1
        await kudos_sources.forget_overtaken_before(session, NOW + timedelta(seconds=1))
        assert await session.scalar(select(func.count()).select_from(Overtaken)) == 0


async def test_the_last_one_takes_the_kudos_along_and_the_next_brings_them_back(
    memory: Database,
) -> None:
    kudos = await begin(memory)
    await react(memory, "U1", "3.0", added=False)
    gone = await load(memory, kudos.id)
    assert (gone.stands, gone.giver_ids, gone.withdrawn_at) == (False, (), NOW)
    await react(memory, "U5", "4.0")
    again = await load(memory, kudos.id)
    assert (again.stands, again.giver_ids) == (True, ("U5",))
    assert len(await said(memory, Kind.POST)) == 1


async def test_another_emoji_taken_away_changes_nothing(memory: Database) -> None:
    kudos = await begin(memory)
    await react(memory, "U1", "3.0", added=False, reaction="tada")
    assert (await load(memory, kudos.id)).giver_ids == ("U1",)


async def test_me_too_joins_once_and_can_be_taken_back(memory: Database) -> None:
    kudos = await give(memory, receivers=("U3",))
    for _ in range(2):
        await act(memory, "join", kudos.id, user_id="U5", acted_at="2.0")
    assert (await load(memory, kudos.id)).giver_ids == ("U1", "U5")
    assert len(await said(memory, Kind.UPDATE)) == 1
    await act(memory, "take_back", kudos.id, user_id="U1")
    kept = await load(memory, kudos.id)
    assert (kept.stands, kept.giver_ids) == (True, ("U5",))
    await act(memory, "leave", kudos.id, user_id="U5", acted_at="3.0")
    with pytest.raises(KudosGone):
        await act(memory, "join", kudos.id, user_id="U2", acted_at="4.0")


async def test_leaving_may_be_heard_before_joining(memory: Database) -> None:
    kudos = await give(memory, receivers=("U3",))
    await act(memory, "leave", kudos.id, user_id="U5", acted_at="3.0")
    await act(memory, "join", kudos.id, user_id="U5", acted_at="2.0")
    assert (await load(memory, kudos.id)).giver_ids == ("U1",)


async def test_who_cannot_join(memory: Database) -> None:
    kudos = await give(memory, receivers=("U3",))
    with pytest.raises(ForYou):
        await act(memory, "join", kudos.id, user_id="U3", acted_at="2.0")
    for nobody in ("U4", "U9"):
        with pytest.raises(NotOnASide):
            await act(memory, "join", kudos.id, user_id=nobody, acted_at="2.0")
        with pytest.raises(NotOnASide):
            await react(memory, nobody, "2.0")
    private = await give(memory, receivers=("U3",), private=True)
    for kudos_id in (private.id, "nothing"):
        with pytest.raises(KudosGone):
            await act(memory, "join", kudos_id, user_id="U5", acted_at="2.0")
    with pytest.raises(InvalidInput):
        await react(memory, "U3", "2.0")
    with pytest.raises(InvalidInput):
        await react(memory, "U1", "2.0", author="U9")


async def test_twenty_people_react_and_take_it_away_at_once(database: Database) -> None:
    """Ten of them think better of it, and every event is told twice."""
    everybody = [f"W{number}" for number in range(20)]
    await kudos_room.furnish(
        database,
        (Member("U3", Side.VENDOR), *(Member(one, Side.CLIENT) for one in everybody)),
    )
    events = [(one, f"2.{number:06}", True) for number, one in enumerate(everybody)]
    events += [(one, f"3.{number:06}", False) for number, one in enumerate(everybody[:10])]
    await asyncio.gather(
        *(react(database, one, ts, added=added) for one, ts, added in [*events, *events[::-1]])
    )
    async with database.read() as session:
        (kudos,) = await session.scalars(select(Kudos))
    assert set(kudos.giver_ids) == set(everybody[10:])
    (post,) = await said(database, Kind.POST)
    assert post.id == kudos.post_id


async def test_five_a_day_count_whoever_gives_joins_or_thinks_better_of_it(
    memory: Database,
) -> None:
    reacted = await begin(memory)
    foreign = await give(memory, giver="U5", receivers=("U3",))
    await act(memory, "join", foreign.id, user_id="U1", acted_at="2.0")
    for _ in range(3):
        last = await give(memory, receivers=("U3", "U2"))
    assert await left(memory) == 0
    with pytest.raises(AllowanceUsed) as refused:
        await give(memory, now=MIDNIGHT - timedelta(seconds=1))
    assert "(5)" in refused.value.sentence and "Europe/Berlin" in refused.value.sentence
    other = await give(memory, giver="U5", receivers=("U2",))
    with pytest.raises(AllowanceUsed):
        await act(memory, "join", other.id, user_id="U1", acted_at="2.0")
    await react(memory, "U1", "2.0")  # told once more
    await give(memory, "R2")

    await act(memory, "take_back", last.id, user_id="U1")
    assert await left(memory) == 1
    await act(memory, "join", other.id, user_id="U1", acted_at="2.0")
    await react(memory, "U1", "3.0", added=False)
    await give(memory)
    with pytest.raises(AllowanceUsed):
        await react(memory, "U1", "4.0")
    assert (await load(memory, reacted.id)).giver_ids == ()
    await react(memory, "U1", "4.0", now=MIDNIGHT)
    assert (await load(memory, reacted.id)).giver_ids == ("U1",)
    assert await left(memory, MIDNIGHT) == 4


async def left(database: Database, now: object = NOW) -> int | None:
    async with database.read() as session:
        relationship = await relationships.get_relationship(session, "R1")
        return await allowance.count_left(session, relationship, DEFAULTS, "U1", now)


async def test_at_the_same_moment_nobody_gives_more_than_there_is(memory: Database) -> None:
    outcomes = await asyncio.gather(*(give(memory) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(one, Kudos) for one in outcomes) == 5
    assert sum(isinstance(one, AllowanceUsed) for one in outcomes) == 3


async def test_reactions_on_what_a_quiet_person_wrote_are_told_to_them_alone(
    memory: Database,
) -> None:
    async with memory.write() as session:
        await kudos_rules.set_quiet(session, "U3", True)
    kudos = await begin(memory)
    await react(memory, "U5", "3.0")
    (post,) = await said(memory, Kind.POST)
    assert (post.user_id, post.channel_id) == ("U3", None)
    kept = await load(memory, kudos.id)
    assert (kept.private, kept.post_id, kept.giver_ids) == (True, None, ("U1", "U5"))
    (update,) = await said(memory, Kind.UPDATE)
    assert update.about_post_id == post.id
