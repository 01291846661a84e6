"""The countries whose public holidays both sides keep: `/pulse holidays`."""

from bot.core.authority import Act, require
from bot.core.people import Side
from bot.core.public_holidays import list_countries
from handlers.pulse import holiday_views, ids
from handlers.pulse.holiday_views import NONE
from handlers.request import Request, find_member, find_relationship
from storage import relationships


async def on_holidays(request: Request, _text: str) -> None:
    """Open the form in which contacts pick the countries."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.SETUP_CHANGE, await find_member(request, session, relationship))
    await request.open(holiday_views.form(relationship, list_countries()))


async def on_form(request: Request) -> None:
    """Keep the countries, or none."""
    picked = {side: _read_country(request, side) for side in Side}
    async with request.change() as session:
        relationship_id = request.metadata["relationship"]
        relationship = await relationships.lock_relationship(session, relationship_id)
        require(Act.SETUP_CHANGE, await find_member(request, session, relationship))
        relationship.client_country = picked[Side.CLIENT]
        relationship.vendor_country = picked[Side.VENDOR]
    await request.tell(holiday_views.kept(relationship, list_countries()))


def _read_country(request: Request, side: Side) -> str | None:
    code = request.text_of(side)
    return None if code in ("", NONE) else code


FORMS = {ids.HOLIDAYS_FORM: on_form}
