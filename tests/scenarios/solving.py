"""What people do to solve a problem together, in the words of the card.

Amir facilitates for Acme, the client; Bea for Vee, the vendor, which has not installed the app.
"""

from datetime import timedelta
from typing import Any

from bot.actions import service as actions
from bot.actions.rules import Draft, SourceKind
from bot.core.calendars import day_in
from bot.problems import entries, ideas, scores, service, steps, trial
from bot.problems.description import Description
from bot.problems.rules import Kind, Stage, Step
from sandbox.client import Message, Person, Submission
from storage import problems, problems_reading, relationships
from storage.problems import Problem
from tests.world import World

EXPORT = "the nightly export fails"
SENTENCE = "Two nights a week there is no file at six"
IDEAS = ("Alert on disk space", "Rotate the logs")
ACTION = "Set up the alert"
LESSON = {"learnt": "Watch the disk before it is full", "now_do": "Alert at 80 percent"}


async def card(world: World, number: int = 1, person: Person | None = None) -> Message:
    """The card of that problem as it stands now."""
    seen = await (person or world.bea).sees(world.room)
    return [m for m in seen if m.words.startswith(f"#{number} ") and not m.ephemeral][-1]


async def thread(world: World, person: Person | None = None, number: int = 1) -> list[str]:
    head = await card(world, number)
    return [m.words for m in await (person or world.ann).sees_thread(head)][1:]


async def raises(world: World, person: Person, **changed: Any) -> Submission:
    """Fill in the form that is before them, and raise it."""
    described = {
        "title": EXPORT,
        "what": "No file since Monday",
        "whom_client": "Billing",
        "client_facilitator": world.amir,
        "vendor_facilitator": world.bea,
    }
    result = await person.submits({**described, **changed})
    await world.settle()
    return result


async def presses(world: World, person: Person, button: str) -> None:
    await person.presses(await card(world), button)
    await world.settle()


async def fills(world: World, person: Person, button: str, **values: Any) -> Submission:
    """Press a button of the card, and fill in the form that opens."""
    await person.presses(await card(world), button)
    result = await person.submits(values)
    assert result.errors == {}, result.errors
    await world.settle()
    return result


async def agree(world: World, one: Person, other: Person, button: str, **values: Any) -> None:
    """One facilitator proposes, with a form where that has values; the other confirms."""
    if values:
        await fills(world, one, button, **values)
    else:
        await presses(world, one, button)
    await presses(world, other, "Confirm")


async def all_given(world: World) -> None:
    """Both sides say that this is all from them."""
    for person in (world.amir, world.bea):
        await presses(world, person, "That is all from our side")


async def scores_ideas(world: World, person: Person, *given: str) -> None:
    """Effect and effort of each idea, in their order."""
    await person.presses(await card(world), "Score the ideas")
    form = await person.modal()
    assert form is not None
    fields = [block["block_id"] for block in form.blocks if block["type"] == "input"]
    assert (await person.submits(dict(zip(fields, given, strict=True)))).errors == {}
    await world.settle()


async def stage_of(world: World) -> str:
    """The stage that the card shows."""
    words = (await card(world)).words
    return words.split("*● ")[1].split("*")[0]


async def lead(world: World, stage: Stage) -> str:
    """A problem that stands at that stage already, without the conversation that leads there."""
    problem_id = (await raise_it(world)).id
    await carry_on(world, problem_id, stage)
    return problem_id


async def carry_on(world: World, problem_id: str, stage: Stage) -> None:
    """Let both sides agree on one step after the other until it stands at that stage."""
    at = Stage.DEFINE
    while at is not stage:
        now = world.practice.slack.clock.now()
        async with world.rapport.database.write() as session:
            at = Stage((await problems.get_problem(session, problem_id)).stage)
            if at is stage:
                break
            await _prepare(world, session, problem_id, at, now)
            proposal = await steps.propose(
                session,
                problem_id,
                step=Step.CLOSE if at is Stage.REVIEW else Step.NEXT,
                seen=at,
                payload=_payload(at),
                user_id=world.amir.id,
                now=now,
            )
            await steps.confirm(session, proposal.id, user_id=world.bea.id, now=now)
    await world.settle()


