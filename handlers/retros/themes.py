"""`/rapport themes`: which themes come back in a relationship."""

from bot.retros.themes import compare, list_periods
from handlers.request import Request, find_relationship, require_member
from handlers.retros import theme_views
from storage.themes import count_themes


async def on_command(request: Request, _text: str) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        lately, before = [
            await count_themes(session, relationship.id, *period)
            for period in list_periods(request.now)
        ]
    await request.tell(theme_views.themes(relationship, compare(lately, before)))


COMMANDS = {"themes": on_command}
