"""What highlights are found in, on both engines; each is said once, whoever looks."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.errors import NotAllowed
from bot.core.ids import new_id
from bot.core.people import Side
from bot.highlights import service
from bot.highlights.errors import UnknownHighlight
from bot.highlights.rules import Kind, Thing
from handlers.highlights.cards import render_highlight
from storage import highlight_facts, highlights, kudos_rules, outbox
from storage.actions import Action
from storage.database import Database
from storage.highlights import Highlight
from storage.kudos import Kudos, KudosGiver, KudosReceiver
from storage.lessons import Lesson
from storage.milestones import Milestone
from storage.outbox import OutboxRow
from storage.problems import Move, Problem
from tests.factories import make_relationship

DAY = timedelta(days=1)
TODAY = date(2026, 10, 5)
# Both sides agreed a long time ago; no anniversary is near.
AGREED = datetime(2025, 5, 20, 9, tzinfo=UTC)
A_YEAR_AGO = datetime(2025, 10, 5, 12, tzinfo=UTC)


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


@pytest.fixture
async def memory(database: Database) -> Database:
    async with database.write() as session:
        await make_relationship(session, id="R1", created_at=AGREED, decided_at=AGREED)
        await make_relationship(session, id="R2", channel_id="C2", decided_at=AGREED)
    return database


def action(due: date, done: date | None, **traits: Any) -> Action:
    return Action(
        **{
            **dict.fromkeys(("source_kind", "source_id", "series_id", "post_id"), "x"),
            "id": new_id(),
            "relationship_id": "R1",
            "side": Side.CLIENT,
            "text": "call",
            "owner": "UANN",
            "due": due,
            "first_due": due,
            "status": "open" if done is None else "done",
            "author": "UANN",
            "created_at": AGREED,
            "changed_by": "UANN",
            "changed_at": at(done or due),
            **traits,
        }
    )


def problem(number: int, raised: datetime, closed: datetime | None) -> Problem:
    return Problem(
        id=f"P{number}",
        relationship_id="R1",
        number=number,
        title=f"Problem {number}",
        what="late",
        client_facilitator="UANN",
        vendor_facilitator="UBO",
        stage="define" if closed is None else "closed",
        raised_by="UANN",
        created_at=raised,
        round_at=raised,
        moved_at=raised,
        closed_at=closed,
    )


def kudos(given: datetime, *, to: Side = Side.VENDOR, joined: int = 0, **traits: Any) -> list[Any]:
    """Rows of kudos of Ann's, which others have joined."""
    kudos_id = str(traits.pop("id", new_id()))
    common = {"kudos_id": kudos_id, "relationship_id": "R1", "created_at": given}
    givers = ["UANN", *(f"U{n}" for n in range(joined))]
    return [
        Kudos(
            **{
                "id": kudos_id,
                "relationship_id": "R1",
                "giver": "UANN",
                "giver_side": Side.CLIENT,
                "text": "help",
                "created_at": given,
                **traits,
            }
        ),
        *(
            KudosGiver(**common, user_id=one, side=Side.CLIENT, given_at=given, acted_ts="")
            for one in givers
        ),
        KudosReceiver(**common, user_id="UBO", side=to, position=0),
    ]


async def add(database: Database, *rows: Any) -> None:
    async with database.write() as session:
        for row in rows:
            session.add(row)
            await session.flush()


async def found(database: Database, today: date = TODAY) -> list[tuple[Kind, str]]:
    async with database.read() as session:
        looked = await service.find(session, "R1", today)
    return [(one.kind, one.mark) for one in looked]


async def test_ten_promises_kept(memory: Database) -> None:
    last = TODAY - DAY
    rows = [action(last - n * DAY, last - n * DAY) for n in range(10)]
    rows.append(action(last - 3 * DAY, None, status="dropped"))
    rows.append(action(last - 3 * DAY, None, relationship_id="R2"))
    await add(memory, *rows)
    assert await found(memory) == [(Kind.PROMISES, "10")]
    await add(memory, action(last, None))
    assert await found(memory) == [], "one that is overdue breaks it"


