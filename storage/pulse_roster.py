"""Participants of rounds together with where they stand in the relationship now."""

from typing import Any, TypeVar

from sqlalchemy import Select, and_

from storage.people import PersonRecord
from storage.pulse import Participant, Pulse, Round
from storage.relationships import MemberRecord, Relationship

Chosen = TypeVar("Chosen", bound=Select[*tuple[Any, ...]])

# Everybody who is in the channel, active, and on a side.
IS_ASKABLE = and_(
    MemberRecord.present,
    MemberRecord.side.is_not(None),
    ~PersonRecord.deleted,
    ~PersonRecord.is_bot,
)


def with_roster(chosen: Chosen) -> Chosen:
    """Each participant with their round, its pulse and relationship, and who they are there."""
    return (
        chosen.join(Round, Round.id == Participant.round_id)
        .join(Pulse, Pulse.id == Round.pulse_id)
        .join(Relationship, Relationship.id == Pulse.relationship_id)
        .join(
            MemberRecord,
            and_(
                MemberRecord.relationship_id == Pulse.relationship_id,
                MemberRecord.user_id == Participant.user_id,
            ),
        )
        .join(PersonRecord, PersonRecord.user_id == Participant.user_id)
    )
