"""Lessons in the database: who holds them, who may do what, and that they come back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.core.errors import InvalidInput, NotAllowed, NotOnASide
from bot.core.people import Member, Role, Side
from bot.lessons import checking, finding, rules, service
from bot.lessons.errors import LessonChanged, LessonGone, OtherWords, OwnLesson
from bot.lessons.rules import LessonDraft, Origin, OriginKind, State
from handlers.lessons import cards
from storage import lessons, relationships
from storage.database import Database
from storage.lessons import Lesson
from storage.outbox import Kind, OutboxRow
from storage.problems import Problem
from tests.bot.lessons.records import DISK, HOME, NOW, OTHER, furnish, tell, write
from tests.bot.problems.records import raise_one
from tests.factories import make_person


@pytest.fixture
async def home(database: Database) -> AsyncIterator[Database]:
    async with database.write() as session:
        await furnish(session)
    yield database


async def said(database: Database) -> list[tuple[str | None, bool]]:
    """The kinds of cards that were posted, and whether in a thread."""
    async with database.read() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.seq))
        return [
            (row.card_kind, row.thread_post_id is not None) for row in rows if row.kind == Kind.POST
        ]


async def hold(
    database: Database, lesson_id: str, user_id: str = "UBO", now: datetime = NOW
) -> None:
    seen = (await tell(database, lesson_id)).lesson.version
    async with database.write() as session:
        await service.hold(session, lesson_id, seen=seen, user_id=user_id, now=now)


async def test_the_other_side_holds_it_objects_and_is_asked_again(home: Database) -> None:
    lesson = await write(home)
    assert (lesson.number, lesson.state, lesson.side) == (1, State.PROPOSED, "client")
    for user_id, refusal in (("UANN", OwnLesson), ("UBEA", NotAllowed), ("UDEE", NotOnASide)):
        with pytest.raises(refusal):
            await hold(home, lesson.id, user_id)
    await hold(home, lesson.id)
    held = (await tell(home, lesson.id)).lesson
    assert (held.state, held.answered_by) == (State.JOINT, "UBO")
    with pytest.raises(LessonChanged, match="held by both sides"):
        await hold(home, lesson.id)

    by = {"user_id": "UBEA", "now": NOW}
    async with home.write() as session:
        with pytest.raises(InvalidInput):
            await service.add_words(session, lesson.id, "", **by)
        await service.add_words(session, lesson.id, "And the memory", **by)
        await service.add_words(session, lesson.id, "Not on Mondays", objection=True, **by)
        with pytest.raises(OwnLesson):
            await service.add_words(
                session, lesson.id, "No", objection=True, user_id="UADA", now=NOW
            )
    told = await tell(home, lesson.id)
    assert (told.lesson.state, told.lesson.answered_by) == (State.OBJECTED, None)
    assert [(one.words, one.objection) for one in told.additions] == [
        ("And the memory", False),
        ("Not on Mondays", True),
    ]
    assert await said(home) == [("lesson", False), *[("lesson_addition", True)] * 2]

    seen = told.lesson.version
    async with home.write() as session:
        other = LessonDraft("The export failed", "Watch disk and memory", "On Fridays", ("ram",))
        with pytest.raises(NotAllowed):
            await service.edit(session, lesson.id, other, seen=seen, user_id="UADA", now=NOW)
        later = NOW + timedelta(minutes=1)
        await service.edit(session, lesson.id, other, seen=seen, user_id="UANN", now=later)
        with pytest.raises(InvalidInput) as refused:
            await service.edit(session, lesson.id, DISK, seen=seen, user_id="UAMIR", now=later)
        assert "changed since you opened this form" in refused.value.sentence
        with pytest.raises(OtherWords):
            await service.hold(session, lesson.id, seen=seen, user_id="UBO", now=later)
    told = await tell(home, lesson.id)
    assert (told.lesson.state, list(told.tags)) == (State.PROPOSED, ["ram"])
    assert (await said(home))[-1] == ("lesson_asked_anew", True)
    await hold(home, lesson.id)
    seen = told.lesson.version
    async with home.write() as session:
        tagged = LessonDraft("The export failed", "Watch disk and memory", "On Fridays", ("a", "b"))
        await service.edit(session, lesson.id, tagged, seen=seen, user_id="UAMIR", now=NOW)
    assert (await tell(home, lesson.id)).lesson.state == State.JOINT, "its words are the same"
    assert len(await said(home)) == 4, "so nobody is asked"


async def test_who_wrote_it_holds_it_for_no_other_side(home: Database) -> None:
    lesson = await write(home)
    async with home.write() as session:
        roster = [Member("UANN", Side.CLIENT, Role.CONTACT)]
        roster += [Member(one, Side.VENDOR, Role.CONTACT) for one in ("UBO", "UAMIR")]
        await relationships.replace_roster(session, HOME, roster)
    with pytest.raises(OwnLesson):
        await hold(home, lesson.id, "UAMIR")
    await hold(home, lesson.id)


async def test_what_both_confirmed_is_held_at_once(home: Database) -> None:
    lesson = await write(home, confirmed_by="UBEA")
    assert (lesson.state, lesson.answered_by) == (State.JOINT, "UBEA")
    left = await write(home, user_id="UGONE", confirmed_by="UBEA")
    assert (left.author, left.side) == ("UGONE", "client"), "who proposed it stands on no side now"
    with pytest.raises(NotOnASide):
        await write(home, user_id="UDEE")
    with pytest.raises(LessonGone):
        await tell_gone(home)


async def tell_gone(database: Database) -> None:
    async with database.write() as session:
        await service.retire(session, "nothing", user_id="UANN", now=NOW)


async def test_it_is_found_until_it_is_retired_and_by_nobody_else(home: Database) -> None:
    disk, _ = await write(home), await write(home, LessonDraft("", "Answer within a day"))
    await write(home, user_id="UDEE", home=OTHER)

    async def find(words: str) -> list[tuple[int, bool]]:
        async with home.read() as session:
            matches = await finding.find(session, HOME, words, 5)
            return [(lesson.number, matches.exact) for lesson in matches.lessons]

    assert await find("watch") == await find("delivery") == await find("mondays") == [(1, True)]
    assert await find("watch answer") == [(1, False), (2, False)] or await find("watch answer") == [
        (2, False),
        (1, False),
    ]
    assert await find("nothing") == []
    by = {"user_id": "UBO", "now": NOW}
    async with home.write() as session:
        await service.add_words(session, disk.id, "Also the zeppelin", **by)
    assert await find("zeppelin") == [(1, True)]
    async with home.read() as session:
        similar = await finding.find_similar(session, HOME, "Nobody watches the disk of the export")
        assert [lesson.id for lesson in similar.lessons] == [disk.id]
        assert not await finding.find_similar(session, HOME, "The invoice is late")
    async with home.write() as session:
        await service.add_words(session, disk.id, "It was not", objection=True, **by)
        similar = await finding.find_similar(session, HOME, "Nobody watches the disk of the export")
        assert not similar, "a side objects to it"
    async with home.write() as session:
        with pytest.raises(NotAllowed):
            await service.retire(session, disk.id, user_id="UBEA", now=NOW)
        await service.retire(session, disk.id, **by)
    assert await find("disk") == []
    async with home.read() as session:
        listed = await lessons.list_lessons(session, HOME, most=5)
        assert [lesson.number for lesson in listed] == [2]
    async with home.write() as session:
        await service.restore(session, disk.id, user_id="UAMIR", now=NOW)
        await service.rate(session, disk.id, place="problem", useful=False, **by)
        await service.rate(session, disk.id, place="problem", useful=True, **by)
        await service.rate(session, disk.id, place="else", useful=False, **by)
        with pytest.raises(NotOnASide):
            await service.rate(session, disk.id, place="x", useful=True, user_id="UDEE", now=NOW)
    assert await find("zeppelin") == [(1, True)]
    told = await tell(home, disk.id)
    assert (told.lesson.state, told.useful, told.uses) == (State.PROPOSED, 1, 2)


async def test_the_card_of_its_problem_shows_what_it_says_now(home: Database) -> None:
    problem = await raise_one(home)
    origin = Origin(OriginKind.PROBLEM, problem.id)
    lesson = await write(home, origin=origin)
    async with home.write() as session:
        await session.execute(delete(OutboxRow).where(OutboxRow.kind == Kind.UPDATE))
        draft = LessonDraft("", "Watch two disks")
        seen = lesson.version
        await service.edit(session, lesson.id, draft, seen=seen, user_id="UANN", now=NOW)
        updates = select(OutboxRow.about_post_id).where(OutboxRow.kind == Kind.UPDATE)
        assert set(await session.scalars(updates)) == {problem.post_id, lesson.post_id}


async def test_words_and_a_theme_find_what_has_both(home: Database) -> None:
    await write(home)
    await write(home, LessonDraft("", "Delivery: watch the disk", theme="trust"))
    async with home.read() as session:
        for words, theme, number, exact in (
            ("watch", "trust", 2, True),
            ("watch", "delivery", 1, True),
            ("delivery", "trust", 2, True),
            ("mondays", "trust", 2, False),
        ):
            found = await finding.find(session, HOME, words, 5, theme)
            assert [one.number for one in found.lessons] == [number], (words, theme)
            assert found.exact is exact, (words, theme)
        assert not (await finding.find(session, HOME, "watch", 5, "learning")).lessons


async def test_what_was_solved_often_does_not_hide_what_was_learnt(home: Database) -> None:
    disk = await write(home, LessonDraft("", "Watch the disk of the nightly export, says Bo"))
    for _ in range(finding.CANDIDATES + 1):
        problem = await raise_one(home)
        async with home.write() as session:
            (await session.get_one(Problem, problem.id)).closed_at = NOW
    async with home.read() as session:
        similar = await finding.find_similar(session, HOME, "Nightly export fails")
    assert not similar.problems
    assert [lesson.id for lesson in similar.lessons] == [disk.id]


async def test_contacts_are_asked_once_a_year_whether_it_is_still_true(home: Database) -> None:
    held, _ = await write(home, confirmed_by="UBO"), await write(home, DISK)
    later = NOW + timedelta(days=366)

    async def ask(now: object) -> list[str]:
        async with home.write() as session:
            due = await lessons.list_stale(session, now - timedelta(days=365))
            for lesson_id in due:
                await checking.ask(session, lesson_id, now)
        return list(due)

    assert await ask(NOW + timedelta(days=364)) == []
    assert await ask(later) == [held.id]
    assert await ask(later) == []
    assert (await said(home))[2:] == [("lesson_check", False)] * 2
    async with home.write() as session:
        with pytest.raises(NotAllowed):
            await checking.confirm(session, held.id, user_id="UBEA", now=later)
        await checking.confirm(session, held.id, user_id="UBO", now=later)
    assert await ask(later + timedelta(days=364)) == []
    again = later + timedelta(days=366)
    assert await ask(again) == [held.id]
    assert await is_asked(home, held, again)
    async with home.write() as session:
        seen = held.version
        draft = LessonDraft("", "Watch two disks")
        await service.edit(session, held.id, draft, seen=seen, user_id="UANN", now=again)
    await hold(home, held.id, now=again + timedelta(hours=1))
    assert not await is_asked(home, held, again), "both said so just now"
    old = await write(home, confirmed_by="UBO")
    async with home.write() as session:  # as what was learnt of old problems: nobody is named
        (await session.get_one(Lesson, old.id)).answered_by = None
        await service.retire(session, old.id, user_id="UANN", now=NOW)
        await service.restore(session, old.id, user_id="UANN", now=NOW)
    assert (await tell(home, old.id)).lesson.state == State.JOINT


async def test_each_contact_is_asked_while_they_work(home: Database) -> None:
    await write(home, confirmed_by="UBO")
    morning = NOW + timedelta(days=366)
    async with home.write() as session:
        await make_person(session, "UBO", tz="America/New_York")

    async def ask(now: datetime) -> int:
        """How many were asked by then."""
        async with home.write() as session:
            for lesson_id in await lessons.list_stale(session, now - rules.STALE_AFTER):
                await checking.ask(session, lesson_id, now)
        return (await said(home)).count((checking.CARD, False))

    hours = (0, 1, 6, 7, 24)
    asked = [await ask(morning + timedelta(hours=hour)) for hour in hours]
    assert asked == [1, 1, 2, 2, 2], "UANN at nine in Berlin, UBO at nine in New York"


async def is_asked(database: Database, lesson: Lesson, asked_at: datetime) -> bool:
    """Whether the question of that moment still stands."""
    async with database.read() as session:
        shown = await cards.render_question(session, f"{lesson.id}:{int(asked_at.timestamp())}")
    return "Still true" in str(shown["blocks"])


async def test_numbers_stay_apart_when_many_write_at_once(home: Database) -> None:
    written = await asyncio.gather(*(write(home) for _ in range(6)))
    assert sorted(lesson.number for lesson in written) == list(range(1, 7))
    answers = await asyncio.gather(
        *(hold(home, written[0].id) for _ in range(3)), return_exceptions=True
    )
    assert [type(one) for one in answers if one] == [LessonChanged] * 2


async def test_numbers_are_of_a_relationship(home: Database) -> None:
    await write(home, user_id="UDEE", home=OTHER)
    first = await write(home)
    async with home.read() as session:
        found = await lessons.find_number(session, HOME, 1)
        assert found is not None
        assert found.id == first.id
        assert await lessons.find_number(session, HOME, 2) is None
        assert await lessons.count_tags(session, HOME, 5) == ["disk"]
