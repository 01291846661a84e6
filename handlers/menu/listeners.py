"""Answers to `/rapport help`, a mention, a direct message, and opening the Home tab."""

from handlers.menu import views
from handlers.request import Request

GREETING = "Here I am. What would you like to do? Only you can see this."


async def on_help(request: Request, _text: str) -> None:
    await request.tell(views.help_text())


async def on_mention(request: Request, notice: str = "") -> None:
    """The menu as buttons; `notice` says what was not understood."""
    await request.tell(views.menu(notice or GREETING))


async def on_home(request: Request) -> None:
    await request.client.views_publish(user_id=request.user_id, view=views.home())
