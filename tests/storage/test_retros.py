"""Retros on both engines: private notes, headings, votes, steps of both sides, what comes back."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.core.errors import InvalidInput, NotAllowed, NotOnASide
from bot.core.people import Side
from bot.core.rhythms import Weekly
from bot.core.themes import Theme
from bot.retros import board, planning, rules, service, steps
from bot.retros.coming import Coming, find_coming
from bot.retros.errors import (
    NoNotes,
    NoSchedule,
    NotesAreOpen,
    NotInvited,
    NotStalled,
    OwnSideReady,
    RetroMovedOn,
    RetroRunning,
)
from bot.retros.rules import NOTES, Draft, Grouping, Kind, Stage
from bot.retros.schedules import Plan
from handlers.retros.cards import RENDERERS
from storage import relationships, retros, retros_due, retros_reading
from storage.database import Database
from storage.outbox import OutboxRow
from storage.retros import Retro
from storage.retros_reading import Board
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DRAFT = Draft("Q4", {Side.CLIENT: "UADA", Side.VENDOR: "UBEA"}, (), date(2026, 11, 5))


@pytest.fixture
async def memory(database: Database) -> Database:
    """The relationship R1: contacts are UANN and UBO, UADA and UBEA lead the retros."""
    async with database.write() as session:
        await make_relationship(session, id="R1")
    return database


async def start(database: Database, draft: Draft = DRAFT, user_id: str = "UAMIR") -> str:
    async with database.write() as session:
        return (await service.start(session, "R1", draft, user_id=user_id, now=NOW)).id


async def write(
    database: Database, retro_id: str, user_id: str, *lines: str, seen: Stage = Stage.COLLECT
) -> None:
    async with database.write() as session:
        written = {Kind.WELL: "\n".join(lines)}
        await board.write_notes(session, retro_id, written, seen=seen, user_id=user_id, now=NOW)


async def go_on(
    database: Database, retro_id: str, seen: Stage, *user_ids: str, at: datetime = NOW
) -> None:
    for user_id in user_ids or ("UADA", "UBEA"):
        async with database.write() as session:
            await steps.go_on(session, retro_id, seen=seen, user_id=user_id, now=at)


async def read(database: Database, retro_id: str) -> tuple[Retro, Board]:
    async with database.read() as session:
        retro = await retros.get_retro(session, retro_id)
        return retro, await retros_reading.load_board(session, retro)


async def group(database: Database, retro_id: str, grouping: Grouping) -> None:
    async with database.write() as session:
        await board.group(session, retro_id, grouping, user_id="UADA", now=NOW)


async def vote(database: Database, retro_id: str, user_id: str, *heading_ids: str) -> None:
    async with database.write() as session:
        await board.vote(session, retro_id, heading_ids, user_id=user_id, now=NOW)


async def cancel(database: Database, retro_id: str, seen: Stage, reason: str = "No time") -> None:
    async with database.write() as session:
        await service.cancel(session, retro_id, seen=seen, reason=reason, user_id="UBO", now=NOW)


async def go_back(
    database: Database, retro_id: str, user_id: str, reason: str = "Too many"
) -> None:
    async with database.write() as session:
        await steps.go_back(session, retro_id, reason=reason, user_id=user_id, now=NOW)


async def said(database: Database) -> list[str | None]:
    async with database.read() as session:
        rows = select(OutboxRow.card_kind).where(OutboxRow.kind == "post").order_by(OutboxRow.seq)
        return list(await session.scalars(rows))


async def test_notes_are_their_authors_until_both_sides_open_them(memory: Database) -> None:
    retro_id = await start(memory)
    with pytest.raises(NoNotes):
        await go_on(memory, retro_id, Stage.COLLECT)
    await write(memory, retro_id, "UAMIR", "one", "two")
    await write(memory, retro_id, "UAMIR", "two", "three")
    await write(memory, retro_id, "UBOB", "four")
    async with memory.read() as session:
        own = await retros.list_own_notes(session, retro_id, "UAMIR")
        assert {note.text for note in own} == {"two", "three"}
        head = await retros_reading.load_head(session, retro_id)
        assert head.notes == {Side.CLIENT: 2, Side.VENDOR: 1}
    await go_on(memory, retro_id, Stage.COLLECT, "UBEA")
    with pytest.raises(OwnSideReady):
        await go_on(memory, retro_id, Stage.COLLECT, "UBEA")
    retro, seen = await read(memory, retro_id)
    assert (retro.stage, retro.proposed_side) == ("collect", "vendor")
    assert seen == Board([], [], {})

    await go_on(memory, retro_id, Stage.COLLECT, "UADA")
    retro, seen = await read(memory, retro_id)
    assert (retro.stage, retro.proposed_side) == ("group", None)
    assert sorted(note.text for note in seen.notes) == ["four", "three", "two"]
    assert await said(memory) == [service.CARD, service.MOVE, service.BOARD]
    with pytest.raises(RetroMovedOn):
        await go_on(memory, retro_id, Stage.COLLECT, "UBEA")
    with pytest.raises(NotesAreOpen):
        await write(memory, retro_id, "UBOB", "four", "meant for nobody yet")
    await write(memory, retro_id, "UBOB", "four", "five", seen=Stage.GROUP)
    _, seen = await read(memory, retro_id)
    assert sorted(note.text for note in seen.notes) == ["five", "four", "three", "two"]


async def test_notes_are_put_together_voted_for_and_counted_at_the_end(memory: Database) -> None:
    retro_id = await start(memory)
    await write(memory, retro_id, "UAMIR", "late tests", "late dates", "fine food")
    await go_on(memory, retro_id, Stage.COLLECT)
    _, seen = await read(memory, retro_id)
    ids = {note.text: note.id for note in seen.notes}
    late = [ids["late tests"], ids["late dates"]]
    await group(memory, retro_id, Grouping(None, "Late", None, late))
    _, seen = await read(memory, retro_id)
    (heading,) = seen.headings
    await group(memory, retro_id, Grouping(heading.id, "", Theme.DELIVERY, []))
    await group(memory, retro_id, Grouping(None, "Other", None, [ids["late dates"]]))
    await group(memory, retro_id, Grouping(heading.id, "Too late", None, [ids["late dates"]]))
    _, seen = await read(memory, retro_id)
    assert [(one.name, one.theme) for one in seen.headings] == [("Too late", "delivery")]

    await group(memory, retro_id, Grouping(heading.id, "", rules.NO_THEME, []))
    _, seen = await read(memory, retro_id)
    assert [one.theme for one in seen.headings] == [None]
    await group(memory, retro_id, Grouping(heading.id, "", Theme.DELIVERY, []))

    await group(memory, retro_id, Grouping(None, "TOO LATE", None, [ids["late tests"]]))
    _, seen = await read(memory, retro_id)
    assert [(one.name, one.theme) for one in seen.headings] == [("Too late", "delivery")]
    await write(memory, retro_id, "UAMIR", "late tests", "late date", "fine food", seen=Stage.GROUP)
    _, seen = await read(memory, retro_id)
    assert {note.text for note in seen.under(heading.id)} == {"late tests", "late date"}
    with pytest.raises(InvalidInput) as refused:
        await group(memory, retro_id, Grouping(None, "Empty", None, ["gone"]))
    assert list(refused.value.problems) == [NOTES], "all of them were withdrawn meanwhile"

    await go_on(memory, retro_id, Stage.GROUP)
    _, seen = await read(memory, retro_id)
    alone, single = sorted(seen.headings, key=lambda one: one.name == "fine food")
    assert (alone.id, single.name) == (heading.id, "fine food")
    await vote(memory, retro_id, "UANN", alone.id, single.id)
    await vote(memory, retro_id, "UANN", single.id)
    await vote(memory, retro_id, "UBOB", single.id)
    await vote(memory, retro_id, "UADA", alone.id)
    await vote(memory, retro_id, "UADA")
    with pytest.raises(InvalidInput):
        await vote(memory, retro_id, "UADA", "elsewhere")
    _, seen = await read(memory, retro_id)
    assert seen.votes == {}
    async with memory.read() as session:
        assert await retros.list_own_votes(session, retro_id, "UANN") == [single.id]
        head = await retros_reading.load_head(session, retro_id)
        assert head.voters == {Side.CLIENT: 1, Side.VENDOR: 1}

    await go_on(memory, retro_id, Stage.VOTE)
    _, seen = await read(memory, retro_id)
    assert seen.votes == {single.id: {Side.CLIENT: 1, Side.VENDOR: 1}}
    assert [one.id for one in seen.ranked] == [single.id, alone.id]
    await go_on(memory, retro_id, Stage.IMPROVE)
    retro, _ = await read(memory, retro_id)
    assert (retro.stage, retro.closed_at, retro.look_at) == ("closed", NOW, None)


async def test_a_facilitator_goes_back_from_the_vote_and_it_begins_anew(memory: Database) -> None:
    retro_id = await start(memory)
    await write(memory, retro_id, "UAMIR", "late tests", "fine food")
    await go_on(memory, retro_id, Stage.COLLECT)
    with pytest.raises(RetroMovedOn):
        await go_back(memory, retro_id, "UBEA")
    _, seen = await read(memory, retro_id)
    late = next(note.id for note in seen.notes if note.text == "late tests")
    await group(memory, retro_id, Grouping(None, "Late", None, [late]))
    await go_on(memory, retro_id, Stage.GROUP)
    _, seen = await read(memory, retro_id)
    await vote(memory, retro_id, "UANN", seen.headings[0].id)
    await go_on(memory, retro_id, Stage.VOTE, "UADA")
    with pytest.raises(NotAllowed):
        await go_back(memory, retro_id, "UAMIR")
    with pytest.raises(InvalidInput):
        await go_back(memory, retro_id, "UBEA", "")

    await go_back(memory, retro_id, "UBEA")
    retro, seen = await read(memory, retro_id)
    assert (retro.stage, retro.proposed_side) == ("group", None)
    assert [one.name for one in seen.headings] == ["Late"]
    assert [one.text for one in seen.under(None)] == ["fine food"], "on its own, as before the vote"
    async with memory.read() as session:
        assert await retros.list_own_votes(session, retro_id, "UANN") == []
    await go_on(memory, retro_id, Stage.GROUP)
    _, seen = await read(memory, retro_id)
    assert sorted(one.name for one in seen.headings) == ["Late", "fine food"]


async def test_who_may_do_what(memory: Database) -> None:
    retro_id = await start(memory, Draft("Q4", DRAFT.facilitators, ("UAMIR", "UBOB"), NOW.date()))
    await write(memory, retro_id, "UBEA", "she leads it")
    with pytest.raises(NotInvited):
        await write(memory, retro_id, "UANN", "not asked")
    with pytest.raises(NotOnASide):
        await write(memory, retro_id, "UXXX", "a stranger")
    for user_id in ("UANN", "UAMIR"):
        with pytest.raises(NotAllowed):
            await go_on(memory, retro_id, Stage.COLLECT, user_id)
    with pytest.raises(RetroRunning):
        await start(memory)
    async with memory.write() as session:
        await relationships.mark_absent(session, "R1", "UADA")
    await go_on(memory, retro_id, Stage.COLLECT, "UANN", "UBEA")
    retro, _ = await read(memory, retro_id)
    assert retro.stage == "group", "a contact stands in for who is gone"


async def test_each_side_says_who_leads_it_and_more_time_is_given(memory: Database) -> None:
    retro_id = await start(memory)

    async def change(user_id: str, vendor: str, until: date) -> Retro:
        draft = Draft("Q5", {Side.CLIENT: "UADA", Side.VENDOR: vendor}, (), until)
        async with memory.write() as session:
            return await service.change(session, retro_id, draft, user_id=user_id, now=NOW)

    later = date(2026, 11, 9)
    with pytest.raises(InvalidInput) as refused:
        await change("UANN", "UBOB", later)
    assert list(refused.value.problems) == ["vendor_facilitator"]
    with pytest.raises(NotAllowed):
        await change("UBOB", "UBOB", later)
    retro = await change("UBO", "UBOB", later)
    assert (retro.title, retro.vendor_facilitator) == ("Q5", "UBOB")
    assert retro.look_at == NOW + 8 * DAY, "the morning after the last day of notes"
    async with memory.write() as session:
        await relationships.mark_absent(session, "R1", "UBOB")
    assert (await change("UANN", "UBO", later)).vendor_facilitator == "UBO"


async def test_one_side_goes_on_alone_after_three_working_days(memory: Database) -> None:
    retro_id = await start(memory)
    await write(memory, retro_id, "UBOB", "fine")

    async def look(at: datetime) -> list[str | None]:
        async with memory.read() as session:
            due = await retros_due.list_to_look_at(session, at)
        for _ in range(2):
            for one in due:
                async with memory.write() as session:
                    await steps.look(session, one, at)
        return [kind for kind in await said(memory) if kind == service.PROMPT]

    assert await look(NOW + 2 * DAY) == []
    async with memory.read() as session:
        assert await find_coming(session, NOW) == Coming(NOW + 4 * DAY)
        assert await find_coming(session, NOW + 4 * DAY) is None
    assert len(await look(NOW + 4 * DAY)) == 1, "a Friday: notes were asked for until Thursday"
    await go_on(memory, retro_id, Stage.COLLECT, "UBEA", at=NOW + 4 * DAY)
    async with memory.write() as session:
        with pytest.raises(NotStalled):
            await steps.go_alone(
                session, retro_id, seen=Stage.COLLECT, user_id="UBEA", now=NOW + 4 * DAY
            )
    assert len(await look(NOW + 6 * DAY)) == 1, "a weekend"
    assert len(await look(NOW + 7 * DAY)) == 2
    assert len(await look(NOW + 9 * DAY)) == 3
    async with memory.write() as session:
        await steps.go_alone(
            session, retro_id, seen=Stage.COLLECT, user_id="UBEA", now=NOW + 9 * DAY
        )
    async with memory.read() as session:
        (move,) = (await retros_reading.load_head(session, retro_id)).moves
    assert (move.alone_side, move.to_stage, move.confirmed_by) == ("vendor", "group", None)
    assert len(await look(NOW + 30 * DAY)) == 3


@pytest.mark.parametrize("at", [Stage.COLLECT, Stage.VOTE, Stage.IMPROVE])
async def test_what_is_hidden_is_gone_when_a_retro_is_cancelled(
    memory: Database, at: Stage
) -> None:
    retro_id = await start(memory)
    await write(memory, retro_id, "UBOB", "hidden")
    opened, counted = at is not Stage.COLLECT, at is Stage.IMPROVE
    if opened:
        await go_on(memory, retro_id, Stage.COLLECT)
        await go_on(memory, retro_id, Stage.GROUP)
        _, seen = await read(memory, retro_id)
        await vote(memory, retro_id, "UANN", seen.headings[0].id)
    if counted:
        await go_on(memory, retro_id, Stage.VOTE)
    for seen_at, reason, refused in (
        (Stage.CLOSED, "No time", RetroMovedOn),
        (at, "", InvalidInput),
    ):
        with pytest.raises(refused):
            await cancel(memory, retro_id, seen_at, reason)
    await cancel(memory, retro_id, at)
    _, seen = await read(memory, retro_id)
    assert [note.text for note in seen.notes] == (["hidden"] if opened else [])
    assert bool(seen.votes) == counted
    async with memory.read() as session:
        assert len(await retros.list_own_votes(session, retro_id, "UANN")) == counted
        assert len(await retros.list_own_notes(session, retro_id, "UBOB")) == opened
    with pytest.raises(RetroMovedOn):
        await write(memory, retro_id, "UBOB", "more")
    assert await start(memory), "another one can begin"


async def test_one_machine_begins_what_comes_back(memory: Database) -> None:
    fridays = Plan(Weekly(4, 2), time(14))

    async def begin(at: datetime) -> Retro | None:
        async with memory.write() as session:
            return await planning.begin_due(session, "R1", at)

    async def due(at: datetime) -> list[str]:
        async with memory.read() as session:
            return await retros_due.list_to_begin(session, at)

    async with memory.write() as session:
        with pytest.raises(NotAllowed):
            await planning.plan(session, "R1", fridays, user_id="UADA", now=NOW)
    for _ in range(2):
        async with memory.write() as session:
            await planning.plan(session, "R1", fridays, user_id="UBO", now=NOW)
    assert await said(memory) == [planning.CHANGE], "the same is told once"
    friday = datetime(2026, 11, 6, 13, tzinfo=UTC)
    assert await due(friday - timedelta(minutes=1)) == []
    async with memory.read() as session:
        assert await find_coming(session, NOW) == Coming(friday, begins=True)
    assert await due(friday) == ["R1"]
    begun = [one for one in await asyncio.gather(*(begin(friday) for _ in range(4))) if one]
    (first,) = begun
    assert (first.occurrence, first.title) == (friday.isoformat(), "Retro of 6 November 2026")
    assert (first.client_facilitator, first.vendor_facilitator) == ("UANN", "UBO")
    assert await due(friday) == []
    assert await begin(friday + 14 * DAY) is None, "one runs still"
    async with memory.write() as session:
        await service.cancel(
            session, first.id, seen=Stage.COLLECT, reason="Late", user_id="UBO", now=NOW
        )
    assert await begin(friday + 14 * DAY) is None, "its time was used up"
    assert await begin(friday + 33 * DAY) is None, "too late for that one"
    third = await begin(friday + 42 * DAY)
    assert third is not None
    assert third.title == "Retro of 18 December 2026"
    async with memory.write() as session:
        await planning.stop(session, "R1", user_id="UANN", now=NOW)
        with pytest.raises(NoSchedule):
            await planning.stop(session, "R1", user_id="UANN", now=NOW)
    assert await begin(friday + 56 * DAY) is None


async def test_contacts_are_told_of_a_retro_that_nobody_could_lead(memory: Database) -> None:
    async with memory.write() as session:
        await planning.plan(session, "R1", Plan(Weekly(4), time(14)), user_id="UBO", now=NOW)
        await relationships.mark_absent(session, "R1", "UBO")
    friday = datetime(2026, 11, 6, 13, tzinfo=UTC)
    for _ in range(2):
        async with memory.write() as session:
            assert await planning.begin_due(session, "R1", friday) is None
    async with memory.read() as session:
        told = select(OutboxRow).where(OutboxRow.card_kind == planning.LEFT_OUT)
        (post,) = await session.scalars(told)
        assert post.user_id == "UANN"
        seen = await RENDERERS[planning.LEFT_OUT](session, post.card_id)
    assert "is a contact of Vee" in seen["text"]


async def test_nothing_is_begun_or_said_where_the_bot_cannot_speak(memory: Database) -> None:
    retro_id = await start(memory)
    async with memory.write() as session:
        await planning.plan(session, "R1", Plan(Weekly(4), time(14)), user_id="UBO", now=NOW)
    later = NOW + 30 * DAY
    for traits in ({"archived": True}, {"bot_present": False}, {"status": "declined"}, {}):
        async with memory.write() as session:
            relationship = await relationships.get_relationship(session, "R1")
            relationship.archived, relationship.bot_present = False, True
            relationship.status = "active"
            for name, value in traits.items():
                setattr(relationship, name, value)
        async with memory.read() as session:
            assert await retros_due.list_to_begin(session, later) == ([] if traits else ["R1"])
            assert await retros_due.list_to_look_at(session, later) == (
                [] if traits else [retro_id]
            )
