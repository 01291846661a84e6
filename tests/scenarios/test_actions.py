"""You said, we do: after a digest each side says what it will do, and is asked whether it did."""

from datetime import timedelta

from sandbox.client import Message, Person
from tests.engines import ONE_ENGINE
from tests.scenarios.test_pulse import asks_now, newest, question, utc
from tests.scenarios.test_which import two_worlds
from tests.world import World

__all__ = ["two_worlds"]

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
WHAT = "send the agenda <earlier> & stick to it"
SHOWN = "send the agenda &lt;earlier&gt; &amp; stick to it"


async def has_digest(world: World) -> None:
    """A round that Bo answered is over; the next one is on the following Monday."""
    await asks_now(world)
    await world.bo.presses(await question(world, world.bo), "4")
    await world.settle()
    await world.pass_time(by=DAY)
    assert "answered" in (await newest(world)).words


async def told(world: World, person: Person, words: str) -> list[Message]:
    """What the bot wrote to this person directly that has these words."""
    return [m for m in await person.sees_dm(world.inst) if words in m.words]


async def asked(world: World, person: Person) -> Message:
    """The question what their side will do, as it stands now."""
    return (await told(world, person, "of a round are in"))[-1]


async def names(world: World, person: Person, what: str = WHAT, **values: object) -> None:
    question = await asked(world, person)
    await person.presses(question, question.buttons[0])
    result = await person.submits({"what": what, **values})
    assert result.errors == {}, result.errors
    assert result.view is not None
    assert "It stands under the results" in result.view.words
    await world.settle()


async def thread(world: World, person: Person) -> list[Message]:
    """What stands under the newest digest."""
    digests = [m for m in await person.sees(world.room) if "answered" in m.words]
    _, *replies = await person.sees_thread(digests[-1])
    return [m for m in replies if not m.ephemeral]


async def card(world: World, person: Person) -> Message:
    """The card of the action that was named last."""
    return [m for m in await thread(world, person) if "Drop" in m.buttons or "Reopen" in m.buttons][
        -1
    ]


async def listing(world: World, person: Person) -> Message:
    """The open actions, in whichever way this person gets at them."""
    if person.workspace is world.ann.workspace:
        await person.command("/rapport", "actions", in_=world.room)
    else:
        await world.menu_button(person, "Open actions")
    await world.settle()
    return await world.notice(person)


async def test_each_side_names_one_action_and_both_see_it(world: World) -> None:
    await has_digest(world)
    for person, side in ((world.ann, "Acme"), (world.bo, "Vee")):
        question = await asked(world, person)
        assert f"What will {side} do about it?" in question.words
        assert "|results>" in question.words
    for person in (world.amir, world.ada, world.bea, world.bob):
        assert await told(world, person, "What will") == []

    await names(world, world.ann, owner=world.ada, due="2026-11-06")
    await names(world, world.bo, "answer within a day")
    first, second = await thread(world, world.bea)
    assert "Acme will" in first.words
    assert SHOWN in first.words
    assert f"{world.ada}, by Friday 6 November 2026" in first.words
    assert "Vee will" in second.words
    assert f"{world.bo}, by Tuesday 10 November 2026" in second.words
    assert (await asked(world, world.ann)).buttons == []


@ONE_ENGINE
async def test_nothing_this_time_and_then_something_after_all(world: World) -> None:
    await has_digest(world)
    await world.bo.presses(await asked(world, world.bo), "Nothing this time")
    await world.settle()
    answered = await asked(world, world.bo)
    assert "does nothing about it this time" in answered.words
    assert answered.buttons == ["Name an action after all"]
    assert await thread(world, world.bo) == []
    await names(world, world.bo)
    assert SHOWN in (await card(world, world.bo)).words


@ONE_ENGINE
async def test_one_contact_answers_for_all_of_their_side(world: World) -> None:
    await world.open_setup(world.ann)
    result = await world.ann.submits({"client_contacts": [world.ann, world.amir]})
    assert result.errors == {}
    await world.settle()
    await has_digest(world)
    await world.amir.presses(await asked(world, world.amir), "Name an action")
    await names(world, world.ann)
    late = await world.amir.submits({"what": "something else"})
    assert "has named an action meanwhile" in str(late.errors)
    seen = await asked(world, world.amir)
    assert SHOWN in seen.words
    assert seen.buttons == []
    assert len(await thread(world, world.bo)) == 1


@ONE_ENGINE
async def test_what_is_wrong_in_the_form_is_said_there(world: World) -> None:
    await has_digest(world)
    await world.ann.presses(await asked(world, world.ann), "Name an action")
    result = await world.ann.submits({"what": " ", "owner": world.bo, "due": "2026-11-01"})
    assert "in a few words" in result.errors["what"]
    assert "Pick somebody of Acme" in result.errors["owner"]
    assert "Pick today or a day to come" in result.errors["due"]
    result = await world.ann.submits({"what": WHAT, "owner": world.ann, "due": "2026-11-03"})
    assert result.errors == {}


async def test_a_submission_that_is_repeated_counts_once(world: World) -> None:
    await has_digest(world)
    await names(world, world.ann)
    await world.box.repeat_last_interaction()
    await world.settle()
    assert len(await thread(world, world.bo)) == 1


