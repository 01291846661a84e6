"""Taking a person out of all milestones: their name and words go, what was reached stays."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.erasing import lead_nowhere, rename
from storage.milestones import (
    Milestone,
    MilestoneContributor,
    MilestonePrompt,
    MilestoneReflection,
    MilestoneStep,
)

# All tables in which something may be erased.
TABLES = (
    "milestones",
    "milestone_contributors",
    "milestone_prompts",
    "milestone_reflections",
    "milestone_steps",
)

# The columns of a milestone that name people.
_PEOPLE = (
    Milestone.client_owner,
    Milestone.vendor_owner,
    Milestone.author,
    Milestone.proposed_by,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The milestones in which a person has a part, by their ids.

    `steered` are those that they own, planned, moved, or said to be reached.
    """

    steered: Sequence[str]
    contributed: Sequence[str]
    reflected: Sequence[str]

    @property
    def milestones(self) -> list[str]:
        """All that look otherwise afterwards."""
        return sorted({*self.steered, *self.contributed, *self.reflected})


async def find_parts(session: AsyncSession, user_id: str) -> Parts:
    """What there is of that person."""
    moved = select(MilestoneStep.milestone_id).where(MilestoneStep.by == user_id)
    steered = select(Milestone.id).where(
        or_(Milestone.id.in_(moved), *(column == user_id for column in _PEOPLE))
    )
    return Parts(
        steered=list(await session.scalars(steered)),
        contributed=await _list_of(session, MilestoneContributor, user_id),
        reflected=await _list_of(session, MilestoneReflection, user_id),
    )


async def _list_of(
    session: AsyncSession,
    record: type[MilestoneContributor | MilestoneReflection],
    user_id: str,
) -> list[str]:
    rows = await session.scalars(select(record.milestone_id).where(record.user_id == user_id))
    return list(rows)


async def list_homes(session: AsyncSession, milestone_ids: Sequence[str]) -> set[str]:
    """The relationships to which these milestones belong."""
    rows = await session.scalars(
        select(Milestone.relationship_id).where(Milestone.id.in_(milestone_ids))
    )
    return set(rows)


async def erase_parts(session: AsyncSession, user_id: str, parts: Parts) -> None:
    """Put ids that lead nowhere in the place of that person, another one in each place."""
    await session.execute(
        update(MilestoneReflection)
        .where(MilestoneReflection.user_id == user_id)
        .values(worked="", keep="")
    )
    await session.execute(
        update(MilestoneStep).where(MilestoneStep.by == user_id).values(reason="")
    )
    for column in _PEOPLE:
        await rename(session, column, Milestone.id, user_id, lead_nowhere(parts.steered))
    for column, key, ids in (
        (MilestoneStep.by, MilestoneStep.milestone_id, parts.steered),
        (MilestoneContributor.user_id, MilestoneContributor.milestone_id, parts.contributed),
        (MilestoneReflection.user_id, MilestoneReflection.milestone_id, parts.reflected),
    ):
        await rename(session, column, key, user_id, lead_nowhere(ids))
    await session.execute(delete(MilestonePrompt).where(MilestonePrompt.user_id == user_id))
