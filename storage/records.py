"""All records together: what migrations are compared with."""

from storage import (
    budgets,
    held,
    installations,
    kudos,
    listening,
    outbox,
    people,
    problems,
    pulse,
    relationships,
    seen,
)
from storage.base import Base

__all__ = [
    "Base",
    "budgets",
    "held",
    "installations",
    "kudos",
    "listening",
    "outbox",
    "people",
    "problems",
    "pulse",
    "relationships",
    "seen",
]
