"""Since when what people do in Slack is heard: by this process, or by any other on this database.

Moments are the clock's, which is Slack's, too, give or take a little: they are compared with the
timestamps of what people did.
"""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base

THE_ONLY = 1


class Listening(Base):
    """One row: nobody missed anything from `since` to `heard_at`."""

    __tablename__ = "listening"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    heard_at: Mapped[datetime]
