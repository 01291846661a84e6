"""What was given: lists and counts. All of them cost the same however much there is.

Each walks an index from its newest end, and goes on where the page before it ended.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    text,
    tuple_,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage import kudos_rules
from storage.base import UTCDateTime
from storage.kudos import IS_SHOWN, Kudos, KudosGiver, KudosReceiver
from storage.kudos_rules import KudosQuiet, KudosRules, KudosWatch
from storage.outbox import OutboxRow
from storage.people import PersonRecord
from storage.relationships import MemberRecord, Relationship

# Where a list goes on: the moment and the id of the last one shown.
Cursor = tuple[datetime, str]

_GAVE = text("kudos_givers.withdrawn_at IS NULL")


class Role(StrEnum):
    """What a person has to do with kudos."""

    RECEIVED = "received"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Listed:
    """Kudos in a list, and where their card stands; None while it was not posted."""

    kudos: Kudos
    channel_id: str | None
    ts: str | None

    @property
    def cursor(self) -> Cursor:
        """Where the list goes on after these."""
        return self.kudos.created_at, self.kudos.id


@dataclass(frozen=True, slots=True)
class _Page:
    """At most so many, the newest first; `since` is among them, `until` and `before` are not."""

    most: int
    before: Cursor | None = None
    since: datetime | None = None
    until: datetime | None = None

    def cut(
        self,
        found: Select[*tuple[Any, ...]],
        moment: InstrumentedAttribute[datetime],
        kudos_id: InstrumentedAttribute[str],
    ) -> Select[*tuple[Any, ...]]:
        """Only this page of what is found."""
        conditions = self._limit(moment, kudos_id)
        newest_first = found.order_by(moment.desc(), kudos_id.desc())
        return newest_first.where(*conditions).limit(self.most)

    def _limit(
        self, moment: InstrumentedAttribute[datetime], kudos_id: InstrumentedAttribute[str]
    ) -> Iterator[ColumnElement[bool]]:
        if self.before is not None:
            last = tuple_(literal(self.before[0], UTCDateTime()), literal(self.before[1]))
            yield tuple_(moment, kudos_id) < last
        if self.since is not None:
            yield moment >= self.since
        if self.until is not None:
            yield moment < self.until


_LISTED = select(Kudos, OutboxRow.channel_id, OutboxRow.ts).outerjoin(
    OutboxRow, OutboxRow.id == Kudos.post_id
)
_GIVEN = select(KudosGiver.kudos_id).join(Kudos, Kudos.id == KudosGiver.kudos_id).where(_GAVE)
_RECEIVED = select(KudosReceiver.kudos_id).join(Kudos, Kudos.id == KudosReceiver.kudos_id)


async def list_kudos(
    session: AsyncSession,
    relationship_id: str,
    *,
    most: int,
    before: Cursor | None = None,
    person: str | None = None,
    value_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Listed]:
    """What everybody of a relationship may see, newest first: at most so many, after `before`.

    Given by that person, or to them in the open; of that value; given at `since` or later, and
    before `until`.
    """
    page = _Page(most, before, since, until)
    is_meant: list[Any] = [IS_SHOWN]
    if value_id is not None:
        is_meant.append(Kudos.value_id == value_id)
    if person is None:
        meant = _LISTED.where(Kudos.relationship_id == relationship_id, *is_meant)
        chosen = page.cut(meant, Kudos.created_at, Kudos.id)
    else:
        given = _of(KudosGiver, _GIVEN, person, relationship_id, page).where(*is_meant)
        received = _of(KudosReceiver, _RECEIVED, person, relationship_id, page).where(
            *is_meant, KudosReceiver.announced
        )
        either = union(_ids(given), _ids(received))
        chosen = _Page(most).cut(_LISTED.where(Kudos.id.in_(either)), Kudos.created_at, Kudos.id)
    return [Listed(*row) for row in await session.execute(chosen)]


def _of(
    record: type[KudosGiver] | type[KudosReceiver],
    found: Select[*tuple[Any, ...]],
    user_id: str,
    relationship_id: str | None,
    page: _Page,
) -> Select[*tuple[Any, ...]]:
    """A page of the ids of what one person gave or received."""
    own = found.where(record.user_id == user_id)
    if relationship_id is not None:
        own = own.where(record.relationship_id == relationship_id)
    return page.cut(own, record.created_at, record.kudos_id)


def _ids(found: Select[*tuple[Any, ...]]) -> Select[str]:
    """The ids of a page, which is cut by itself."""
    return select(found.subquery().c.kudos_id)


async def list_of_person(
    session: AsyncSession,
    relationship_id: str | None,
    user_id: str,
    *,
    role: Role,
    most: int,
    before: Cursor | None = None,
) -> list[Listed]:
    """What that person gave, or what was given to them, and was not taken back; newest first.

    Also what is private or hidden: it is for their own eyes. In all relationships where
    `relationship_id` is None.
    """
    page = _Page(most, before)
    standing = Kudos.withdrawn_at.is_(None)
    if role is Role.GIVEN:
        own = _of(KudosGiver, _GIVEN, user_id, relationship_id, page)
    else:
        own = _of(KudosReceiver, _RECEIVED, user_id, relationship_id, page).where(standing)
    meant = _LISTED.where(Kudos.id.in_(_ids(own)))
    rows = await session.execute(_Page(most).cut(meant, Kudos.created_at, Kudos.id))
    return [Listed(*row) for row in rows]


_GIVEN_SINCE = select(func.count()).where(
    KudosGiver.user_id == bindparam("user_id"),
    KudosGiver.relationship_id == bindparam("relationship_id"),
    KudosGiver.given_at >= bindparam("since"),
    _GAVE,
)


async def count_given_since(
    session: AsyncSession, relationship_id: str, user_id: str, since: datetime
) -> int:
    """How often that person gave, or joined, at that moment or later, and did not take it back."""
    found = await session.scalar(
        _GIVEN_SINCE, {"relationship_id": relationship_id, "user_id": user_id, "since": since}
    )
    return found or 0


_LATELY = (
    select(Kudos.id, Kudos.text, KudosReceiver.user_id)
    .join(KudosReceiver, KudosReceiver.kudos_id == Kudos.id)
    .join(KudosGiver, KudosGiver.kudos_id == Kudos.id)
    .where(
        KudosGiver.user_id == bindparam("giver"),
        KudosGiver.relationship_id == bindparam("relationship_id"),
        KudosGiver.given_at > bindparam("since"),
        _GAVE,
    )
)


async def list_given_since(
    session: AsyncSession, relationship_id: str, giver: str, since: datetime
) -> list[tuple[set[str], str]]:
    """What that person gave after `since` and did not take back: to whom, in which words."""
    rows = await session.execute(
        _LATELY, {"relationship_id": relationship_id, "giver": giver, "since": since}
    )
    given: dict[str, tuple[set[str], str]] = {}
    for row in rows:
        given.setdefault(row.id, (set(), row.text))[0].add(row.user_id)
    return list(given.values())


@dataclass(frozen=True, slots=True)
class Found:
    """What holds for somebody who gives: rules on record, how often they gave, and whether anybody
    whom they thank is not announced."""

    rules: kudos_rules.Found | None
    given: int
    any_quiet: bool


_TERMS = (
    select(
        KudosRules.emoji,
        KudosRules.allowance,
        KudosRules.values,
        _GIVEN_SINCE.scalar_subquery().label("given"),
        exists()
        .where(KudosQuiet.user_id.in_(bindparam("receivers", expanding=True)))
        .label("any_quiet"),
    )
    .select_from(Relationship)
    .outerjoin(KudosRules, KudosRules.relationship_id == Relationship.id)
    .where(Relationship.id == bindparam("relationship_id"))
)


async def find_terms(
    session: AsyncSession,
    relationship_id: str,
    user_id: str,
    receivers: Sequence[str],
    *,
    since: datetime,
) -> Found:
    """What holds for that person, who thanks these; `since` is when the day began."""
    named = {"relationship_id": relationship_id, "user_id": user_id, "since": since}
    row = (await session.execute(_TERMS, {**named, "receivers": list(receivers)})).one()
    return Found(kudos_rules.read_row(row), row.given, bool(row.any_quiet))


@dataclass(frozen=True, slots=True)
class Figures:
    """How often people gave or joined, in a span of time. Nobody is named in it.

    `by_value` counts each giver of kudos once, under the id of the value or None. `flow` counts
    them by their side and by each side that they thanked: `(giver's side, receivers' side)`.
    """

    by_value: Mapping[str | None, int]
    flow: Mapping[tuple[str, str], int]

    @property
    def total(self) -> int:
        return sum(self.by_value.values())


_IN_SPAN = (
    IS_SHOWN,
    Kudos.relationship_id == bindparam("relationship_id"),
    Kudos.created_at >= bindparam("since"),
    Kudos.created_at < bindparam("until"),
)
# An expression, so that no engine walks the index by value, in which a week is not in one place.
_VALUE = func.coalesce(Kudos.value_id, "")
_BY_VALUE = (
    select(_VALUE.label("value_id"), func.count().label("times"))
    .join(KudosGiver, KudosGiver.kudos_id == Kudos.id)
    .where(*_IN_SPAN, _GAVE)
    .group_by(_VALUE)
)
_THANKS = (
    select(
        Kudos.id,
        Kudos.created_at,
        KudosGiver.user_id,
        KudosGiver.side.label("giver"),
        KudosReceiver.side.label("to"),
    )
    .join(KudosGiver, KudosGiver.kudos_id == Kudos.id)
    .join(KudosReceiver, KudosReceiver.kudos_id == Kudos.id)
    .where(*_IN_SPAN, _GAVE)
    .distinct()
    .subquery()
)
_FLOW = select(_THANKS.c.giver, _THANKS.c.to, func.count()).group_by(_THANKS.c.giver, _THANKS.c.to)


async def load_week(
    session: AsyncSession, relationship_id: str, since: datetime, until: datetime
) -> Figures:
    """What everybody may see of a span of time, in numbers: begun at `since` or later, and before
    `until`."""
    span = {"relationship_id": relationship_id, "since": since, "until": until}
    by_value = await session.execute(_BY_VALUE, span)
    flow = await session.execute(_FLOW, span)
    return Figures(
        {row.value_id or None: row.times for row in by_value},
        {(giver, to): count for giver, to, count in flow},
    )


async def load_flow(
    session: AsyncSession, relationship_id: str, bounds: Sequence[datetime]
) -> Sequence[Mapping[tuple[str, str], int]]:
    """The flow between each of these moments and the next, in one question: to plan one takes an
    engine longer than to answer it."""
    ends = enumerate(bounds[1:])
    number = case(*((_THANKS.c.created_at < end, index) for index, end in ends)).label("number")
    counted = select(number, _THANKS.c.giver, _THANKS.c.to, func.count())
    span = {"relationship_id": relationship_id, "since": bounds[0], "until": bounds[-1]}
    rows: Iterable[Any] = await session.execute(
        counted.group_by(number, _THANKS.c.giver, _THANKS.c.to), span
    )
    flows: list[dict[tuple[str, str], int]] = [{} for _ in bounds[1:]]
    for index, giver, to, count in rows:
        flows[index][giver, to] = count
    return flows


_THANKED = (
    select(KudosReceiver.kudos_id)
    .join(Kudos, Kudos.id == KudosReceiver.kudos_id)
    .where(
        KudosReceiver.user_id == MemberRecord.user_id,
        KudosReceiver.relationship_id == MemberRecord.relationship_id,
        KudosReceiver.created_at >= bindparam("since"),
        Kudos.withdrawn_at.is_(None),
        Kudos.hidden_at.is_(None),
    )
    .correlate(MemberRecord)
    .exists()
)
_UNTHANKED = (
    select(MemberRecord.user_id, MemberRecord.side)
    .join(PersonRecord, PersonRecord.user_id == MemberRecord.user_id)
    .join(
        KudosWatch,
        (KudosWatch.relationship_id == MemberRecord.relationship_id)
        & (KudosWatch.user_id == MemberRecord.user_id),
    )
    .where(
        MemberRecord.relationship_id == bindparam("relationship_id"),
        MemberRecord.present,
        MemberRecord.side.is_not(None),
        ~PersonRecord.deleted,
        ~PersonRecord.is_bot,
        KudosWatch.since <= bindparam("since"),
        ~_THANKED,
    )
    .order_by(PersonRecord.name, PersonRecord.user_id)
)


async def list_unthanked(
    session: AsyncSession, relationship_id: str, since: datetime
) -> list[tuple[str, str]]:
    """The people, and their sides, whom nobody thanked at that moment or later, not even privately.

    Only those who have been in the channel since before: see `storage.kudos_rules.watch_roster`.
    """
    rows = await session.execute(_UNTHANKED, {"relationship_id": relationship_id, "since": since})
    return [(user_id, str(side)) for user_id, side in rows]
