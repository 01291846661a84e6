"""Being away: `/pulse away until Friday`, a form for people who cannot type commands, and back."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.calendars import find_zone
from bot.core.errors import InvalidInput, RapportError
from bot.pulse.away import check_until, read_until
from handlers.blocks import Block
from handlers.pulse import away_views, ids
from handlers.request import Request
from storage import absences, people, pulse_people

BACK = ("back", "end", "over")


async def on_away(request: Request, text: str) -> None:
    """Be away until then, or back; without a day, open the form that asks for one."""
    if not text:
        await on_button(request)
    elif text.casefold() in BACK:
        await on_back(request)
    else:
        async with request.change() as session:
            until = read_until(text, await _find_today(request, session))
            await absences.save_absence(session, request.user_id, until)
        await request.tell(away_views.gone(until))


async def on_button(request: Request) -> None:
    """Open the form."""
    async with request.desk.database.read() as session:
        until = await _find_until(request, session)
        today = await _find_today(request, session)
    await request.open(away_views.form(until, today))


async def on_form(request: Request) -> None:
    """Be away until the day in the form; back where there is none."""
    text = request.text_of("until")
    if not text:
        await on_back(request)
        return
    async with request.change() as session:
        until = _check(date.fromisoformat(text), await _find_today(request, session))
        await absences.save_absence(session, request.user_id, until)
    await request.tell(away_views.gone(until))


def _check(day: date, today: date) -> date:
    try:
        return check_until(day, today)
    except RapportError as error:
        raise InvalidInput({"until": error.sentence}) from error


async def on_back(request: Request) -> None:
    """Be there again."""
    async with request.change() as session:
        await absences.end_absence(session, request.user_id)
    await request.tell(away_views.back())


async def show_absence(
    request: Request, session: AsyncSession, relationship_id: str
) -> list[Block]:
    """Why somebody is not asked at the moment, for their own eyes; nothing where they are."""
    numbers = await pulse_people.list_spared(session, relationship_id, request.user_id)
    until = await _find_until(request, session)
    return away_views.standing(until, numbers, request.desk.throttle)


async def _find_until(request: Request, session: AsyncSession) -> date | None:
    """Until when they are away; None where they are there."""
    found = await absences.load_absences(session, [request.user_id])
    until = found.get(request.user_id)
    today = await _find_today(request, session)
    return until if until is not None and until >= today else None


async def _find_today(request: Request, session: AsyncSession) -> date:
    """The date where this person lives, as far as Slack tells."""
    found = await people.find_people(session, [request.user_id])
    person = found.get(request.user_id)
    zone = find_zone(person.tz if person else None)
    return request.now.astimezone(zone).date()


ACTIONS = {ids.AWAY: on_button, ids.BACK: on_back}
FORMS = {ids.AWAY_FORM: on_form}
