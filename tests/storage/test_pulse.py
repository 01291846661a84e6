"""Rounds on both engines: opened once, answered at once by many, closed for good."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.core.errors import NotAllowed, NotOnASide
from bot.core.ids import new_id
from bot.core.people import Side
from bot.pulse import closing, opening, rounds, service
from bot.pulse.answers import Answer, Click
from bot.pulse.errors import NobodyToAsk, NotAsked, RoundClosed, RoundOpen
from bot.pulse.questions import Kind
from storage import pulse, pulse_answers, relationships
from storage.base import Base
from storage.database import Database
from storage.outbox import Kind as Sent
from storage.outbox import OutboxRow, State
from storage.pulse import Draft, Participant, Pulse, Result, Round, RoundKey, RoundStatus
from storage.relationships import Relationship
from tests.factories import make_plan, make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
CLIENTS = tuple(f"UC{n}" for n in range(10))
MOMENTS = itertools.count(1)
VENDORS = tuple(f"UV{n}" for n in range(10))


async def make_pulse(database: Database, *, anonymous: bool = True) -> Pulse:
    async with database.write() as session:
        relationship = await make_relationship(session, clients=CLIENTS, vendors=VENDORS)
        plan = make_plan(named=not anonymous)
        return await service.plan(session, relationship.id, plan, user_id="UC0", now=NOW)


async def ask(database: Database, planned: Pulse, now: datetime = NOW) -> Round:
    async with database.write() as session:
        return await opening.ask_now(session, planned.id, user_id="UC0", now=now)


async def answer(database: Database, asked: Round, user_id: str, score: int | None) -> None:
    def change(before: Answer) -> Answer:
        return before.record(Click(str(next(MOMENTS)), score))

    async with database.write() as session:
        await rounds.answer(session, asked.id, 0, user_id=user_id, now=NOW, change=change)


async def comment(database: Database, asked: Round, user_id: str, words: str) -> None:
    async with database.write() as session:
        await rounds.answer(
            session, asked.id, 0, user_id=user_id, now=NOW, change=lambda a: a.with_comment(words)
        )


async def close(database: Database, asked: Round, now: datetime = LATER) -> bool:
    async with database.write() as session:
        return await closing.close(session, asked.id, now)


async def count(database: Database, record: type[Base]) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(record)) or 0


async def test_a_due_round_is_opened_once_by_many(database: Database) -> None:
    planned = await make_pulse(database)
    due = NOW + timedelta(hours=2)

    async def look() -> Round | None:
        async with database.write() as session:
            return await opening.open_due(session, planned.id, due)

    opened = await asyncio.gather(*(look() for _ in range(8)))
    assert len([one for one in opened if one is not None]) == 1
    assert await count(database, Round) == 1
    assert await count(database, Participant) == 20
    assert await look() is None


async def test_an_occurrence_is_not_opened_again_after_it_closed(database: Database) -> None:
    planned = await make_pulse(database)
    due = NOW + timedelta(hours=2)
    async with database.write() as session:
        opened = await opening.open_due(session, planned.id, due)
    assert opened is not None
    assert opened.key == "2026-11-02"
    assert await close(database, opened)
    async with database.write() as session:  # even where the clock of another machine is behind
        own = await pulse.get_pulse(session, planned.id)
        own.effective_from = NOW
    async with database.write() as session:
        assert await opening.open_due(session, planned.id, due) is None


async def test_what_begins_while_a_late_round_waits_to_be_closed_is_asked(
    database: Database,
) -> None:
    """Nobody looked for a week: the round of then is closed now, and the one of now is opened."""
    planned = await make_pulse(database)
    back = NOW + timedelta(days=7, hours=5)
    async with database.write() as session:
        first = await opening.open_due(session, planned.id, NOW + timedelta(hours=2))
    assert first is not None
    assert await close(database, first, back)
    async with database.write() as session:
        second = await opening.open_due(session, planned.id, back)
    assert second is not None
    assert second.key == "2026-11-09"


async def test_what_begins_while_a_round_is_open_is_left_out(database: Database) -> None:
    planned = await make_pulse(database)
    asked = await ask(database, planned)
    assert await close(database, asked)
    async with database.write() as session:
        assert await opening.open_due(session, planned.id, LATER) is None


async def test_asking_now_twice_at_once_asks_once(database: Database) -> None:
    planned = await make_pulse(database)
    asked = await asyncio.gather(
        *(ask(database, planned) for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in asked) == ["Round", *["RoundOpen"] * 3]
    posts = [row for row in await outbox_rows(database) if row.card_kind == "pulse_question"]
    assert sorted(str(row.user_id) for row in posts) == sorted((*CLIENTS, *VENDORS))
    with pytest.raises(RoundOpen):
        await ask(database, planned)


async def test_an_answer_is_taken_before_the_round_closes_or_refused(database: Database) -> None:
    planned = await make_pulse(database, anonymous=False)
    asked = await ask(database, planned)
    everybody = (*CLIENTS, *VENDORS)
    taken, refused = set(), set()

    async def try_to_answer(user_id: str) -> None:
        try:
            await answer(database, asked, user_id, 4)
            taken.add(user_id)
        except RoundClosed:
            refused.add(user_id)

    await asyncio.gather(
        *(try_to_answer(user_id) for user_id in everybody[:10]),
        close(database, asked),
        *(try_to_answer(user_id) for user_id in everybody[10:]),
    )
    assert taken | refused == set(everybody)
    async with database.read() as session:
        kept = {one.user_id for one in await pulse_answers.list_results(session, asked.id)}
    assert kept == taken
    assert await count(database, Draft) == 0


async def outbox_rows(database: Database) -> list[OutboxRow]:
    async with database.read() as session:
        return list(await session.scalars(select(OutboxRow)))


async def test_the_database_itself_admits_one_open_round(database: Database) -> None:
    planned = await make_pulse(database)
    await ask(database, planned)
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(
                Round(
                    id=new_id(),
                    pulse_id=planned.id,
                    key="another",
                    status=RoundStatus.OPEN,
                    opened_at=NOW,
                    closes_at=LATER,
                    wiped=False,
                )
            )


async def test_asking_those_who_are_due_may_be_done_again_and_again(database: Database) -> None:
    planned = await make_pulse(database)
    due = NOW + timedelta(hours=2)
    async with database.write() as session:
        opened = await opening.open_due(session, planned.id, due)
    assert opened is not None

    async def look() -> None:
        async with database.write() as session:
            await opening.ask_due(session, opened.id, due)

    await asyncio.gather(*(look() for _ in range(4)))
    await look()
    posts = [row for row in await outbox_rows(database) if row.card_kind == "pulse_question"]
    assert len(posts) == 20


async def test_no_answer_of_many_at_once_is_lost(database: Database) -> None:
    planned = await make_pulse(database)
    asked = await ask(database, planned)
    everybody = (*CLIENTS, *VENDORS)
    await asyncio.gather(
        *(answer(database, asked, user_id, 4) for user_id in everybody),
        *(comment(database, asked, user_id, f"by {user_id}") for user_id in everybody),
    )
    async with database.read() as session:
        for user_id in everybody:
            participant = await pulse_answers.find_participant(session, asked.id, user_id)
            assert participant is not None
            given = (await rounds.read_sheet(session, participant))[0]
            assert (given.find_value(Kind.SCALE), given.comment) == (4, f"by {user_id}")


async def deliver(database: Database, *, refused: dict[str, State]) -> None:
    """Slack took all questions but those to these people."""
    async with database.write() as session:
        await session.execute(update(OutboxRow).values(state=State.SENT))
        for user_id, state in refused.items():
            of_theirs = OutboxRow.user_id == user_id
            await session.execute(update(OutboxRow).where(of_theirs).values(state=state))


async def test_closing_keeps_what_may_be_kept_and_erases_the_rest(database: Database) -> None:
    planned = await make_pulse(database)
    asked = await ask(database, planned)
    for number, user_id in enumerate(CLIENTS[:5]):
        await answer(database, asked, user_id, number + 1)
        await comment(database, asked, user_id, "client words")
    for user_id in VENDORS[:2]:
        await answer(database, asked, user_id, 5)
        await comment(database, asked, user_id, "vendor words")
    await answer(database, asked, VENDORS[2], 5)
    await answer(database, asked, VENDORS[2], None)

    await deliver(database, refused={VENDORS[8]: State.FAILED, VENDORS[9]: State.WAITING})
    assert not await close(database, asked, NOW), "its time is not over"
    closed = await asyncio.gather(*(close(database, asked) for _ in range(4)))
    assert sorted(closed) == [False, False, False, True]

    assert await count(database, Draft) == 0
    assert await count(database, RoundKey) == 0
    async with database.read() as session:
        results = await pulse_answers.list_results(session, asked.id)
        counts = await pulse_answers.count_by_side(session, asked.id)
    assert sorted(one.score for one in results if one.score) == [1, 2, 3, 4, 5]
    assert [one.text for one in results if one.text] == ["client words"] * 5
    assert {(one.side, one.user_id) for one in results} == {(Side.CLIENT, None)}
    assert counts == {Side.CLIENT: (10, 5), Side.VENDOR: (8, 2)}
    digests = [row for row in await outbox_rows(database) if row.card_kind == "pulse_digest"]
    assert len(digests) == 1
    for late in ("UC0", "UV9"):
        with pytest.raises(RoundClosed):
            await answer(database, asked, late, 1)


async def test_named_results_keep_their_names(database: Database) -> None:
    planned = await make_pulse(database, anonymous=False)
    asked = await ask(database, planned)
    await answer(database, asked, "UV1", 2)
    await comment(database, asked, "UV2", "only words")
    await close(database, asked)
    async with database.read() as session:
        results = await pulse_answers.list_results(session, asked.id)
    kept = {(one.user_id, one.score, one.text) for one in results}
    assert kept == {("UV1", 2, None), ("UV2", None, "only words")}


async def test_more_comments_than_a_message_holds_follow_in_the_thread(
    database: Database,
) -> None:
    planned = await make_pulse(database)
    asked = await ask(database, planned)
    for user_id in CLIENTS:
        await answer(database, asked, user_id, 3)
        await comment(database, asked, user_id, "x" * 3000)
    await close(database, asked)
    pages = [row for row in await outbox_rows(database) if row.card_kind == "pulse_comments"]
    digest = next(row for row in await outbox_rows(database) if row.card_kind == "pulse_digest")
    assert [row.card_id for row in pages] == [f"{asked.id}:{page}" for page in range(1, 5)]
    assert {row.thread_post_id for row in pages} == {digest.id}


async def test_updates_of_questions_are_forgotten_once_they_are_sent(database: Database) -> None:
    planned = await make_pulse(database)
    asked = await ask(database, planned)
    await answer(database, asked, "UC1", 3)
    await answer(database, asked, "UC2", 3)
    sending, sent = [row for row in await outbox_rows(database) if row.kind == Sent.UPDATE]
    async with database.write() as session:
        (await session.get_one(OutboxRow, sending.seq)).state = State.SENDING
        (await session.get_one(OutboxRow, sent.seq)).state = State.SENT
    await close(database, asked)

    async def wipe() -> bool:
        async with database.write() as session:
            return await closing.wipe(session, asked.id)

    left = {row.id for row in await outbox_rows(database) if row.kind == Sent.UPDATE}
    assert sending.id in left
    assert sent.id not in left
    assert not await wipe(), "one is just being sent"
    async with database.write() as session:
        (await session.get_one(OutboxRow, sending.seq)).state = State.SENT
    assert await wipe()
    updates = [row for row in await outbox_rows(database) if row.kind == Sent.UPDATE]
    assert len(updates) == 20, "everybody's question is closed"
    assert all(row.created_at == LATER for row in updates)


async def test_who_may_ask_and_answer(database: Database) -> None:
    planned = await make_pulse(database)
    async with database.write() as session:
        with pytest.raises(NotAllowed):
            await opening.ask_now(session, planned.id, user_id="UC5", now=NOW)
        with pytest.raises(NotOnASide):
            await opening.ask_now(session, planned.id, user_id="USTRANGER", now=NOW)
        await opening.ask_now(session, planned.id, user_id="UV0", now=NOW)
    async with database.read() as session:
        asked = await pulse.find_open_round(session, planned.id)
    assert asked is not None
    with pytest.raises(NotOnASide):
        await answer(database, asked, "USTRANGER", 5)
    async with database.write() as session:
        await relationships.mark_absent(session, planned.relationship_id, "UC9")
    with pytest.raises(NotOnASide):
        await answer(database, asked, "UC9", 5)
    async with database.write() as session:
        await session.execute(delete(Participant).where(Participant.user_id == "UC8"))
    with pytest.raises(NotAsked):
        await answer(database, asked, "UC8", 5)


async def test_nobody_to_ask(database: Database) -> None:
    planned = await make_pulse(database)
    for user_id in (*CLIENTS[1:], *VENDORS):
        async with database.write() as session:
            await relationships.mark_absent(session, planned.relationship_id, user_id)
    async with database.write() as session:
        await pulse.lock_pulse(session, planned.id)
        person = await session.get(relationships.PersonRecord, "UC0")
        assert person is not None
        person.deleted = True
    with pytest.raises(NobodyToAsk):
        await ask(database, planned)


async def test_a_relationship_takes_its_pulses_with_it(database: Database) -> None:
    planned = await make_pulse(database)
    asked = await ask(database, planned)
    await answer(database, asked, "UC1", 3)
    async with database.write() as session:
        await session.execute(delete(Relationship))
    for record in (Pulse, Round, Participant, RoundKey, Draft, Result):
        assert await count(database, record) == 0


async def test_numbers_are_given_once_each(database: Database) -> None:
    planned = await make_pulse(database)
    plan = make_plan("More?")

    async def plan_one(user_id: str) -> int:
        async with database.write() as session:
            made = await service.plan(
                session, planned.relationship_id, plan, user_id=user_id, now=NOW
            )
            return made.number

    numbers = await asyncio.gather(*(plan_one(user_id) for user_id in CLIENTS))
    assert sorted(numbers) == list(range(2, 12))
