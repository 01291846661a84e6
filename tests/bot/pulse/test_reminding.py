"""Who is reminded, when, and how often: also where nobody looked in time, or many look at once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.pulse import opening, reminding, rounds, service
from bot.pulse.answers import Answer, Click
from bot.pulse.errors import NotAsked, RoundClosed
from bot.pulse.questions import Kind, Question, dump
from storage import pulse, pulse_answers, pulse_reminders
from storage.database import Database
from storage.outbox import OutboxRow
from storage.pulse import Participant, Round
from tests.factories import NOW, make_plan, make_relationship

HOUR = timedelta(hours=1)
PEOPLE = {"UANN", "UAMIR", "UADA", "UBO", "UBEA", "UBOB"}
QUIET = {"weekday": 0, "at": "10:00", "quiet": ["20:00", "07:00"]}
SCALE, TEXT = Question(Kind.SCALE, "How?", "How?"), Question(Kind.TEXT, "Why?", "Why?")


async def ask(database: Database, *questions: Question, **traits: object) -> Round:
    """A round that is open for a day, from nine in the morning of everybody's clock."""
    async with database.write() as session:
        relationship = await make_relationship(session)
        own = {"questions": dump(questions or (SCALE,)), "schedule": QUIET, "reminders": [4, 20]}
        plan = make_plan(**own | traits)
        planned = await service.plan(session, relationship.id, plan, user_id="UANN", now=NOW)
        return await opening.ask_now(session, planned.id, user_id="UANN", now=NOW)


async def look(database: Database, asked: Round, now: datetime) -> None:
    async with database.write() as session:
        if asked.id in await pulse_reminders.list_rounds(session, now):
            await reminding.remind_due(session, asked.id, now)


async def answer(database: Database, asked: Round, user_id: str, position: int = 0) -> None:
    def change(before: Answer) -> Answer:
        return before.record(Click("1", 3))

    async with database.write() as session:
        await rounds.answer(session, asked.id, position, user_id=user_id, now=NOW, change=change)


async def reminded(database: Database) -> list[str]:
    """Who was reminded, in order of their names, as often as they were."""
    async with database.read() as session:
        rows = await session.scalars(
            select(OutboxRow.user_id).where(OutboxRow.card_kind == reminding.REMINDER_CARD)
        )
        return sorted(str(user_id) for user_id in rows)


async def test_only_those_are_reminded_who_have_not_answered(database: Database) -> None:
    asked = await ask(database)
    await answer(database, asked, "UANN")
    await look(database, asked, NOW + 4 * HOUR - timedelta(minutes=1))
    assert await reminded(database) == []
    await look(database, asked, NOW + 4 * HOUR)
    await look(database, asked, NOW + 5 * HOUR)
    assert await reminded(database) == sorted(PEOPLE - {"UANN"})
    await answer(database, asked, "UBO")
    await look(database, asked, NOW + 23 * HOUR)
    twice = PEOPLE - {"UANN", "UBO"}
    assert await reminded(database) == sorted([*twice, *twice, "UBO"])


async def test_the_rows_of_a_round_do_not_tell_who_was_reminded(database: Database) -> None:
    asked = await ask(database)
    await answer(database, asked, "UANN")
    await look(database, asked, NOW + 4 * HOUR)
    async with database.read() as session:
        rows = await session.execute(select(Participant.reminded, Participant.remind_at))
        assert len(set(rows.all())) == 1


async def test_many_machines_remind_once(database: Database) -> None:
    asked = await ask(database)
    await asyncio.gather(*(look(database, asked, NOW + 4 * HOUR) for _ in range(6)))
    assert await reminded(database) == sorted(PEOPLE)


async def test_where_nobody_looked_in_time_quiet_hours_are_waited_for(database: Database) -> None:
    """The bot comes back at ten in the evening, and at six; at seven all is said once."""
    asked = await ask(database)
    await look(database, asked, NOW + 13 * HOUR)
    await look(database, asked, NOW + 21 * HOUR)
    assert await reminded(database) == []
    await look(database, asked, NOW + 22 * HOUR)
    await look(database, asked, NOW + 23 * HOUR)
    assert await reminded(database) == sorted(PEOPLE)


async def test_nobody_is_reminded_when_the_time_is_over(database: Database) -> None:
    asked = await ask(database)
    await look(database, asked, NOW + 24 * HOUR)
    assert await reminded(database) == []


async def test_the_question_somebody_is_at_waits(database: Database) -> None:
    asked = await ask(database, SCALE, SCALE)
    await answer(database, asked, "UANN")
    await answer(database, asked, "UBO")
    await answer(database, asked, "UBO", 1)
    await look(database, asked, NOW + 4 * HOUR)
    assert await reminded(database) == sorted(PEOPLE - {"UBO"})


async def test_nobody_is_urged_to_write_after_they_have_answered(database: Database) -> None:
    asked = await ask(database, SCALE, TEXT)
    await answer(database, asked, "UANN")
    await look(database, asked, NOW + 4 * HOUR)
    assert await reminded(database) == sorted(PEOPLE - {"UANN"})


async def test_who_declines_is_not_reminded_and_can_answer(database: Database) -> None:
    asked = await ask(database)
    async with database.write() as session:
        await reminding.decline(session, asked.id, user_id="UANN", now=NOW)
    await look(database, asked, NOW + 4 * HOUR)
    assert "UANN" not in await reminded(database)
    await answer(database, asked, "UANN")
    async with database.read() as session:
        participant = await pulse_answers.find_participant(session, asked.id, "UANN")
        assert participant is not None
        assert (await rounds.read_sheet(session, participant))[0].find_value(Kind.SCALE) == 3


async def test_declining_is_for_those_who_are_asked_while_it_is_open(database: Database) -> None:
    asked = await ask(database)
    async with database.write() as session:
        with pytest.raises(NotAsked):
            await reminding.decline(session, asked.id, user_id="UGUEST", now=NOW)
        await pulse_answers.erase_drafts(session, asked.id)
        with pytest.raises(RoundClosed):
            await reminding.decline(session, asked.id, user_id="UANN", now=NOW)


async def test_a_question_in_the_channel_is_reminded_of_by_direct_message(
    database: Database,
) -> None:
    asked = await ask(database, in_channel=True, named=True)
    await answer(database, asked, "UANN")
    await look(database, asked, NOW + 4 * HOUR)
    assert await reminded(database) == sorted(PEOPLE - {"UANN"})


async def test_a_pulse_without_reminders_reminds_nobody(database: Database) -> None:
    asked = await ask(database, reminders=[])
    for hours in range(1, 24):
        await look(database, asked, NOW + hours * HOUR)
    assert await reminded(database) == []
    async with database.read() as session:
        assert (await pulse.get_round(session, asked.id)).closes_at == NOW + 24 * HOUR
