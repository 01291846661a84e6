"""`/kudos export`: everything that somebody gave and received, as files in a direct message."""

from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession

from bot.kudos import agreement
from bot.kudos.exporting import FILES, Row, Telling, list_named, make_row
from handlers import blocks
from handlers.files import send_files
from handlers.request import Request
from storage import kudos_reading, people, relationships
from storage.kudos import Kudos
from storage.kudos_reading import Role

# How many are read at once.
PAGE = 500
NOTHING = "You have neither given nor received kudos yet, so there is nothing to export."
SENT = "I sent you the files in a direct message."
ABOVE = (
    "All kudos that you gave, joined and received, in all channels and also the private ones, as a "
    "table and for programs. What was taken back is not in it."
)
OTHERWISE = "`/kudos me` shows the latest of what is in them"


async def on_export(request: Request, _text: str) -> None:
    async with request.desk.database.read() as session:
        rows = await _load_rows(session, request.user_id)
    if not rows:
        await request.tell(blocks.message(NOTHING))
        return
    files = {name: write(rows) for name, write in FILES.items()}
    await send_files(request, files, ABOVE, otherwise=OTHERWISE)
    await request.tell(blocks.message(SENT))


async def _load_rows(session: AsyncSession, user_id: str) -> list[Row]:
    """Newest first; what they gave, and then what they received."""
    found = [
        (kudos, role is Role.RECEIVED)
        for role in (Role.GIVEN, Role.RECEIVED)
        async for kudos in _walk(session, user_id, role)
    ]
    named = {one for kudos, _ in found for one in (*kudos.giver_ids, *list_named(kudos, user_id))}
    known = await people.find_people(session, named)
    names = {one: person.name for one, person in known.items()}
    telling = {
        home: Telling(
            names,
            await relationships.get_relationship(session, home),
            await agreement.load_rules(session, home),
        )
        for home in {kudos.relationship_id for kudos, _ in found}
    }
    return [
        make_row(kudos, user_id, telling[kudos.relationship_id], received=received)
        for kudos, received in found
    ]


async def _walk(session: AsyncSession, user_id: str, role: Role) -> AsyncIterator[Kudos]:
    """Everything of that role, a page at a time."""
    before = None
    while page := await kudos_reading.list_of_person(
        session, None, user_id, role=role, most=PAGE, before=before
    ):
        for one in page:
            yield one.kudos
        before = page[-1].cursor
