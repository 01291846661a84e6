"""A problem between two organisations, as people of both sides live through it."""

import asyncio
from typing import Any

import pytest

from sandbox.client import Message, Person
from tests.world import PATIENT_SECONDS, World

EXPORT = "the nightly export fails"


async def raise_it(world: World, person: Person, **changed: Any) -> Message:
    """Somebody describes the export problem; the card that comes of it."""
    if person.workspace.id == world.ann.workspace.id:
        await person.command("/problem", EXPORT, in_=world.room)
    else:
        await world.menu_button(person, "Raise a problem")
    described = {
        "title": EXPORT,
        "what": "No file since Monday",
        "whom": "Billing",
        "client_owner": world.amir,
        "vendor_owner": world.bea,
    }
    result = await person.submits({**described, **changed})
    assert result.errors == {}, result.errors
    await world.settle()
    return await card(world)


async def card(world: World, number: int = 1) -> Message:
    """The card of that problem as it stands now."""
    title = f"#{number} "
    seen = await world.bea.sees(world.room)
    return [m for m in seen if m.words.startswith(title) and not m.ephemeral][-1]


async def presses(world: World, person: Person, button: str) -> None:
    await person.presses(await card(world), button)
    await world.settle()


async def adds(world: World, person: Person, kind: str, text: str) -> None:
    await person.presses(await card(world), f"Add {kind}")
    result = await person.submits({"text": text})
    assert result.errors == {}, result.errors
    await world.settle()


async def lead_to_review(world: World) -> None:
    await presses(world, world.amir, "Next: causes")
    await adds(world, world.bo, "a cause", "Our disk was full")
    await presses(world, world.bea, "Next: options")
    await adds(world, world.ada, "an option", "Alert on disk space")
    await presses(world, world.ann, "Next: decide")
    await adds(world, world.amir, "a decision", "We alert at 80 percent")
    await presses(world, world.bo, "Next: try")
    await adds(world, world.bea, "a step", "Bea sets up the alert by Friday")
    await presses(world, world.bea, "Next: review")


async def thread(world: World, person: Person | None = None) -> list[str]:
    return [m.words for m in await (person or world.ann).sees_thread(await card(world))][1:]


async def test_a_problem_from_opening_to_lesson(world: World) -> None:
    await world.ann.command("/problem", EXPORT, in_=world.room)
    form = await world.ann.modal()
    assert form is not None
    assert form.title == "Raise a problem"
    inputs = {b["block_id"]: b["element"] for b in form.blocks if b["type"] == "input"}
    assert inputs["title"]["initial_value"] == EXPORT
    assert inputs["what"]["initial_value"] == EXPORT
    assert inputs["client_owner"]["initial_user"] == world.ann.id
    assert inputs["vendor_owner"]["initial_user"] == world.bo.id
    assert form.inputs["vendor_owner"] == "Owner from Vee"
    await world.ann.closes()

    opened = await raise_it(world, world.ann)
    assert "No file since Monday" in opened.words
    assert f"Owners: {world.amir} (Acme) and {world.bea} (Vee)" in opened.words
    assert "*● Define*  ›  Causes" in opened.words
    await adds(world, world.bea, "a fact", "It stops at 02:00 in Berlin")
    await lead_to_review(world)
    await adds(world, world.ada, "an observation", "Five nights without a gap")
    await world.bea.presses(await card(world), "Close with a lesson")
    refused = await world.bea.submits({"text": "   "})
    assert "own words" in refused.errors["text"]
    assert (await world.bea.submits({"text": "Watch the disk before it is full"})).errors == {}
    await world.settle()

    closed = await card(world)
    assert closed.ts == opened.ts
    assert "*● Closed*" in closed.words
    assert "We alert at 80 percent" in closed.words
    assert "Watch the disk before it is full" in closed.words
    assert closed.buttons == ["Reopen", "Show all"]
    told = await thread(world, world.bob)
    assert "This thread is where both sides solve #1 together" in told[0]
    assert [text.splitlines()[0] for text in told[1:]] == [
        f"{world.bea} (Vee) added a fact:",
        f"{world.amir} moved this on to *causes*.",
        f"{world.bo} (Vee) added a cause:",
        f"{world.bea} moved this on to *options*.",
        f"{world.ada} (Acme) added an option:",
        f"{world.ann} moved this on to *decide*.",
        f"{world.amir} (Acme) added a decision:",
        f"{world.bo} moved this on to *try*.",
        f"{world.bea} (Vee) added a step:",
        f"{world.bea} moved this on to *review*.",
        f"{world.ada} (Acme) added an observation:",
        f"{world.bea} closed this. What was learnt:",
    ]


