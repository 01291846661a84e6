"""Whom a refused or uncertain message is told to, in which words, and that it ends there."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Member, Role, Side
from bot.relationships.service import direct, place_of
from handlers.refusals import tell_contacts, tell_unknown
from storage import outbox, relationships
from storage.database import Database
from storage.outbox import OutboxRow, Place
from storage.relationships import Relationship
from tests.factories import NOW, make_relationship

HELLO = outbox.Message(text="hello", blocks=[])


async def say(session: AsyncSession, place: Place) -> OutboxRow:
    return await outbox.get_post(
        session, await outbox.post(session, key="said", place=place, message=HELLO, now=NOW)
    )


async def notices(session: AsyncSession) -> dict[str, list[str]]:
    """What each person is told, by user id."""
    rows = await session.scalars(select(OutboxRow).where(OutboxRow.key != "said"))
    told: dict[str, list[str]] = {}
    for row in rows:
        told.setdefault(str(row.user_id), []).append(str((row.payload or {})["text"]))
    return told


async def test_both_contacts_are_told_once_a_day_for_each_reason(database: Database) -> None:
    async with database.write() as session:
        row = await say(session, place_of(await make_relationship(session)))
        for error in ("restricted_action", "restricted_action", "msg_too_long"):
            await tell_contacts(session, row, error, NOW)
        told = await notices(session)
        assert set(told) == {"UANN", "UBO"}
        assert len(told["UBO"]) == 2
        await tell_contacts(session, row, "msg_too_long", NOW + timedelta(days=1))
        assert len((await notices(session))["UBO"]) == 3


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("not_in_channel", "`/invite`"),
        ("restricted_action_thread_locked", "an administrator of the workspace"),
        ("slack_connect_file_link_sharing_blocked", "an administrator of the workspace"),
        ("missing_scope", "lacks a permission"),
        ("cannot_be_shown", "tell the people who operate me"),
    ],
)
async def test_what_can_be_done_about_a_channel_is_said(
    database: Database, error: str, words: str
) -> None:
    async with database.write() as session:
        row = await say(session, place_of(await make_relationship(session)))
        await tell_contacts(session, row, error, NOW)
        ((sentence,), (same,)) = (await notices(session)).values()
    assert "<#C1>" in sentence
    assert words in sentence
    assert sentence == same


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("user_not_visible", "invite them to <#C1>"),
        ("messages_tab_disabled", "`rapport manifest`"),
    ],
)
async def test_who_cannot_be_reached_is_named_to_the_others_only(
    database: Database, error: str, words: str
) -> None:
    async with database.write() as session:
        relationship = await make_relationship(session)
        row = await say(session, direct(relationship, "UBO"))
        row.channel_id = "DBO"  # as delivery notes it
        await tell_contacts(session, row, error, NOW)
        told = await notices(session)
    assert set(told) == {"UANN"}
    assert told["UANN"][0].startswith(f"I cannot reach <@UBO> by direct message (`{error}`).")
    assert words in told["UANN"][0]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("cannot_be_shown", "tell the people who operate me"),
        ("restricted_action", "an administrator of the workspace"),
    ],
)
async def test_a_message_that_cannot_be_said_says_nothing_against_the_person(
    database: Database, error: str, words: str
) -> None:
    async with database.write() as session:
        row = await say(session, direct(await make_relationship(session), "UBO"))
        await tell_contacts(session, row, error, NOW)
        ((sentence,),) = (await notices(session)).values()
    assert sentence.startswith(f"A message of mine to <@UBO> could not be posted (`{error}`).")
    assert words in sentence


async def test_that_somebody_was_deactivated_is_news_once(database: Database) -> None:
    async with database.write() as session:
        relationship = await make_relationship(session)
        row = await say(session, direct(relationship, "UBO"))
        for _ in range(2):
            await tell_contacts(session, row, "user_disabled", NOW)
        told = await notices(session)
        sides = await relationships.load_sides(session, relationship)
    assert set(told) == {"UANN"}
    (sentence,) = told["UANN"]
    assert "<@UBO>" in sentence
    assert "`user_disabled`" in sentence
    assert "Vee has no contact now" in sentence
    assert sides.find("UBO") is None


async def test_an_archived_channel_is_news_once(database: Database) -> None:
    async with database.write() as session:
        relationship = await make_relationship(session)
        row = await say(session, place_of(relationship))
        for error in ("is_archived", "is_inactive"):
            await tell_contacts(session, row, error, NOW)
        told = await notices(session)
        assert relationship.archived
    assert {person: len(sentences) for person, sentences in told.items()} == {"UANN": 1, "UBO": 1}
    assert "archived" in told["UBO"][0]


async def test_what_was_said_to_an_old_id_says_nothing_about_the_new_one(
    database: Database,
) -> None:
    async with database.write() as session:
        relationship = await make_relationship(session)
        row = await say(session, place_of(relationship))
        relationship.channel_id = "C2"
        await tell_contacts(session, row, "channel_not_found", NOW)
        assert relationship.bot_present
        assert await notices(session) == {}


async def test_a_notice_that_is_refused_begets_no_other(database: Database) -> None:
    async with database.write() as session:
        row = await say(session, place_of(await make_relationship(session)))
        await tell_contacts(session, row, "msg_too_long", NOW)
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.key != "said"))
        for notice in list(rows):
            await tell_contacts(session, notice, "restricted_action", NOW)
            await tell_unknown(session, notice, "missing_scope", NOW)
        assert sum(map(len, (await notices(session)).values())) == 2


async def test_changes_that_come_too_late_or_are_private_are_told_to_nobody(
    database: Database,
) -> None:
    async with database.write() as session:
        relationship = await make_relationship(session)
        for place in (place_of(relationship), direct(relationship, "UAMIR")):
            card = outbox.Card("proposal", relationship.id)
            post_id = await outbox.post(session, key=place.lane, place=place, card=card, now=NOW)
            await outbox.update_card(session, post_id, NOW)
        updates = list(await session.scalars(select(OutboxRow).where(OutboxRow.kind == "update")))
        private = next(row for row in updates if row.user_id)
        await tell_contacts(session, private, "edit_window_closed", NOW)
        public = next(row for row in updates if not row.user_id)
        await tell_contacts(session, public, "message_not_found", NOW)
        told = await session.scalars(select(OutboxRow.key).where(OutboxRow.key.like("notice:%")))
        assert list(told) == []
        await tell_contacts(session, public, "edit_window_closed", NOW)
        told = await session.scalars(select(OutboxRow).where(OutboxRow.key.like("notice:%")))
        assert {"brought up to date" in (row.payload or {})["text"] for row in told} == {True}


async def test_an_uncertain_message_is_told_once_with_what_can_be_done(database: Database) -> None:
    async with database.write() as session:
        relationship = await make_relationship(session)
        row = await say(session, place_of(relationship))
        for day in (0, 1):
            await tell_unknown(session, row, "missing_scope", NOW + timedelta(days=day))
        told = await notices(session)
    assert set(told) == {"UANN", "UBO"}
    assert len(told["UANN"]) == 1
    for words in ("<#C1>", "may or may not", "`missing_scope`", "`rapport outbox`", "`drop`"):
        assert words in told["UANN"][0]


async def test_an_uncertain_direct_message_is_told_to_the_other_contact(
    database: Database,
) -> None:
    async with database.write() as session:
        row = await say(session, direct(await make_relationship(session), "UBO"))
        await tell_unknown(session, row, "ratelimited", NOW)
        told = await notices(session)
    assert set(told) == {"UANN"}
    assert "my direct messages with <@UBO>" in told["UANN"][0]


async def test_rows_that_name_no_relationship_are_found_by_their_channel(
    database: Database,
) -> None:
    async with database.write() as session:
        known: Relationship = await make_relationship(session)
        row = await say(session, Place(known.installation_id, channel_id="C1"))
        await tell_contacts(session, row, "not_in_channel", NOW)
        assert not known.bot_present
        assert set(await notices(session)) == {"UANN", "UBO"}


async def test_what_is_about_no_relationship_any_more_is_told_to_nobody(
    database: Database,
) -> None:
    async with database.write() as session:
        known = await make_relationship(session)
        for place in (
            Place(known.installation_id, channel_id="COTHER"),
            Place(known.installation_id, user_id="UBO"),
            Place(known.installation_id, channel_id="C1", relationship_id="gone"),
        ):
            post_id = await outbox.post(
                session, key=f"{place}", place=place, message=HELLO, now=NOW
            )
            row = await outbox.get_post(session, post_id)
            await tell_contacts(session, row, "restricted_action", NOW)
            await tell_unknown(session, row, "missing_scope", NOW)
        told = await session.scalars(select(OutboxRow.key).where(OutboxRow.key.like("notice:%")))
        assert list(told) == []


async def test_nobody_is_told_who_is_no_contact(database: Database) -> None:
    async with database.write() as session:
        relationship = await make_relationship(session)
        await relationships.save_member(
            session, relationship.id, Member("UBO", Side.VENDOR, Role.MEMBER)
        )
        row = await say(session, place_of(relationship))
        await tell_contacts(session, row, "msg_too_long", NOW)
        assert set(await notices(session)) == {"UANN"}
