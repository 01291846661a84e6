"""A person is erased: no name and no word of theirs is left, in no row and in no byte of the files;
counts, sides and values are."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from bot import erase
from bot.core.people import Side
from bot.erase import CannotErase
from bot.highlights import service as highlighting
from bot.kudos import agreement, changing, joining, weekly
from bot.kudos import service as kudos
from bot.kudos.rules import DEFAULT_VALUES, Rules
from bot.kudos.rules import Draft as Thanks
from bot.milestones import celebrating, prompting
from bot.milestones import service as milestones
from bot.milestones.rules import Draft, Prompt, Status
from handlers.highlights.cards import render_highlight
from storage import held, highlights, kudos_rules, outbox, outbox_erasing, relationships, seen
from storage.database import Database
from storage.highlights import Highlight
from storage.kudos import Kudos, KudosGiver, KudosReceiver, Way
from storage.kudos_sources import list_by_source, was_overtaken
from storage.milestones import Milestone, MilestoneContributor, MilestoneReflection, MilestoneStep
from storage.outbox import Card, OutboxRow, Place, State
from tests.factories import make_person, make_relationship
from tests.scenarios.attack import read_bytes, read_tables

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=30)
MINUTE = timedelta(minutes=1)
BO, NAME = "UBO4BYTES", "Bo Lindqvist"
VALUE = DEFAULT_VALUES[0].id
# Where kudos came about, and what shows them.
SHOWN_BY = ("source", "collection_id", "collection_post_id")
# Who a person is stays on the roster of their channel; Slack has to be told where to speak to them.
ROSTER = {"people", "members", "relationships", "lanes", "direct_messages"}


@pytest.fixture
async def memory(database: Database) -> Database:
    """The relationships R1 and R2, in which Bo is a contact of the vendor."""
    async with database.write() as session:
        for key, channel_id in (("R1", "C1"), ("R2", "C2")):
            await make_relationship(
                session, id=key, channel_id=channel_id, vendors=(BO, "UBEA", "UBOB")
            )
        await make_person(session, BO, name=NAME, team_id="T2")
    return database


async def give(
    database: Database, giver: str, receivers: tuple[str, ...], words: str, **traits: Any
) -> str:
    """Kudos, each a minute after the one before."""
    home, way = traits.pop("home", "R1"), traits.pop("way", Way.COMMAND)
    shown = {name: traits.pop(name, None) for name in SHOWN_BY}
    draft = Thanks(receivers, words, VALUE, **traits)
    async with database.write() as session:
        relationship = await relationships.lock_relationship(session, home)
        given = await kudos.give(
            session,
            relationship,
            await relationships.load_company(session, relationship, (giver, *receivers), NOW),
            draft,
            giver=giver,
            way=way,
            now=NOW,
            again=True,
            acted_at="1793606400.123456",
            **shown,
        )
    return given.id


async def live_through(database: Database) -> None:
    """Everything in which a person can have a part."""
    await give(database, "UANN", (BO,), "secret one")
    await give(database, "UANN", (BO, "UBEA"), f"shared words, also for @{NAME} and @{BO}")
    await give(database, BO, ("UANN",), "secret two", source=("C1", "1793600000.424242"))
    await give(database, BO, ("UBEA", "UBOB"), "secret three", home="R2")
    await give(database, "UADA", ("UBEA",), "hers, and of bo lindqvist nothing but @bo lindqvist")
    joined = await give(database, "UANN", ("UBEA",), "joined words")
    await give(database, "UANN", (BO,), "secret four", private=True)
    await give(database, "UANN", ("UBEA",), "private words", private=True, contact_too=True)
    hidden = await give(database, "UADA", ("UBEA",), "hidden words")
    async with database.write() as session:
        await joining.join(session, joined, user_id=BO, acted_at="1793606401.424242", now=NOW)
        await changing.hide(session, hidden, user_id=BO, now=NOW)
        await kudos_rules.set_quiet(session, BO, quiet=True)
        relationship = await relationships.get_relationship(session, "R1")
        session.add(kudos_rules.KudosWatch(relationship_id="R1", user_id=BO, since=NOW))
        rules = Rules("star2", 7, DEFAULT_VALUES)
        await agreement.propose(session, relationship, rules, user_id=BO, now=NOW)
        await highlighting.switch(session, "R1", "calm", on=False, user_id=BO, now=NOW)
        await outbox.post(
            session,
            key="a nudge",
            place=Place("T1", user_id="UANN", relationship_id="R1"),
            card=Card(weekly.NUDGE_CARD, "R1:UANN:2026-11-06"),
            now=NOW,
        )
        typed = {"relationship_id": None, "command": "/kudos", "now": NOW}
        await held.hold(session, user_id=BO, channel_id="C1", text="secret five", **typed)
        await held.hold(session, user_id="UANN", channel_id="C1", text=f"<@{BO}> six", **typed)
        await seen.take_once(session, f"told:reaction:C1:1793600000.424242:{BO}:own", NOW)
    await _reach_something(database)


async def _reach_something(database: Database) -> None:
    people = {Side.CLIENT: "UANN", Side.VENDOR: BO}
    meanings = dict.fromkeys(Side, "calm")
    draft = Draft("Go-live", date(2026, 11, 12), people, meanings)
    async with database.write() as session:
        reached = (await milestones.plan(session, "R1", draft, user_id=BO, now=NOW)).id
        planned = await milestones.plan(session, "R1", draft, user_id="UANN", now=NOW)
        day = date(2026, 11, 20)
        await milestones.move(session, planned.id, day, "secret seven", user_id=BO, now=NOW)
        about = {"about": "2026-11-12", "sides": Side, "now": NOW}
        await prompting.write_to(session, planned, Prompt.MISSED, **about)
        for user_id, status in (("UANN", Status.PLANNED), (BO, Status.PROPOSED)):
            await celebrating.say_reached(
                session, reached, ("UANN", BO), seen=status, user_id=user_id, now=NOW
            )
        await celebrating.reflect(
            session, reached, worked="secret eight", keep="secret nine", user_id=BO, now=NOW
        )


async def deliver(database: Database) -> None:
    """Everything that waits stands in Slack."""
    async with database.write() as session:
        await session.execute(
            update(OutboxRow)
            .where(OutboxRow.state == State.WAITING)
            .values(state=State.SENT, ts="1793606400.000100")
        )


async def where_is(database: Database, *words: str) -> set[str]:
    """The tables in which any of these stands."""
    return {
        row.table
        for row in await read_tables(database)
        for value in row.values.values()
        if any(word.casefold() in str(value).casefold() for word in words)
    }


async def values_of(database: Database) -> dict[str, list[Any]]:
    """What has to stay: how many, of which sides, of which value."""
    async with database.read() as session:
        return {
            "kudos": (
                await session.execute(
                    select(Kudos.id, Kudos.giver_side, Kudos.value_id).order_by(Kudos.id)
                )
            ).all(),
            "givers": (
                await session.execute(
                    select(KudosGiver.kudos_id, KudosGiver.side).order_by(
                        KudosGiver.kudos_id, KudosGiver.side
                    )
                )
            ).all(),
            "receivers": (
                await session.execute(
                    select(KudosReceiver.kudos_id, KudosReceiver.side).order_by(
                        KudosReceiver.kudos_id, KudosReceiver.position
                    )
                )
            ).all(),
            "milestones": (
                await session.execute(
                    select(MilestoneContributor.milestone_id, MilestoneContributor.side).order_by(
                        MilestoneContributor.position
                    )
                )
            ).all(),
        }


async def test_nothing_of_a_person_is_left_but_counts(memory: Database, database_url: str) -> None:
    await live_through(memory)
    await deliver(memory)
    before = await values_of(memory)
    traces = await erase.look(database_url, BO)
    assert erase.list_counts(traces) == [
        "2 kudos that they gave, with their words",
        "1 kudos that they joined",
        "3 kudos that they received, with their words for 2 of them",
        "2 kudos of others that mention them",
        "1 kudos that they hid",
        "1 rules of kudos that they proposed or decided on",
        "1 choice not to be announced",
        "4 direct messages to them about kudos and milestones",
        "1 direct messages to contacts about who was not thanked for long",
        "2 milestones that they own, planned or moved",
        "1 milestones to which they contributed",
        "1 milestones of which they wrote what worked",
        "1 highlights that they switched off",
    ]
    assert f"{NAME} ({BO})" in erase.describe(traces)[0]
    done = await erase.erase(database_url, BO, LATER)
    assert done.startswith("Erased. ")

    assert await where_is(memory, "secret") == set()
    assert await where_is(memory, BO) - ROSTER == {"outbox"}, "what is to be emptied in Slack"
    assert await where_is(memory, NAME, "424242") == {"people"}
    assert await values_of(memory) == before
    raw = read_bytes(database_url)
    assert b"secret" not in raw
    assert b"424242" not in raw
    for words in (
        b"shared words, also for someone and someone",
        b"joined words",
        b"hidden words",
    ):
        assert words in raw, "what others said about others is theirs"
    assert b"of someone nothing but someone" in raw

    quiet = await erase.look(database_url, BO)
    assert quiet.is_empty
    assert erase.describe(quiet)[0].startswith(f"There is nothing of {NAME}")
    await erase.erase(database_url, BO, LATER)
    assert await values_of(memory) == before


async def test_the_ids_in_their_place_lead_nowhere(memory: Database, database_url: str) -> None:
    await live_through(memory)
    await erase.erase(database_url, BO, LATER)
    async with memory.read() as session:
        columns = (
            KudosReceiver.user_id,
            MilestoneContributor.user_id,
            MilestoneReflection.user_id,
            Milestone.vendor_owner,
            MilestoneStep.by,
            Kudos.hidden_by,
        )
        places = [one for column in columns for one in await session.scalars(select(column))]
        givers = list(await session.scalars(select(KudosGiver.user_id)))
        began = set(await session.scalars(select(Kudos.giver)))
    gone = [one for one in places if one and one.startswith("gone-")]
    assert len(gone) == len(set(gone)) >= 9
    given = [one for one in givers if one.startswith("gone-")]
    assert len(given) == len(set(given)) == 3
    assert set(given).isdisjoint(gone)
    assert sum(one in began for one in given) == 2, "who began it is still one of its givers"


async def test_direct_messages_are_emptied_and_what_waits_is_never_said(
    memory: Database, database_url: str
) -> None:
    await give(memory, "UANN", (BO,), "secret one", private=True)
    await deliver(memory)
    await give(memory, "UANN", (BO, "UBEA"), "secret two", private=True)
    await erase.erase(database_url, BO, LATER)
    async with memory.read() as session:
        rows = (await session.scalars(select(OutboxRow).order_by(OutboxRow.seq))).all()
    own = [(row.kind, row.state, row.card_kind) for row in rows if row.user_id == BO]
    assert own == [("post", "sent", None), ("update", "waiting", None)]
    post, emptied = (row for row in rows if row.user_id == BO)
    assert emptied.about_post_id == post.id
    assert emptied.payload == erase.EMPTIED
    assert post.key.startswith("gone-")
    others = [(row.kind, row.state) for row in rows if row.user_id == "UBEA"]
    assert others == [("post", "waiting"), ("update", "waiting")], "hers is drawn without Bo"
    async with memory.write() as session:
        await session.execute(text("UPDATE outbox SET state = 'sent'"))
        await outbox_erasing.forget_emptied_before(session, LATER + MINUTE)
    assert "outbox" not in await where_is(memory, BO)


async def test_a_message_by_which_others_thanked_them_is_not_heard_again(
    memory: Database, database_url: str
) -> None:
    source = ("C1", "1793600000.424242")
    traits = {"source": source, "way": Way.MESSAGE}
    kudos_id = await give(memory, "UANN", (BO, "UBEA"), "shared words", **traits)
    await erase.erase(database_url, BO, LATER)
    async with memory.read() as session:
        assert await list_by_source(session, *source) == []
        assert await was_overtaken(session, source, "UANN", "1899999999.000000")
        assert not await was_overtaken(session, source, "UADA", "1793600001.000000")
        left = await session.get_one(Kudos, kudos_id)
    assert left.text == "shared words"
    assert len(left.receivers) == 2


async def test_memories_of_what_they_said_are_taken_back(
    memory: Database, database_url: str
) -> None:
    told = await give(memory, BO, ("UANN",), "secret one")
    other = await give(memory, "UANN", (BO, "UBEA"), "shared words")
    async with memory.write() as session:
        for kudos_id in (told, other):
            await highlights.add_highlight(
                session,
                id=f"H{kudos_id}",
                relationship_id="R1",
                kind="memory",
                mark=kudos_id,
                thing="kudos",
                subject_id=kudos_id,
                said_on=NOW.date(),
                post_id=(await session.get_one(Kudos, kudos_id)).post_id,
            )
    await deliver(memory)
    await erase.erase(database_url, BO, LATER)
    async with memory.read() as session:
        kept = await session.get_one(Highlight, f"H{other}")
        assert kept.withdrawn_at is None
        assert (await session.get_one(Highlight, f"H{told}")).withdrawn_at == LATER
        shown = await render_highlight(session, kept.id)
    assert "thanked someone and <@UBEA>" in str(shown)


async def test_a_celebration_shows_their_thanks_no_more(
    memory: Database, database_url: str
) -> None:
    people = {Side.CLIENT: "UANN", Side.VENDOR: "UBEA"}
    draft = Draft("Go-live", date(2026, 11, 12), people, dict.fromkeys(Side, "calm"))
    async with memory.write() as session:
        reached = await milestones.plan(session, "R1", draft, user_id="UANN", now=NOW)
        for user_id in ("UANN", "UBEA"):
            traits = {"seen": Status.PLANNED, "user_id": user_id, "now": NOW}
            await celebrating.say_reached(session, reached.id, ("UANN", "UBEA"), **traits)
        collected = {"collection_id": reached.id, "collection_post_id": reached.celebration_post_id}
    await give(memory, BO, ("UANN",), "secret one", **collected)
    await deliver(memory)
    await erase.erase(database_url, BO, LATER)
    async with memory.read() as session:
        waiting = select(OutboxRow.about_post_id).where(OutboxRow.state == State.WAITING)
        assert collected["collection_post_id"] in set(await session.scalars(waiting))


async def test_somebody_whom_nobody_knows(memory: Database, database_url: str) -> None:
    with pytest.raises(CannotErase, match="Nobody is known here as U0NOBODY"):
        await erase.look(database_url, "U0NOBODY")
    assert (await erase.look(database_url, "UADA")).is_empty