async def test_what_happened_to_problems(memory: Database) -> None:
    raised = at(date(2026, 6, 1))
    await add(memory, problem(1, raised, raised + 30 * DAY), problem(2, raised, None))
    assert await found(memory) == [(Kind.CALM, "2026-Q3")]
    moved = {
        "problem_id": "P1",
        "seq": 1,
        "from_stage": "closed",
        "to_stage": "review",
        "step": "reopen",
    }
    # A moment before October in Berlin, and after September in London.
    late = datetime(2026, 9, 30, 21, 59, tzinfo=UTC)
    await add(memory, Move(id="M1", by="UANN", at=late, **moved))
    assert await found(memory) == []
    early = problem(4, at(TODAY - 9 * DAY), at(TODAY - 3 * DAY))
    early.early_reason = "It is gone"
    await add(memory, early)
    assert await found(memory) == []
    await add(memory, problem(3, at(TODAY - 9 * DAY), at(TODAY - 2 * DAY)))
    assert await found(memory) == [(Kind.SWIFT, "")]


async def test_kudos_that_both_sides_see_are_counted(memory: Database) -> None:
    old = at(TODAY - 30 * DAY)
    for _ in range(98):
        await add(memory, *kudos(old, to=Side.CLIENT))
    unseen = ({"private": True}, {"hidden_at": old}, {"withdrawn_at": old})
    for traits in unseen:
        await add(memory, *kudos(at(TODAY), **traits))
    assert await found(memory) == []
    await add(memory, *kudos(at(TODAY), to=Side.CLIENT), *kudos(at(TODAY), id="across"))
    assert await found(memory) == [(Kind.HUNDRED, "100"), (Kind.BORDER, "")]


async def test_who_is_not_announced_shows_in_no_highlight(memory: Database) -> None:
    given, *others = kudos(at(TODAY), to=Side.CLIENT, id="within")
    unnamed = KudosReceiver(
        kudos_id="within",
        relationship_id="R1",
        created_at=at(TODAY),
        user_id="UBEA",
        side=Side.VENDOR,
        position=1,
        announced=False,
    )
    await add(memory, given, *others, unnamed)
    assert await found(memory) == [], "their card does not show that it crosses the border"
    await add(memory, *kudos(A_YEAR_AGO, id="named"))
    assert await found(memory) == [(Kind.MEMORY, "named")]
    async with memory.write() as session:
        await kudos_rules.set_quiet(session, "UBO", quiet=True)
    assert await found(memory) == [], "they would be named once more"


async def test_memories_are_of_the_day_in_their_own_zone(memory: Database) -> None:
    midnight = datetime(2025, 10, 4, 22, tzinfo=UTC)  # in Berlin
    await add(
        memory,
        *kudos(midnight - timedelta(seconds=1), id="before", joined=5),
        *kudos(midnight + DAY, id="after", joined=5),
        *kudos(midnight, id="first"),
        *kudos(A_YEAR_AGO, id="joined", joined=2),
        *kudos(A_YEAR_AGO, id="wordless", joined=4, text=""),
        *kudos(A_YEAR_AGO, id="hidden", joined=4, hidden_at=A_YEAR_AGO),
        *kudos(A_YEAR_AGO, id="private", joined=4, private=True),
    )
    assert await found(memory) == [(Kind.MEMORY, "joined")]
    await add(memory, problem(1, AGREED, A_YEAR_AGO), problem(2, AGREED, None))
    lesson = {
        "relationship_id": "R1",
        "author": "UANN",
        "side": "client",
        "created_at": A_YEAR_AGO,
        "fresh_at": A_YEAR_AGO,
        "origin_kind": "problem",
        "happened": "",
        "now_do": "",
    }
    await add(
        memory,
        Lesson(id="open", number=1, problem_id="P2", learnt="reopened", state="joint", **lesson),
        Lesson(id="retired", number=4, learnt="not true", state="retired", **lesson),
        Lesson(id="alone", number=2, learnt="by one side", state="proposed", **lesson),
        Lesson(id="learnt", number=3, problem_id="P1", learnt="ask early", state="joint", **lesson),
    )
    assert await found(memory) == [(Kind.CALM, "2026-Q3")]
    async with memory.write() as session:
        switched = {"on": False, "user_id": "UBO", "now": at(TODAY)}
        await service.switch(session, "R1", "calm", **switched)
        with pytest.raises(NotAllowed):
            await service.switch(session, "R1", "swift", **switched | {"user_id": "UBEA"})
        with pytest.raises(UnknownHighlight):
            await service.switch(session, "R1", "champion", **switched)
    assert await found(memory) == [(Kind.MEMORY, "learnt")]
    await add(memory, milestone("reached"), milestone("dropped"))
    assert await found(memory) == [(Kind.MEMORY, "reached")]


