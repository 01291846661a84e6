"""`/retro export`: a retro as a file in a direct message."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.retros import exporting
from handlers import blocks, words
from storage import installations, people, retros_reading
from storage.actions import Listed
from storage.outbox import Message
from storage.retros import Retro

# More improvements than any retro has.
MOST = 1000

ABOVE = "What both sides may see of this retro, by side and without names at the notes."
OTHERWISE = "`/retro show` shows what is in it"


async def write(session: AsyncSession, retro: Retro) -> tuple[str, bytes]:
    """The name of the file and its content."""
    head = await retros_reading.load_head(session, retro.id, most=MOST)
    board = await retros_reading.load_board(session, retro)
    listed = [*head.improvements.shown, *head.earlier.shown]
    known = await people.find_people(session, [one.action.owner for one in listed])
    names = {user_id: person.name for user_id, person in known.items()}
    installation = await installations.get_installation(session, head.relationship.installation_id)
    content = exporting.write(head, board, names, _link(listed, installation.url))
    return f"retro-{retro.number}.md", content.encode()


def _link(listed: list[Listed], url: str) -> dict[str, str]:
    return {
        one.action.id: words.link_to(url, one.channel_id, one.ts)
        for one in listed
        if one.channel_id and one.ts
    }


def sent() -> Message:
    return blocks.message("I sent you the file in a direct message.")
