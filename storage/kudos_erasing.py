"""Taking a person out of all kudos: their name and words go, sides and values stay."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import is_gone
from storage.engines.upsert import in_batches
from storage.erasing import lead_nowhere, rename
from storage.kudos import (
    Kudos,
    KudosGiver,
    KudosPost,
    KudosReceiver,
    Way,
)
from storage.kudos_rules import KudosProposal, KudosQuiet, KudosWatch
from storage.kudos_sources import Overtaken, remember_overtaken

# Later than any of Slack's timestamps.
NEVER_AGAIN = "9999999999.999999"
# All tables in which something may be erased.
TABLES = (
    "kudos",
    "kudos_givers",
    "kudos_receivers",
    "kudos_posts",
    "kudos_overtaken",
    "kudos_proposals",
    "kudos_quiet",
    "kudos_watch",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The kudos in which a person has a part, by their ids, and what else is theirs.

    `alone` are those of `received` that are for nobody else; `named` are kudos of others whose
    words name them; `hid` are those that they hid; `proposals` are rules that they proposed, or
    decided on.
    """

    began: Sequence[str]
    joined: Sequence[str]
    received: Sequence[str]
    alone: Sequence[str]
    named: Sequence[str]
    hid: Sequence[str]
    proposals: Sequence[str]
    is_quiet: bool

    @property
    def speechless(self) -> list[str]:
        """Those whose words go."""
        return sorted({*self.began, *self.alone})

    @property
    def located(self) -> list[str]:
        """Those of which it is forgotten where in Slack they came about."""
        return sorted({*self.began, *self.received})

    @property
    def kudos(self) -> list[str]:
        """All that look otherwise afterwards."""
        return sorted({*self.began, *self.joined, *self.received, *self.named, *self.hid})


async def find_parts(session: AsyncSession, user_id: str, name: str | None) -> Parts:
    """What there is of that person, whom others call `name`."""
    given: Iterable[Any] = await session.execute(
        select(KudosGiver.kudos_id, Kudos.giver)
        .join(Kudos, Kudos.id == KudosGiver.kudos_id)
        .where(KudosGiver.user_id == user_id)
        .order_by(KudosGiver.kudos_id)
    )
    parts = [(kudos_id, giver == user_id) for kudos_id, giver in given]
    began = [kudos_id for kudos_id, is_first in parts if is_first]
    received = await _count_receivers(session, user_id)
    alone = [kudos_id for kudos_id, count in received.items() if count == 1]
    named = set(await _list_named(session, user_id, name)) - {*began, *alone}
    return Parts(
        began=began,
        joined=[kudos_id for kudos_id, is_first in parts if not is_first],
        received=list(received),
        alone=alone,
        named=sorted(named),
        hid=list(await session.scalars(select(Kudos.id).where(Kudos.hidden_by == user_id))),
        proposals=await _list_proposals(session, user_id),
        is_quiet=await session.get(KudosQuiet, user_id) is not None,
    )


async def _count_receivers(session: AsyncSession, user_id: str) -> dict[str, int]:
    """The kudos that thank that person, and how many people each of them thanks."""
    own = select(KudosReceiver.kudos_id).where(KudosReceiver.user_id == user_id)
    rows: Iterable[Any] = await session.execute(
        select(KudosReceiver.kudos_id, func.count())
        .where(KudosReceiver.kudos_id.in_(own))
        .group_by(KudosReceiver.kudos_id)
        .order_by(KudosReceiver.kudos_id)
    )
    return dict(tuple(row) for row in rows)


async def _list_named(session: AsyncSession, user_id: str, name: str | None) -> Sequence[str]:
    """Kudos in whose words that person is named."""
    names = [Kudos.text.icontains(one, autoescape=True) for one in _names(user_id, name)]
    rows = await session.scalars(select(Kudos.id).where(or_(*names)))
    return rows.all()


def _names(user_id: str, name: str | None) -> list[str]:
    """How words name a person: Slack's mentions are kept as names. One that is a single word may
    mean anything, unless it is a mention."""
    whole = [name] if name and " " in name else []
    return [*(f"@{one}" for one in (name, user_id) if one), *whole]


