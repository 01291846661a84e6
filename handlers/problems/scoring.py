"""What is hidden until both sides are ready: ideas and scores. And who sees it otherwise."""

from bot.core.authority import Act
from bot.core.errors import RapportError
from bot.problems import dissent, ideas, rules, scores
from bot.problems.errors import AlreadyShown
from bot.problems.rules import Kind, Stage
from bot.problems.speaking import require_member
from handlers.problems import ids, score_forms, stages, telling
from handlers.problems.reading import Seen, hold_round, read_form, read_value, tell_kept
from handlers.problems.score_forms import PAGE
from handlers.problems.turning import turn
from handlers.request import Request
from storage import problems, problems_steps
from storage.problems import Entry, Problem


class NothingToScore(RapportError):
    """All ideas were taken back, so there is nothing to score. A facilitator can go back to the \
    options."""


async def on_ready(request: Request) -> None:
    """That is all from our side."""
    seen = read_value(request.value)
    async with request.change() as session:
        await ideas.set_ready(
            session,
            seen.problem_id,
            stage=seen.stage,
            user_id=request.user_id,
            now=request.now,
        )
        problem = await problems.get_problem(session, seen.problem_id)
    await request.tell(telling.ready(problem, is_shown=stages.has_shown(problem, seen.stage)))


async def on_score(request: Request) -> None:
    seen = read_value(request.value)
    problem, found, given = await _load_scoring(request, seen)
    await request.open(score_forms.score_form(problem, found, given))


async def _load_scoring(
    request: Request, seen: Seen
) -> tuple[Problem, list[Entry], dict[str, tuple[int, int]]]:
    """The ideas that stand, and what this person scored until now."""
    async with request.desk.database.read() as session:
        problem = await problems.get_problem(session, seen.problem_id)
        await require_member(session, problem, request.user_id, Act.PROBLEM_ADD)
        rules.check_current(Stage(problem.stage), seen.stage)
        if problem.scores_shown_at is not None:
            raise AlreadyShown
        found = await problems.list_standing(session, problem.id, Kind.IDEA)
        if not found:
            raise NothingToScore
        given = await scores.load_own(session, problem, request.user_id)
    return problem, list(found), given


async def on_score_form(request: Request) -> None:
    """A page of ideas; the next one takes its place. The latest scores of a person count."""
    seen, page = read_form(request), int(request.metadata["page"])
    async with request.desk.database.write() as session:
        await hold_round(session, seen)
        await scores.score(
            session,
            seen.problem_id,
            score_forms.read_scores(request.values),
            user_id=request.user_id,
            now=request.now,
        )
    problem, found, given = await _load_scoring(request, seen)
    if (page + 1) * PAGE < len(found):
        await turn(request, score_forms.score_form(problem, found, given, page + 1))
    else:
        await tell_kept(request, seen.problem_id)


async def on_dissent(request: Request) -> None:
    seen = read_value(request.value)
    async with request.desk.database.read() as session:
        problem = await problems.get_problem(session, seen.problem_id)
        await require_member(session, problem, request.user_id, Act.PROBLEM_ADD)
        rules.check_current(Stage(problem.stage), seen.stage)
        said = await problems_steps.find_dissent(
            session, problem.id, problem.round, request.user_id
        )
    await request.open(score_forms.dissent_form(problem, said))


async def on_dissent_form(request: Request) -> None:
    seen = read_form(request)
    async with request.change() as session:
        await hold_round(session, seen)
        await dissent.record(
            session,
            seen.problem_id,
            words=request.text_of("words"),
            commits=request.text_of("commits") == "yes",
            user_id=request.user_id,
            now=request.now,
        )
    await tell_kept(request, seen.problem_id)


ACTIONS = {ids.READY: on_ready, ids.SCORE: on_score, ids.DISSENT: on_dissent}
FORMS = {ids.SCORE_FORM: on_score_form, ids.DISSENT_FORM: on_dissent_form}
