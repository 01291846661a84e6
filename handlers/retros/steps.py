"""The buttons that lead a retro on, and the forms that lead it back or cancel it."""

from collections.abc import Awaitable, Callable

from bot.retros import rules, service, steps
from bot.retros.rules import Stage
from handlers.request import Request, tell_silence, tell_silence_of
from handlers.retros import cards, forms, ids, views
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
    await _take_with_reason(request, service.cancel, seen=Stage(request.metadata["stage"]))


async def open_back(request: Request) -> None:
    async with request.desk.database.read() as session:
        steered = await service.check_steering(session, request.value, request.user_id, Stage.VOTE)
    await request.open(forms.back_form(steered.retro))


async def on_back_form(request: Request) -> None:
    await _take_with_reason(request, steps.go_back)


async def _take_with_reason(
    request: Request, step: Callable[..., Awaitable[Retro]], **facts: Stage
) -> None:
    """A step of one side alone, of which both read in the thread why it was taken."""
    reason = request.text_of(rules.REASON)
    async with request.change() as session:
        retro = await step(
            session,
            request.metadata["retro"],
            reason=reason,
            user_id=request.user_id,
            now=request.now,
            **facts,
        )
        shown = await cards.load(session, retro.id)
        move = shown.head.moves[-1]
        said = views.explained(shown, move, reason)
        await service.explain(session, retro, move.seq, said, request.now)
    await tell_silence(request, shown.head.relationship)


ACTIONS = {
    ids.GO_ON: on_go_on,
    ids.GO_ALONE: on_go_alone,
    ids.TAKE_BACK: on_take_back,
}
FORMS = {ids.BACK_FORM: on_back_form, ids.CANCEL_FORM: on_cancel_form}
