"""From an error to one private sentence, on the surface the person is looking at."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError

from bot.core.errors import InvalidInput, RapportError
from bot.core.ids import new_id
from handlers import blocks, held, words
from handlers.request import AskFirst, Repeated, Request, WhichRelationship
from handlers.surfaces import OUT_OF_ORDER, TOO_FAST, is_passing
from storage import people, seen
from storage.installations import TOKEN_IS_DEAD
from storage.outbox import Message

log = structlog.get_logger(__name__)

Act = Callable[[Request], Awaitable[None]]


class NotInChannel(RapportError):
    """I am not in this channel, so I cannot see or post here. Type `/invite` and pick me, then \
    try again."""


class MissingScope(RapportError):
    """Slack does not let me do that: my app lacks the permission `{needed}`. Please ask the \
    people who operate me to reinstall the app with the scopes that `rapport manifest` lists."""


class NotInstalled(RapportError):
    """Slack does not let me into this workspace any more. Please ask the people who operate me to \
    install me again; what was kept is kept."""


class MessageGone(RapportError):
    """That message is not there any more, so nothing was done."""


class TooLate(RapportError):
    """That took too long for Slack, and nothing was done. Please try once more."""


class SlackIsBusy(RapportError):
    """Slack asks me to slow down. Nothing was done; please try again in a minute."""


class SlackIsAway(RapportError):
    """Slack does not answer me at the moment. Please try again in a minute."""


class DatabaseAway(RapportError):
    """I cannot reach my memory at the moment, and nothing was done. Please try again in a \
    minute."""


class Unexpected(RapportError):
    """Something went wrong on our side, and nothing was done. Please try again; if it stays, tell \
    the people who operate me this code: `{incident}`."""


async def carry_out(request: Request, act: Act) -> None:
    """Do what a person asked for, and answer them whatever happens."""
    try:
        await act(request)
    except Repeated:
        return
    except WhichRelationship as question:
        await held.ask_which(request, question.candidates)
    except AskFirst as question:
        await held.ask_again(request, question.sentence)
    except InvalidInput as error:
        await request.surface.show_problems(error.problems)
    except Exception as error:
        known = translate(error)
        log.info("refused", code=known.code, user=request.user_id, channel=request.channel_id)
        await request.surface.show_problems({"": known.sentence})


@asynccontextmanager
async def tell_once(request: Request, about: str) -> AsyncIterator[None]:
    """Do what an event asks for. Why it cannot be done is told once to whoever caused it.

    `about` is what it is about, the same whenever Slack tells of it again. What was done before is
    left alone. Errors that will pass are raised: Slack then tells of the event again.
    """
    try:
        yield
    except Repeated:
        return
    except (RapportError, SlackApiError) as error:
        if isinstance(error, SlackApiError) and is_passing(error):
            raise
        known = translate(error)
        log.info("refused", code=known.code, user=request.user_id, channel=request.channel_id)
        async with request.desk.database.write() as session:
            is_news = await seen.take_once(session, f"told:{about}:{known.code}", request.now)
        if is_news:  # after the event is done with: Slack waits for that
            request.desk.spawn(request.surface.show_problems({"": known.sentence}))


async def carry_out_typed(request: Request, act: Act, typed: str) -> None:
    """Do what a typed command asks for; a refusal gives its words back, so that none are lost."""
    try:
        await act(request)
    except (Repeated, WhichRelationship, AskFirst):
        raise
    except Exception as error:
        known = translate(error)
        log.info("refused", code=known.code, user=request.user_id, channel=request.channel_id)
        await request.tell(refusal(known.sentence, words.unescape(typed, await _names(request))))


def refusal(sentence: str, typed: str) -> Message:
    """Why a typed command did nothing, with what was typed, so that it can be sent anew."""
    sentence = blocks.escape(sentence)
    return blocks.message(
        sentence,
        [
            *blocks.sections(f"{sentence}\nNothing was posted. You typed:"),
            *blocks.quotation(typed),
        ],
    )


async def _names(request: Request) -> dict[str, str]:
    """The names of the people mentioned; none where the database cannot be asked."""
    try:
        async with request.desk.database.read() as session:
            known = await people.find_people(session, words.find_users(request.text))
    except DBAPIError:
        return {}
    return {user_id: person.name for user_id, person in known.items()}


def translate(error: Exception) -> RapportError:
    """The error of our tree that says what is the matter; an unknown one gets a code and a log."""
    match error:
        case RapportError():
            return error
        case SlackApiError():
            return _translate_refusal(error)
        case aiohttp.ClientError() | TimeoutError():
            return SlackIsAway()
        case DBAPIError():
            log.exception("database_failed")
            return DatabaseAway()
    incident = new_id()[:8]
    log.exception("unexpected_error", incident=incident, exc_info=error)
    return Unexpected(incident=incident)


def _translate_refusal(error: SlackApiError) -> RapportError:
    code = str(error.response.get("error"))
    match code:
        case "missing_scope":
            return MissingScope(needed=error.response.get("needed", "?"))
        case "not_in_channel" | "channel_not_found":
            return NotInChannel()
        case "message_not_found":
            return MessageGone()
        case _ if code in TOKEN_IS_DEAD:
            return NotInstalled()
        case "expired_trigger_id" | "exchanged_trigger_id" | "invalid_trigger_id":
            return TooLate()
        case _ if code in TOO_FAST:
            return SlackIsBusy()
        case _ if code in OUT_OF_ORDER:
            return SlackIsAway()
    incident = new_id()[:8]
    log.error("slack_refused", error=code, incident=incident)
    return Unexpected(incident=incident)
