"""The message that a problem is raised from, or that is added to one: a form only names it."""

from bot.core.errors import RapportError
from bot.problems.description import Captured, Source
from handlers import blocks, words
from handlers.request import Request
from handlers.sources import Said, ask_for_message, read_message
from storage import people

# In the metadata of a form, as "channel:timestamp".
FIELD = "source"
LONGEST = blocks.INPUT_TEXT


class FromApp(RapportError):
    """That message is from an app. Only what people say becomes part of a problem."""


def read_shortcut(request: Request) -> tuple[Source, Said]:
    """The message of a shortcut. Raises FromApp."""
    said = read_message(request.message)
    check_by_person(said)
    return Source(str(request.channel_id), str(request.message["ts"])), said


def check_by_person(said: Said) -> None:
    """Raises FromApp."""
    if said.author is None or said.bot_id:
        raise FromApp


def write_source(source: Source) -> dict[str, str]:
    """What a form carries of it."""
    return {FIELD: f"{source.channel_id}:{source.ts}"}


async def find_source(request: Request) -> Captured | None:
    """What the message says that a form names, asked of Slack; None where it names none.

    Raises FromApp, and what Slack's refusal is.
    """
    named = request.metadata.get(FIELD)
    if named is None:
        return None
    channel_id, _, ts = named.partition(":")
    said = await ask_for_message(request, channel_id, ts)
    check_by_person(said)
    text = await read_text(request, said)
    return Captured(channel_id, ts, str(said.author), text, said.edited_ts)


async def read_text(request: Request, said: Said) -> str:
    """Its words as a reader sees them, as many of them as are kept."""
    async with request.desk.database.read() as session:
        named = await people.find_people(session, words.find_users(said.text))
    names = {user_id: person.name for user_id, person in named.items()}
    return blocks.cut(words.unescape(said.text, names).strip(), LONGEST)
