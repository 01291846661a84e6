"""Kudos that are changed, hidden, private or of a message that changed, on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.errors import InvalidInput, NotAllowed, NotOnASide
from bot.kudos import sources
from bot.kudos.errors import KudosGone, TooLateToChange
from bot.kudos.rules import CHANGE_WITHIN, REASON, VALUE, Draft
from storage import kudos_rules, kudos_sources, relationships
from storage.database import Database
from storage.kudos import Kudos, Way
from storage.outbox import Kind, OutboxRow
from tests.storage import kudos_room
from tests.storage.kudos_room import CHANNEL, MESSAGE, NOW, act, follow, give, load, react, said

LATE = NOW + CHANGE_WITHIN + timedelta(seconds=1)
HERE = (CHANNEL, MESSAGE)


@pytest.fixture
async def memory(database: Database) -> Database:
    await kudos_room.furnish(database)
    return database


async def updates(database: Database) -> int:
    return len(await said(database, Kind.UPDATE))


async def test_whoever_began_them_changes_words_and_value_for_a_day(memory: Database) -> None:
    kudos = await give(memory, receivers=("U3",))
    await act(memory, "join", kudos.id, user_id="U5", acted_at="2.0")
    how = {"user_id": "U1", "reason": " more help ", "value_id": "kept"}
    await act(memory, "edit", kudos.id, **how, now=NOW + CHANGE_WITHIN)
    changed = await load(memory, kudos.id)
    assert (changed.text, changed.value_id) == ("more help", "kept")
    assert changed.edited_at == NOW + CHANGE_WITHIN
    for other in ("U5", "U3"):
        with pytest.raises(NotAllowed):
            await act(memory, "edit", kudos.id, **{**how, "user_id": other})
    with pytest.raises(TooLateToChange) as refused:
        await act(memory, "edit", kudos.id, **how, now=LATE)
    assert "24 hours" in refused.value.sentence
    for field, wrong in ((REASON, {"reason": " "}), (VALUE, {"value_id": "courage"})):
        with pytest.raises(InvalidInput) as mistaken:
            await act(memory, "edit", kudos.id, **{**how, **wrong})
        assert list(mistaken.value.problems) == [field]
    await act(memory, "take_back", kudos.id, user_id="U1")
    with pytest.raises(KudosGone):
        await act(memory, "edit", kudos.id, **how)


async def test_of_kudos_by_reaction_only_the_value_is_the_givers(memory: Database) -> None:
    kudos = await react(memory, "U1", "2.0")
    assert kudos is not None
    await act(memory, "edit", kudos.id, user_id="U1", reason="my words", value_id="early")
    changed = await load(memory, kudos.id)
    assert (changed.text, changed.value_id) == ("It runs again.", "early")


async def test_a_value_that_is_not_used_any_more_stays_on_what_it_was_given_for(
    memory: Database,
) -> None:
    kudos = await give(memory, value_id="kept")
    async with memory.write() as session:
        retired = {"id": "kept", "name": "kept", "emoji": "ear", "retired": True}
        await kudos_rules.save_rules(
            session,
            relationship_id="R1",
            emoji="star2",
            allowance=None,
            values=[retired],
            decided_at=NOW,
        )
    await act(memory, "edit", kudos.id, user_id="U1", reason="other words", value_id="kept")
    assert (await load(memory, kudos.id)).value_id == "kept"
    with pytest.raises(InvalidInput):
        await give(memory, value_id="kept")


async def test_taking_back_by_button_is_for_a_day_and_by_reaction_for_ever(
    memory: Database,
) -> None:
    kudos = await give(memory)
    with pytest.raises(TooLateToChange):
        await act(memory, "take_back", kudos.id, user_id="U1", now=LATE)
    reacted = await react(memory, "U1", "2.0")
    assert reacted is not None
    await react(memory, "U1", "3.0", added=False, now=LATE)
    assert not (await load(memory, reacted.id)).stands


async def test_contacts_of_either_side_hide_and_show(memory: Database) -> None:
    kudos = await give(memory, giver="U2", receivers=("U5",))
    for name in ("hide", "show"):
        with pytest.raises(NotAllowed):
            await act(memory, name, kudos.id, user_id="U2")
        with pytest.raises(NotOnASide):
            await act(memory, name, kudos.id, user_id="U9")
    for _ in range(2):
        await act(memory, "hide", kudos.id, user_id="U3")
    hidden = await load(memory, kudos.id)
    assert (hidden.stands, hidden.hidden_by, hidden.hidden_at) == (False, "U3", NOW)
    with pytest.raises(KudosGone):
        await act(memory, "join", kudos.id, user_id="U1", acted_at="2.0")
    assert await updates(memory) == 1
    await act(memory, "show", kudos.id, user_id="U1")
    assert (await load(memory, kudos.id)).stands
    private = await give(memory, private=True)
    with pytest.raises(KudosGone):
        await act(memory, "hide", private.id, user_id="U3")


async def test_what_is_private_is_told_to_the_receivers_and_perhaps_their_contacts(
    memory: Database,
) -> None:
    await give(memory, receivers=("U5",), private=True)
    assert [post.user_id for post in await said(memory, Kind.POST)] == ["U5"]
    kudos = await give(memory, receivers=("U2", "U5"), private=True, contact_too=True)
    told = (await said(memory, Kind.POST))[1:]
    # Not to the giver, who is a contact, too.
    assert [post.user_id for post in told] == ["U2", "U5", "U3"]
    assert [post.card_id for post in told] == [f"{kudos.id}:{post.user_id}" for post in told]
    assert all(post.channel_id is None for post in told)
    assert await updates(memory) == 0
    await act(memory, "take_back", kudos.id, user_id="U1")
    assert {row.about_post_id for row in await said(memory, Kind.UPDATE)} == {p.id for p in told}


async def test_who_is_not_announced_is_told_alone_and_the_others_in_the_open(
    memory: Database,
) -> None:
    async with memory.write() as session:
        await kudos_rules.set_quiet(session, "U2", True)
        await kudos_rules.set_quiet(session, "U2", True)
    kudos = await give(memory, receivers=("U2", "U5"))
    kept = await load(memory, kudos.id)
    assert (kept.private, kept.receiver_ids, kept.announced_ids) == (False, ("U2", "U5"), ("U5",))
    assert [(p.user_id, p.channel_id) for p in await said(memory, Kind.POST)] == [
        (None, "C1"),
        ("U2", None),
    ]
    alone = await give(memory, receivers=("U2",))
    assert (await load(memory, alone.id)).private
    async with memory.write() as session:
        await kudos_rules.set_quiet(session, "U2", False)
    assert not (await give(memory, receivers=("U2",))).private


async def test_collected_kudos_are_shown_in_another_card(memory: Database) -> None:
    card = str((await give(memory)).post_id)
    collected = {"collection_id": "milestone", "collection_post_id": card}
    kudos = await give(memory, reason="all of it", **collected)
    assert (kudos.post_id, len(await said(memory, Kind.POST))) == (card, 1)
    assert await updates(memory) == 1
    async with memory.write() as session:  # it is said
        for row in await session.scalars(select(OutboxRow)):
            row.state = "sent"
    await act(memory, "take_back", kudos.id, user_id="U1")
    assert [row.about_post_id for row in await said(memory, Kind.UPDATE)] == [card, card]


async def test_what_was_reacted_to_is_followed_when_it_is_edited(memory: Database) -> None:
    kudos = await react(memory, "U1", "2.0")
    form = await give(memory, way=Way.SHORTCUT, source=HERE, reason="my own words")
    assert kudos is not None
    await follow(memory, "follow_edit", "It runs well.", edited_ts="5.0")
    await follow(memory, "follow_edit", "It runs.", edited_ts="4.0")
    assert (await load(memory, kudos.id)).text == "It runs well."
    assert (await load(memory, form.id)).text == "my own words"
    assert await updates(memory) == 1


async def test_a_deleted_message_leaves_no_words_and_no_link(memory: Database) -> None:
    reacted = await react(memory, "U1", "2.0")
    form = await give(memory, way=Way.SHORTCUT, source=HERE, reason="my own words")
    assert reacted is not None
    for _ in range(2):
        await follow(memory, "follow_deletion")
    await follow(memory, "follow_edit", "It runs well.", edited_ts="5.0")
    for kudos_id, text in ((reacted.id, ""), (form.id, "my own words")):
        kudos = await load(memory, kudos_id)
        assert (kudos.stands, kudos.source_gone, kudos.text) == (True, True, text)
    assert await updates(memory) == 2


@pytest.mark.parametrize("way", [Way.MESSAGE, Way.MENTION])
async def test_who_deletes_the_message_that_thanks_takes_the_thanks_back(
    memory: Database, way: Way
) -> None:
    kudos = await give(memory, way=way, source=HERE, acted_at=MESSAGE)
    await act(memory, "join", kudos.id, user_id="U5", acted_at="2.0")
    await follow(memory, "follow_deletion")
    kept = await load(memory, kudos.id)
    assert (kept.stands, kept.giver_ids, kept.text) == (True, ("U5",), "")
    await act(memory, "leave", kudos.id, user_id="U5", acted_at="3.0")
    assert not (await load(memory, kudos.id)).stands


async def reword(database: Database, kudos_id: str, draft: Draft, edited_ts: str) -> Kudos:
    async with database.write() as session:
        relationship = await relationships.lock_relationship(session, "R1")
        company = await relationships.load_company(
            session, relationship, ("U1", *draft.receivers), NOW
        )
        return await sources.follow_rewording(
            session, relationship, company, kudos_id, draft, now=NOW, edited_ts=edited_ts
        )


async def test_thanks_in_a_message_follow_its_words_and_people(memory: Database) -> None:
    kudos = await give(memory, way=Way.MESSAGE, source=HERE, acted_at=MESSAGE)
    await reword(memory, kudos.id, Draft(("U5", "U3"), "the demo", "kept"), "5.0")
    await reword(memory, kudos.id, Draft(("U2",), "an older edit"), "4.0")
    kept = await load(memory, kudos.id)
    assert (kept.receiver_ids, kept.text, kept.value_id) == (("U5", "U3"), "the demo", "kept")
    with pytest.raises(InvalidInput):
        await reword(memory, kudos.id, Draft(("U1",), "me"), "6.0")
    async with memory.write() as session:
        await kudos_rules.set_quiet(session, "U2", True)
    await reword(memory, kudos.id, Draft(("U5", "U2"), "the demo"), "7.0")
    kept = await load(memory, kudos.id)
    assert (kept.announced_ids, kept.private) == (("U5",), False)
    assert [post.user_id for post in await said(memory, Kind.POST)] == [None, "U2"]
    async with memory.read() as session:
        found = await kudos_sources.list_by_source(session, *HERE)
    assert [one.id for one in found] == [kudos.id]


async def test_reworded_thanks_name_nobody_who_does_not_want_it(memory: Database) -> None:
    """And nobody thanks themselves, who had joined before they were named."""
    kudos = await give(memory, receivers=("U3",), way=Way.MESSAGE, source=HERE, acted_at=MESSAGE)
    await act(memory, "join", kudos.id, user_id="U5", acted_at="2.0")
    await reword(memory, kudos.id, Draft(("U3", "U5"), "the demo"), "5.0")
    assert (await load(memory, kudos.id)).giver_ids == ("U1",)
    async with memory.write() as session:
        await kudos_rules.set_quiet(session, "U2", True)
    private = await reword(memory, kudos.id, Draft(("U2",), "the demo"), "6.0")
    assert private.id != kudos.id
    assert not (await load(memory, kudos.id)).stands
    kept = await load(memory, private.id)
    assert (kept.private, kept.post_id, kept.source) == (True, None, HERE)
    assert [post.user_id for post in await said(memory, Kind.POST)] == [None, "U2"]
    older = await reword(memory, private.id, Draft(("U3",), "heard late"), "5.5")
    assert (older.id, older.text) == (private.id, "the demo")
    again = await reword(memory, private.id, Draft(("U3",), "the demo"), "7.0")
    assert not (await load(memory, private.id)).stands
    kept = await load(memory, again.id)
    assert (kept.private, kept.announced_ids, kept.stands) == (False, ("U3",), True)
    assert [post.user_id for post in await said(memory, Kind.POST)] == [None, "U2", None]
