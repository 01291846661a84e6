"""Open forms belong to one person and are forgotten; templates belong to one relationship."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import NotAllowed, NotOnASide
from bot.core.people import Member, Person, Role, Side
from bot.pulse import own_templates
from bot.pulse.errors import NoTemplate, TooManyTemplates
from storage import people, pulse_sketches, relationships
from storage.database import Database
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
ROSTER = (
    Member("U1", Side.CLIENT, Role.CONTACT),
    Member("U2", Side.CLIENT),
    Member("U3", Side.VENDOR, Role.CONTACT),
    Member("U4", None),
)


@pytest.fixture
async def memory(database: Database) -> Database:
    """A database with the two relationships R1 and R2, and the same people in both."""
    async with database.write() as session:
        for member in ROSTER:
            await people.save_person(session, Person(member.user_id, "T1", member.user_id), NOW)
        for relationship_id, channel_id in (("R1", "C1"), ("R2", "C2")):
            await make_relationship(session, id=relationship_id, channel_id=channel_id)
            await relationships.replace_roster(session, relationship_id, ROSTER)
    return database


async def keep(memory: Database, title: str, user_id: str = "U2", relationship: str = "R1") -> str:
    async with memory.write() as session:
        kept = await own_templates.keep_template(
            session, relationship, title=title, content={"by": user_id}, user_id=user_id, now=NOW
        )
        return kept.id


async def titles(memory: Database, relationship: str = "R1") -> list[tuple[str, str]]:
    async with memory.read() as session:
        listed = await pulse_sketches.list_templates(session, relationship)
        return [(one.title, one.content["by"]) for one in listed]


async def test_a_form_is_its_authors_and_is_forgotten(memory: Database) -> None:
    async with memory.write() as session:
        sketch_id = await pulse_sketches.keep_sketch(
            session, relationship_id="R1", user_id="U1", content={"at": 1}, now=NOW
        )
    async with memory.write() as session:
        assert await pulse_sketches.find_sketch(session, sketch_id, "U2") is None
        assert await pulse_sketches.find_sketch(session, "", "U1") is None
        found = await pulse_sketches.find_sketch(session, sketch_id, "U1")
        assert found is not None
        assert found.content == {"at": 1}
        await pulse_sketches.forget_sketches_before(session, NOW)
        assert await pulse_sketches.find_sketch(session, sketch_id, "U1") is not None
    async with memory.write() as session:
        await pulse_sketches.forget_sketches_before(session, NOW + timedelta(seconds=1))
    async with memory.write() as session:
        assert await pulse_sketches.find_sketch(session, sketch_id, "U1") is None


async def test_templates_are_listed_by_title(memory: Database) -> None:
    await keep(memory, "Weekly")
    await keep(memory, "Monthly")
    await keep(memory, "Elsewhere", relationship="R2")
    assert await titles(memory) == [("Monthly", "U2"), ("Weekly", "U2")]


async def test_a_title_stands_for_one_template(memory: Database) -> None:
    first = await keep(memory, "Weekly")
    assert await keep(memory, "Weekly") == first
    assert await keep(memory, "Weekly", "U3") == first
    assert await titles(memory) == [("Weekly", "U3")]
    with pytest.raises(NotAllowed):
        await keep(memory, "Weekly", "U2")
    with pytest.raises(NotOnASide):
        await keep(memory, "Other", "U4")


async def test_only_its_author_and_contacts_remove_a_template(memory: Database) -> None:
    kept = await keep(memory, "Weekly", "U3")
    for relationship, user_id, error in (
        ("R1", "U2", NotAllowed),
        ("R1", "U4", NotOnASide),
        ("R2", "U3", NoTemplate),
    ):
        async with memory.write() as session:
            with pytest.raises(error):
                await own_templates.remove_template(session, relationship, kept, user_id=user_id)
    async with memory.write() as session:
        await own_templates.remove_template(session, "R1", kept, user_id="U1")
    assert await titles(memory) == []
    async with memory.write() as session:
        with pytest.raises(NoTemplate):
            await own_templates.remove_template(session, "R1", kept, user_id="U1")


async def test_there_is_room_for_so_many(memory: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_templates, "MOST_TEMPLATES", 2)
    await keep(memory, "One")
    await keep(memory, "Two")
    with pytest.raises(TooManyTemplates, match="2 templates"):
        await keep(memory, "Three")
    await keep(memory, "Two")
