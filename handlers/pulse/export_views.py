"""What goes with an export. Pure."""

from handlers import blocks
from handlers.blocks import Block, escape
from handlers.pulse import ids
from storage.outbox import Message
from storage.relationships import Relationship


def button(relationship_id: str, number: int | None = None) -> Block:
    """Asks for the results of a pulse, or of all of them, as files."""
    value = relationship_id if number is None else f"{relationship_id}:{number}"
    return blocks.button("Export", ids.EXPORT, value)


def describe(relationship: Relationship, number: int | None) -> str:
    """What stands above the files."""
    which = "all pulses" if number is None else f"pulse {number}"
    return (
        f"The closed rounds of {which} of {escape(relationship.both)}, as a table and for "
        "programs. In these files stands what the digests show to both sides, and nothing else."
    )


def sent() -> Message:
    return blocks.message("I sent you the files in a direct message.")


def nothing() -> Message:
    return blocks.message(
        "No round is closed yet, so there is nothing to export. Results are of closed rounds only."
    )
