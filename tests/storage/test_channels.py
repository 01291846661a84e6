"""What is known of a channel follows it to its new id."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.problems import capturing, service
from bot.problems.description import Captured, Source
from bot.problems.rules import Kind
from storage import channels, held, lanes, outbox
from storage.database import Database, database_time
from storage.held import HeldCommand
from storage.lanes import Progress
from storage.outbox import Card, Lane, OutboxRow, Place, State
from storage.problems import find_captured
from storage.relationships import Relationship, find_by_channel
from tests.bot.problems.records import EXPORT, HOME, write_relationship
from tests.factories import NOW, make_relationship

OLD, NEW = Place("T1", channel_id="C1"), Place("T1", channel_id="C2")
HELLO = outbox.Message(text="hello", blocks=[])


async def post(session: AsyncSession, key: str, place: Place = OLD, **traits: Any) -> OutboxRow:
    post_id = await outbox.post(session, key=key, place=place, message=HELLO, now=NOW)
    row = await outbox.get_post(session, post_id)
    for name, value in traits.items():
        setattr(row, name, value)
    await session.flush()
    return row


async def rows(session: AsyncSession) -> list[OutboxRow]:
    found = await session.scalars(
        select(OutboxRow).order_by(OutboxRow.seq).execution_options(populate_existing=True)
    )
    return list(found)


async def test_posts_of_all_states_follow_and_are_found_there(database: Database) -> None:
    async with database.write() as session:
        relationship = await make_relationship(session)
        said = await post(session, "said", state=State.SENT, ts="1.1")
        await post(session, "waits")
        person = Place("T1", user_id="UBO", relationship_id=relationship.id)
        await post(session, "direct", person, channel_id="D1", state=State.SENT, ts="1.2")
        for _ in range(2):  # the same news twice
            await channels.change_id(session, "C1", "C2")
        assert [row.channel_id for row in await rows(session)] == ["C2", "C2", "D1"]
        assert [row.lane for row in await rows(session)] == ["T1:C2", "T1:C2", "T1:UBO"]
        found = await outbox.find_post(session, "C2", "1.1")
        assert found is not None and found.id == said.id
        moved = await find_by_channel(session, "C2")
        assert moved is not None and moved.id == relationship.id
        assert await find_by_channel(session, "C1") is None


async def test_what_was_said_to_both_ids_leaves_in_its_order(database: Database) -> None:
    async with database.write() as session:
        await make_relationship(session)
        for key, place in (("one", OLD), ("two", NEW), ("three", OLD)):
            await post(session, key, place)
        await channels.change_id(session, "C1", "C2")
    async with database.write() as session:
        due = await lanes.find_due(session, moment=await database_time(session), most=10)
        assert [row.key for row in await rows(session) if row.seq in {one.seq for one in due}] == [
            "one"
        ]


async def test_a_call_under_way_to_the_old_id_is_not_believed(database: Database) -> None:
    async with database.write() as session:
        await make_relationship(session)
        row = await post(session, "said", state=State.SENDING, attempts=1)
        until = await database_time(session) + timedelta(minutes=1)
        lane = await session.get_one(Lane, OLD.lane)
        lane.owner, lane.leased_until = "w1", until
    async with database.write() as session:
        await channels.change_id(session, "C1", "C2")
        await lanes.write_progress(
            session, [Progress(row.seq, 1, State.FAILED, "channel_not_found")]
        )
        (now,) = await rows(session)
        assert (now.state, now.channel_id, now.attempts) == (State.SENDING, "C2", 2)
        here = await session.get_one(Lane, NEW.lane)
        assert (here.owner, here.leased_until) == ("w1", until)
        moment = await database_time(session)
        assert await lanes.find_due(session, moment=moment, most=10) == []
        later = await lanes.find_due(session, moment=until + timedelta(seconds=1), most=10)
        assert [(one.method, one.channel_id) for one in later] == [("conversations.history", "C2")]


async def test_questions_and_thanks_follow_too(database: Database) -> None:
    async with database.write() as session:
        await make_relationship(session)
        held_id = await held.hold(
            session,
            user_id="UANN",
            channel_id="C1",
            relationship_id=None,
            command="/kudos",
            text="x",
            now=NOW,
        )
        await channels.change_id(session, "C1", "C2")
        question = await session.get_one(HeldCommand, held_id, populate_existing=True)
        assert question.channel_id == "C2"


async def test_what_problems_keep_of_messages_follows(database: Database) -> None:
    first, second = Captured("CR1", "1.1", "UBO", "It fails"), Source("CR1", "2.1")
    async with database.write() as session:
        await write_relationship(session)
        problem = await service.raise_problem(
            session, HOME, description=EXPORT, user_id="UANN", now=NOW, source=first
        )
        await channels.change_id(session, "CR1", "C2")
        await channels.change_id(session, "C2", "C3")

    async def mark(ts: str, *, added: bool) -> None:
        async with database.write() as session:
            await capturing.capture(
                session,
                problem,
                kind=Kind.FACT,
                source=Source("C3" if ts > "3" else "CR1", second.ts),
                author="UBO",
                text="Since Monday",
                edited_ts="",
                captured_by="UANN",
                acted_at=ts,
                added=added,
                now=NOW,
            )

    await mark("2.2", added=True)
    async with database.write() as session:
        await channels.change_id(session, "CR1", "C3")
        assert [one.text for one in await find_captured(session, "C3", "1.1")] == ["It fails"]
        assert [one.text for one in await find_captured(session, "C3", "2.1")] == ["Since Monday"]
    await mark("3.2", added=False)
    async with database.read() as session:
        (gone,) = await find_captured(session, "C3", "2.1")
        assert gone.withdrawn_at is not None


async def test_a_home_that_has_another_relationship_by_now_is_not_taken(
    database: Database,
) -> None:
    async with database.write() as session:
        first = await make_relationship(session)
        second = Relationship(
            **{
                column.name: getattr(first, column.name)
                for column in Relationship.__table__.columns
                if column.name not in {"id", "channel_id"}
            },
            id="second",
            channel_id="C2",
        )
        session.add(second)
        await session.flush()
        assert await channels.change_id(session, "C1", "C2") is None
        known = await find_by_channel(session, "C1")
        assert known is not None and known.id == first.id


async def test_channels_that_nobody_knows_change_nothing(database: Database) -> None:
    async with database.write() as session:
        await make_relationship(session)
        await outbox.post(session, key="x", place=OLD, card=Card("c", "1"), now=NOW)
        assert await channels.change_id(session, "CX", "CY") is None
        assert [row.channel_id for row in await rows(session)] == ["C1"]