async def test_a_trial_that_fails_goes_back_and_a_closed_problem_reopens(world: World) -> None:
    await raise_it(world, world.bea)
    await lead_to_review(world)
    await presses(world, world.bea, "It did not work: back to options")
    assert "*● Options*" in (await card(world)).words
    assert (await thread(world))[-1].startswith(f"It did not work, so {world.bea} took this back")
    for step in ("decide", "try", "review"):
        await presses(world, world.bo, f"Next: {step}")
    await world.amir.presses(await card(world), "Close with a lesson")
    await world.amir.submits({"text": "Ask earlier"})
    await world.settle()
    await presses(world, world.bo, "Reopen")
    reopened = await card(world)
    assert "*● Review*" in reopened.words
    assert "1 decision" in reopened.words
    await presses(world, world.bo, "Back to try")
    assert "*● Try*" in (await card(world)).words


async def test_the_form_says_beside_each_field_what_it_needs(world: World) -> None:
    stranger = await world.practice.client.person("Sam Stone")
    await world.ann.command("/problem", "", in_=world.room)
    result = await world.ann.submits(
        {
            "title": "  ",
            "what": "x",
            "whom": "y",
            "client_owner": world.bo,
            "vendor_owner": world.inst.bot_user_id,
        }
    )
    assert set(result.errors) == {"title", "client_owner", "vendor_owner"}
    assert "Bo Lind is not on the side of Acme" in result.errors["client_owner"]
    assert "is a bot" in result.errors["vendor_owner"]
    result = await world.ann.submits(
        {"title": "t", "client_owner": stranger, "vendor_owner": world.bea}
    )
    assert "not in the channel" in result.errors["client_owner"]
    await world.bea.leaves(world.room)
    await world.settle()
    result = await world.ann.submits({"client_owner": world.ann})
    assert "Bea Ruiz is not in the channel" in result.errors["vendor_owner"]
    assert (await world.ann.submits({"vendor_owner": world.bo})).errors == {}
    await world.settle()
    assert "#1 t" in (await world.bo.sees(world.room))[-1].words


async def test_who_steers_and_who_only_adds(world: World) -> None:
    await raise_it(world, world.ann)
    newcomer = await world.practice.client.person("Newt New")
    other = await world.practice.vendor.person("Una Other")
    await world.room.add(newcomer)
    await world.room.add(other)
    await world.settle()
    await adds(world, newcomer, "a fact", "Colleagues of one side stand on it at once")
    await world.bob.presses(await card(world), "Next: causes")
    told = (await world.notice(world.bob)).text
    assert told.startswith("Only its owners or the contacts of both sides can do that.")
    await world.settle()
    assert "*● Define*" in (await card(world)).words


async def test_a_person_on_no_side_is_told_so(world: World) -> None:
    await raise_it(world, world.ann)
    third = await world.box.workspace("Third")
    await world.room.share(third)
    stranger = await third.person("Theo Third")
    await world.room.add(stranger)
    await world.settle()
    for button in ("Add a fact", "Next: causes", "Show all"):
        await stranger.presses(await card(world), button)
        assert "neither side" in (await world.notice(stranger)).text
    assert await stranger.modal() is None
    await world.menu_button(stranger, "Raise a problem")
    assert "neither side" in (await world.notice(stranger)).text


async def test_two_clicks_at_once_move_it_once(world: World) -> None:
    await raise_it(world, world.ann)
    old = await card(world)
    await asyncio.gather(
        world.amir.presses(old, "Next: causes"), world.bea.presses(old, "Next: causes")
    )
    notices = [
        m.text for p in (world.amir, world.bea) for m in await p.sees(world.room) if m.ephemeral
    ]
    assert [text for text in notices if 'has moved on to "causes"' in text] == notices[-1:]
    await world.settle()
    assert "*● Causes*" in (await card(world)).words
    assert sum("moved this on" in text for text in await thread(world)) == 1


