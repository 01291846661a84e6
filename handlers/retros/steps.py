"""The buttons that lead a retro from one stage to the next, and the form that cancels it."""

from collections.abc import Awaitable, Callable

from bot.retros import service, steps
from bot.retros.rules import Stage
from handlers.request import Request, tell_silence_of
from handlers.retros import forms, ids
from storage.retros import Retro


async def on_go_on(request: Request) -> None:
    await _take(request, steps.go_on)


async def on_go_alone(request: Request) -> None:
    await _take(request, steps.go_alone)


async def on_take_back(request: Request) -> None:
    await _take(request, steps.take_back)


async def _take(request: Request, step: Callable[..., Awaitable[Retro]]) -> None:
    """A button holds the retro, and the stage that the person saw."""
    retro_id, _, seen = request.value.partition(":")
    async with request.desk.database.write() as session:
        retro = await step(
            session, retro_id, seen=Stage(seen), user_id=request.user_id, now=request.now
        )
    await tell_silence_of(request, retro.relationship_id)


async def open_cancel(request: Request) -> None:
    async with request.desk.database.read() as session:
        retro = await service.check_owned(session, request.value, request.user_id)
    await request.open(forms.cancel_form(retro))


async def on_cancel_form(request: Request) -> None:
    async with request.change() as session:
        retro = await service.cancel(
            session, request.metadata["retro"], user_id=request.user_id, now=request.now
        )
    await tell_silence_of(request, retro.relationship_id)


ACTIONS = {
    ids.GO_ON: on_go_on,
    ids.GO_ALONE: on_go_alone,
    ids.TAKE_BACK: on_take_back,
}
FORMS = {ids.CANCEL_FORM: on_cancel_form}
