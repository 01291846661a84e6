"""How far all machines together have gone under Slack's limits, by installation and method."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class RateBudget(Base):
    """What one method of one installation has spent: see `bot.delivery.limits.Budget`.

    `blocked_until` is when Slack said to come again. Both are database time.
    """

    __tablename__ = "rate_budgets"

    installation_id: Mapped[str] = mapped_column(ForeignKey("installations.id"), primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    arrives_at: Mapped[datetime | None]
    blocked_until: Mapped[datetime | None]
