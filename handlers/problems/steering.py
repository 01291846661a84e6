"""What a facilitator does at once, and says why: going back, another round, handing over."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot.core.people import Side
from bot.problems import rules, service, steps
from bot.problems.rules import Stage, Step
from handlers.problems import buttons, exporting, ids, proposing, step_forms
from handlers.problems.proposing import check_steering
from handlers.problems.reading import Seen, hold_round, read_form, read_value, tell_kept
from handlers.request import Request
from storage import problems, relationships
from storage.problems import Problem


async def on_more(request: Request) -> None:
    """The menu behind the three dots: the act, and then what every button says."""
    act, _, rest = request.value.partition(":")
    seen = read_value(rest)
    match act:
        case buttons.BACK:
            await _open_back(request, seen)
        case buttons.HAND:
            await _open_hand(request, seen)
        case buttons.WAIT:
            await proposing.open_wait(request, seen)
        case buttons.EARLY:
            await proposing.open_early(request, seen)
        case _:
            await exporting.export(request, seen.problem_id)


async def _open_back(request: Request, seen: Seen) -> None:
    async with request.desk.database.read() as session:
        problem = await check_steering(session, seen, request.user_id)
    earlier = rules.find_earlier(seen.stage)[::-1]
    await request.open(step_forms.back_form(problem, list(earlier)))


async def on_back_form(request: Request) -> None:
    seen, reason = read_form(request), request.text_of("reason")
    await _take(request, partial(steps.go_back, seen=seen.stage, reason=reason))


async def _take(request: Request, step: Callable[..., Awaitable[Problem]]) -> None:
    """Take that step to the stage that is chosen in the form."""
    seen = read_form(request)
    async with request.change() as session:
        await hold_round(session, seen)
        await step(
            session,
            seen.problem_id,
            to=Stage(request.text_of("to")),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_kept(request, seen.problem_id)


async def on_rethink(request: Request) -> None:
    seen = read_value(request.value)
    async with request.desk.database.read() as session:
        problem = await check_steering(session, seen, request.user_id)
        rules.check_needs(Step.RETHINK, seen.stage, await steps.load_facts(session, problem))
    await request.open(step_forms.rethink_form(problem))


async def on_rethink_form(request: Request) -> None:
    seen, learnt = read_form(request), request.text_of("reason")
    await _take(request, partial(steps.rethink, seen=seen.stage, learnt=learnt))


async def on_reopen(request: Request) -> None:
    seen = read_value(request.value)
    async with request.desk.database.read() as session:
        problem = await check_steering(session, seen, request.user_id)
    await request.open(step_forms.reopen_form(problem))


async def on_reopen_form(request: Request) -> None:
    await _take(request, partial(steps.reopen, reason=request.text_of("reason")))


async def on_resume(request: Request) -> None:
    """What the problem waited for is there."""
    seen = read_value(request.value)
    async with request.change() as session:
        await steps.end_waiting(session, seen.problem_id, user_id=request.user_id, now=request.now)
    await tell_kept(request, seen.problem_id)


async def _open_hand(request: Request, seen: Seen) -> None:
    """For the side of whoever asks."""
    async with request.desk.database.read() as session:
        problem = await problems.get_problem(session, seen.problem_id)
        side = await service.check_hand_over(session, problem, request.user_id)
        relationship = await relationships.get_relationship(session, problem.relationship_id)
    await request.open(step_forms.hand_form(problem, relationship, side))


async def on_hand_form(request: Request) -> None:
    seen = read_form(request)
    async with request.change() as session:
        await service.hand_over(
            session,
            seen.problem_id,
            Side(request.metadata["side"]),
            request.text_of("to"),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_kept(request, seen.problem_id)


ACTIONS = {
    ids.MORE: on_more,
    ids.RETHINK: on_rethink,
    ids.REOPEN: on_reopen,
    ids.RESUME: on_resume,
}
FORMS = {
    ids.BACK_FORM: on_back_form,
    ids.RETHINK_FORM: on_rethink_form,
    ids.REOPEN_FORM: on_reopen_form,
    ids.HAND_FORM: on_hand_form,
}
