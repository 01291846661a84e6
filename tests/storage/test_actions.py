"""Actions on both engines: asked for once, named once, moved on, asked after, and counted."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.actions import asking, chasing, following, reviewing, rules, service
from bot.actions.asking import Source, Summary
from bot.actions.coming import Coming, find_coming
from bot.actions.errors import ActionGone, AlreadyNamed, NotOpen, NotReviewed
from bot.actions.reviewing import Verdict
from bot.actions.rules import Draft
from bot.core.clock import SystemClock
from bot.core.errors import InvalidInput, NotAllowed, NotOnASide
from bot.core.people import Member, Person, Role, Side
from handlers.actions import jobs
from handlers.desk import Desk
from storage import actions, actions_due, actions_reading, people, relationships
from storage.actions import Action, ActionRequest, Answer, Helped, Status
from storage.actions_reading import Origin
from storage.database import Database
from storage.outbox import OutboxRow
from storage.pulse import Participant, Pulse, Round, RoundStatus
from tests.factories import make_plan, make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
DUE = date(2026, 11, 9)
DRAFT = Draft("Send the agenda earlier", "UADA", DUE)


@pytest.fixture
async def memory(database: Database) -> Database:
    """The relationship R1 with the pulse P1 and its closed round D1."""
    async with database.write() as session:
        await make_relationship(session, id="R1")
        plan = make_plan()
        session.add(
            Pulse(
                id="P1",
                relationship_id="R1",
                number=1,
                title="",
                questions=plan.questions,
                anonymity=plan.anonymity,
                in_channel=False,
                schedule=plan.schedule,
                open_hours=24,
                status="active",
                created_by="UANN",
                created_at=NOW,
                effective_from=NOW,
            )
        )
        await session.flush()
    await add_round(database, "D1", NOW)
    return database


async def add_round(
    database: Database, round_id: str, closed_at: datetime | None, *, answered: bool = True
) -> None:
    """A round with one participant; open where it has no moment of closing."""
    opened_at = (closed_at or NOW + WEEK) - DAY
    status = RoundStatus.OPEN if closed_at is None else RoundStatus.CLOSED
    async with database.write() as session:
        session.add(
            Round(
                id=round_id,
                pulse_id="P1",
                key=round_id,
                questions=[],
                status=status,
                opened_at=opened_at,
                closes_at=opened_at + DAY,
                closed_at=closed_at,
                digest_post_id=None if closed_at is None else f"post-{round_id}",
                wiped=closed_at is not None,
            )
        )
        await session.flush()
        session.add(
            Participant(
                id=f"{round_id}-1",
                round_id=round_id,
                user_id="UANN",
                side="client",
                ask_at=opened_at,
                answered=answered,
            )
        )


def source(round_id: str = "D1", at: datetime = NOW) -> Source:
    return Source("pulse_round", round_id, "P1", "R1", f"post-{round_id}", at)


async def ask(database: Database, *sources: Source) -> dict[str, str]:
    """Ask about these; the ids of what was asked about the last one, by side."""
    async with database.write() as session:
        for one in sources:
            await asking.ask(session, one, one.at)
        asked = await actions.find_requests(session, sources[-1].id)
        return {one.side: one.id for one in asked}


async def name(
    database: Database,
    request_id: str,
    user_id: str = "UANN",
    draft: Draft = DRAFT,
    at: datetime = NOW,
) -> Action:
    async with database.write() as session:
        return await asking.name(session, request_id, draft, user_id=user_id, now=at)


async def said(database: Database, kind: str) -> list[str | None]:
    """To whom cards of that kind were posted; None is the channel."""
    async with database.read() as session:
        rows = select(OutboxRow.user_id).where(
            OutboxRow.card_kind == kind, OutboxRow.kind == "post"
        )
        return list(await session.scalars(rows.order_by(OutboxRow.seq)))


async def summarise(database: Database, round_id: str) -> Summary:
    async with database.read() as session:
        return await asking.summarise(session, round_id)


async def count_updates(database: Database) -> int:
    async with database.read() as session:
        rows = select(func.count()).select_from(OutboxRow).where(OutboxRow.kind == "update")
        return await session.scalar(rows) or 0


async def test_the_contacts_of_both_sides_are_asked_once(memory: Database) -> None:
    async with memory.write() as session:
        second = Member("UAMIR", Side.CLIENT, Role.CONTACT)
        await relationships.save_member(session, "R1", second)
    desk = Desk(database=memory, clock=SystemClock(), clients=None, operator="tests")
    for _ in range(2):
        await asyncio.gather(jobs.ask_contacts(desk, NOW), jobs.ask_contacts(desk, NOW))
    assert await said(memory, "action_request") == ["UAMIR", "UANN", "UBO"]
    assert await said(memory, "action_recap") == [], "there was no round before it"


async def test_of_which_rounds_they_are_asked(memory: Database) -> None:
    await add_round(memory, "silent", NOW, answered=False)
    await add_round(memory, "old", NOW - timedelta(days=4))
    await add_round(memory, "open", None)
    async with memory.read() as session:
        due = await actions_due.list_unasked(session, NOW - timedelta(days=3))
    assert [one.round_id for one in due] == ["D1"]
    assert due[0] == actions_due.Closed("D1", "P1", "R1", "post-D1", NOW)


async def test_an_action_is_named_once_by_a_contact_of_the_side(memory: Database) -> None:
    asked = await ask(memory, source())
    for outsider, refusal in (("UADA", NotAllowed), ("UBO", NotAllowed), ("UWHO", NotOnASide)):
        with pytest.raises(refusal):
            await name(memory, asked["client"], outsider)
    with pytest.raises(InvalidInput):
        await name(memory, asked["client"], draft=Draft("", "UBO", None))
    with pytest.raises(ActionGone):
        await name(memory, "none")
    both = await asyncio.gather(
        name(memory, asked["client"]), name(memory, asked["client"]), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["Action", "AlreadyNamed"]
    action = next(one for one in both if isinstance(one, Action))
    assert (action.owner, action.due, action.status) == ("UADA", DUE, Status.OPEN)
    assert (action.source_kind, action.source_id, action.side) == ("pulse_round", "D1", "client")
    async with memory.read() as session:
        row = (
            await session.scalars(select(OutboxRow).where(OutboxRow.card_kind == "action"))
        ).one()
        listed = await actions.list_open(session, "R1")
    assert (row.channel_id, row.thread_post_id, row.id) == ("C1", "post-D1", action.post_id)
    assert [one.action.id for one in listed] == [action.id]


async def test_nothing_this_time_can_be_thought_better_of(memory: Database) -> None:
    asked = await ask(memory, source())
    async with memory.write() as session:
        await asking.decline(session, asked["vendor"], user_id="UBO", now=NOW)
        await asking.decline(session, asked["vendor"], user_id="UBO", now=NOW)
    async with memory.read() as session:
        request = await actions.get_request(session, asked["vendor"])
        assert (request.answer, request.answered_by) == (Answer.NOTHING, "UBO")
    await name(memory, asked["vendor"], "UBO", Draft("Call", "UBO", DUE))
    with pytest.raises(AlreadyNamed):
        async with memory.write() as session:
            await asking.decline(session, asked["vendor"], user_id="UBO", now=NOW)


async def test_it_is_done_dropped_reopened_and_moved(memory: Database) -> None:
    action = await name(memory, (await ask(memory, source()))["client"])

    async def set_status(status: Status, user_id: str) -> Action:
        async with memory.write() as session:
            return await service.set_status(session, action.id, status, user_id=user_id, now=NOW)

    async def move(due: date) -> Action:
        async with memory.write() as session:
            return await service.move(session, action.id, due, user_id="UADA", now=NOW)

    for outsider, refusal in (("UAMIR", NotAllowed), ("UBO", NotAllowed), ("UWHO", NotOnASide)):
        with pytest.raises(refusal):
            await set_status(Status.DONE, outsider)
    before = await count_updates(memory)
    assert (await set_status(Status.DONE, "UADA")).changed_by == "UADA"
    assert await count_updates(memory) == before + 1
    assert (await set_status(Status.DONE, "UANN")).changed_by == "UADA", "it was done already"
    with pytest.raises(NotOpen, match="done already"):
        await move(DUE + DAY)
    assert (await set_status(Status.OPEN, "UANN")).status == Status.OPEN
    moved = await move(DUE + DAY)
    assert (moved.due, moved.first_due) == (DUE + DAY, DUE)
    with pytest.raises(InvalidInput):
        await move(date(2026, 11, 1))
    assert (await set_status(Status.DROPPED, "UADA")).status == Status.DROPPED
    with pytest.raises(ActionGone):
        async with memory.write() as session:
            await service.set_status(session, "none", Status.DONE, user_id="UADA", now=NOW)


async def test_whoever_does_it_is_asked_at_the_next_round_once(memory: Database) -> None:
    action = await name(memory, (await ask(memory, source()))["client"])
    desk = Desk(database=memory, clock=SystemClock(), clients=None, operator="tests")
    await jobs.follow_up(desk, NOW)
    assert await said(memory, "action_followup") == []
    await add_round(memory, "D2", None)
    for _ in range(2):
        await asyncio.gather(jobs.follow_up(desk, NOW + WEEK), jobs.follow_up(desk, NOW + WEEK))
    assert await said(memory, "action_followup") == ["UADA"]
    async with memory.write() as session:
        await following.say_not_yet(session, action.id, "D2", user_id="UADA", now=NOW + WEEK)
    async with memory.read() as session:
        (asked,) = await actions.list_followups(session, action.id)
        assert asked.not_yet


async def test_the_question_and_the_overdue_note_do_not_come_in_the_same_days(
    memory: Database,
) -> None:
    """The next round begins on a Sunday, and the action is due on the Monday."""
    await name(memory, (await ask(memory, source()))["client"])
    desk = Desk(database=memory, clock=SystemClock(), clients=None, operator="tests")
    await add_round(memory, "D2", None)
    sunday = NOW + 6 * DAY
    for days in (0, 2, 3, 4):
        await jobs.follow_up(desk, sunday + days * DAY)
        await jobs.tell_overdue(desk, sunday + days * DAY)
    assert await said(memory, "action_followup") == ["UADA"]
    assert await said(memory, "action_overdue") == []
    friday = sunday + 5 * DAY
    await jobs.tell_overdue(desk, friday)
    assert await said(memory, "action_overdue") == ["UADA"]

    async with memory.write() as session:
        ended = {"status": RoundStatus.CLOSED, "closed_at": friday}
        await session.execute(update(Round).where(Round.id == "D2").values(ended))
    await add_round(memory, "D3", None)
    await jobs.follow_up(desk, friday + 3 * DAY)
    assert await said(memory, "action_followup") == ["UADA"]
    await jobs.follow_up(desk, friday + 4 * DAY)
    assert await said(memory, "action_followup") == ["UADA", "UADA"]


async def test_where_the_owner_left_the_contacts_are_asked(memory: Database) -> None:
    action = await name(memory, (await ask(memory, source()))["client"])
    await add_round(memory, "D2", None)
    async with memory.write() as session:
        await relationships.mark_absent(session, "R1", "UADA")
        await following.follow_up(session, action.id, "D2", NOW + WEEK)
    assert await said(memory, "action_followup") == ["UANN"]


async def test_what_became_of_them_is_told_at_the_next_digest(memory: Database) -> None:
    first = await ask(memory, source())
    assert (await summarise(memory, "D1")).is_empty
    action = await name(memory, first["client"])
    await ask(memory, source("D2", NOW + WEEK))
    summary = await summarise(memory, "D2")
    assert [one.id for one in summary.actions] == [action.id]
    assert summary.without == {Side.CLIENT: 0, Side.VENDOR: 1}
    assert await said(memory, "action_recap") == [None]

    async with memory.write() as session:
        done_at = NOW + WEEK + DAY
        await service.set_status(session, action.id, Status.DONE, user_id="UADA", now=done_at)
    await ask(memory, source("D3", NOW + 2 * WEEK))
    summary = await summarise(memory, "D3")
    assert [one.status for one in summary.actions] == [Status.DONE]
    assert summary.without == {Side.CLIENT: 1, Side.VENDOR: 2}
    await ask(memory, source("D4", NOW + 3 * WEEK))
    summary = await summarise(memory, "D4")
    assert summary.actions == [], "it was told that it is done"
    assert summary.without == {Side.CLIENT: 2, Side.VENDOR: 3}
    assert len(await said(memory, "action_recap")) == 3
    assert (await summarise(memory, "unknown")).is_empty


async def test_nothing_is_told_where_nothing_is_left_to_tell(memory: Database) -> None:
    asked = await ask(memory, source())
    for side, user_id in (("client", "UANN"), ("vendor", "UBO")):
        action = await name(memory, asked[side], user_id, Draft("Call", user_id, DUE))
        async with memory.write() as session:
            await session.execute(
                update(Action)
                .where(Action.id == action.id)
                .values(status=Status.DONE, changed_at=NOW - DAY)
            )
    await ask(memory, source("D2", NOW + WEEK))
    assert (await summarise(memory, "D2")).is_empty
    assert await said(memory, "action_recap") == []


async def add(database: Database, **changed: Any) -> Action:
    """An action of Acme that Bo wrote down in a problem's thread."""
    given = {
        "source_kind": rules.SourceKind.PROBLEM,
        "source_id": "PROBLEM",
        "series_id": "PROBLEM",
        "thread_post_id": "post-D1",
        "side": None,
        "draft": DRAFT,
        "user_id": "UBO",
        "now": NOW,
        **changed,
    }
    async with database.write() as session:
        relationship = await relationships.get_relationship(session, "R1")
        return await service.add(session, relationship, **given)


