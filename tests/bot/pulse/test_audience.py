"""Who is asked: the audience of a pulse, who is away, and who was asked often enough."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.pulse import audience, opening, service
from bot.pulse.audience import Throttle
from bot.pulse.errors import NobodyFree, NobodyToAsk
from storage import absences, pulse_people, relationships
from storage.database import Database
from storage.pulse import Audience, Pulse
from tests.factories import NOW, make_plan, make_relationship

CLIENTS, VENDORS = {"UANN", "UAMIR", "UADA"}, {"UBO", "UBEA", "UBOB"}
DAY = timedelta(days=1)


async def make_pulse(database: Database, **traits: object) -> Pulse:
    async with database.write() as session:
        relationship = await make_relationship(session)
        plan = make_plan(**traits)
        return await service.plan(session, relationship.id, plan, user_id="UANN", now=NOW)


async def another(database: Database, planned: Pulse, **traits: object) -> Pulse:
    async with database.write() as session:
        home, plan = planned.relationship_id, make_plan(**traits)
        return await service.plan(session, home, plan, user_id="UANN", now=NOW)


async def find(database: Database, planned: Pulse) -> dict[str, audience.Askable]:
    async with database.read() as session:
        home = await relationships.get_relationship(session, planned.relationship_id)
        return await audience.load_askable(session, planned, home)


async def ask(
    database: Database, planned: Pulse, now: datetime = NOW, throttle: Throttle = opening.USUAL
) -> int:
    """Ask a pulse now; how many were spared."""
    async with database.write() as session:
        opened = await opening.ask_now(
            session, planned.id, user_id="UANN", now=now, throttle=throttle
        )
        return await pulse_people.count_spared(session, opened.id)


async def leave(database: Database, planned: Pulse, user_id: str) -> None:
    async with database.write() as session:
        await relationships.mark_absent(session, planned.relationship_id, user_id)


@pytest.mark.parametrize(
    ("traits", "asked"),
    [
        ({}, CLIENTS | VENDORS),
        ({"audience": Audience.CLIENT}, CLIENTS),
        ({"audience": Audience.VENDOR}, VENDORS),
        ({"audience": Audience.CONTACTS}, {"UANN", "UBO"}),
        ({"audience": Audience.PICKED, "picked": ["UADA", "UBOB", "UGONE"]}, {"UADA", "UBOB"}),
        ({"audience": Audience.PICKED, "picked": ["UADA"]}, {"UADA"}),
    ],
)
async def test_the_audience(database: Database, traits: dict[str, object], asked: set[str]) -> None:
    assert (await find(database, await make_pulse(database, **traits))).keys() == asked


async def test_a_pulse_of_both_sides_needs_both(database: Database) -> None:
    planned = await make_pulse(database)
    of_clients = await another(database, planned, audience=Audience.CLIENT)
    for user_id in VENDORS:
        await leave(database, planned, user_id)
    assert await find(database, planned) == {}
    assert (await find(database, of_clients)).keys() == CLIENTS
    with pytest.raises(NobodyToAsk):
        await ask(database, planned)
    assert await ask(database, of_clients) == 0


async def test_who_is_due_depends_on_the_sides_that_are_asked(database: Database) -> None:
    planned = await make_pulse(database)
    of_clients = await another(database, planned, audience=Audience.CLIENT)
    for user_id in VENDORS:
        await leave(database, planned, user_id)
    async with database.read() as session:
        due = await opening.list_due(session, NOW + timedelta(hours=3))
    assert list(due) == [of_clients.id]


async def test_everybody_has_a_clock_and_a_home(database: Database) -> None:
    planned = await make_pulse(database, named=True, in_channel=True)
    own = (await find(database, planned))["UANN"]
    assert own.zone == ZoneInfo("Europe/Berlin")
    assert own.away is None


async def test_who_is_away_is_not_asked_now(database: Database) -> None:
    planned = await make_pulse(database)
    async with database.write() as session:
        await absences.save_absence(session, "UADA", NOW.date())
        await absences.save_absence(session, "UBOB", NOW.date() - DAY)
    await ask(database, planned)
    async with database.read() as session:
        asked = await pulse_people.count_asked(session, planned.relationship_id, NOW)
    assert asked.keys() == (CLIENTS | VENDORS) - {"UADA"}


async def test_where_a_side_is_away_as_a_whole_nobody_is_asked(database: Database) -> None:
    planned = await make_pulse(database)
    async with database.write() as session:
        for user_id in VENDORS:
            await absences.save_absence(session, user_id, date(2026, 11, 20))
    with pytest.raises(NobodyFree):
        await ask(database, planned)
    async with database.write() as session:
        assert await opening.open_due(session, planned.id, NOW + timedelta(hours=3)) is None
        await absences.end_absence(session, "UBO")
    async with database.write() as session:
        assert await opening.open_due(session, planned.id, NOW + timedelta(hours=3)) is not None


async def test_the_throttle_counts_over_all_pulses_and_forgets_after_its_days(
    database: Database,
) -> None:
    first = await make_pulse(database, audience=Audience.CONTACTS)
    second = await another(database, first)
    twice = Throttle(most=2, days=7)
    third = await another(database, first, audience=Audience.CONTACTS)
    assert await ask(database, first, throttle=twice) == 0
    assert await ask(database, third, throttle=twice) == 0
    fourth = await another(database, first)
    assert await ask(database, second, throttle=twice) == 2
    assert await ask(database, fourth, NOW + 7 * DAY + DAY, throttle=twice) == 0


async def test_a_question_in_the_channel_neither_counts_nor_spares(database: Database) -> None:
    once = Throttle(most=1, days=7)
    public = await make_pulse(database, named=True, in_channel=True)
    private = await another(database, public)
    second = await another(database, public, named=True, in_channel=True)
    assert await ask(database, public, throttle=once) == 0
    assert await ask(database, private, throttle=once) == 0
    assert await ask(database, second, throttle=once) == 0
