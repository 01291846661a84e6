"""Asks Slack how people have reacted, before a round closes.

What is done while nobody listens for longer than Slack repeats its events is never heard; and an
event may get lost. So the reactions on each question are read back once the round's time is over.
That is one call for each question in a direct message, of which Slack takes about 50 a minute: the
result of a round of 300 people comes about six minutes after its time. A question in the channel is
one call for all.

Where Slack does not let us look, the question is left as it is. Where Slack cannot be reached, it
is tried again at each tick, but for no longer than `jobs.LONGEST_READING`.
"""

import random
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy import Row

from bot.core.ids import new_id
from bot.pulse import questions, reading
from bot.pulse.questions import Question, kinds
from bot.pulse.reading import Standing
from handlers.desk import Desk
from handlers.pulse.jobs import close_rounds
from handlers.surfaces import FAILURES, is_passing, name_failure
from handlers.words import emoji_name
from storage import pulse, pulse_reading

log = structlog.get_logger(__name__)

Asked = Row[str, str, str | None, str | None, int]


async def read_back(desk: Desk, now: datetime) -> None:
    """Read the rounds whose time is over, and close each when it is read."""

    async def read_and_close(round_id: str) -> None:
        await _read_round(desk, round_id)
        await close_rounds(desk, desk.clock.now())

    async with desk.database.read() as session:
        due = await pulse_reading.list_to_read(session, now)
    await desk.each(due, read_and_close)


async def _read_round(desk: Desk, round_id: str) -> None:
    reader = new_id()
    async with desk.database.write() as session:
        if not await pulse_reading.claim(session, round_id, reader, desk.clock.now()):
            return
    try:
        await _read_questions(desk, round_id, reader)
    except FAILURES as error:
        log.warning("reactions_unreached", round=round_id, error=name_failure(error))
    finally:
        async with desk.database.write() as session:
            await pulse_reading.release_claim(session, round_id, reader)


async def _read_questions(desk: Desk, round_id: str, reader: str) -> None:
    """Read until all are read, or somebody else has taken over. Raises one of FAILURES."""
    async with desk.database.read() as session:
        asked = list(await pulse_reading.list_unread(session, round_id))
        of_round = questions.load((await pulse.get_round(session, round_id)).questions)
    random.shuffle(asked)  # so that one which fails every time does not stop all others
    for one in asked:
        looked = desk.clock.now()
        standing = await _look(desk, one, of_round[one.position])
        async with desk.database.write() as session:
            if not await pulse_reading.extend_claim(session, round_id, reader):
                return
            if not await reading.take_in(
                session,
                round_id,
                one.id,
                one.position,
                standing,
                asked=str(one.ts),
                looked=looked,
            ):
                return


async def _look(desk: Desk, asked: Asked, question: Question) -> Standing | None:
    """What stands there, or None where Slack does not let us look. Raises one of FAILURES."""
    try:
        client = desk.clients.find_patient(asked.installation_id)
        answer = await client.reactions_get(
            channel=str(asked.channel_id), timestamp=asked.ts, full=True
        )
    except LookupError:  # of a workspace that this bot does not serve any more
        return None
    except SlackApiError as error:
        if is_passing(error):
            raise
        log.info("reactions_unreadable", delivery=asked.id, error=name_failure(error))
        return None
    return read_standing(question, answer.get("message") or {})


def read_standing(question: Question, message: dict[str, Any]) -> Standing:
    """Who has put which answers under a message."""
    standing: dict[str, list[int]] = {}
    for reaction in message.get("reactions") or []:
        value = kinds.read_emoji(question, emoji_name(reaction["name"]))
        if value is None:
            continue
        for user_id in reaction["users"]:
            standing.setdefault(user_id, []).append(value)
    return standing
