"""`/pulse export`: what was published, as files in a direct message to whoever asks for it."""

from bot.pulse.exporting import WRITERS, Row, name_files
from bot.pulse.published import read_rows
from handlers.files import send_files
from handlers.pulse import export_views, ids
from handlers.pulse.loading import find_named
from handlers.request import Request, find_relationship, require_member
from storage.relationships import Relationship

OTHERWISE = "The people who operate me can write the same files with `rapport export`"


async def on_export(request: Request, text: str) -> None:
    """`/pulse export`, or `/pulse export 2`."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        member = await require_member(request, session, relationship)
        number = (await find_named(session, relationship, text)).number if text else None
        rows = await read_rows(session, relationship, member.side, number)
    if not rows:
        await request.tell(export_views.nothing())
        return
    await _send(request, relationship, number, rows)
    await request.tell(export_views.sent())


async def on_button(request: Request) -> None:
    """The button says which relationship, and perhaps which pulse."""
    request.relationship_id, _, number = request.value.partition(":")
    await on_export(request, number)


async def _send(
    request: Request, relationship: Relationship, number: int | None, rows: list[Row]
) -> None:
    """Raises what `send_files` raises."""
    name = name_files(relationship.client_name, relationship.vendor_name, number)
    files = {f"{name}.{ending}": write(rows) for ending, write in WRITERS.items()}
    words = export_views.describe(relationship, number)
    await send_files(request, files, words, otherwise=OTHERWISE)


ACTIONS = {ids.EXPORT: on_button}