async def _list_proposals(session: AsyncSession, user_id: str) -> list[str]:
    rows = await session.scalars(
        select(KudosProposal.id).where(
            or_(KudosProposal.proposed_by == user_id, KudosProposal.decided_by == user_id)
        )
    )
    return list(rows)


async def list_homes(session: AsyncSession, kudos_ids: Sequence[str]) -> set[str]:
    """The relationships to which these kudos belong."""
    homes: set[str] = set()
    for some in in_batches(kudos_ids):
        homes |= set(await session.scalars(select(Kudos.relationship_id).where(Kudos.id.in_(some))))
    return homes


async def list_collections(session: AsyncSession, kudos_ids: Sequence[str]) -> set[str]:
    """The milestones whose celebrations show these kudos."""
    found: set[str | None] = set()
    for some in in_batches(kudos_ids):
        rows = select(Kudos.collection_id).where(
            Kudos.id.in_(some), Kudos.collection_id.is_not(None)
        )
        found |= set(await session.scalars(rows))
    return {one for one in found if one is not None}


async def erase_parts(
    session: AsyncSession, user_id: str, name: str | None, parts: Parts, now: datetime
) -> None:
    """Put ids that lead nowhere in the place of that person, another one in each kudos."""
    await _forget_sources(session, parts.located, user_id, now)
    began = lead_nowhere(parts.began)
    gave = began | lead_nowhere(parts.joined)
    received = lead_nowhere(parts.received)
    await rename(session, Kudos.giver, Kudos.id, user_id, began)
    await rename(session, KudosGiver.user_id, KudosGiver.kudos_id, user_id, gave)
    await rename(session, KudosReceiver.user_id, KudosReceiver.kudos_id, user_id, received)
    await rename(session, Kudos.hidden_by, Kudos.id, user_id, lead_nowhere(parts.hid))
    for column in (KudosProposal.proposed_by, KudosProposal.decided_by):
        gone = lead_nowhere(parts.proposals)
        await rename(session, column, KudosProposal.id, user_id, gone)
    await _forget_moments(session, gave.values())
    await _forget_words(session, parts.speechless)
    await _forget_names(session, parts.named, _names(user_id, name))
    for record in (KudosPost, Overtaken, KudosQuiet, KudosWatch):
        await session.execute(delete(record).where(record.user_id == user_id))


async def _forget_moments(session: AsyncSession, gone: Iterable[str]) -> None:
    """Slack's own timestamps, by which what they did could be found there."""
    for some in in_batches(list(gone)):
        await session.execute(
            update(KudosGiver).where(KudosGiver.user_id.in_(some)).values(acted_ts="")
        )


async def _forget_words(session: AsyncSession, kudos_ids: Sequence[str]) -> None:
    for some in in_batches(kudos_ids):
        await session.execute(update(Kudos).where(Kudos.id.in_(some)).values(text=""))


async def _forget_sources(
    session: AsyncSession, kudos_ids: Sequence[str], user_id: str, now: datetime
) -> None:
    """The messages in which people thanked, or for which they were thanked.

    A message of somebody else by which they thanked is not heard again when it is edited.
    """
    for some in in_batches(kudos_ids):
        rows = await session.scalars(
            select(Kudos).where(
                Kudos.id.in_(some),
                Kudos.way.in_((Way.MESSAGE, Way.MENTION)),
                Kudos.source_ts.is_not(None),
            )
        )
        for one in rows:
            if one.giver != user_id and not is_gone(one.giver):
                source = (str(one.source_channel_id), str(one.source_ts))
                await remember_overtaken(session, source, one.giver, NEVER_AGAIN, now)
        await session.execute(
            update(Kudos)
            .where(Kudos.id.in_(some))
            .values(source_channel_id=None, source_ts=None, source_edited_ts=None)
        )


async def _forget_names(
    session: AsyncSession, kudos_ids: Sequence[str], names: Sequence[str]
) -> None:
    pattern = re.compile("|".join(map(re.escape, names)), re.IGNORECASE)
    for some in in_batches(kudos_ids):
        rows = await session.execute(select(Kudos.id, Kudos.text).where(Kudos.id.in_(some)))
        for kudos_id, words in rows.all():
            shown = pattern.sub("someone", words)
            await session.execute(update(Kudos).where(Kudos.id == kudos_id).values(text=shown))
