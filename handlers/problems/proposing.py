"""What needs both sides: proposing a step, confirming it, saying what is missing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.calendars import day_in
from bot.lessons import rules as lesson_rules
from bot.lessons import service as lessons
from bot.lessons.rules import LessonDraft, Origin, OriginKind
from bot.problems import rules, scores, steps
from bot.problems.rules import Kind, Outcome, Stage, Step
from bot.problems.speaking import require_speaker
from bot.problems.steps import Moved
from handlers.blocks import View
from handlers.problems import ids, step_forms
from handlers.problems.reading import Seen, hold_round, load, read_form, read_value, tell_kept
from handlers.request import Request
from storage import problems, relationships
from storage.problems import Entry, Problem

# How far away the day is that is proposed to somebody who wants to wait.
WAIT = timedelta(days=7)


async def on_next(request: Request) -> None:
    """The step onwards: at once where nothing is to be said, else with a form."""
    seen = read_value(request.value)
    async with request.desk.database.read() as session:
        problem = await _check_proposing(session, seen, request.user_id)
        step = Step.CLOSE if seen.stage is Stage.REVIEW else Step.NEXT
        rules.check_needs(step, seen.stage, await steps.load_facts(session, problem))
        form = await _find_form(session, problem, seen.stage)
    if form is None:
        await propose(request, seen, Step.NEXT, {})
    else:
        await request.open(form)


async def check_steering(session: AsyncSession, seen: Seen, user_id: str) -> Problem:
    """The problem, if that person may steer it and saw it as it is.

    Raises NotOnASide, NotAllowed or MovedOn.
    """
    problem = await problems.get_problem(session, seen.problem_id)
    await require_speaker(session, problem, user_id)
    rules.check_current(Stage(problem.stage), seen.stage)
    return problem


async def _check_proposing(session: AsyncSession, seen: Seen, user_id: str) -> Problem:
    """The same for a step that is proposed, before words are written for it.

    Raises AlreadyProposed, too.
    """
    problem = await check_steering(session, seen, user_id)
    await steps.check_free(session, problem)
    return problem


async def _find_form(session: AsyncSession, problem: Problem, stage: Stage) -> View | None:
    match stage:
        case Stage.DEFINE:
            return step_forms.sentence_form(problem)
        case Stage.DECIDE:
            return step_forms.decision_form(problem, await _list_best(session, problem))
        case Stage.REVIEW:
            return step_forms.lesson_form(problem)
    return None


async def _list_best(session: AsyncSession, problem: Problem) -> list[Entry]:
    """The ideas that both sides see, best first; those that nobody scored come last."""
    board = await scores.load_board(session, problem, problem.round)
    places = {row.entry_id: place for place, row in enumerate(board)}
    ideas = await problems.list_standing(session, problem.id, Kind.IDEA)
    return sorted(ideas, key=lambda idea: places.get(idea.id, len(places)))


async def propose(request: Request, seen: Seen, step: Step, payload: dict[str, Any]) -> None:
    async with request.change() as session:
        await hold_round(session, seen)
        await steps.propose(
            session,
            seen.problem_id,
            step=step,
            seen=seen.stage,
            payload=payload,
            user_id=request.user_id,
            now=request.now,
        )
    await tell_kept(request, seen.problem_id)


async def on_next_form(request: Request) -> None:
    seen = read_form(request)
    match seen.stage:
        case Stage.DEFINE:
            await propose(request, seen, Step.NEXT, _read(request, "sentence"))
        case Stage.DECIDE:
            chosen = {"idea_ids": list(request.values.get("idea_ids") or [])}
            texts = _read(request, "decision", "reasons")
            await propose(request, seen, Step.NEXT, texts | chosen)
        case _:
            lesson = _read(request, "happened", "learnt", "now_do")
            lesson["tags"] = list(lesson_rules.read_tags(request.text_of("tags")))
            lesson_rules.check(read_lesson(lesson, None))
            await propose(request, seen, Step.CLOSE, lesson)


def _read(request: Request, *fields: str) -> dict[str, Any]:
    return {field: request.text_of(field) for field in fields}


async def on_early_form(request: Request) -> None:
    await propose(request, read_form(request), Step.CLOSE_EARLY, _read(request, "reason"))


async def on_wait_form(request: Request) -> None:
    await propose(request, read_form(request), Step.WAIT, _read(request, "until", "reason"))


async def open_early(request: Request, seen: Seen) -> None:
    async with request.desk.database.read() as session:
        problem = await _check_proposing(session, seen, request.user_id)
    await request.open(step_forms.early_form(problem))


async def open_wait(request: Request, seen: Seen) -> None:
    async with request.desk.database.read() as session:
        problem = await _check_proposing(session, seen, request.user_id)
    _, relationship = await load(request, seen.problem_id)
    day = day_in(relationship.tz, request.now) + WAIT
    await request.open(step_forms.wait_form(problem, day))


async def on_confirm(request: Request) -> None:
    """The other side agrees; a problem that is closed with it leaves a lesson."""
    seen = read_value(request.value)
    async with request.change() as session:
        moved = await steps.confirm(
            session, seen.proposal_id, user_id=request.user_id, now=request.now
        )
        await _write_lesson(session, moved, request)
    await tell_kept(request, seen.problem_id)


async def on_alone(request: Request) -> None:
    """The side that proposed it goes on without an answer."""
    seen = read_value(request.value)
    async with request.change() as session:
        moved = await steps.go_alone(
            session, seen.proposal_id, user_id=request.user_id, now=request.now
        )
        await _write_lesson(session, moved, request)
    await tell_kept(request, seen.problem_id)


async def _write_lesson(session: AsyncSession, moved: Moved, request: Request) -> None:
    """What both sides take along from a problem that is closed now.

    Both hold it, for the words were confirmed; a side that closed it alone holds it alone.
    """
    if moved.lesson is None:
        return
    problem, proposal = moved.problem, moved.proposal
    relationship = await relationships.get_relationship(session, problem.relationship_id)
    is_alone = proposal.outcome == Outcome.ALONE
    await lessons.write(
        session,
        relationship,
        read_lesson(moved.lesson, problem.theme),
        origin=Origin(OriginKind.PROBLEM, problem.id),
        user_id=request.user_id if is_alone else proposal.by,
        now=request.now,
        confirmed_by=None if is_alone else request.user_id,
        thread_post_id=problem.post_id,
    )


def read_lesson(said: Mapping[str, Any], theme: str | None) -> LessonDraft:
    """What a proposal to close brings along, as a lesson."""
    return LessonDraft(said["happened"], said["learnt"], said["now_do"], tuple(said["tags"]), theme)


async def on_missing(request: Request) -> None:
    seen = read_value(request.value)
    async with request.desk.database.read() as session:
        await steps.check_answerable(session, seen.proposal_id, request.user_id)
        problem = await problems.get_problem(session, seen.problem_id)
    await request.open(step_forms.missing_form(problem, seen.proposal_id))


async def on_missing_form(request: Request) -> None:
    seen = read_form(request)
    async with request.change() as session:
        await steps.say_missing(
            session,
            seen.proposal_id,
            request.text_of("text"),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_kept(request, seen.problem_id)


async def on_take_back(request: Request) -> None:
    seen = read_value(request.value)
    async with request.change() as session:
        await steps.take_back(session, seen.proposal_id, user_id=request.user_id, now=request.now)


ACTIONS = {
    ids.NEXT: on_next,
    ids.CONFIRM: on_confirm,
    ids.MISSING: on_missing,
    ids.TAKE_BACK: on_take_back,
    ids.ALONE: on_alone,
}
FORMS = {
    ids.NEXT_FORM: on_next_form,
    ids.EARLY_FORM: on_early_form,
    ids.WAIT_FORM: on_wait_form,
    ids.MISSING_FORM: on_missing_form,
}
