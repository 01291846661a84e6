"""What actions came from, by the names that people know."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from storage.actions import Action
from storage.engines.upsert import in_batches
from storage.milestones import Milestone
from storage.problems import Problem
from storage.pulse import Pulse


@dataclass(frozen=True, slots=True)
class Origin:
    """What people call the thing that an action came from; a pulse may have no title."""

    number: int | None
    title: str


async def find_origins(session: AsyncSession, actions: Iterable[Action]) -> dict[str, Origin]:
    """What these actions came from, by the ids of their series."""
    origins: dict[str, Origin] = {}
    for some in in_batches(sorted({action.series_id for action in actions})):
        rows = await session.execute(union_all(*(_name(record, some) for record in _NAMED)))
        origins.update({row.id: Origin(row.number, row.title) for row in rows})
    return origins


# A milestone has no number.
_NAMED: tuple[tuple[Any, Any, Any], ...] = (
    (Problem.id, Problem.number, Problem.title),
    (Pulse.id, Pulse.number, Pulse.title),
    (Milestone.id, null().label("number"), Milestone.title),
)


def _name(record: tuple[Any, Any, Any], ids: Any) -> Select[Any]:
    key, number, title = record
    return select(key, number, title).where(key.in_(ids))
