"""Two organisations come together: proposed by one side, confirmed by the other."""

import asyncio

import pytest

from sandbox.client import Refused
from tests.engines import ONE_ENGINE
from tests.world import World


async def test_a_client_proposes_and_the_vendors_contact_confirms(bare_world: World) -> None:
    world = bare_world
    form = await world.open_setup(world.ann)
    assert form.callback_id == "setup_form"
    await world.ann.closes()

    await world.set_up()

    said = [m.words for m in await world.bo.sees(world.room)]
    assert "proposes Rapport for Acme and Vee" in said[0]
    assert "Confirmed by" in said[0]
    assert "What I keep" in said[1]
    assert "What I read" in said[1]
    assert "passes through me" in said[1]
    assert "I am operated by Acme" in said[1]


@ONE_ENGINE
async def test_sides_are_proposed_from_home_workspaces(bare_world: World) -> None:
    form = await bare_world.open_setup(bare_world.ann)
    inputs = {b["block_id"]: b["element"] for b in form.blocks if b["type"] == "input"}
    assert set(inputs["client_people"]["initial_users"]) == {p.id for p in bare_world.clients}
    assert set(inputs["vendor_people"]["initial_users"]) == {p.id for p in bare_world.vendors}
    assert inputs["client_contacts"]["initial_users"] == [bare_world.ann.id]
    assert inputs["tz"]["initial_option"]["value"] == "Europe/Berlin"


async def test_only_the_other_sides_contact_may_confirm(bare_world: World) -> None:
    world = bare_world
    await world.open_setup(world.ann)
    await world.ann.submits(
        {
            "client_name": "Acme",
            "vendor_name": "Vee",
            "vendor_contacts": [world.bo],
        }
    )
    await world.settle()
    card = (await world.ann.sees(world.room))[-1]
    for person in (world.ann, world.bea):
        await person.presses(card, "Confirm")
        assert "the contacts of the side that was asked" in (await world.notice(person)).text
    await world.settle()
    assert "Confirm" in (await world.ann.sees(world.room))[0].buttons


@ONE_ENGINE
async def test_people_without_the_app_have_no_commands_but_a_menu(world: World) -> None:
    with pytest.raises(Refused):
        await world.bo.command("/rapport", "who", in_=world.room)
    await world.menu_button(world.bo, "Who is who")
    shown = (await world.notice(world.bo)).words
    assert f"<@{world.ann.id}> ★" in shown
    assert f"<@{world.bea.id}>" in shown


async def test_a_decline_forgets_the_roster_and_leaves_room_for_another_try(
    bare_world: World,
) -> None:
    world = bare_world
    await world.open_setup(world.ann)
    await world.ann.submits(
        {"client_name": "Acme", "vendor_name": "Vee", "vendor_contacts": [world.bo]}
    )
    await world.settle()
    card = (await world.bo.sees(world.room))[-1]
    await world.bo.presses(card, "Decline")
    await world.settle()
    card = (await world.bo.sees(world.room))[0]
    assert "Declined by" in card.words
    assert card.buttons == []
    reply = await world.ann.command("/rapport", "who", in_=world.room)
    assert "does not know this conversation yet" in reply.text
    await world.set_up()
    assert "What I keep" in (await world.bo.sees(world.room))[-1].words


async def test_two_clicks_confirm_once(bare_world: World) -> None:
    world = bare_world
    await world.open_setup(world.ann)
    await world.ann.submits(
        {"client_name": "Acme", "vendor_name": "Vee", "vendor_contacts": [world.bo]}
    )
    await world.settle()
    card = (await world.bo.sees(world.room))[-1]
    await world.bo.presses(card, "Confirm")
    await world.bo.presses(card, "Confirm")
    await world.settle()
    assert "already answered" in (await world.notice(world.bo)).text
    introductions = [m for m in await world.bo.sees(world.room) if "What I keep" in m.words]
    assert len(introductions) == 1


