"""What people read who have not answered yet. Pure."""

from handlers import blocks, words
from handlers.blocks import escape
from handlers.pulse.question_views import decline_button
from storage.outbox import Message
from storage.pulse import Pulse, Round
from storage.relationships import Relationship


def reminder(
    relationship: Relationship, pulse: Pulse, asked: Round, *, position: int, link: str | None
) -> Message:
    """A reminder that leads to the question at `position`."""
    count = len(asked.questions)
    what = "a question" if count == 1 else f"question {position + 1} of {count}"
    where = f"<{link}|{what}>" if link else what
    names = f"*{escape(relationship.client_name)}* and *{escape(relationship.vendor_name)}*"
    return blocks.message(
        f"Pulse {pulse.number} still waits for your answer.",
        [
            blocks.section(
                f":wave: Pulse {pulse.number} of {names} still waits for your answer to {where}. "
                f"It is open until {words.moment(asked.closes_at)}."
            ),
            blocks.actions("pulse_reminder", [decline_button(asked.id)]),
        ],
    )


def declined() -> Message:
    return blocks.message("Not this time, then: nobody reminds you. You can still answer.")
