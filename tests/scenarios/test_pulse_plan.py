"""A pulse is planned and edited in one form: templates, questions, people, times, and settings."""

from datetime import timedelta

import pytest

from sandbox.client import Message, Person, View
from tests.engines import ONE_ENGINE
from tests.scenarios.test_pulse import newest, opens_form, plans, told
from tests.world import World

pytestmark = ONE_ENGINE

DAY = timedelta(days=1)


@pytest.fixture(params=["client", "vendor"])
def planner(request: pytest.FixtureRequest, world: World) -> Person:
    """A client person with commands, or a vendor person who has only clicks and modals."""
    return world.ann if request.param == "client" else world.bea


async def opens(world: World, person: Person, template: str | None = None) -> View:
    """The form of a new pulse, begun with a template."""
    await opens_form(world, person)
    if template is not None:
        await chooses(world, person, "Begin with", template)
    return await top(person)


async def top(person: Person) -> View:
    view = await person.modal()
    assert view is not None
    return view


async def chooses(world: World, person: Person, label: str, value: object) -> View:
    await person.chooses(await top(person), label, value)
    await world.settle()
    return await top(person)


async def presses(world: World, person: Person, label: str, value: str | None = None) -> View:
    await person.presses(await top(person), label, value=value)
    await world.settle()
    return await top(person)


async def submits(world: World, person: Person, **values: object) -> str:
    """Submit the form on top; what is told in its place."""
    result = await person.submits(values)
    assert result.errors == {}, result.errors
    await world.settle()
    return "" if result.view is None else result.view.words


async def adds(world: World, person: Person, **values: object) -> View:
    """Add a question of one's own to the form."""
    await presses(world, person, "Add a question")
    await submits(world, person, **values)
    return await top(person)


async def asked(world: World, person: Person) -> list[Message]:
    return [one for one in await person.sees_dm(world.inst) if "pulse 1" in one.words]


async def asks_now(world: World) -> None:
    await world.ann.command("/pulse", "now 1", in_=world.room)
    await world.settle()


async def lists(world: World, person: Person) -> Message:
    """The list of pulses, by command or by the menu."""
    if person.workspace.id == world.ann.workspace.id:
        await person.command("/pulse", "list", in_=world.room)
    else:
        await world.menu_button(person, "Pulses")
    await world.settle()
    return await world.notice(person)


async def edits(world: World, person: Person) -> View:
    await person.presses(await lists(world, person), "Edit")
    await world.settle()
    return await top(person)


async def test_a_template_is_planned_by_clicks(world: World, planner: Person) -> None:
    form = await opens(world, planner, "Weekly three questions")
    assert "Three taps a week" in form.words
    assert "3 questions of all themes in turn" in form.words
    answer = await submits(world, planner)
    assert "Pulse 1 is planned: every Friday at 10:00" in answer
    card = (await newest(world)).words
    assert "Weekly three questions" in card
    assert "• *3 questions of all themes in turn* (from the bank)" in card
    await asks_now(world)
    (first,) = await asked(world, world.bo)
    assert "How well does Acme keep its word?" in first.words
    (first,) = await asked(world, world.amir)
    assert "How well does Vee keep its word?" in first.words


async def test_a_template_draws_others_in_the_next_round(world: World) -> None:
    await opens(world, world.ann, "Weekly three questions")
    await submits(world, world.ann, **{"open_hours:weekly": "4"})
    await asks_now(world)
    await world.pass_time(by=timedelta(hours=5))
    await asks_now(world)
    (first, second) = await asked(world, world.bo)
    assert "keep its word" in first.words
    assert "keep its word" not in second.words


async def test_the_form_says_when_it_would_be_asked(world: World, planner: Person) -> None:
    form = await opens(world, planner)
    assert "Every Friday at 15:00 in each person's own time" in form.words
    assert "next: Friday 6 November" in form.words
    form = await chooses(world, planner, "every", "2 weeks")
    assert "Every second Friday at 15:00" in form.words
    form = await chooses(world, planner, "weekday", "Tuesday")
    form = await chooses(world, planner, "at", "10:00")
    assert "Every second Tuesday at 10:00 in each person's own time" in form.words
    assert "next: Tuesday 3 November, at 10:00 of each person's own clock" in form.words
    answer = await submits(world, planner, question="Are we well?")
    assert "Pulse 1 is planned: every second Tuesday at 10:00" in answer


