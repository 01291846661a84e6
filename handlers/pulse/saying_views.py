"""What people are told who answer a pulse in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pulse.questions import Kind, Question
from handlers import blocks
from handlers.pulse import ids
from storage.outbox import Message

# A button carries 2,000 characters, of which its place takes some.
LONGEST_CARRIED = 1900

_EXAMPLES = {
    Kind.SCALE: "a number from 1 to 5, such as `4 because the handover was late`",
    Kind.RECOMMEND: "a number from 0 to 10, such as `8 because you listen`",
    Kind.YES_NO: "yes or no, such as `no, not yet`",
    Kind.CHOICE: "the number of an option, or its words",
    Kind.CHOICES: "the numbers of options, such as `1, 3`",
    Kind.TEXT: "your words",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that may be meant."""

    round_id: str
    position: int
    number: int
    wording: str


def explain(question: Question) -> str:
    """Where words are no answer to the question that waits."""
    return (
        f"A question waits for you above, but that was no answer to it: write "
        f"{_EXAMPLES[question.kind]}. Nothing was kept. Here is what else I can do; only you can "
        "see this."
    )


def which(choices: Sequence[Choice], moment: str, said: str) -> Message:
    """Asked where several questions wait; the buttons carry the words, nothing else keeps them."""
    question = "Several questions wait for you. Which one do you answer?"
    buttons = [
        blocks.button(
            f"Pulse {one.number}: {' '.join(one.wording.split())}",
            f"{ids.MEANT}:{place}",
            f"{one.round_id}:{one.position}:{moment}:{said}",
        )
        for place, one in enumerate(choices)
    ]
    hint = "Nothing is kept yet. A reply in the thread of a question needs no asking."
    return blocks.message(
        question,
        [blocks.section(question), blocks.actions("pulse_meant", buttons), blocks.context(hint)],
    )


def too_long() -> Message:
    return blocks.message(
        "Several questions wait for you, and that is too much to ask which one you mean. Reply "
        "with it in the thread of the question, or press *Comment* there. Nothing was kept."
    )
