"""How far all machines together have gone under Slack's limits, by installation and method.

Moments are database time. What they mean is known to `bot.delivery.limits.Budget`.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines.upsert import insert_for

# The name under which a whole installation is blocked.
EVERY_METHOD = "*"


class RateBudget(Base):
    """What one method of one installation has spent, and until when Slack wants to hear no more."""

    __tablename__ = "rate_budgets"

    installation_id: Mapped[str] = mapped_column(ForeignKey("installations.id"), primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    arrives_at: Mapped[datetime | None]
    blocked_until: Mapped[datetime | None]


async def load_budgets(session: AsyncSession) -> list[RateBudget]:
    """All of them, as they were committed last."""
    found = await session.scalars(select(RateBudget).execution_options(populate_existing=True))
    return list(found)


async def lock_budgets(
    session: AsyncSession, wanted: Collection[tuple[str, str]]
) -> list[RateBudget]:
    """Those of these installations and methods, and the blocks of these installations.

    Nobody else spends them until the transaction ends.
    """
    names = sorted({*wanted, *((one, EVERY_METHOD) for one, _ in wanted)})
    query = (
        select(RateBudget)
        .where(tuple_(RateBudget.installation_id, RateBudget.method).in_(names))
        .order_by(RateBudget.installation_id, RateBudget.method)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    locked = list(await session.scalars(query))
    missing = set(wanted) - {(one.installation_id, one.method) for one in locked}
    if not missing:
        return locked
    values = [{"installation_id": one, "method": method} for one, method in sorted(missing)]
    await session.execute(insert_for(session, RateBudget).on_conflict_do_nothing(), values)
    return list(await session.scalars(query))


async def spend(session: AsyncSession, arrivals: Mapping[tuple[str, str], datetime]) -> None:
    """Write down how far methods have gone. The caller holds the locks."""
    for key, moment in arrivals.items():
        budget = await session.get_one(RateBudget, key)
        budget.arrives_at = moment


async def block(session: AsyncSession, installation_id: str, method: str, until: datetime) -> None:
    """Slack is not to be called so before that moment; a later one that is known stays."""
    insert = insert_for(session, RateBudget).values(
        installation_id=installation_id, method=method, blocked_until=until
    )
    known, new = RateBudget.blocked_until, insert.excluded.blocked_until
    latest = func.max if session.get_bind().dialect.name == "sqlite" else func.greatest
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=["installation_id", "method"],
            set_={"blocked_until": latest(func.coalesce(known, new), new)},
        )
    )


async def block_installation(session: AsyncSession, installation_id: str, until: datetime) -> None:
    """Its token does not work: nothing is said for it before that moment."""
    await block(session, installation_id, EVERY_METHOD, until)


async def unblock_installation(session: AsyncSession, installation_id: str) -> None:
    """Its token works."""
    await session.execute(
        delete(RateBudget).where(
            RateBudget.installation_id == installation_id, RateBudget.method == EVERY_METHOD
        )
    )
