"""All records together: what migrations are compared with."""

from storage import held, installations, kudos, outbox, people, problems, pulse, relationships, seen
from storage.base import Base

__all__ = [
    "Base",
    "held",
    "installations",
    "kudos",
    "outbox",
    "people",
    "problems",
    "pulse",
    "relationships",
    "seen",
]