async def test_anybody_adds_one_for_either_side_without_being_asked(memory: Database) -> None:
    action = await add(memory, user_id="UBEA")
    assert (action.side, action.owner, action.author) == (Side.CLIENT, "UADA", "UBEA")
    assert action.nudge_at == datetime(2026, 11, 10, 8, 0, tzinfo=UTC)
    assert await said(memory, "action") == [None]
    for wrong in (
        {"side": Side.VENDOR},
        {"draft": Draft("Call", "UWHO", DUE)},
        {"review_on": DUE - DAY},
    ):
        with pytest.raises(InvalidInput):
            await add(memory, **wrong)
    with pytest.raises(NotOnASide):
        await add(memory, user_id="UWHO")
    async with memory.read() as session:
        assert [one.id for one in await actions.list_of_source(session, "PROBLEM")] == [action.id]


async def chase(database: Database, now: datetime, **keepers: str) -> Sequence[str]:
    """Tell whom it is time to tell; the actions that were due for that."""
    async with database.write() as session:
        due = await actions_due.list_overdue(session, now)
        for action_id in due:
            named = {Side(side): user_id for side, user_id in keepers.items()}
            await chasing.chase(session, action_id, named, now)
    return due


async def test_of_what_is_overdue_its_owner_is_told_and_then_its_keepers(memory: Database) -> None:
    action = await add(memory, draft=Draft("Call", "UADA", date(2026, 11, 6)))
    other = await add(memory, draft=Draft("Write", "UBEA", date(2026, 11, 6)))
    monday = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
    assert await chase(memory, monday - timedelta(minutes=1)) == []
    assert set(await chase(memory, monday)) == {action.id, other.id}
    assert sorted(await said(memory, "action_overdue")) == ["UADA", "UBEA"]
    assert await chase(memory, monday + DAY) == []
    async with memory.write() as session:
        await service.set_status(session, other.id, Status.DONE, user_id="UBEA", now=monday)
    assert await chase(memory, monday + 2 * DAY, client="UAMIR", vendor="UBOB") == [action.id]
    assert await said(memory, "action_escalation") == ["UAMIR", "UBOB"]
    assert await chase(memory, monday + 9 * DAY) == [], "each is told once"

    # With another day it begins anew; nobody is named who keeps it, so contacts of its side do.
    async with memory.write() as session:
        await service.move(session, action.id, DUE + WEEK, user_id="UADA", now=monday)
    for days in (8, 10):
        assert await chase(memory, monday + days * DAY) == [action.id]
    assert await said(memory, "action_escalation") == ["UAMIR", "UBOB", "UANN"]
    async with memory.write() as session:
        await service.set_status(session, action.id, Status.DONE, user_id="UADA", now=monday)
        shown = await actions.list_posts(session, action)
    assert len(shown) == 7, "its card, that above it, and what was told five times"
    assert "post-D1" in shown, "that above it, which no row of these tests stands for"
    async with memory.read() as session:
        drawn = select(OutboxRow.about_post_id).where(OutboxRow.kind == "update")
        assert set(shown) - {"post-D1"} <= set(await session.scalars(drawn))


