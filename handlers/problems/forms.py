"""The forms in which people describe a problem, add to it, and close it. Pure."""

from collections.abc import Mapping

from bot.core.people import Side, Sides
from bot.problems.rules import KINDS, Stage
from handlers import blocks
from handlers.blocks import View
from handlers.problems import ids, stages
from storage.problems import Problem
from storage.relationships import Relationship

TITLE_LENGTH = 120


def raise_form(
    relationship: Relationship,
    sides: Sides,
    typed: str,
    metadata: dict[str, str],
    owners: Mapping[Side, str | None] | None = None,
) -> View:
    """Describe a new problem. `typed` is what came with the command, or nothing.

    `owners` are proposed, contacts where nobody is given.
    """
    proposed = owners or {side: _propose_owner(sides, side) for side in Side}
    title = " ".join(typed.split())
    return blocks.modal(
        ids.RAISE_FORM,
        "Raise a problem",
        [
            blocks.section("Describe it so that both sides recognise it. Facts first, no blame."),
            blocks.text_input(
                "title",
                "In a few words",
                initial=blocks.cut(title, TITLE_LENGTH),
                most=TITLE_LENGTH,
            ),
            blocks.text_input("what", "What happens", initial=typed, multiline=True),
            blocks.text_input("whom", "Whom it hurts, and how", multiline=True),
            *[
                blocks.user_input(
                    f"{side}_owner",
                    f"Owner from {relationship.name(side)}",
                    initial=proposed[side],
                )
                for side in Side
            ],
        ],
        submit="Raise it",
        metadata=metadata,
    )


def _propose_owner(sides: Sides, side: Side) -> str | None:
    return next((member.user_id for member in sides.contacts(side)), None)


def entry_form(problem: Problem, stage: Stage) -> View:
    """Add what the stage is about."""
    return blocks.modal(
        ids.ENTRY_FORM,
        f"Add {stages.one(stage)}",
        [
            blocks.section(stages.QUESTIONS[stage]),
            blocks.text_input(
                "text", KINDS[stage].capitalize(), multiline=True, hint=stages.HINTS[stage]
            ),
        ],
        submit="Add",
        metadata=_metadata(problem, stage),
    )


def lesson_form(problem: Problem) -> View:
    """Close the problem."""
    return blocks.modal(
        ids.LESSON_FORM,
        "Close with a lesson",
        [
            blocks.section("A problem is closed with what both sides take along."),
            blocks.text_input(
                "text",
                "What did you learn?",
                multiline=True,
                hint="What will both sides do differently next time?",
            ),
        ],
        submit="Close it",
        metadata=_metadata(problem, Stage.REVIEW),
    )


def _metadata(problem: Problem, stage: Stage) -> dict[str, str]:
    return {
        "relationship": problem.relationship_id,
        "problem": problem.id,
        "stage": stage,
    }
