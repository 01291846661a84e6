"""Many things said at once are said like one: once each, in their order, beside other processes."""

import asyncio

import pytest
from sqlalchemy import func, select, update

from storage import outbox
from storage.database import SOMETHING_TO_SAY, Database
from storage.engines.upsert import BATCH
from storage.outbox import Card, Kind, OutboxRow, Place, Post, State
from tests.factories import NOW, make_installation


def ask(number: int) -> Post:
    """A question to one person."""
    place = Place("T1", user_id=f"U{number:05}", relationship_id="r1")
    return Post(f"question:{number}", place, Card("question", str(number)))


@pytest.fixture
async def opened(database: Database) -> Database:
    async with database.write() as session:
        await make_installation(session)
    return database


async def say(database: Database, posts: list[Post]) -> dict[str, str]:
    async with database.write() as session:
        ids = await outbox.post_many(session, posts, NOW)
        assert session.info[SOMETHING_TO_SAY]
    return ids


async def list_rows(database: Database, kind: Kind) -> list[OutboxRow]:
    async with database.read() as session:
        rows = select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.seq)
        return list(await session.scalars(rows))


async def test_what_is_said_again_keeps_its_first_id(opened: Database) -> None:
    first = await say(opened, [ask(1), ask(2)])
    again = await say(opened, [ask(3), ask(2), ask(1)])
    rows = await list_rows(opened, Kind.POST)
    assert {row.key: row.id for row in rows} == again
    assert first.items() < again.items()
    assert [row.user_id for row in rows] == ["U00001", "U00002", "U00003"]
    assert {(row.relationship_id, row.state, row.created_at) for row in rows} == {
        ("r1", State.WAITING, NOW)
    }


async def test_more_than_one_statement_takes(opened: Database) -> None:
    posts = [ask(number) for number in range(2 * BATCH + 1)]
    ids = await say(opened, posts)
    assert await say(opened, posts) == ids
    rows = await list_rows(opened, Kind.POST)
    assert [row.key for row in rows] == [post.key for post in posts]
    async with opened.write() as session:
        await outbox.update_cards(session, list(ids.values()), NOW)
    updates = await list_rows(opened, Kind.UPDATE)
    assert {row.about_post_id for row in updates} == set(ids.values())


async def test_nothing_to_say_is_no_mistake(opened: Database) -> None:
    async with opened.write() as session:
        assert await outbox.post_many(session, [], NOW) == {}
        await outbox.update_cards(session, [], NOW)


async def test_only_posts_without_a_waiting_update_get_one(opened: Database) -> None:
    ids = await say(opened, [ask(number) for number in range(3)])
    one, other, third = ids.values()
    async with opened.write() as session:
        await outbox.update_card(session, one, NOW)
        await outbox.update_card(session, other, NOW)
        await session.execute(
            update(OutboxRow).where(OutboxRow.about_post_id == other).values(state=State.SENT)
        )
    for _ in range(2):
        async with opened.write() as session:
            await outbox.update_cards(session, [third, one, other], NOW)
    updates = await list_rows(opened, Kind.UPDATE)
    assert sorted(str(row.about_post_id) for row in updates) == sorted([one, other, other, third])
    assert {(row.lane, row.card_kind, row.relationship_id) for row in updates} == {
        (f"T1:U0000{number}", "question", "r1") for number in range(3)
    }


async def test_processes_that_say_the_same_to_the_same_people_do_not_block_each_other(
    opened: Database,
) -> None:
    posts = [ask(number) for number in range(50)]
    async with asyncio.timeout(30):
        said = await asyncio.gather(*(say(opened, posts[::step]) for step in (1, -1, 1, -1)))
    assert all(ids == said[0] for ids in said)
    async with opened.read() as session:
        assert await session.scalar(select(func.count()).select_from(OutboxRow)) == 50
