"""What is still to be said to Slack, and what was said.

A fact and its messages commit together: features call `post`, `update_card` and `react` inside
their transaction, delivery sends afterwards. A *lane* is one conversation; its rows leave in order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict

from sqlalchemy import JSON, ForeignKey, Index, and_, bindparam, delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.ids import new_id
from storage.base import Base, UTCDateTime
from storage.database import SOMETHING_TO_SAY
from storage.engines.upsert import in_batches, insert_all_once, insert_counted


class Kind(StrEnum):
    """What is to be done in Slack."""

    POST = "post"
    UPDATE = "update"
    REACT = "react"


class State(StrEnum):
    """Where a row stands.

    `looking`: it was sent, no answer came, and Slack will be asked whether it stands there.
    `unknown`: the same, but Slack does not let us look, so a person has to. `empty`: there was
    nothing to say. `dropped`: a person decided that it is not to be said.
    """

    WAITING = "waiting"
    SENDING = "sending"
    LOOKING = "looking"
    SENT = "sent"
    EMPTY = "empty"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


# What delivery still has to do something about, and what is kept for a person. As literal SQL, for
# an engine uses a partial index only where a query says the very same.
IS_OPEN = text("outbox.state IN ('waiting', 'sending', 'looking')")
IS_KEPT = text("outbox.state IN ('failed', 'unknown')")
_OPEN = text("state IN ('waiting', 'sending', 'looking')")
_KEPT = text("state IN ('failed', 'unknown')")


class Message(TypedDict):
    """A message as Slack takes it: fallback text for notifications, and Block Kit blocks."""

    text: str
    blocks: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Card:
    """A message that shows the state of something; rendered when it is sent."""

    kind: str
    id: str


# Slack's words for a channel that the bot is not in.
AWAY = ("not_in_channel", "channel_not_found")
# Slack's words for one that is archived, and for a message in it that cannot be changed.
ARCHIVED = ("is_archived", "is_inactive")
# Slack's word for a person with whom the bot shares no channel any more.
OUT_OF_REACH = "user_not_visible"
# Ours for a reply whose thread could not be posted.
THREAD_NOT_POSTED = "thread_not_posted"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to say it: a channel, or a person's direct message; perhaps under another post.

    `relationship_id` is what it is about: for the log, and for whom to tell if it cannot be said.
    """

    installation_id: str
    channel_id: str | None = None
    user_id: str | None = None
    thread_post_id: str | None = None
    relationship_id: str | None = None

    @property
    def lane(self) -> str:
        return f"{self.installation_id}:{self.channel_id or self.user_id}"


class OutboxRow(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "lane", "seq", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_outbox_due", "seq", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_outbox_kept", "seq", sqlite_where=_KEPT, postgresql_where=_KEPT),
        Index("ix_outbox_message", "channel_id", "ts"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    lane: Mapped[str] = mapped_column(ForeignKey("lanes.lane"))
    installation_id: Mapped[str] = mapped_column(ForeignKey("installations.id"))
    channel_id: Mapped[str | None]
    user_id: Mapped[str | None]
    thread_post_id: Mapped[str | None]
    relationship_id: Mapped[str | None]
    about_post_id: Mapped[str | None] = mapped_column(index=True)
    card_kind: Mapped[str | None]
    card_id: Mapped[str | None]
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str]
    attempts: Mapped[int]
    not_before: Mapped[datetime | None]
    ts: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def card(self) -> Card | None:
        return Card(self.card_kind, self.card_id) if self.card_kind and self.card_id else None


class Lane(Base):
    """One conversation, and which worker has it until when (database time).

    `arrives_at` is the pace of its posts: see `bot.delivery.limits.Budget`.
    """

    __tablename__ = "lanes"

    lane: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    arrives_at: Mapped[datetime | None]