async def test_an_old_card_changes_nothing_and_says_why(world: World) -> None:
    await raise_it(world, world.ann)
    await world.box.fail("chat.update", status=500, times=1)
    old = await card(world)
    await world.amir.presses(old, "Next: causes")
    for button in ("Add a fact", "Next: causes"):
        await world.bea.presses(old, button)
        assert 'moved on to "causes"' in (await world.notice(world.bea)).text
    assert await world.bea.modal() is None
    await world.settle()


async def test_a_form_whose_stage_has_passed_keeps_its_text(world: World) -> None:
    await raise_it(world, world.ann)
    await world.bob.presses(await card(world), "Add a fact")
    await presses(world, world.amir, "Next: causes")
    result = await world.bob.submits({"text": "A long and careful fact"})
    assert 'moved on to "causes"' in result.errors["text"]
    form = await world.bob.modal()
    assert form is not None
    assert "A long and careful fact" in str(form.state)
    assert not any("added a fact" in text for text in await thread(world))


async def test_a_stage_without_an_entry_is_not_left(world: World) -> None:
    await raise_it(world, world.ann)
    await presses(world, world.amir, "Next: causes")
    await presses(world, world.amir, "Next: options")
    assert "at least one cause" in (await world.notice(world.amir)).text
    assert "*● Causes*" in (await card(world)).words
    await presses(world, world.amir, "Back to define")
    assert "*● Define*" in (await card(world)).words


async def test_a_submission_that_is_repeated_counts_once(world: World) -> None:
    await world.ann.command("/problem", EXPORT, in_=world.room)
    described = {"whom": "Billing", "client_owner": world.amir, "vendor_owner": world.bea}
    await world.box.ack_within_seconds(0.5)
    await world.box.drop_acks(1)
    first = await world.ann.submits(described)
    assert first.error == "operation_timeout"
    await world.box.ack_within_seconds(PATIENT_SECONDS)
    await world.ann.submits(described)
    await world.settle()
    cards = [m for m in await world.bo.sees(world.room) if EXPORT in m.words]
    assert len(cards) == 1


async def test_an_author_takes_an_entry_back(world: World) -> None:
    await raise_it(world, world.ann)
    await adds(world, world.bob, "a fact", "Acme never reads mails")
    await adds(world, world.bob, "a fact", "It stops at two")
    await world.ann.presses(await card(world), "Show all")
    record = await world.ann.modal()
    assert record is not None
    assert "Acme never reads mails" in record.words
    assert "Take back" not in record.buttons
    await world.bob.presses(await card(world), "Show all")
    record = await world.bob.modal()
    assert record is not None
    first = next(b["accessory"] for b in record.blocks if "accessory" in b)
    await world.bob.presses(record, "Take back", value=first["value"])
    after = await world.bob.modal()
    assert after is not None
    assert "took back a fact" in after.words
    assert "never reads" not in after.words
    assert "It stops at two" in after.words
    await world.settle()
    told = await thread(world)
    assert told[1] == f"{world.bob} (Vee) took back a fact."
    assert "It stops at two" in told[2]
    assert "never reads" not in (await card(world)).words
    await world.ann.closes()


async def test_what_is_taken_back_twice_or_too_late_says_so_on_the_modal(world: World) -> None:
    await raise_it(world, world.ann)
    await adds(world, world.bob, "a fact", "It stops at two")
    await world.bob.presses(await card(world), "Show all")
    record = await world.bob.modal()
    assert record is not None
    await asyncio.gather(
        world.bob.presses(record, "Take back"), world.bob.presses(record, "Take back")
    )
    top = await world.bob.modal()
    assert top is not None
    assert "This was already taken back." in top.words
    await world.bob.closes()
    assert [m.words for m in await world.bob.sees_dm(world.inst)] == []


async def test_a_record_longer_than_a_modal_has_pages(world: World) -> None:
    await raise_it(world, world.ann)
    for number in range(10):
        await world.ada.presses(await card(world), "Add a fact")
        await world.ada.submits({"text": f"fact {number} " + "🙈" * 2900})
    await world.settle()
    await world.bo.presses(await card(world), "Show all")
    first = await world.bo.modal()
    assert first is not None
    assert "fact 0" in first.words
    assert "fact 9" not in first.words
    await world.bo.presses(first, "Later")
    second = await world.bo.modal()
    assert second is not None
    assert "fact 9" in second.words
    await world.bo.presses(second, "Earlier")
    again = await world.bo.modal()
    assert again is not None
    assert again.words == first.words


