"""`rapport erase`: takes a person out of recognition, for whoever operates the bot.

Their name and words go from kudos, milestones and highlights of all relationships; counts, sides
and values stay. It works beside a running bot, which draws the cards in Slack anew.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.kudos import posting, weekly
from bot.milestones import prompting
from handlers import blocks
from storage import (
    held,
    highlights,
    kudos_erasing,
    milestones_erasing,
    outbox,
    outbox_erasing,
    people,
    relationships,
    seen,
)
from storage.database import Database
from storage.schema import open_ready

# Cards of recognition that go to one person alone.
DIRECT = (posting.PRIVATE, prompting.CARD, weekly.NUDGE_CARD)
TABLES = (
    *kudos_erasing.TABLES,
    *milestones_erasing.TABLES,
    "highlight_switches",
    "held_commands",
    "seen",
    "outbox",
)
EMPTIED = blocks.message("What stood here was erased.")

# How often, and how long apart, it is tried to remove what the engine still keeps.
TRIES, PAUSE_SECONDS = 5, 1.0

UNTOUCHED = (
    "Not touched: answers to pulses, notes, problems, lessons, retros and actions, the roster of "
    "their channels, what people themselves wrote in Slack, files that were sent, and backups."
)


class CannotErase(Exception):
    """It is not, or not wholly, erased; the text says why."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What there is of a person in recognition.

    `direct` are posts to them alone; `nudges` those in which contacts of their relationships read
    who was not thanked for long.
    """

    user_id: str
    name: str | None
    kudos: kudos_erasing.Parts
    milestones: milestones_erasing.Parts
    switches: int
    direct: Sequence[str]
    nudges: Sequence[str]

    @property
    def is_empty(self) -> bool:
        return not list_counts(self)


async def look(address: str, user_id: str) -> Traces:
    """What would be erased. Raises CannotErase for somebody who is not known, or OldSchema."""
    async with open_ready(address) as database, database.read() as session:
        traces = await _find(session, user_id)
    if traces.name is None and traces.is_empty:
        raise CannotErase(
            f"Nobody is known here as {user_id}. It is the id that stands in a person's profile in "
            "Slack, such as U024BE7LH."
        )
    return traces


async def _find(session: AsyncSession, user_id: str) -> Traces:
    known = (await people.find_people(session, [user_id])).get(user_id)
    name = known.name if known else None
    direct = await outbox_erasing.list_direct(session, user_id, DIRECT)
    nudges = await outbox_erasing.list_at_home(session, user_id, weekly.NUDGE_CARD)
    return Traces(
        user_id,
        name,
        await kudos_erasing.find_parts(session, user_id, name),
        await milestones_erasing.find_parts(session, user_id),
        await highlights.count_switched(session, user_id),
        direct,
        sorted(set(nudges) - set(direct)),
    )


def describe(traces: Traces) -> list[str]:
    """The lines to print before anything is erased."""
    who = f"{traces.name} ({traces.user_id})" if traces.name else traces.user_id
    counts = list_counts(traces)
    if not counts:
        return [f"There is nothing of {who} in kudos, milestones and highlights.", UNTOUCHED]
    return [
        f"Of {who}, in all relationships of this bot, their name and words go from:",
        *(f"  {line}" for line in counts),
        "Counts, sides and values stay, under no name. Cards in Slack are drawn anew without them.",
        UNTOUCHED,
    ]


def list_counts(traces: Traces) -> list[str]:
    """What there is of them, counted, in words."""
    parts, milestones = traces.kudos, traces.milestones
    words = f", with their words for {len(parts.alone)} of them" if parts.alone else ""
    counted = (
        (len(parts.began), "kudos that they gave, with their words"),
        (len(parts.joined), "kudos that they joined"),
        (len(parts.received), f"kudos that they received{words}"),
        (len(parts.named), "kudos of others that mention them"),
        (len(parts.hid), "kudos that they hid"),
        (len(parts.proposals), "rules of kudos that they proposed or decided on"),
        (int(parts.is_quiet), "choice not to be announced"),
        (len(traces.direct), "direct messages to them about kudos and milestones"),
        (len(traces.nudges), "direct messages to contacts about who was not thanked for long"),
        (len(milestones.steered), "milestones that they own, planned or moved"),
        (len(milestones.contributed), "milestones to which they contributed"),
        (len(milestones.reflected), "milestones of which they wrote what worked"),
        (traces.switches, "highlights that they switched off"),
    )
    return [f"{count} {what}" for count, what in counted if count]


async def erase(address: str, user_id: str, now: datetime) -> str:
    """Erase it for good, and say what became of it. Raises CannotErase, or OldSchema.

    What the database itself still keeps of erased rows is removed also where nothing is found: an
    earlier run may not have come so far.
    """
    async with open_ready(address) as database:
        async with database.write() as session:
            cards = await _erase(session, user_id, now)
        if not await _scrub(database):
            raise CannotErase(
                "It is erased, but somebody reads the database without end, so its files still "
                "hold traces. Give the same command again later."
            )
    drawn = "1 card" if cards == 1 else f"{cards} cards"
    return f"Erased. {drawn} will be drawn anew in Slack while the bot runs."


async def _erase(session: AsyncSession, user_id: str, now: datetime) -> int:
    """Returns how many posts are drawn anew."""
    traces = await _find(session, user_id)
    homes = await kudos_erasing.list_homes(session, traces.kudos.kudos)
    homes |= await milestones_erasing.list_homes(session, traces.milestones.milestones)
    for relationship_id in sorted(homes):
        await relationships.lock_relationship(session, relationship_id)
    traces = await _find(session, user_id)  # as it is now that nobody else changes it
    remembered = await highlights.list_about(session, traces.kudos.kudos)
    await kudos_erasing.erase_parts(session, user_id, traces.name, traces.kudos, now)
    await milestones_erasing.erase_parts(session, user_id, traces.milestones)
    await highlights.rename_switcher(session, user_id)
    await highlights.withdraw_of(session, traces.kudos.speechless, now)
    await held.forget_of(session, user_id)
    await seen.forget_told(session, user_id)
    personal = [*traces.direct, *traces.nudges]
    emptied = await outbox_erasing.empty_posts(session, personal, EMPTIED, now)
    celebrated = await kudos_erasing.list_collections(session, traces.kudos.kudos)
    shown = {*traces.kudos.kudos, *traces.kudos.proposals, *traces.milestones.milestones}
    return emptied + await _redraw(session, sorted({*shown, *remembered, *celebrated}), now)


async def _redraw(session: AsyncSession, ids: Sequence[str], now: datetime) -> int:
    posts = await outbox_erasing.list_about(session, ids)
    if posts:
        await outbox.update_cards(session, posts, now)
    return len(posts)


async def _scrub(database: Database) -> bool:
    for _ in range(TRIES):
        if await database.scrub(*TABLES):
            return True
        await asyncio.sleep(PAUSE_SECONDS)
    return False
