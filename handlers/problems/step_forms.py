"""The forms in which facilitators propose a step, answer it, or take one at once. Pure."""

from collections.abc import Sequence
from datetime import date

from bot.core.people import Side
from bot.lessons import rules as lesson_rules
from bot.problems.rules import Stage
from handlers import blocks
from handlers.blocks import Block, View
from handlers.problems import ids
from storage.problems import Entry, Problem
from storage.relationships import Relationship

# A menu takes 100 options, a group of boxes ten.
MOST_TAKEN = 10
SENTENCE_LENGTH = 500

BOTH = "The other side's facilitator confirms it, or says what is missing."
ALONE = "This needs no answer: it is done at once, and both sides see why."


def metadata_of(problem: Problem, seen: Stage, **more: str) -> dict[str, str]:
    """What a form carries: which problem it is about, and how it stood then."""
    return {
        "relationship": problem.relationship_id,
        "problem": problem.id,
        "stage": seen,
        "round": str(problem.round),
        **more,
    }


def sentence_form(problem: Problem) -> View:
    """From define to causes: one sentence on which both agree."""
    sentence = blocks.text_input(
        "sentence",
        "The problem in one sentence",
        initial=problem.sentence or "",
        multiline=True,
        most=SENTENCE_LENGTH,
        hint="What happens, how often, and what that does to each side.",
    )
    text = "Say in one sentence what the problem is."
    return _next_form(problem, Stage.DEFINE, "Propose: causes", text, [sentence])


def decision_form(problem: Problem, ideas: list[Entry]) -> View:
    """From decide to try: what is taken, and why. `ideas` stand in their order, best first."""
    options = [blocks.option(idea.text, idea.id) for idea in ideas[:MOST_TAKEN]]
    boxes = [blocks.checkboxes_input("idea_ids", "Which ideas it takes up", options)]
    inputs = [
        blocks.text_input("decision", "What we decide", multiline=True),
        blocks.text_input(
            "reasons",
            "Why this, and not something else",
            multiline=True,
            hint="Somebody who was not there should understand it in a year.",
        ),
        *(boxes if options else []),
    ]
    return _next_form(problem, Stage.DECIDE, "Propose: try", "Write down the decision.", inputs)


def lesson_form(problem: Problem) -> View:
    """From review to closed: what both sides take along."""
    hint = "What will both sides do differently next time?"
    inputs = [
        _lesson_input("happened", "What happened", initial=problem.sentence or ""),
        _lesson_input("learnt", "What did you learn?"),
        _lesson_input("now_do", "What do you do now?", hint=hint),
        blocks.text_input(
            "tags",
            "Tags",
            optional=True,
            most=200,
            placeholder="handover, exports",
            hint="A few words by which others find it, with commas between them.",
        ),
    ]
    text = "A problem is closed with what both sides take along."
    return _next_form(problem, Stage.REVIEW, "Close with a lesson", text, inputs)


def _lesson_input(block_id: str, label: str, *, initial: str = "", hint: str = "") -> Block:
    most = lesson_rules.LONGEST
    return blocks.text_input(block_id, label, initial=initial, multiline=True, most=most, hint=hint)


def _next_form(
    problem: Problem, stage: Stage, title: str, text: str, inputs: Sequence[Block]
) -> View:
    """What a step onwards from that stage brings along."""
    return blocks.modal(
        ids.NEXT_FORM,
        title,
        [blocks.section(f"{text} {BOTH}"), *inputs],
        submit="Propose it",
        metadata=metadata_of(problem, stage),
    )


def missing_form(problem: Problem, proposal_id: str) -> View:
    """The answer of whoever does not confirm."""
    return blocks.modal(
        ids.MISSING_FORM,
        "Say what is missing",
        [
            blocks.section("The proposal ends, and the card says what is missing until the next."),
            blocks.text_input("text", "What is missing?", multiline=True),
        ],
        submit="Say it",
        metadata=metadata_of(problem, Stage(problem.stage), proposal=proposal_id),
    )


def back_form(problem: Problem, stages: list[Stage]) -> View:
    return _reason_form(
        ids.BACK_FORM, "Go back", problem, f"Nothing is lost. {ALONE}", _stage_input(stages)
    )


def rethink_form(problem: Problem) -> View:
    """It did not work: back to options or causes, where a new round begins."""
    return blocks.modal(
        ids.RETHINK_FORM,
        "It did not work",
        [
            blocks.section(
                "A trial that fails shows something. The next round begins with it. " + ALONE
            ),
            *_stage_input([Stage.OPTIONS, Stage.CAUSES]),
            blocks.text_input("reason", "What did you learn from the trial?", multiline=True),
        ],
        submit="Begin the next round",
        metadata=metadata_of(problem, Stage.REVIEW),
    )


def reopen_form(problem: Problem) -> View:
    stages = [Stage.REVIEW, Stage.OPTIONS, Stage.CAUSES, Stage.DEFINE]
    text = f"It goes on where you say, in a new round. {ALONE}"
    return _reason_form(ids.REOPEN_FORM, "Reopen", problem, text, _stage_input(stages))


def early_form(problem: Problem) -> View:
    """Close it before it is solved."""
    text = f"It closes without a lesson. {BOTH}"
    return _reason_form(ids.EARLY_FORM, "Close early", problem, text, [])


def wait_form(problem: Problem, day: date) -> View:
    """Quiet until a day, for a reason; `day` is proposed."""
    text = f"Nobody is reminded of it until then. {BOTH}"
    until = blocks.date_input("until", "Quiet until", initial=day)
    return _reason_form(ids.WAIT_FORM, "Wait", problem, text, [until])


def _reason_form(
    callback_id: str, title: str, problem: Problem, text: str, inputs: list[Block]
) -> View:
    return blocks.modal(
        callback_id,
        title,
        [
            blocks.section(text),
            *inputs,
            blocks.text_input(
                "reason", "Why?", multiline=True, hint="Both sides see this in the thread."
            ),
        ],
        submit="Go back" if callback_id == ids.BACK_FORM else title,
        metadata=metadata_of(problem, Stage(problem.stage)),
    )


def _stage_input(stages: list[Stage]) -> list[Block]:
    options = [blocks.option(stage.capitalize(), stage) for stage in stages]
    return [blocks.select_input("to", "Back to", options, initial=stages[0])]


def hand_form(problem: Problem, relationship: Relationship, side: Side) -> View:
    """Another person of that side becomes its facilitator."""
    return blocks.modal(
        ids.HAND_FORM,
        "Hand over",
        [
            blocks.section(
                f"Who proposes and confirms the steps for {blocks.escape(relationship.name(side))} "
                "from now on?"
            ),
            blocks.user_input(
                "to",
                f"Facilitator from {relationship.name(side)}",
                initial=problem.facilitator(side),
            ),
        ],
        submit="Hand over",
        metadata=metadata_of(problem, Stage(problem.stage), side=side),
    )