LONG = ("<!channel> & <script> שלום 🙈 " * 150)[:2990].strip()


async def test_long_and_strange_texts_arrive_whole(world: World) -> None:
    await raise_it(world, world.bo, title="<!here> & co", what=LONG, whom=LONG)
    await adds(world, world.bob, "a fact", LONG)
    said = await world.bea.sees_thread(await card(world))
    assert not any("<!channel>" in message.words for message in said)
    escaped = squeeze(LONG.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    assert squeeze(said[0].words).count(escaped) == 2
    assert squeeze(said[-1].words).count(escaped) == 1


def squeeze(text: str) -> str:
    """A text without what quoting and cutting it adds: quotation marks and white space."""
    return "".join(text.replace(">", "").split())


async def test_more_than_a_form_holds_is_given_back(world: World) -> None:
    reply = await world.ann.command("/problem", "word " * 620, in_=world.room)
    assert "longer than the 3,000 characters" in str(reply.text)
    assert str(reply.blocks).count("word") == 620
    assert await world.ann.modal() is None


async def test_mentions_in_the_command_become_names(world: World) -> None:
    await world.ann.command("/problem", f"{world.bo} says R&D is slow", in_=world.room)
    form = await world.ann.modal()
    assert form is not None
    title = next(b["element"] for b in form.blocks if b.get("block_id") == "title")
    assert title["initial_value"] == "@Bo Lind says R&D is slow"


async def test_the_list_shows_what_is_open_and_where(world: World) -> None:
    reply = await world.ann.command("/problem", "list", in_=world.room)
    assert "Nothing is open" in str(reply.blocks)
    await raise_it(world, world.ann)
    await world.menu_button(world.bea, "Open problems")
    listed = await world.notice(world.bea)
    assert "1 open" in listed.words
    ts = (await card(world)).ts.replace(".", "")
    assert f"/archives/{world.room.id}/p{ts}|#1 {EXPORT}>* · Define" in listed.words
    await world.bea.presses(listed, "Show")
    record = await world.bea.modal()
    assert record is not None
    assert "No file since Monday" in record.words
    await world.bea.closes()
    await world.bea.presses(listed, "Raise a problem")
    form = await world.bea.modal()
    assert form is not None
    assert form.callback_id == "problem_form"


async def test_from_a_direct_message_it_goes_to_the_relationships_channel(world: World) -> None:
    await world.amir.command("/rapport", f"problem {EXPORT}", in_=await world.amir.dm(world.inst))
    result = await world.amir.submits({"whom": "Billing"})
    assert result.view is not None
    assert f"problem #1 now; its card stands in <#{world.room.id}>" in result.view.words
    await world.settle()
    assert EXPORT in (await card(world)).words


async def test_before_anything_is_set_up_it_says_what_to_do(bare_world: World) -> None:
    reply = await bare_world.ann.command("/problem", EXPORT, in_=bare_world.room)
    assert "/rapport setup" in str(reply.text)
    assert await bare_world.ann.modal() is None


async def test_while_the_bot_is_away_nothing_is_lost(world: World) -> None:
    await world.room.remove_bot(world.inst)
    await world.settle()
    await world.ann.command("/problem", EXPORT, in_=world.room)
    result = await world.ann.submits({"whom": "Billing"})
    assert result.view is not None
    assert f"I am not in <#{world.room.id}> at the moment" in result.view.words
    await world.settle()
    assert not any(EXPORT in m.words for m in await world.bea.sees(world.room))
    await world.room.add_bot(world.inst)
    await world.settle()
    assert "*● Define*" in (await card(world)).words
    assert "both sides solve #1 together" in (await thread(world))[0]


@pytest.mark.parametrize("asked", ["help", "HELP"])
async def test_help_says_what_there_is(world: World, asked: str) -> None:
    reply = await world.ann.command("/problem", asked, in_=world.room)
    assert "/problem list" in str(reply.blocks)