@ONE_ENGINE
async def test_a_form_says_beside_its_fields_what_is_wrong(bare_world: World) -> None:
    world = bare_world
    other_bot = await world.practice.client.bot_user("Other Bot")
    await world.room.add(other_bot)
    stranger = await world.practice.client.person("Sam Outside")
    await world.open_setup(world.ann)
    result = await world.ann.submits(
        {
            "client_name": "Acme",
            "vendor_name": "ACME",
            "client_people": [world.ann, stranger],
            "vendor_people": [world.bo, world.ann, other_bot],
            "client_contacts": [world.amir],
            "vendor_contacts": [world.bo],
        }
    )
    assert "different names" in result.errors["vendor_name"]
    assert "Sam Outside is not in this channel" in result.errors["client_people"]
    assert "On both sides: Ann Berg" in result.errors["vendor_people"]
    assert "must be one of the people" in result.errors["client_contacts"]
    result = await world.ann.submits(
        {
            "vendor_name": "Vee",
            "client_people": [world.ann],
            "client_contacts": [world.ann],
            "vendor_people": [world.bo, other_bot],
        }
    )
    assert "Other Bot is a bot" in result.errors["vendor_people"]
    result = await world.ann.submits({"vendor_people": [world.bo]})
    assert result.errors == {}


async def test_both_sides_may_sit_in_one_workspace(bare_world: World) -> None:
    world = bare_world
    local = [await world.practice.client.person(f"Local {n}") for n in range(3)]
    room = await world.practice.client.channel("inside", members=[world.ann, *local])
    await room.add_bot(world.inst)
    await world.settle()
    await world.ann.command("/rapport", "setup", in_=room)
    await world.settle()
    form = await world.ann.modal()
    inputs = {b["block_id"]: b["element"] for b in form.blocks if b["type"] == "input"}
    assert "initial_users" not in inputs["vendor_people"]
    result = await world.ann.submits(
        {
            "client_name": "Sales",
            "vendor_name": "IT",
            "client_people": [world.ann],
            "vendor_people": local,
            "vendor_contacts": [local[0]],
        }
    )
    assert result.errors == {}
    await world.settle()
    await local[0].presses((await local[0].sees(room))[-1], "Confirm")
    await world.settle()
    introduction = (await local[0].sees(room))[-1].words
    assert "Sales has fewer than 3 people here" in introduction
    assert "IT has fewer than 3" not in introduction


async def test_a_proposal_by_somebody_on_neither_side_is_refused(bare_world: World) -> None:
    world = bare_world
    await world.open_setup(world.ann)
    result = await world.ann.submits(
        {
            "client_name": "Acme",
            "vendor_name": "Vee",
            "client_people": [world.amir],
            "client_contacts": [world.amir],
            "vendor_contacts": [world.bo],
        }
    )
    assert "neither side" in result.errors["client_name"]


@ONE_ENGINE
async def test_the_bot_must_be_in_the_channel(bare_world: World) -> None:
    world = bare_world
    await world.room.remove_bot(world.inst)
    form = await world.open_setup(world.ann)
    assert "/invite" in form.words


@ONE_ENGINE
async def test_setup_needs_a_channel(bare_world: World) -> None:
    world = bare_world
    dm = await world.ann.dm(world.inst)
    reply = await world.ann.command("/rapport", "setup", in_=dm)
    assert "Go to the channel" in reply.text


async def test_a_second_setup_is_for_contacts_and_told_in_the_channel(world: World) -> None:
    reply = await world.amir.command("/rapport", "setup", in_=world.room)
    assert "Only the contacts of both sides" in reply.text
    form = await world.open_setup(world.ann)
    inputs = {b["block_id"]: b["element"] for b in form.blocks if b["type"] == "input"}
    assert inputs["client_name"]["initial_value"] == "Acme"
    await world.ann.submits({"vendor_contacts": [world.bo, world.bea]})
    await world.settle()
    told = (await world.bob.sees(world.room))[-1].words
    assert f"<@{world.ann.id}> changed who is who" in told
    assert f"<@{world.bea.id}> ★" in told


