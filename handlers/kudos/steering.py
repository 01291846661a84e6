"""What can be done with kudos that were given: change them, take them back, hide and show them."""

from collections.abc import Awaitable, Callable

from bot.kudos import agreement, changing
from bot.kudos.rules import REASON, VALUE
from handlers.kudos import form_views, ids, views
from handlers.kudos.form_views import NO_VALUE
from handlers.request import Request


async def on_menu(request: Request) -> None:
    """Something in the menu of a card."""
    act, _, kudos_id = request.value.partition(":")
    await ACTS[act](request, kudos_id)


async def _open_edit(request: Request, kudos_id: str) -> None:
    async with request.desk.database.read() as session:
        kudos = await changing.find_editable(
            session, kudos_id, user_id=request.user_id, now=request.now
        )
        rules = await agreement.load_rules(session, kudos.relationship_id)
    await request.open(form_views.edit_form(kudos, rules))


async def on_edit_form(request: Request) -> None:
    value = request.text_of(VALUE)
    async with request.change() as session:
        await changing.edit(
            session,
            request.metadata["kudos"],
            user_id=request.user_id,
            reason=request.text_of(REASON),
            value_id=None if value in ("", NO_VALUE) else value,
            now=request.now,
        )


async def _take_back(request: Request, kudos_id: str) -> None:
    async with request.change() as session:
        await changing.take_back(
            session, kudos_id, user_id=request.user_id, acted_at=request.acted_at, now=request.now
        )
    await request.tell(views.taken_back())


async def on_take_back(request: Request) -> None:
    """The button under one's own kudos."""
    await _take_back(request, request.value)


async def _hide(request: Request, kudos_id: str) -> None:
    async with request.change() as session:
        await changing.hide(session, kudos_id, user_id=request.user_id, now=request.now)
    await request.tell(views.hidden())


async def _show(request: Request, kudos_id: str) -> None:
    async with request.change() as session:
        await changing.show(session, kudos_id, user_id=request.user_id, now=request.now)


ACTS: dict[str, Callable[[Request, str], Awaitable[None]]] = {
    views.CHANGE: _open_edit,
    views.TAKE_BACK: _take_back,
    views.HIDE: _hide,
    views.SHOW: _show,
}
ACTIONS = {ids.MENU: on_menu, ids.TAKE_BACK: on_take_back}
FORMS = {ids.EDIT_FORM: on_edit_form}