async def test_whoever_is_told_is_told_when_they_work(memory: Database) -> None:
    """Each by their own clock, and once; those who keep it count from when its owner was told."""
    monday = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
    async with memory.write() as session:
        for user_id, tz in (("UADA", "America/New_York"), ("UBOB", "Asia/Tokyo")):
            await people.save_person(session, Person(user_id, "T1", user_id, tz), NOW)
    action = await add(memory, draft=Draft("Call", "UADA", date(2026, 11, 6)))
    assert await chase(memory, monday) == [action.id]
    assert await said(memory, "action_overdue") == []
    hour = timedelta(hours=1)
    assert await chase(memory, monday + 5 * hour) == []
    assert await chase(memory, monday + 6 * hour) == [action.id]
    assert await said(memory, "action_overdue") == ["UADA"]

    keepers = {"client": "UADA", "vendor": "UBOB"}
    wednesday = monday + 2 * DAY
    async with memory.write() as session:
        await people.save_person(session, Person("UBOB", "T1", "UBOB", "America/New_York"), NOW)
    for at in (wednesday, wednesday + hour):
        await chase(memory, at, **keepers | {"client": "UAMIR"})
        assert await said(memory, "action_escalation") == ["UAMIR"]
    await chase(memory, wednesday + 6 * hour, **keepers | {"client": "UAMIR"})
    assert await said(memory, "action_escalation") == ["UAMIR", "UBOB"]
    assert await chase(memory, wednesday + 7 * DAY) == []


