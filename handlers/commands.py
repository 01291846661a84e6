"""The commands people can give, typed, pressed in a menu, or asked about first."""

import json
from collections.abc import Awaitable, Callable

from bot.core.errors import RapportError
from bot.log import bind_feature
from handlers import held as questions
from handlers.actions import listeners as actions
from handlers.highlights import listeners as highlights
from handlers.kudos import listeners as kudos
from handlers.lessons import listeners as lessons
from handlers.menu import listeners as menu
from handlers.menu import views as menu_views
from handlers.milestones import listeners as milestones
from handlers.notes import listeners as notes
from handlers.problems import listeners as problems
from handlers.pulse import listeners as pulse
from handlers.relationships import listeners as relationships
from handlers.request import Request
from handlers.retros import listeners as retros
from handlers.retros import themes
from storage import held

Command = Callable[[Request, str], Awaitable[None]]

FEATURES: dict[str, Command] = {
    "pulse": pulse.on_command,
    "kudos": kudos.on_command,
    "milestone": milestones.on_command,
    "problem": problems.on_command,
    "lesson": lessons.on_command,
    "retro": retros.on_command,
}

# What people say after the name of one feature, and another one answers.
GUESTS: dict[str, dict[str, Command]] = {"pulse": {"note": notes.on_command}}

SUBCOMMANDS: dict[str, Command] = {
    "": menu.on_help,
    "help": menu.on_help,
    "note": notes.on_command,
    **relationships.COMMANDS,
    **actions.COMMANDS,
    **highlights.COMMANDS,
    **themes.COMMANDS,
    **FEATURES,
}


class AnsweredBefore(RapportError):
    """You answered this question before. To do it again, give the command once more."""


async def run_command(request: Request) -> None:
    """Carry out `request.command` with `request.text`."""
    feature = request.command.removeprefix("/")
    if feature in FEATURES:
        await _run_feature(request, feature)
        return
    word, _, rest = request.text.strip().partition(" ")
    command = SUBCOMMANDS.get(word.casefold())
    if command is None:
        notice = f"I do not know that one: `/rapport {menu_word(word)}`. Here is what there is:"
        await request.tell(menu_views.help_text(notice))
        return
    if word.casefold() in FEATURES:
        request.become(f"/{word.casefold()}", rest.strip())
        await _run_feature(request, word.casefold())
        return
    bind_feature(command)
    await command(request, rest.strip())


async def _run_feature(request: Request, feature: str) -> None:
    """Carry out `request.text` as that feature's command, or as one of its guests'."""
    text = request.text.strip()
    word, _, rest = text.partition(" ")
    guest = GUESTS.get(feature, {}).get(word.casefold())
    command = guest or FEATURES[feature]
    bind_feature(command)
    await command(request, rest.strip() if guest else text)


def menu_word(word: str) -> str:
    """A word somebody typed, short and harmless inside a code span."""
    return "".join(c for c in word[:30] if c.isalnum() or c in "-_") or "…"


async def on_menu(request: Request) -> None:
    """A button of the menu is a command."""
    command, _, text = request.value.partition(" ")
    request.become(command, text)
    await run_command(request)


async def on_choose(request: Request) -> None:
    """The person said which relationship a held command is for."""
    choice = json.loads(request.value)
    await _resume(request, choice["held"], choice["relationship"], confirmed=False)


async def on_again(request: Request) -> None:
    """The person said that they mean a repeated command."""
    await _resume(request, request.value, None, confirmed=True)


async def _resume(
    request: Request, held_id: str, relationship_id: str | None, *, confirmed: bool
) -> None:
    async with request.desk.database.write() as session:
        command = await held.take_held(session, held_id, request.user_id)
    if command is None:
        raise AnsweredBefore
    request.become(command.command, command.text)
    request.relationship_id = relationship_id or command.relationship_id
    request.channel_id = command.channel_id
    request.confirmed = confirmed
    await run_command(request)


ACTIONS = {questions.CHOOSE: on_choose, questions.AGAIN: on_again}