async def find_id(world: World, number: int = 1) -> str:
    """The id of the problem of that number."""
    async with world.rapport.database.read() as session:
        home = await relationships.find_by_channel(session, world.room.id)
        assert home is not None
        found = await problems_reading.find_by_number(session, home.id, number)
        assert found is not None
        return found.id


async def raise_it(world: World) -> Problem:
    """A problem that Amir and Bea facilitate, as Ann raises it."""
    async with world.rapport.database.write() as session:
        home = await relationships.find_by_channel(session, world.room.id)
        assert home is not None
        problem = await service.raise_problem(
            session,
            home.id,
            description=Description(
                title=EXPORT,
                what="No file since Monday",
                whom_client="Billing",
                client_facilitator=world.amir.id,
                vendor_facilitator=world.bea.id,
            ),
            user_id=world.ann.id,
            now=world.practice.slack.clock.now(),
        )
    await world.settle()
    return problem


def _payload(stage: Stage) -> dict[str, Any]:
    match stage:
        case Stage.DEFINE:
            return {"sentence": SENTENCE}
        case Stage.DECIDE:
            return {"decision": "We alert at 80 percent", "reasons": "It is cheap"}
        case Stage.REVIEW:
            return {"happened": SENTENCE, **LESSON}
    return {}


async def _prepare(world: World, session: Any, problem_id: str, stage: Stage, now: Any) -> None:
    """What a stage needs before it can be left."""
    match stage:
        case Stage.CAUSES:
            cause = {"kind": Kind.CAUSE, "text": "The disk was full", "user_id": world.bo.id}
            await entries.add(session, problem_id, now=now, **cause)
        case Stage.OPTIONS:
            for person, text in zip((world.ann, world.bo), IDEAS, strict=True):
                idea = {"kind": Kind.IDEA, "text": text, "user_id": person.id}
                await entries.add(session, problem_id, now=now, **idea)
            await _end(world, session, problem_id, stage, now)
        case Stage.EVALUATE:
            await _end(world, session, problem_id, stage, now)
        case Stage.DECIDE:
            await _name_action(world, session, problem_id, now)
        case Stage.TRY:
            plan = {"measure": "Five nights", "review_on": now.date() + timedelta(days=14)}
            await trial.plan(session, problem_id, user_id=world.amir.id, now=now, **plan)
        case Stage.REVIEW:
            for person in (world.amir, world.bea):
                said = {"worked": True, "words": "Yes", "user_id": person.id}
                await trial.answer(session, problem_id, now=now, **said)


async def _end(world: World, session: Any, problem_id: str, stage: Stage, now: Any) -> None:
    """Both sides have given all that they have; of scores, the same for each idea."""
    found = await problems.list_standing(session, problem_id, Kind.IDEA)
    given = {idea.id: (4, 2) for idea in found}
    for person in (world.amir, world.bea):
        by = {"user_id": person.id, "now": now}
        if stage is Stage.EVALUATE:
            await scores.score(session, problem_id, given, **by)
        await ideas.set_ready(session, problem_id, stage=stage, **by)


async def _name_action(world: World, session: Any, problem_id: str, now: Any) -> None:
    problem = await problems.get_problem(session, problem_id)
    home = await relationships.get_relationship(session, problem.relationship_id)
    await actions.add(
        session,
        home,
        source_kind=SourceKind.PROBLEM,
        source_id=problem_id,
        series_id=problem_id,
        thread_post_id=problem.post_id,
        side=None,
        draft=Draft(ACTION, world.bob.id, day_in(home.tz, now) + timedelta(days=7)),
        user_id=world.bea.id,
        now=now,
    )
