"""All records together: what migrations are compared with."""

from storage import (
    absences,
    actions,
    budgets,
    held,
    highlights,
    installations,
    kudos,
    listening,
    milestones,
    notes,
    outbox,
    people,
    problems,
    pulse,
    pulse_sketches,
    relationships,
    seen,
)
from storage.base import Base

__all__ = [
    "Base",
    "absences",
    "actions",
    "budgets",
    "held",
    "highlights",
    "installations",
    "kudos",
    "listening",
    "milestones",
    "notes",
    "outbox",
    "people",
    "problems",
    "pulse",
    "pulse_sketches",
    "relationships",
    "seen",
]