async def test_an_emoji_on_its_card_finishes_it_as_long_as_one_stands(memory: Database) -> None:
    action = await add(memory)

    async def mark(user_id: str, ts: str, *, added: bool) -> str:
        async with memory.write() as session:
            await service.mark(
                session, action.id, user_id=user_id, added=added, acted_at=ts, now=NOW
            )
            return (await actions.get_action(session, action.id)).status

    with pytest.raises(NotAllowed):
        await mark("UBEA", "0.5", added=True)
    assert await mark("UADA", "2.0", added=False) == Status.OPEN
    assert await mark("UADA", "1.0", added=True) == Status.OPEN, "it was taken away since"
    assert await mark("UADA", "3.0", added=True) == Status.DONE
    assert await mark("UBO", "4.0", added=True) == Status.DONE
    assert await mark("UADA", "5.0", added=False) == Status.DONE
    assert await mark("UBO", "6.0", added=False) == Status.OPEN
    async with memory.write() as session:
        await service.set_status(session, action.id, Status.DONE, user_id="UADA", now=NOW)
    assert await mark("UADA", "7.0", added=True) == Status.DONE
    assert await mark("UADA", "8.0", added=False) == Status.DONE, "the button finished it"


async def test_whether_it_helped_is_asked_until_it_is_said(memory: Database) -> None:
    action = await add(memory, review_on=DUE + WEEK)
    day = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)

    async def ask(now: datetime) -> Sequence[str]:
        async with memory.write() as session:
            due = await actions_due.list_to_review(session, now)
            for action_id in due:
                await reviewing.ask(session, action_id, now)
        return due

    async def answer(helped: Helped, again_on: date | None = None) -> Action:
        async with memory.write() as session:
            verdict = Verdict(helped, "calls are shorter", again_on)
            return await reviewing.answer(session, action.id, verdict, user_id="UADA", now=day)

    assert await ask(day - timedelta(minutes=1)) == []
    assert await ask(day) == [action.id]
    assert await ask(day + DAY) == []
    assert await said(memory, "action_review") == ["UADA"]
    with pytest.raises(InvalidInput):
        await answer(Helped.NOT_YET, day.date())
    later = await answer(Helped.NOT_YET, day.date() + timedelta(days=7))
    assert (later.helped, later.review_on) == (Helped.NOT_YET, date(2026, 11, 23))
    assert await ask(day + WEEK) == [action.id]
    assert await said(memory, "action_review") == ["UADA", "UADA"]
    assert (await answer(Helped.YES)).ask_at is None
    unreviewed = await add(memory)
    with pytest.raises(NotReviewed):
        async with memory.write() as session:
            await reviewing.check_reviewable(session, unreviewed.id, "UADA")


async def test_it_is_known_what_happens_next(memory: Database) -> None:
    async def coming(now: datetime) -> Coming | None:
        async with memory.read() as session:
            return await find_coming(session, now)

    assert await coming(NOW) is None
    await add(memory, review_on=DUE + WEEK)
    overdue = Coming(datetime(2026, 11, 10, 8, 0, tzinfo=UTC), helped=False)
    assert await coming(NOW) == overdue
    assert await coming(overdue.at) == Coming(overdue.at + WEEK - DAY, helped=True)


async def test_people_are_told_what_they_came_from(memory: Database) -> None:
    action = await name(memory, (await ask(memory, source()))["client"])
    other = await add(memory)
    async with memory.read() as session:
        found = await actions_reading.find_origins(session, [action, other])
        assert await actions_reading.find_origins(session, []) == {}
    assert found == {"P1": Origin(1, "")}


async def test_they_go_with_their_relationship(memory: Database) -> None:
    await name(memory, (await ask(memory, source()))["client"])
    async with memory.write() as session:
        await session.delete(await relationships.get_relationship(session, "R1"))
    async with memory.read() as session:
        for record in (Action, ActionRequest):
            assert (await session.scalars(select(record))).all() == []
