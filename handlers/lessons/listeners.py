"""`/lesson`: the table of what it and its buttons do."""

from collections.abc import Awaitable, Callable

from bot.lessons import rules
from handlers.errors import carry_out_typed
from handlers.lessons import export, list_views, listing, offering, steering, writing
from handlers.request import Request

Verb = Callable[[Request, str], Awaitable[None]]


async def on_command(request: Request, text: str) -> None:
    """What comes after `/lesson`: the name of something to do, or what was learnt."""
    word, _, rest = text.strip().partition(" ")
    verb = SUBCOMMANDS.get(word.casefold())
    if verb is not None:
        await verb(request, rest.strip())
    else:
        await carry_out_typed(request, writing.open_typed, f"/lesson {text}")


async def _on_form_wanted(request: Request, _text: str) -> None:
    await writing.open_form(request)


async def _on_help(request: Request, _text: str) -> None:
    await request.tell(list_views.help_text())


SUBCOMMANDS: dict[str, Verb] = {
    "": _on_form_wanted,
    "help": _on_help,
    "list": listing.on_list,
    "find": listing.on_find,
    "show": listing.on_show,
    "retire": listing.on_retire,
    "export": export.on_export,
    rules.HAPPENED: writing.on_happened,
}

ACTIONS = {
    **writing.ACTIONS,
    **steering.ACTIONS,
    **listing.ACTIONS,
    **offering.ACTIONS,
}
FORMS = {**writing.FORMS, **steering.FORMS, **listing.FORMS}
SHORTCUTS = writing.SHORTCUTS
