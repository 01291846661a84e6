"""The form of a new problem, and what it turns into where something like it is known. Pure."""

from collections.abc import Mapping

from bot.core.people import Side, Sides
from bot.core.themes import Theme
from bot.problems.rules import Level
from handlers import blocks
from handlers.blocks import Block, View
from handlers.problems import ids
from storage.relationships import Relationship

TITLE_LENGTH = 120

IMPACTS: dict[Level, str] = {
    Level.LOW: "A little: it is a nuisance",
    Level.MIDDLE: "Noticeably: it costs time, money or nerves",
    Level.HIGH: "A lot: it harms people, or what we do together",
}
URGENCIES: dict[Level, str] = {
    Level.LOW: "It can wait",
    Level.MIDDLE: "Within weeks",
    Level.HIGH: "Now",
}


def raise_form(
    relationship: Relationship,
    sides: Sides,
    typed: str,
    metadata: dict[str, str],
    facilitators: Mapping[Side, str | None] | None = None,
) -> View:
    """Describe a new problem. `typed` is what came with the command, or nothing.

    `facilitators` are proposed, contacts where nobody is given.
    """
    proposed = facilitators or {side: _propose_contact(sides, side) for side in Side}
    return blocks.modal(
        ids.RAISE_FORM,
        "Raise a problem",
        [
            blocks.section("Describe it so that both sides recognise it. Facts first, no blame."),
            blocks.text_input(
                "title",
                "In a few words",
                initial=blocks.cut(" ".join(typed.split()), TITLE_LENGTH),
                most=TITLE_LENGTH,
            ),
            blocks.text_input("what", "What happens", initial=typed, multiline=True),
            *[_whom_input(relationship, side) for side in Side],
            blocks.date_input("since", "Since when", optional=True),
            *_weight_inputs(),
            *[_facilitator_input(relationship, side, proposed[side]) for side in Side],
        ],
        submit="Raise it",
        metadata=metadata,
    )


def _propose_contact(sides: Sides, side: Side) -> str | None:
    return next((member.user_id for member in sides.contacts(side)), None)


def _whom_input(relationship: Relationship, side: Side) -> Block:
    return blocks.text_input(
        f"whom_{side}",
        f"Whom it hurts at {relationship.name(side)}, and how",
        multiline=True,
        optional=True,
        hint="Leave it empty where you do not know; the other side can add it.",
    )


def _weight_inputs() -> list[Block]:
    """How bad it is and how soon it must end; how urgent that makes it follows from both."""
    levels = [blocks.option(text, level) for level, text in IMPACTS.items()]
    times = [blocks.option(text, level) for level, text in URGENCIES.items()]
    themes = [blocks.option(theme.capitalize(), theme) for theme in Theme]
    return [
        blocks.radio_input("impact", "How much does it hurt?", levels, initial=Level.MIDDLE),
        blocks.radio_input("urgency", "How soon must it be better?", times, initial=Level.MIDDLE),
        blocks.select_input("theme", "What it is about", themes, optional=True),
    ]


def _facilitator_input(relationship: Relationship, side: Side, initial: str | None) -> Block:
    return blocks.user_input(
        f"{side}_facilitator",
        f"Facilitator from {relationship.name(side)}",
        initial=initial,
        hint="Proposes and confirms each step for their side.",
    )
