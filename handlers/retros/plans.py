"""`/retro every ...`, its form, and the button that ends it."""

from bot.core.authority import Act, require
from bot.retros import planning, schedules
from handlers.request import Request, find_member, find_relationship, tell_silence
from handlers.retros import ids, list_views, plan_views
from storage import retros


async def on_command(request: Request, typed: str) -> None:
    """A rhythm, "stop", or nothing: then a form asks."""
    match typed.casefold():
        case "":
            await _open_form(request)
        case "stop":
            await _stop(request)
        case _:
            await _plan(request, schedules.read_plan(typed))


async def _open_form(request: Request) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.RETRO_PLAN, await find_member(request, session, relationship))
        schedule = await retros.find_schedule(session, relationship.id)
    plan = planning.read_plan_of(schedule) if schedule else None
    await request.open(plan_views.plan_form(relationship, plan))


async def on_plan(request: Request) -> None:
    """The button in the list."""
    request.relationship_id = request.value
    await _open_form(request)


async def on_form(request: Request) -> None:
    fields = (plan_views.EVERY, plan_views.WEEKDAY, plan_views.AT)
    await _plan(request, plan_views.read_plan(*(request.text_of(field) for field in fields)))


async def _plan(request: Request, wanted: schedules.Plan) -> None:
    async with request.change() as session:
        relationship = await find_relationship(request, session)
        schedule = await planning.plan(
            session, relationship.id, wanted, user_id=request.user_id, now=request.now
        )
    if not await tell_silence(request, relationship):
        await request.tell(list_views.planned(schedule))


async def on_stop(request: Request) -> None:
    """The button in the list."""
    request.relationship_id = request.value
    await _stop(request)


async def _stop(request: Request) -> None:
    async with request.desk.database.write() as session:
        relationship = await find_relationship(request, session)
        await planning.stop(session, relationship.id, user_id=request.user_id, now=request.now)
    await tell_silence(request, relationship)


ACTIONS = {ids.PLAN: on_plan, ids.STOP: on_stop}
FORMS = {ids.PLAN_FORM: on_form}