async def test_the_card_is_finished_reopened_moved_and_dropped(world: World) -> None:
    await has_digest(world)
    await names(world, world.bo, owner=world.bea, due="2026-11-06")
    await world.bea.presses(await card(world, world.bea), "Done")
    await world.settle()
    done = await card(world, world.ann)
    assert "Vee has done it" in done.words
    assert done.buttons == ["Reopen"]
    await world.bo.presses(done, "Reopen")
    await world.settle()
    await world.bea.presses(await card(world, world.bea), "Change date")
    result = await world.bea.submits({"due": "2026-11-20"})
    assert result.errors == {}
    await world.settle()
    moved = (await card(world, world.ann)).words
    assert "by Friday 20 November 2026 (moved from Friday 6 November 2026)" in moved
    await world.bo.presses(await card(world, world.bo), "Drop")
    await world.settle()
    assert "Vee does not do this any more" in (await card(world, world.ann)).words


@ONE_ENGINE
async def test_who_may_not_is_told_so_privately(world: World) -> None:
    await has_digest(world)
    await names(world, world.bo)
    for person in (world.ann, world.bea):
        await person.presses(await card(world, person), "Done")
        await world.settle()
        root = [m for m in await person.sees(world.room) if "answered" in m.words][-1]
        refusal = [m for m in await person.sees_thread(root) if m.ephemeral][-1]
        assert "Only its owners or the person who started it" in refusal.words
    assert "Vee will" in (await card(world, world.bea)).words


async def test_they_are_asked_after_at_the_next_round_and_told_of_at_its_digest(
    world: World,
) -> None:
    await has_digest(world)
    await names(world, world.ann, owner=world.ada)
    await world.pass_time(to=utc(9, 16))
    (follow,) = await told(world, world.ada, "what it will do")
    assert follow.buttons == ["Done", "Not yet"]
    await world.ada.presses(follow, "Not yet")
    await world.settle()
    (follow,) = await told(world, world.ada, "what it will do")
    assert follow.buttons == ["Done", "Change date", "Drop"]
    await world.bo.presses(await question(world, world.bo), "4")
    await world.settle()
    await world.pass_time(to=utc(11, 8))
    (recap,) = await thread(world, world.bea)
    assert "*You said, we do*" in recap.words
    late = "*overdue* since Tuesday 10 November 2026"
    assert f"{SHOWN} · {world.ada} · {late}" in recap.words
    assert "*Vee*: the last round went by without an action" in recap.words
    assert "Acme*: the last" not in recap.words

    await world.ada.presses(follow, "Done")
    await world.settle()
    (follow,) = await told(world, world.ada, "what it will do")
    assert follow.buttons == ["Reopen"]
    await world.pass_time(to=utc(16, 16))
    assert len(await told(world, world.ada, "what it will do")) == 1, "what is done is not asked"
    await world.bo.presses(await question(world, world.bo), "4")
    await world.settle()
    await world.pass_time(to=utc(18, 8))
    (recap,) = await thread(world, world.bea)
    assert f"{SHOWN} · {world.ada} · done" in recap.words
    assert "*Vee*: 2 rounds in a row went by without an action" in recap.words


@ONE_ENGINE
async def test_where_the_owner_left_the_contacts_are_asked(world: World) -> None:
    await has_digest(world)
    await names(world, world.bo, owner=world.bea)
    await world.bea.leaves(world.room)
    await world.settle()
    await world.pass_time(by=WEEK - DAY)
    assert await told(world, world.bea, "what it will do") == []
    (follow,) = await told(world, world.bo, "what it will do")
    await world.bo.presses(follow, "Done")
    await world.settle()
    await world.pass_time(by=DAY)
    assert "No open actions" in (await listing(world, world.bo)).words


async def test_the_list_is_private_and_reached_by_both_sides(world: World) -> None:
    assert "No open actions of Acme and Vee" in (await listing(world, world.bea)).words
    await has_digest(world)
    await names(world, world.bo, owner=world.bea)
    for person in (world.bea, world.ann):
        listed = await listing(world, person)
        assert SHOWN in listed.words
        assert "|card>" in listed.words
        steering = ["Done", "Change date", "Drop"] if person is world.bea else []
        assert listed.buttons == [*steering, "Mine", "Acme", "Vee"]
        assert ("*Yours* (1)" in listed.words) is (person is world.bea)
        assert "· pulse #1" in listed.words
    await world.ann.presses(listed, "Mine")
    await world.settle()
    assert "No open actions of Acme and Vee for you" in (await world.notice(world.ann)).words
    await world.bea.presses(await listing(world, world.bea), "Done")
    await world.settle()
    answer = await world.notice(world.bea)
    assert "Vee has done it" in answer.words
    assert answer.buttons == ["Reopen"]
    assert "Vee has done it" in (await card(world, world.ann)).words
    await world.bea.presses(answer, "Reopen")
    await world.settle()
    assert "Vee will" in (await card(world, world.ann)).words


@ONE_ENGINE
async def test_nobody_sees_or_touches_another_relationships(
    two_worlds: tuple[World, World],
) -> None:
    first, second = two_worlds
    await has_digest(first)
    await names(first, first.bo)
    assert SHOWN in (await listing(first, first.ann)).words
    assert "No open actions of Acme Two" in (await listing(second, second.ann)).words


@ONE_ENGINE
async def test_of_a_round_without_answers_nobody_is_asked(world: World) -> None:
    await asks_now(world)
    await world.pass_time(by=DAY)
    assert "0 of 3 answered" in (await newest(world)).words
    assert await told(world, world.ann, "What will") == []


async def test_what_is_due_survives_a_restart(world: World) -> None:
    await asks_now(world)
    await world.bo.presses(await question(world, world.bo), "4")
    await world.settle()
    await world.rapport.__aexit__(None, None, None)
    await world.box.move_clock(by=2 * DAY)
    world.rapport = await world.practice.bot(world.database_url).__aenter__()
    await world.settle()
    await world.restart()
    await world.settle()
    assert len(await told(world, world.ann, "What will Acme")) == 1
