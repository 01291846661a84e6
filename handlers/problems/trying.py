"""Who does what, what would show that it works, and whether it did."""

from datetime import timedelta

from bot.actions import service as actions
from bot.actions.rules import SourceKind
from bot.core.authority import Act
from bot.core.calendars import day_in
from bot.problems import rules, service, trial
from bot.problems.errors import AlreadyClosed
from bot.problems.rules import Stage
from bot.problems.speaking import require_member, require_speaker
from handlers.actions.drafting import read_draft
from handlers.problems import ids, trial_forms
from handlers.problems.reading import hold_round, load, read_form, read_value, tell_kept
from handlers.request import Request
from storage import problems, relationships

# When a trial is looked at, where nobody says otherwise.
USUAL_TRIAL = timedelta(days=14)


async def on_action(request: Request) -> None:
    seen = read_value(request.value)
    async with request.desk.database.read() as session:
        problem = await problems.get_problem(session, seen.problem_id)
        await require_member(session, problem, request.user_id, Act.PROBLEM_ADD)
        if problem.stage == Stage.CLOSED:
            raise AlreadyClosed
        relationship = await relationships.get_relationship(session, problem.relationship_id)
    today = day_in(relationship.tz, request.now)
    await request.open(trial_forms.action_form(problem, user_id=request.user_id, today=today))


async def on_action_form(request: Request) -> None:
    seen = read_form(request)
    draft = read_draft(request)
    async with request.change() as session:
        problem = await problems.lock_problem(session, seen.problem_id)
        if problem.stage == Stage.CLOSED:
            raise AlreadyClosed
        await actions.add(
            session,
            await relationships.get_relationship(session, problem.relationship_id),
            source_kind=SourceKind.PROBLEM,
            source_id=problem.id,
            series_id=problem.id,
            thread_post_id=problem.post_id,
            side=None,
            draft=draft,
            user_id=request.user_id,
            now=request.now,
        )
        await service.act_on(session, problem.id, request.now)
    await tell_kept(request, seen.problem_id)


async def on_plan(request: Request) -> None:
    seen = read_value(request.value)
    async with request.desk.database.read() as session:
        problem = await problems.get_problem(session, seen.problem_id)
        await require_speaker(session, problem, request.user_id)
        rules.check_current(Stage(problem.stage), seen.stage)
        relationship = await relationships.get_relationship(session, problem.relationship_id)
    day = day_in(relationship.tz, request.now) + USUAL_TRIAL
    await request.open(trial_forms.plan_form(problem, day))


async def on_plan_form(request: Request) -> None:
    seen = read_form(request)
    async with request.change() as session:
        await hold_round(session, seen)
        await trial.plan(
            session,
            seen.problem_id,
            measure=request.text_of("measure"),
            review_on=request.day_of("review_on"),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_kept(request, seen.problem_id)


async def on_verdict(request: Request) -> None:
    seen = read_value(request.value)
    problem, relationship = await load(request, seen.problem_id)
    async with request.desk.database.read() as session:
        side = await require_speaker(session, problem, request.user_id)
        rules.check_current(Stage(problem.stage), seen.stage)
    await request.open(trial_forms.verdict_form(problem, relationship.name(side)))


async def on_verdict_form(request: Request) -> None:
    seen = read_form(request)
    async with request.change() as session:
        await hold_round(session, seen)
        await trial.answer(
            session,
            seen.problem_id,
            worked=request.text_of("worked") == trial_forms.YES,
            words=request.text_of("words"),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_kept(request, seen.problem_id)


ACTIONS = {ids.ACTION: on_action, ids.PLAN: on_plan, ids.VERDICT: on_verdict}
FORMS = {
    ids.ACTION_FORM: on_action_form,
    ids.PLAN_FORM: on_plan_form,
    ids.VERDICT_FORM: on_verdict_form,
}
