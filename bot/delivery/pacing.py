"""Spends the budgets that all machines share, inside the caller's transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.limits import POST, Budget, Limits
from storage import budgets
from storage.budgets import RateBudget
from storage.lanes import Due

# How far ahead a budget may be spent: a row that would wait longer is left to whoever is free then.
HORIZON_SECONDS = 0.5


async def find_exhausted(
    session: AsyncSession, limits: Limits, moment: datetime
) -> set[tuple[str, str]]:
    """The installations and methods for which nothing can be done soon."""
    known = await budgets.load_budgets(session)
    budget = _load(limits, known)
    methods = {POST, *limits.methods, *(one.method for one in known)}
    return {
        (installation_id, method)
        for installation_id in {one.installation_id for one in known}
        for method in methods
        if budget.wait_of(installation_id, method, moment.timestamp()) > HORIZON_SECONDS
    }


@dataclass(frozen=True, slots=True)
class Reserved:
    """A row for which there is a budget soon, after so many seconds; and its lane's new pace."""

    due: Due
    wait: float
    arrives_at: datetime | None


async def reserve(
    session: AsyncSession, limits: Limits, due: list[Due], moment: datetime
) -> list[Reserved]:
    """The rows for which there is a budget soon; it is spent."""
    wanted = {(one.installation_id, one.method) for one in due}
    budget = _load(limits, await budgets.lock_budgets(session, wanted))
    now, reserved = moment.timestamp(), []
    for one in due:
        key = (one.installation_id, one.method, one.lane)
        if one.arrives_at is not None:
            budget.arrivals[key] = one.arrives_at.timestamp()
        wait = budget.reserve(*key, now, HORIZON_SECONDS)
        if wait <= HORIZON_SECONDS:
            pace = _moment(budget.arrivals[key]) if one.method == POST else None
            reserved.append(Reserved(one, wait, pace))
    spent = {key: _moment(budget.arrivals[key]) for key in wanted if key in budget.arrivals}
    await budgets.spend(session, spent)
    return reserved


def _load(limits: Limits, known: list[RateBudget]) -> Budget:
    budget = Budget(limits)
    for one in known:
        if one.arrives_at is not None:
            budget.arrivals[one.installation_id, one.method] = one.arrives_at.timestamp()
        if one.blocked_until is not None:
            budget.block(one.installation_id, one.method, one.blocked_until.timestamp())
    return budget


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
