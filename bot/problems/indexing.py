"""By which words a problem is found again when a similar one is raised."""

from sqlalchemy.ext.asyncio import AsyncSession

from storage import search
from storage.problems import Problem


async def index(session: AsyncSession, problem: Problem) -> None:
    """Let it be found by how it was described, and by the sentence that both sides agreed on."""
    said = (problem.what, problem.sentence, problem.whom_client, problem.whom_vendor)
    await search.index(
        session,
        search.Kind.PROBLEM,
        problem.id,
        relationship_id=problem.relationship_id,
        title=problem.title,
        body=" ".join(words for words in said if words),
        tags=[problem.theme] if problem.theme else [],
    )