async def test_questions_of_ones_own(world: World, planner: Person) -> None:
    await opens(world, planner)
    await adds(
        world,
        planner,
        kind="choice",
        client="Which part?",
        vendor="Which part of ours?",
        options="Plan\nBuild\n\nTest",
    )
    form = await adds(world, planner, client="How calm?", extras=["perception", "faces"])
    assert "Acme: *Which part?*\nVee: *Which part of ours?*" in form.words
    assert "one of several options: Plan, Build, Test" in form.words
    assert "1 to 5 as faces, and how the other side answers it" in form.words
    await submits(world, planner, question="How was it?", title="Three of ours")
    await asks_now(world)
    (first,) = await asked(world, world.bo)
    assert "How was it?" in first.words
    await world.bo.presses(first, "4")
    await world.settle()
    second = (await asked(world, world.bo))[-1]
    assert "Which part of ours?" in second.words
    await world.bo.presses(second, "Build")
    await world.settle()
    third = (await asked(world, world.bo))[-1]
    assert "How calm?" in third.words


async def test_a_question_is_taken_out(world: World, planner: Person) -> None:
    await opens(world, planner, "After a problem")
    form = await presses(world, planner, "pulse_plan_remove:0")
    assert "say when something goes wrong" not in form.words
    form = await adds(world, planner, client="How calm?", extras=["perception"])
    form = await presses(world, planner, "pulse_plan_remove:4")
    assert "How calm?" not in form.words
    for _ in range(4):
        form = await presses(world, planner, "pulse_plan_remove:0")
    assert "No question yet" in form.words
    result = await planner.submits({})
    assert "Write the question" in str(result.errors)


async def test_the_bank_is_drawn_from(world: World, planner: Person) -> None:
    await opens(world, planner)
    form = await presses(world, planner, "Add from the bank")
    assert "*Trust*: How well does Vee keep its word? And 5 more." in form.words
    await submits(world, planner, theme="delivery", count="2", extras=["perception"])
    form = await top(planner)
    assert "2 questions about delivery" in form.words
    assert "from the bank, and how the other side answers it" in form.words


async def test_what_stands_in_the_form_stays(world: World) -> None:
    """Also where another form was opened on top of it, and where that one was not sound."""
    await opens(world, world.ann)
    await world.ann.chooses(await top(world.ann), "anonymity", "named")
    await world.ann.chooses(await top(world.ann), "question", "How loud?")
    await presses(world, world.ann, "Add a question")
    refused = await world.ann.submits({"kind": "choice", "client": "Which?", "options": "one"})
    assert refused.errors == {"options": "Write 2 to 10 options, one a line."}
    await submits(world, world.ann, kind="choices", client="Which?", options="one\ntwo")
    form = await top(world.ann)
    assert "Which?" in form.words
    await submits(world, world.ann, open_hours="4")
    card = (await newest(world)).words
    assert "Named." in card
    assert "How loud?" in card


async def test_no_more_than_twelve(world: World) -> None:
    await opens(world, world.ann, "Monthly health check")
    await presses(world, world.ann, "Add from the bank")
    refused = await world.ann.submits({"count": "6"})
    assert "12 questions at the most" in str(refused.errors)
    await submits(world, world.ann, count="3")
    form = await top(world.ann)
    assert "Add a question" not in form.buttons


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"where": "channel"}, "where", "An anonymous pulse is asked in direct messages"),
        ({"audience": "picked"}, "audience", "Pick the people"),
        ({"question": " "}, "question", "Write the question"),
        ({"at": "23:00"}, "at", "quiet hours"),
    ],
)
async def test_bad_input(world: World, values: dict[str, str], field: str, sentence: str) -> None:
    await opens(world, world.ann)
    refused = await world.ann.submits(values)
    assert sentence in str(refused.errors)
    assert "Pulse 1" not in (await newest(world)).words


async def test_reminders_are_before_the_end(world: World) -> None:
    await opens(world, world.ann)
    form = await presses(world, world.ann, "More settings")
    assert "Remind those who have not answered" in form.words
    refused = await world.ann.submits({"remind": "8", "remind_again": "4", "open_hours": "24"})
    assert refused.errors == {"remind_again": "Remind them once more later than the first time."}
    refused = await world.ann.submits({"remind": "8", "remind_again": "0", "open_hours": "4"})
    assert "remind people before that" in refused.errors["remind"]
    await submits(world, world.ann, remind="4", remind_again="20", open_hours="24")


async def test_minimums_go_upwards_only(world: World) -> None:
    await opens(world, world.ann)
    await presses(world, world.ann, "More settings")
    refused = await world.ann.submits({"mean_minimum": "8", "detail_minimum": "5"})
    assert "never before the mean" in refused.errors["detail_minimum"]


async def test_a_small_side_is_told_so(world: World) -> None:
    form = await opens(world, world.ann)
    assert "Fewer than 3 people" not in form.words
    await world.ann.closes()
    await world.bob.leaves(world.room)
    await world.settle()
    form = await opens(world, world.ann)
    assert "Fewer than 3 people of Vee are asked" in form.words
    assert "Pick named, or both sides together." in form.words


