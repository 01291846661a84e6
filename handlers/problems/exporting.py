"""`/problem export`: one problem as a file in a direct message."""

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import blocks, links
from handlers.files import send_files
from handlers.problems import ids
from handlers.problems.export import Export
from handlers.problems.naming import name_of
from handlers.problems.record_links import find_links
from handlers.request import Request, require_member
from storage import people, problems_reading
from storage.problems_reading import Dossier

SENT = "I sent you the file in a direct message."
OTHERWISE = "*Show all* on the card shows what is in it"


async def on_export(request: Request) -> None:
    """The button in the record."""
    await export(request, request.value)


async def export(request: Request, problem_id: str) -> None:
    """What both sides see of a problem, whoever asks for it."""
    async with request.desk.database.read() as session:
        dossier = await problems_reading.load_dossier(session, problem_id, None)
        await require_member(request, session, dossier.relationship)
        written = await _write(session, dossier)
    problem = dossier.problem
    file = {f"problem-{problem.number}.md": written.encode()}
    above = f"{name_of(problem)}: what was decided, what was done, and what was learnt."
    await send_files(request, file, above, otherwise=OTHERWISE)
    await request.tell(blocks.message(SENT))


async def _write(session: AsyncSession, dossier: Dossier) -> str:
    named = {
        *(member.user_id for member in dossier.sides.members),
        *dossier.problem.facilitators,
        *(one.by for one in dossier.decisions),
        *(str(one.confirmed_by) for one in dossier.decisions),
        *(one.user_id for one in dossier.dissents),
        *(one.owner for one in dossier.actions),
    }
    known = await people.find_people(session, named)
    names = {user_id: person.name for user_id, person in known.items()}
    post_id = dossier.problem.post_id
    card = await links.find_link(session, post_id) if post_id else None
    return Export(dossier, names, await find_links(session, dossier), card).write()


ACTIONS = {ids.EXPORT: on_export}