class DirectMessage(Base):
    """The channel of a person's direct messages with the bot of one installation."""

    __tablename__ = "direct_messages"

    installation_id: Mapped[str] = mapped_column(ForeignKey("installations.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[str] = mapped_column(index=True)


# An update of a post goes where it went and shows what it showed, unless one waits already.
_ADD_UPDATE = text("""
    INSERT INTO outbox (
        id, key, kind, state, attempts, created_at, about_post_id, channel_id,
        lane, installation_id, user_id, thread_post_id, relationship_id, card_kind, card_id
    )
    SELECT :id, :key, 'update', 'waiting', 0, :now, post.id,
        CASE WHEN post.user_id IS NULL THEN post.channel_id END,
        post.lane, post.installation_id, post.user_id, post.thread_post_id, post.relationship_id,
        post.card_kind, post.card_id
    FROM outbox AS post
    WHERE post.id = :post_id AND NOT EXISTS (
        SELECT 1 FROM outbox AS other
        WHERE other.about_post_id = post.id AND other.kind = 'update' AND other.state = 'waiting'
    )
""").bindparams(bindparam("now", type_=UTCDateTime()))


@dataclass(frozen=True, slots=True)
class Post:
    """Something new to say: a card, or a message rendered already (`text`, `blocks`).

    `key` makes it unique: the same key is said once, however often it is asked for.
    """

    key: str
    place: Place
    card: Card | None = None
    message: Message | None = None


async def post(
    session: AsyncSession,
    *,
    key: str,
    place: Place,
    now: datetime,
    card: Card | None = None,
    message: Message | None = None,
) -> str:
    """Say something new once: see `Post`.

    Returns the id of the post, which updates, replies and listeners refer to.
    """
    return (await post_many(session, [Post(key, place, card, message)], now))[key]


async def post_many(session: AsyncSession, posts: Sequence[Post], now: datetime) -> dict[str, str]:
    """Say many new things at once, in this order. Returns the ids of the posts by their keys."""
    rows = [
        _row(one.key, Kind.POST, one.place, now, card=one.card, payload=one.message)
        for one in posts
    ]
    # In one order for everybody, or two processes could wait for each other's new lanes.
    lanes = [{"lane": lane} for lane in sorted({row["lane"] for row in rows})]
    await insert_all_once(session, Lane, lanes)
    added = await _add(session, rows)
    ids = {row["key"]: row["id"] for row in rows}
    return ids if added else await _find_ids(session, list(ids))


async def _find_ids(session: AsyncSession, keys: Sequence[str]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for some in in_batches(keys):
        found = await session.execute(
            select(OutboxRow.key, OutboxRow.id).where(OutboxRow.key.in_(some))
        )
        ids.update({row.key: row.id for row in found})
    return ids


async def update_card(session: AsyncSession, post_id: str, now: datetime) -> None:
    """Have the card of that post rendered anew. Updates that still wait are one update."""
    await update_cards(session, [post_id], now)


async def update_cards(session: AsyncSession, post_ids: Sequence[str], now: datetime) -> None:
    """The same for many posts.

    An update that waits already is locked, so that delivery cannot render it before this change is
    committed.
    """
    session.info[SOMETHING_TO_SAY] = True
    for some in in_batches(sorted(post_ids)):
        rows = [_update_of(post_id, now) for post_id in some]
        if await insert_counted(session, _ADD_UPDATE, rows) < len(rows):
            held = await _hold_updates(session, some)
            rest = [row for row in rows if row["post_id"] not in held]
            if rest:  # what waited before is being sent now
                await insert_counted(session, _ADD_UPDATE, rest)


def _update_of(post_id: str, now: datetime) -> dict[str, Any]:
    update_id = new_id()
    return {"id": update_id, "key": f"update:{update_id}", "post_id": post_id, "now": now}


async def _hold_updates(session: AsyncSession, post_ids: Sequence[str]) -> set[str | None]:
    """Lock the updates of these posts that wait. Returns the posts that have one."""
    rows = await session.scalars(
        select(OutboxRow.about_post_id)
        .where(
            OutboxRow.about_post_id.in_(post_ids),
            OutboxRow.kind == Kind.UPDATE,
            OutboxRow.state == State.WAITING,
        )
        .order_by(OutboxRow.seq)
        .with_for_update()
    )
    return set(rows)


async def react(session: AsyncSession, post_id: str, name: str, now: datetime) -> None:
    """Put an emoji under that post, as the bot."""
    head = await get_post(session, post_id)
    key = f"react:{post_id}:{name}"
    payload = {"name": name}
    row = _row(key, Kind.REACT, place_of(head), now, payload=payload, about=post_id)
    await _add(session, [row])


async def get_post(session: AsyncSession, post_id: str) -> OutboxRow:
    """The row of that post, which must exist."""
    return (await session.scalars(select(OutboxRow).where(OutboxRow.id == post_id))).one()


async def lock_state(session: AsyncSession, post_id: str) -> str:
    """How the row of that post stands; it stays so until the transaction ends."""
    found: str | None = await session.scalar(
        select(OutboxRow.state).where(OutboxRow.id == post_id).with_for_update()
    )
    return str(found)


async def stands_in_slack(session: AsyncSession, post_id: str | None) -> bool:
    """Whether that post was said, so that there is something to change in Slack."""
    return post_id is not None and (await get_post(session, post_id)).ts is not None


async def find_post(session: AsyncSession, channel_id: str, ts: str) -> OutboxRow | None:
    """The post that became this Slack message, if it is one of ours."""
    found: OutboxRow | None = await session.scalar(
        select(OutboxRow).where(
            OutboxRow.channel_id == channel_id,
            OutboxRow.ts == ts,
            OutboxRow.kind == Kind.POST,
        )
    )
    return found


async def may_have_posted(session: AsyncSession, installation_id: str, channel_id: str) -> bool:
    """Whether a message of ours may stand in that channel of which it is not written down yet."""
    people = await session.scalars(
        select(DirectMessage.user_id).where(
            DirectMessage.installation_id == installation_id,
            DirectMessage.channel_id == channel_id,
        )
    )
    lanes = [Place(installation_id, channel_id).lane]
    lanes += [Place(installation_id, user_id=user_id).lane for user_id in people]
    in_doubt = OutboxRow.state.in_((State.SENDING, State.LOOKING))
    found = await session.scalar(
        select(OutboxRow.seq)
        .where(OutboxRow.lane.in_(lanes), IS_OPEN, in_doubt, OutboxRow.kind == Kind.POST)
        .limit(1)
    )
    return found is not None


def place_of(head: OutboxRow) -> Place:
    """Where that post went, for another one after it."""
    in_direct_message = head.user_id is not None
    return Place(
        installation_id=head.installation_id,
        channel_id=None if in_direct_message else head.channel_id,
        user_id=head.user_id,
        thread_post_id=head.thread_post_id,
        relationship_id=head.relationship_id,
    )


def _row(
    key: str,
    kind: Kind,
    place: Place,
    now: datetime,
    *,
    card: Card | None = None,
    payload: Mapping[str, Any] | None = None,
    about: str | None = None,
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "key": key,
        "kind": kind,
        "lane": place.lane,
        "installation_id": place.installation_id,
        "channel_id": place.channel_id,
        "user_id": place.user_id,
        "thread_post_id": place.thread_post_id,
        "relationship_id": place.relationship_id,
        "about_post_id": about,
        "card_kind": card.kind if card else None,
        "card_id": card.id if card else None,
        "payload": payload,
        "state": State.WAITING,
        "attempts": 0,
        "created_at": now,
    }


async def _add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Write rows whose lanes are there. False where one with the same key was there before."""
    session.info[SOMETHING_TO_SAY] = True
    return await insert_all_once(session, OutboxRow, rows)


async def revive(session: AsyncSession, relationship_id: str, channel_id: str) -> None:
    """The bot can speak in a channel again: what could not be said there is said now.

    So are cards in direct messages about it, for they are shown as things stand then.
    """
    await session.execute(
        update(OutboxRow)
        .where(
            or_(
                OutboxRow.channel_id == channel_id,
                and_(
                    OutboxRow.relationship_id == relationship_id, OutboxRow.card_kind.is_not(None)
                ),
            ),
            IS_KEPT,
            OutboxRow.state == State.FAILED,
            OutboxRow.error.in_((*AWAY, *ARCHIVED, OUT_OF_REACH, THREAD_NOT_POSTED)),
        )
        .values(state=State.WAITING, not_before=None)
    )
    session.info[SOMETHING_TO_SAY] = True


async def forget_sent_before(session: AsyncSession, moment: datetime) -> None:
    """Erase payloads of posts and whole rows of other acts that were done before `moment`."""
    done = OutboxRow.state.in_((State.SENT, State.EMPTY, State.DROPPED))
    await session.execute(
        delete(OutboxRow).where(done, OutboxRow.kind != Kind.POST, OutboxRow.created_at < moment)
    )
    await session.execute(
        update(OutboxRow)
        .where(done, OutboxRow.created_at < moment, OutboxRow.payload.is_not(None))
        .values(payload=None)
    )