async def test_a_vendors_contact_may_correct_the_setup_by_the_menu(world: World) -> None:
    await world.menu_button(world.bo, "Set up")
    await world.settle()
    result = await world.bo.submits({"vendor_name": "Vee & <Sons>"})
    assert result.errors == {}
    await world.settle()
    assert "Vee &amp; &lt;Sons&gt;" in (await world.ann.sees(world.room))[-1].words


async def test_people_who_come_and_go_are_on_the_roster_or_not(world: World) -> None:
    carl = await world.practice.client.person("Carl New", tz="Europe/Berlin")
    await world.room.add(carl)
    await world.settle()
    reply = await world.ann.command("/rapport", "who", in_=world.room)
    words = "\n".join(b["text"]["text"] for b in reply.blocks if b["type"] == "section")
    assert f"<@{carl.id}>" in words.split("*Vee*")[0]
    await world.bea.leaves(world.room)
    await world.ada.deactivated()
    await world.settle()
    reply = await world.ann.command("/rapport", "who", in_=world.room)
    words = "\n".join(b["text"]["text"] for b in reply.blocks if b["type"] == "section")
    assert f"<@{world.bea.id}>" not in words
    assert f"<@{world.ada.id}>" not in words
    await world.bea.joins(world.room)
    await world.settle()
    reply = await world.ann.command("/rapport", "who", in_=world.room)
    words = "\n".join(b["text"]["text"] for b in reply.blocks if b["type"] == "section")
    assert f"<@{world.bea.id}>" in words.split("*Vee*")[1]


async def test_a_repeated_submission_proposes_once(bare_world: World) -> None:
    world = bare_world
    await world.open_setup(world.ann)
    await world.ann.submits(
        {"client_name": "Acme", "vendor_name": "Vee", "vendor_contacts": [world.bo]}
    )
    await world.box.repeat_last_interaction()
    await world.settle()
    sent = [e for e in await world.box.wire() if e.get("in") == "interactive"]
    submitted = [e["envelope"]["payload"]["view"]["id"] for e in sent[-2:]]
    assert submitted[0] == submitted[1]
    cards = [m for m in await world.bo.sees(world.room) if "proposes" in m.words]
    assert len(cards) == 1


@ONE_ENGINE
async def test_a_large_roster_waits_out_slacks_rate_limits(bare_world: World) -> None:
    await bare_world.box.fail("users.info", retry_after=1, times=2)
    form = await bare_world.open_setup(bare_world.ann)
    inputs = {b["block_id"]: b["element"] for b in form.blocks if b["type"] == "input"}
    proposed = inputs["client_people"]["initial_users"] + inputs["vendor_people"]["initial_users"]
    assert set(proposed) == {p.id for p in (*bare_world.clients, *bare_world.vendors)}


async def test_a_proposal_is_confirmed_as_it_was_looked_at(bare_world: World) -> None:
    world = bare_world
    await world.open_setup(world.ann)
    await world.ann.submits(
        {"client_name": "Acme", "vendor_name": "Vee", "vendor_contacts": [world.bo]}
    )
    await world.settle()
    looked_at = (await world.bo.sees(world.room))[-1]
    await world.box.fail("chat.update", retry_after=1)  # so that Bo still sees it uncorrected
    await world.open_setup(world.ann)
    await world.ann.submits({"vendor_name": "Veritas"})
    await world.bo.presses(looked_at, "Confirm")
    assert "corrected after you looked at it" in (await world.notice(world.bo)).text
    async with asyncio.timeout(10):
        while "Veritas" not in (await world.bo.sees(world.room))[0].words:
            await asyncio.sleep(0.05)
    await world.bo.presses(looked_at, "Confirm")
    await world.settle()
    assert "What I keep" in (await world.bo.sees(world.room))[-1].words
