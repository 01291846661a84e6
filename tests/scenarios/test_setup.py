"""Two organisations come together: proposed by one side, confirmed by the other."""

import pytest

from sandbox.client import Refused
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
    assert "I am operated by Acme" in said[1]


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
        assert "Only a contact of the vendor side" in (await world.notice(person)).text
    await world.settle()
    assert "Confirm" in (await world.ann.sees(world.room))[0].buttons


async def test_people_without_the_app_have_no_commands_but_a_menu(world: World) -> None:
    with pytest.raises(Refused):
        await world.bo.command("/rapport", "who", in_=world.room)
    await world.menu_button(world.bo, "Who is who")
    shown = (await world.notice(world.bo)).words
    assert f"<@{world.ann.id}> ★" in shown
    assert f"<@{world.bea.id}>" in shown
