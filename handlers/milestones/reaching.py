"""Saying that a milestone is reached, answering that, and what becomes of a day that passed."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Side
from bot.milestones import celebrating, rules, service
from bot.milestones.rules import Status, Step
from bot.problems import service as problem_service
from bot.problems.description import Origin
from handlers import words
from handlers.milestones import forms, ids
from handlers.problems import raise_form as problem_forms
from handlers.problems import similar
from handlers.problems import telling as problem_views
from handlers.problems.raising import read_description
from handlers.request import Request, tell_silence, tell_silence_of
from storage import milestones, milestones_reading, relationships
from storage.milestones import Milestone
from storage.relationships import Relationship


async def on_reached(request: Request) -> None:
    await open_form(request, request.value)


async def open_form(request: Request, milestone_id: str) -> None:
    """Say, or confirm, that it is reached, and who contributed."""
    async with request.desk.database.read() as session:
        milestone = await service.check_reachable(session, milestone_id, request.user_id)
        relationship = await relationships.get_relationship(session, milestone.relationship_id)
        people = await propose_contributors(session, milestone, relationship)
    await request.open(forms.reached_form(milestone, relationship, people))


async def propose_contributors(
    session: AsyncSession, milestone: Milestone, relationship: Relationship
) -> list[str]:
    """Who is picked, once a side says that it is reached.

    Before, its owners, who did something since it was planned, and who was picked for what was
    taken back: in the order of the roster, for nobody is first for having done more.
    """
    picked = [one.user_id for one in await milestones.list_contributors(session, milestone.id)]
    if milestone.status != Status.PLANNED:
        return picked
    helpers = await milestones_reading.list_helpers(session, relationship.id, milestone.created_at)
    sides = await relationships.load_sides(session, relationship)
    proposed = helpers.union(milestone.owners, picked)
    return [one.user_id for one in sides.members if one.side and one.user_id in proposed]


async def on_reached_form(request: Request) -> None:
    async with request.change() as session:
        milestone = await celebrating.say_reached(
            session,
            request.metadata["milestone"],
            request.users_of(rules.CONTRIBUTORS),
            seen=Status(request.metadata["seen"]),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_silence_of(request, milestone.relationship_id)


async def on_take_back(request: Request) -> None:
    async with request.desk.database.write() as session:
        await service.take_back(session, request.value, user_id=request.user_id, now=request.now)


async def on_not_yet(request: Request) -> None:
    async with request.desk.database.read() as session:
        milestone = await service.check(session, request.value, request.user_id, Step.NOT_YET)
    await request.open(forms.not_yet_form(milestone))


async def on_not_yet_form(request: Request) -> None:
    async with request.change() as session:
        milestone = await service.say_not_yet(
            session,
            request.metadata["milestone"],
            request.text_of(rules.REASON),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_silence_of(request, milestone.relationship_id)


async def on_problem(request: Request) -> None:
    """The form of a new problem, with what is known of the milestone in it."""
    async with request.desk.database.read() as session:
        milestone = await service.check_problem(session, request.value, request.user_id)
        relationship = await relationships.get_relationship(session, milestone.relationship_id)
        sides = await relationships.load_sides(session, relationship)
    typed = f"“{milestone.title}” was planned for {words.day(milestone.due)}"
    metadata = {"relationship": relationship.id, "milestone": milestone.id}
    owners = {
        side: next(iter(sides.find_askable(milestone.owner(side), side)), None) for side in Side
    }
    view = problem_forms.raise_form(relationship, sides, typed, metadata, owners)
    await request.open({**view, "callback_id": ids.PROBLEM_FORM})


async def on_problem_form(request: Request) -> None:
    if await similar.asks(request, request.metadata["relationship"]):
        return
    async with request.change() as session:
        milestone = await service.check_problem(
            session, request.metadata["milestone"], request.user_id, lock=True
        )
        problem = await problem_service.raise_problem(
            session,
            milestone.relationship_id,
            description=read_description(request),
            user_id=request.user_id,
            now=request.now,
            origin=Origin("milestone", milestone.id),
        )
        await service.note_problem(
            session, milestone, problem.id, user_id=request.user_id, now=request.now
        )
        relationship = await relationships.get_relationship(session, milestone.relationship_id)
    if not await tell_silence(request, relationship):
        await request.tell(problem_views.raised(problem, relationship))


ACTIONS = {
    ids.REACHED: on_reached,
    ids.TAKE_BACK: on_take_back,
    ids.NOT_YET: on_not_yet,
    ids.PROBLEM: on_problem,
}
FORMS = {
    ids.REACHED_FORM: on_reached_form,
    ids.NOT_YET_FORM: on_not_yet_form,
    ids.PROBLEM_FORM: on_problem_form,
}
