"""`/rapport highlights`: what is said of them, and who may switch it."""

from bot.highlights import service
from bot.highlights.rules import Kind
from handlers.highlights import ids, views
from handlers.request import Request, find_relationship, require_member
from storage import highlights


async def on_command(request: Request, _text: str) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        member = await require_member(request, session, relationship)
        off = await highlights.list_off(session, relationship.id)
    await request.tell(views.listing(relationship, off, may_switch=member.is_contact))


async def on_switch(request: Request) -> None:
    """A button: of which relationship, what, and which way."""
    relationship_id, kind, way = request.value.split(":")
    async with request.desk.database.write() as session:
        relationship = await service.switch(
            session,
            relationship_id,
            kind,
            on=way == views.ON,
            user_id=request.user_id,
            now=request.now,
        )
    await request.tell(views.switched(relationship, Kind(kind), on=way == views.ON))


COMMANDS = {"highlights": on_command}
ACTIONS = {ids.SWITCH: on_switch}
