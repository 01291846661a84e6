"""The forms of a trial: who does what, what would show that it works, and whether it did. Pure."""

from datetime import date

from bot.problems.rules import Stage
from handlers import blocks
from handlers.actions import drafting
from handlers.blocks import View
from handlers.problems import ids
from handlers.problems.step_forms import metadata_of
from storage.problems import Problem

YES, NO = "yes", "no"


def action_form(problem: Problem, *, user_id: str, today: date) -> View:
    """What, who and by when; whoever opens it is proposed."""
    return blocks.modal(
        ids.ACTION_FORM,
        "Name an action",
        [
            blocks.section("One thing that somebody of either side does about it."),
            *drafting.inputs(user_id=user_id, today=today),
        ],
        submit="Name it",
        metadata=metadata_of(problem, Stage(problem.stage)),
    )


def plan_form(problem: Problem, day: date) -> View:
    """What would show that it works, and when both sides look."""
    return blocks.modal(
        ids.PLAN_FORM,
        "Plan the review",
        [
            blocks.text_input(
                "measure",
                "What would show that it works?",
                initial=problem.measure or "",
                multiline=True,
                hint="Something that both sides can see or count.",
            ),
            blocks.date_input("review_on", "When do we look?", initial=problem.review_on or day),
        ],
        submit="Keep it",
        metadata=metadata_of(problem, Stage.TRY),
    )


def verdict_form(problem: Problem, name: str) -> View:
    """Did it work? `name` is that of the side that answers."""
    options = [blocks.option("Yes, it worked", YES), blocks.option("No, not yet", NO)]
    measure = [blocks.section("*What would show that it works*")] if problem.measure else []
    shown = blocks.quotation(problem.measure) if problem.measure else []
    return blocks.modal(
        ids.VERDICT_FORM,
        "Did it work?",
        [
            *measure,
            *shown,
            blocks.radio_input("worked", f"Did it work for {name}?", options),
            blocks.text_input("words", "What do you see?", multiline=True),
        ],
        submit="Answer",
        metadata=metadata_of(problem, Stage.REVIEW),
    )
