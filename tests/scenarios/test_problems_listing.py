"""Finding problems again: lists with filters, the whole record, and a file to keep."""

from datetime import timedelta

from bot.problems.rules import Stage
from sandbox.client import Message, Person
from tests.engines import ONE_ENGINE
from tests.scenarios.solving import EXPORT, card, fills, lead, presses, raises
from tests.world import World


async def answer(world: World, person: Person, text: str) -> str:
    """What `/problem` answers privately."""
    reply = await person.command("/problem", text, in_=world.room)
    return f"{reply.text} {reply.blocks}"


async def picks(world: World, listed: Message, label: str, value: str) -> Message:
    await world.bo.chooses(listed, label, value)
    return await world.notice(world.bo)


@ONE_ENGINE
async def test_lists_are_narrowed_by_words_and_by_menus(world: World) -> None:
    assert "Nothing is open" in await answer(world, world.ann, "list")
    await lead(world, Stage.CAUSES)
    await world.ann.command("/problem", "refunds take eleven days", in_=world.room)
    await raises(world, world.ann, title="refunds", what="They wait", theme="trust")
    shown = await answer(world, world.ann, "list")
    assert "#2 refunds" in shown
    ts = (await card(world)).ts.replace(".", "")
    assert f"/archives/{world.room.id}/p{ts}|#1 {EXPORT}>* · Causes" in shown
    for text, there, not_there in (
        ("causes", EXPORT, "#2 refunds"),
        ("#trust define", "#2 refunds", f"#1 {EXPORT}"),
        ("Vee", "There is nothing like that", "#2 refunds"),
        ("closed", "There is nothing like that", "#2 refunds"),
    ):
        found = await answer(world, world.ann, f"list {text}")
        assert there in found, text
        assert not_there not in found, text
    assert "I do not understand that" in await answer(world, world.ann, "list nonsense")
    assert "There is nothing like that" in await answer(world, world.ada, "mine")
    assert EXPORT in await answer(world, world.amir, "mine")
    assert "no problem #9" in await answer(world, world.amir, "show 9")
    assert "`/problem show 3`" in await answer(world, world.ann, "help")

    await world.menu_button(world.bo, "Open problems")
    listed = await picks(world, await world.notice(world.bo), "problem_filter:stage", "Define")
    assert "#2 refunds" in listed.words
    assert EXPORT not in listed.words
    nothing = await picks(world, listed, "problem_filter:theme", "Delivery")
    assert "There is nothing like that" in nothing.words
    await world.bo.presses(listed, "Show")
    record = await world.bo.modal()
    assert record is not None
    assert "They wait" in record.words
    await world.bo.closes()
    await world.bo.presses(listed, "Raise a problem")
    form = await world.bo.modal()
    assert form is not None
    assert form.callback_id == "problem_form"


@ONE_ENGINE
async def test_a_file_holds_what_both_sides_see_and_blames_nobody(world: World) -> None:
    await lead(world, Stage.CLOSED)
    await fills(world, world.amir, "Reopen", to="options", reason="It is *back*")
    await fills(world, world.bo, "Add an idea", kind="fact", text="# It stops at 02:00")
    await fills(world, world.bob, "Add an idea", text="A hidden thing")
    await fills(world, world.amir, "Wait until ...", until="2026-12-01", reason="Holidays")
    for days in (3, 5):  # their contacts are asked before
        await world.pass_time(by=timedelta(days=days))
    await presses(world, world.amir, "Go on alone")
    await world.ann.command("/problem", "export 1", in_=world.room)
    (message,) = [m for m in await world.ann.sees_dm(world.inst) if m.files]
    assert message.files[0].name == "problem-1.md"
    written = (await world.ann.downloads(message.files[0])).decode()
    assert f"# Problem 1: {EXPORT}\n" in written
    assert "## Facts\n\n### Vee\n\n- \\# It stops at 02:00\n" in written
    assert "## Causes\n\n- The disk was full (Vee)\n" in written
    assert "- Alert on disk space (Acme)\n- Rotate the logs (Vee)\n" in written
    assert "| Alert on disk space | 4.0 / 2.0 | 4.0 / 2.0 |" in written
    assert "## Decision of round 1\n\n> We alert at 80 percent\n" in written
    assert "Proposed by Amir Khan on 2026-11-02, confirmed by Bea Ruiz." in written
    assert "- [ ] Set up the alert: Bob Ito (Vee), by 2026-11-09\n" in written
    assert "was reopened (closed → options): It is \\*back\\*\n" in written
    assert "rested (options); **one-sided, by Acme**: Holidays\n" in written
    assert "A hidden thing" in written  # by now it is shown, for two working days are over
    assert "Bo Lind" not in written  # who added the cause and the fact
    assert "[The thread](https://" in written
