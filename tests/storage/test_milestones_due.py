"""Owners of milestones are written to in time, once, on both engines."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bot.core.people import Side
from bot.milestones import prompting, service
from bot.milestones.coming import Coming, find_coming
from bot.milestones.rules import Draft, Prompt
from handlers.milestones.cards import prompt_of
from storage import milestones, milestones_due, relationships
from storage.database import Database
from storage.outbox import OutboxRow
from tests.storage.test_milestones import (
    DAY,
    DRAFT,
    DUE,
    NOW,
    memory,
    move,
    plan,
    reach,
    say_reached,
    told,
)

__all__ = ["memory"]


async def test_owners_are_reminded_once_a_week_and_a_day_before(memory: Database) -> None:
    milestone_id = await plan(memory)
    for at in (NOW + DAY, NOW + 3 * DAY, NOW + 3 * DAY, NOW + 4 * DAY, NOW + 9 * DAY):
        async with memory.write() as session:
            await prompting.remind(session, milestone_id, at)
    assert await told(memory, prompting.CARD) == ["UADA", "UBEA", "UADA", "UBEA"]
    async with memory.read() as session:
        for prompt in (Prompt.WEEK, Prompt.DAY):
            assert await milestones.was_prompted(session, milestone_id, prompt, DUE.isoformat())
        assert await milestones_due.list_dated(session, DUE + DAY, DUE + 9 * DAY) == []


@pytest.mark.parametrize(
    ("read", "late", "said"),
    [
        (False, False, "A day ahead"),
        (False, True, None),
        (True, True, "A day ahead"),
    ],
)
async def test_a_reminder_for_a_day_that_is_over_is_not_sent(
    memory: Database, read: bool, late: bool, said: str | None
) -> None:
    milestone_id = await plan(memory)
    async with memory.write() as session:
        await prompting.remind(session, milestone_id, NOW + 9 * DAY)
        for post in await session.scalars(select(OutboxRow).where(OutboxRow.user_id == "UADA")):
            post.ts = "1793606400.000100" if read else None
    now = NOW + (11 if late else 10) * DAY
    render = prompt_of(SimpleNamespace(clock=SimpleNamespace(now=lambda: now)))
    async with memory.read() as session:
        shown = await render(session, f"{milestone_id}:day:{DUE.isoformat()}")
        dropped = await render(session, f"{milestone_id}:day:2026-11-10")
    assert (said in shown["text"]) if said else shown is None
    assert dropped is None, "nobody is told of what is settled and was never asked"


async def test_who_is_asked_what_changed_is_asked_once_for_each_day(memory: Database) -> None:
    milestone_id = await plan(memory)
    async with memory.write() as session:
        await relationships.mark_absent(session, "R1", "UBEA")
    morning = datetime(2026, 11, 13, 8, tzinfo=UTC)
    for at in (morning - timedelta(minutes=1), morning, morning + DAY):
        async with memory.write() as session:
            await prompting.ask_what_changed(session, milestone_id, at)
    assert await told(memory, prompting.CARD) == ["UADA", "UBO"], "the contact, for the owner left"
    async with memory.read() as session:
        assert await milestones_due.list_unasked(session, DUE + 9 * DAY) == []
    await move(memory, milestone_id, date(2026, 11, 20), at=morning)
    async with memory.read() as session:
        assert len(await milestones_due.list_unasked(session, DUE + 9 * DAY)) == 1
    async with memory.write() as session:
        await prompting.ask_what_changed(session, milestone_id, morning + 8 * DAY)
    assert len(await told(memory, prompting.CARD)) == 4


async def ask_again(database: Database, milestone_id: str, *moments: datetime) -> None:
    for at in moments:
        async with database.write() as session:
            await prompting.ask_again(session, milestone_id, at)


async def test_who_does_not_answer_is_asked_once_more(memory: Database) -> None:
    milestone_id = await plan(memory)
    await ask_again(memory, milestone_id, NOW + 3 * DAY)
    await say_reached(memory, milestone_id, "UADA")
    async with memory.write() as session:
        await relationships.mark_absent(session, "R1", "UBEA")
    early = NOW + 2 * DAY - timedelta(seconds=1)
    await ask_again(memory, milestone_id, early)
    assert await told(memory, prompting.CARD) == ["UBEA"]
    await asyncio.gather(*(ask_again(memory, milestone_id, NOW + 2 * DAY) for _ in range(2)))
    await ask_again(memory, milestone_id, NOW + 9 * DAY)
    assert await told(memory, prompting.CARD) == ["UBEA", "UBO"], "the contact, for the owner left"

    for moment in (NOW + 9 * DAY, NOW + 20 * DAY):
        async with memory.write() as session:
            await service.take_back(session, milestone_id, user_id="UADA", now=moment)
        await say_reached(memory, milestone_id, "UADA", at=moment)
    await ask_again(memory, milestone_id, NOW + 12 * DAY)
    assert len(await told(memory, prompting.CARD)) == 4, "it is another proposal since"
    await ask_again(memory, milestone_id, NOW + 22 * DAY)
    assert len(await told(memory, prompting.CARD)) == 5
    await say_reached(memory, milestone_id, "UBO", at=NOW + 23 * DAY)
    async with memory.read() as session:
        assert await milestones_due.list_proposed(session) == []


async def test_a_new_owner_is_told(memory: Database) -> None:
    milestone_id = await plan(memory)

    async def edit(client: str, vendor: str, at: datetime) -> None:
        owners = {Side.CLIENT: client, Side.VENDOR: vendor}
        draft = Draft(DRAFT.title, None, owners, DRAFT.meanings)
        async with memory.write() as session:
            await service.edit(session, milestone_id, draft, user_id="UANN", now=at)

    await edit("UADA", "UBEA", NOW)
    assert await told(memory, prompting.CARD) == [], "nobody new"
    await edit("UANN", "UBOB", NOW + DAY)
    assert await told(memory, prompting.CARD) == ["UBOB"], "who edits it knows"
    await edit("UADA", "UBEA", NOW + 2 * DAY)
    await edit("UADA", "UBOB", NOW + 3 * DAY)
    assert await told(memory, prompting.CARD) == ["UBOB", "UADA", "UBEA", "UBOB"]


async def test_what_comes_next_is_told_to_whoever_moves_the_clock(memory: Database) -> None:
    async def find(at: datetime) -> Coming | None:
        async with memory.read() as session:
            return await find_coming(session, at)

    assert await find(NOW) is None
    milestone_id = await plan(memory)
    week, day, after = (datetime(2026, 11, n, 8, tzinfo=UTC) for n in (5, 11, 13))
    assert await find(NOW) == Coming(week, Prompt.WEEK)
    assert await find(week) == Coming(day, Prompt.DAY)
    assert await find(day) == Coming(after, Prompt.MISSED)
    assert await find(after) is None
    await say_reached(memory, milestone_id, "UADA", at=after)
    assert await find(after) == Coming(after + 2 * DAY, Prompt.AGAIN)
    await reach(memory)
    assert await find(NOW) == Coming(NOW + DAY)