def milestone(status: str) -> Milestone:
    day = A_YEAR_AGO.date()
    people = dict.fromkeys(("client_owner", "vendor_owner", "author"), "UANN")
    words = dict.fromkeys(("title", "client_meaning", "vendor_meaning", "post_id"), "Go-live")
    return Milestone(
        id=status,
        relationship_id="R1",
        series_id=status,
        due=day,
        first_due=day,
        anchor=day,
        dated_at=AGREED,
        yearly=False,
        status=status,
        created_at=AGREED,
        reached_at=A_YEAR_AGO,
        **people,
        **words,
    )


async def say(database: Database, today: date = TODAY) -> None:
    async with database.read() as session:
        news = await service.find(session, "R1", today)
    async with database.write() as session:
        await service.say(session, "R1", news, today, at(today))


async def list_said(database: Database) -> list[Highlight]:
    async with database.read() as session:
        return list(await session.scalars(select(Highlight).order_by(Highlight.said_on)))


async def test_each_is_said_once_whoever_looks(memory: Database) -> None:
    await add(memory, *kudos(at(TODAY - 2 * DAY), id="across"))
    await asyncio.gather(*(say(memory) for _ in range(4)))
    await say(memory, TODAY + DAY)
    (said,) = await list_said(memory)
    assert (said.kind, said.subject_id, said.said_on) == ("border", "across", TODAY)
    async with memory.read() as session:
        assert len((await session.scalars(select(OutboxRow))).all()) == 1
        looks = {one.relationship_id: one.looked_on for one in await highlights.list_looks(session)}
    assert looks == {"R1": TODAY + DAY, "R2": None}


async def test_a_day_begins_at_ten_where_they_are() -> None:
    day = service.find_day
    for hour, minute, expected in ((7, 59, None), (8, 0, TODAY), (21, 59, TODAY), (22, 0, None)):
        moment = datetime(2026, 10, 5, hour, minute, tzinfo=UTC)
        assert day("Europe/Berlin", None, moment) == expected, moment
    assert day("Europe/Berlin", TODAY, at(TODAY)) is None
    assert day("Europe/Berlin", TODAY - DAY, at(TODAY)) == TODAY
    assert day("Asia/Tokyo", None, datetime(2026, 10, 5, 1, tzinfo=UTC)) == TODAY


async def test_a_memory_of_what_nobody_sees_any_more_is_taken_back(memory: Database) -> None:
    await add(memory, *kudos(A_YEAR_AGO, id="k"))
    await say(memory)
    (said,) = await list_said(memory)
    assert (said.thing, said.mark) == (Thing.KUDOS, "k")
    async with memory.read() as session:
        assert await highlight_facts.list_outlived(session) == []
        shown = await render_highlight(session, said.id)
        assert shown is not None
        assert ">help" in str(shown["blocks"])
    async with memory.write() as session:
        (await session.get_one(Kudos, "k")).hidden_at = at(TODAY)
    async with memory.write() as session:
        assert await highlight_facts.list_outlived(session) == [said.id]
        await service.withdraw(session, said.id, at(TODAY))
    async with memory.read() as session:
        assert await highlight_facts.list_outlived(session) == []
        assert await render_highlight(session, said.id) is None, "nobody has seen it"
        post = await outbox.get_post(session, said.post_id)
    assert post.key == "highlight:R1:memory:k"


async def test_a_lesson_is_remembered_until_it_is_retired(memory: Database) -> None:
    moments = dict.fromkeys(("created_at", "fresh_at"), A_YEAR_AGO)
    words = {"happened": "", "learnt": "Ask early", "now_do": ""}
    told = {"relationship_id": "R1", "number": 1, "author": "UANN", "side": "client"}
    learnt = Lesson(id="L", origin_kind="own", state="joint", **told, **words, **moments)
    await add(memory, learnt)
    await say(memory)
    (said,) = await list_said(memory)
    async with memory.read() as session:
        shown = await render_highlight(session, said.id)
        assert shown is not None
        assert "Vee learnt:" in shown["text"]
        assert ">Ask early" in str(shown["blocks"])
    async with memory.write() as session:
        (await session.get_one(Lesson, "L")).state = "retired"
    async with memory.read() as session:
        assert await highlight_facts.list_outlived(session) == [said.id]