async def test_picked_people_are_shown_when_wanted(world: World) -> None:
    form = await opens(world, world.ann)
    assert "These people" not in form.words
    form = await chooses(world, world.ann, "Who is asked", "People whom you pick")
    assert "These people" in form.words
    refused = await world.ann.submits({"picked": [world.amir, world.inst.bot_user_id]})
    assert refused.errors == {"picked": "Pick people who are here and on a side."}
    await submits(world, world.ann, picked=[world.amir, world.bo])
    await asks_now(world)
    assert len(await asked(world, world.bo)) == 1
    assert len(await asked(world, world.amir)) == 1
    assert await asked(world, world.bea) == []


async def test_one_side_is_asked(world: World) -> None:
    await opens(world, world.ann)
    await submits(world, world.ann, audience="vendor")
    await asks_now(world)
    assert len(await asked(world, world.bea)) == 1
    assert await asked(world, world.amir) == []


async def test_a_pulse_is_edited(world: World, planner: Person) -> None:
    await plans(world, planner, weekday="Tuesday", at="10:00", open_hours="4")
    form = await edits(world, planner)
    assert "Changes take effect with the next round." in form.words
    assert "How well did we work together this week?" in form.words
    answer = await submits(world, planner, weekday="Thursday")
    assert "Pulse 1 is changed from its next round on: every Thursday at 10:00" in answer
    card = [one for one in await world.bo.sees(world.room) if "Pulse 1*" in one.words][-1]
    assert f"Changed by <@{planner.id}>." in card.words
    assert "every Thursday at 10:00" in card.words
    await world.pass_time(by=2 * DAY)
    assert await asked(world, world.bo) == [], "Tuesday is over, and nobody was asked"
    await world.pass_time(by=2 * DAY)
    assert len(await asked(world, world.bo)) == 1


async def test_an_open_round_ends_as_it_began(world: World) -> None:
    await plans(world, world.ann, open_hours="4")
    await asks_now(world)
    await world.ann.command("/pulse", "edit 1", in_=world.room)
    await adds(world, world.ann, kind="text", client="Anything else?")
    await submits(world, world.ann, title="Ours")
    (only,) = await asked(world, world.amir)
    await world.amir.presses(only, "4")
    await world.settle()
    assert len(await asked(world, world.amir)) == 1
    await world.pass_time(by=timedelta(hours=5))
    await asks_now(world)
    await world.amir.presses((await asked(world, world.amir))[-1], "4")
    await world.settle()
    assert "Anything else?" in (await asked(world, world.amir))[-1].words


async def test_only_who_may_steer_may_edit(world: World) -> None:
    await plans(world, world.ann)
    assert "Only" in await told(world.amir, world, "edit 1")
    assert await world.amir.modal() is None
    assert "no pulse with that number" in await told(world.ann, world, "edit 7")
    await world.ann.command("/pulse", "stop 1", in_=world.room)
    await world.settle()
    assert "was stopped" in await told(world.ann, world, "edit 1")


async def test_a_template_of_ones_own(world: World, planner: Person) -> None:
    await opens(world, planner, "After a milestone")
    await chooses(world, planner, "Title", "Our milestones")
    await adds(world, planner, client="How was the feast?")
    form = await presses(world, planner, "Save as a template")
    assert "Remove this template" in form.buttons
    await planner.closes()
    form = await opens(world, world.bo, "Our milestones")
    assert "How was the feast?" in form.words
    answer = await submits(world, world.bo)
    assert "Pulse 1 is planned" in answer
    form = await opens(world, planner, "Our milestones")
    form = await presses(world, planner, "Remove this template")
    assert "Our milestones" not in form.words
    assert "How was the feast?" not in form.words
    assert "Our milestones" in (await lists(world, planner)).words


async def test_only_who_may_steer_removes_a_template(world: World) -> None:
    await opens(world, world.ann, "After a milestone")
    await presses(world, world.ann, "Save as a template")
    await world.ann.closes()
    await opens(world, world.amir, "After a milestone")
    form = await presses(world, world.amir, "Save as a template")
    assert "Only" in form.words


async def test_a_template_is_used_twice(world: World) -> None:
    await opens(world, world.ann, "Yes or no temperature")
    await submits(world, world.ann)
    await opens(world, world.ann, "Yes or no temperature")
    await submits(world, world.ann)
    shown = (await lists(world, world.ann)).words
    assert "*1. Yes or no temperature*" in shown
    assert "*2. Yes or no temperature*" in shown
    assert "*3." not in shown


async def test_a_form_is_forgotten_after_a_day(world: World) -> None:
    await opens(world, world.ann, "After a problem")
    await world.pass_time(by=2 * DAY)
    form = await presses(world, world.ann, "More settings")
    assert "open for too long" in form.words
