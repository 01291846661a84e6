"""What is open or was learnt about the same, shown before a problem is raised."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.lessons.finding import Similar, find_similar
from bot.problems.rules import Stage
from handlers import blocks
from handlers.blocks import Block
from handlers.lessons import list_views
from handlers.links import find_link
from handlers.problems import stages, turning
from handlers.problems.naming import linked
from handlers.request import Request
from storage.problems import Problem


async def asks(request: Request, relationship_id: str) -> bool:
    """Whether the form asks once more, for there is something like it."""
    if turning.is_asked(request):
        return False
    text = f"{request.text_of('title')} {request.text_of('what')}"
    async with request.desk.database.read() as session:
        found = await find_similar(session, relationship_id, text)
        known = [(problem, await _find_card(session, problem)) for problem in found.problems]
    if found:
        # The problem has no id yet, and may never be raised: a lesson can make that needless.
        await turning.ask_once(request, show(found, known, f"problem:{new_id()}"))
    return bool(found)


async def _find_card(session: AsyncSession, problem: Problem) -> str | None:
    return await find_link(session, problem.post_id) if problem.post_id else None


def show(found: Similar, known: Sequence[tuple[Problem, str | None]], place: str) -> list[Block]:
    """What stands above the form; `known` are its problems with the addresses of their cards.

    `place` tells this problem from others: each time a lesson is offered it may help or not.
    """
    lines = [
        f"• {linked(problem, link)} · {stages.name(Stage(problem.stage))}"
        for problem, link in known
    ]
    problems = [blocks.section("*This looks similar:*\n" + "\n".join(lines))] if lines else []
    learnt = [blocks.section("*What you learnt together before may help:*")]
    return [
        *problems,
        *(learnt if found.lessons else []),
        *list_views.offers(found.lessons, place),
        blocks.section("If yours is another one, raise it with the button below."),
        blocks.divider(),
    ]
