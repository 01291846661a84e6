"""Correcting answers by what Slack says of the reactions, inside the caller's transaction.

When a question was read is written down, for everybody alike; what was found is nowhere but in the
sealed drafts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pulse.answers import NOTHING, Sight
from bot.pulse.rounds import keep_draft, open_draft
from storage import listening, pulse_answers, pulse_reading

# Values by user id, in the order of Slack's list.
Standing = Mapping[str, Sequence[int]]


async def take_in(
    session: AsyncSession,
    round_id: str,
    post_id: str,
    position: int,
    standing: Standing | None,
    *,
    asked: str,
    looked: datetime,
) -> bool:
    """Correct the answers of those who were asked that question by that post, and note that it was
    read.

    `standing` is None where Slack does not let us look; `asked` is the timestamp of the message.
    False where the round was closed meanwhile.
    """
    await pulse_reading.lock_asked(session, round_id, post_id)
    key = await pulse_answers.find_key(session, round_id)
    if key is None:
        return False
    if standing is not None:
        heard = write_ts(await listening.find_since(session, looked))
        for one in await pulse_reading.load_asked(session, round_id, post_id):
            own = standing.get(one.user_id, ())
            sheet = open_draft(key, one.id, one.sealed)
            before = sheet.get(position, NOTHING)
            after = before.correct(Sight(own, asked, heard, write_ts(looked)))
            if after != before:
                await keep_draft(session, key, one.id, {**sheet, position: after})
    await pulse_reading.mark_read(session, round_id, post_id)
    return True


def write_ts(moment: datetime) -> str:
    """A moment as Slack writes it."""
    return f"{moment.timestamp():.6f}"
