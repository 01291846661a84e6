"""Steps of a problem as they are said in its thread, and silence that is noticed. Pure."""

from bot.core.people import Sides
from bot.problems.rules import Stage, Step
from handlers import blocks, words
from handlers.blocks import Block
from handlers.problems import buttons, ids, stages, timeline
from handlers.problems.naming import facilitators, linked, side_name
from storage.outbox import Message
from storage.problems import Move, Problem
from storage.relationships import Relationship


def moved(move: Move, relationship: Relationship) -> Message:
    """Where it stands now, who agreed, and why."""
    sentence = f"{timeline.tell_move(move, relationship)}."
    shown: list[Block] = [blocks.section(sentence)]
    if move.reason:
        shown += blocks.quotation(move.reason)
    if move.alone_side is not None:
        other = side_name(relationship, move.alone_side)
        shown.append(
            blocks.context(f"{other} waited for five working days; the card says so for good.")
        )
    if move.from_stage != move.to_stage:
        shown.append(blocks.context(stages.QUESTIONS[Stage(move.to_stage)]))
    if move.step == Step.CLOSE_EARLY:
        shown.append(blocks.context("A facilitator can reopen it with the button on the card."))
    return blocks.message(sentence, shown)


def planned(problem: Problem, sides: Sides) -> Message:
    """What would show that it works, and when both sides look."""
    if problem.measure is None or problem.review_on is None:
        return blocks.message("The next trial is not planned yet.")
    sentence = f"The review of {facilitators(problem, sides)} is on {words.day(problem.review_on)}."
    shown = [
        blocks.section(
            f":calendar: *We look at it on {words.day(problem.review_on)}.* It works if"
        ),
        *blocks.quotation(problem.measure),
    ]
    return blocks.message(sentence, shown)


def silent(problem: Problem, sides: Sides) -> Message:
    """Said in the thread when nothing has happened for three working days."""
    question = stages.question(problem, Stage(problem.stage))
    sentence = (
        f"{facilitators(problem, sides)}: nothing has happened here for three working days. "
        f"What does it take? {question}"
    )
    then = "If it rests for a good reason, say so: *Wait until ...* on the card."
    return blocks.message(sentence, [blocks.section(sentence), blocks.context(then)])


def silent_long(problem: Problem, sides: Sides, link: str | None) -> Message:
    """A direct message to the contacts after six working days."""
    text = (
        f"{linked(problem, link)} has stood at *{problem.stage}* for six working days without "
        f"anything happening. Its facilitators are {facilitators(problem, sides)}. Is it "
        "waiting for something, should somebody else take it over, or can it be closed early?"
    )
    row = blocks.actions(
        "problem_silent",
        [blocks.button("Show all", ids.SHOW, problem.id), buttons.more(problem)],
    )
    return blocks.message(text, [blocks.section(text), row])


def review_day(problem: Problem, sides: Sides) -> Message:
    """Said in the thread on the day of the review."""
    if problem.stage != Stage.TRY:
        return blocks.message("The day of the review came; the card shows how it went on.")
    measure = blocks.quotation(problem.measure) if problem.measure else []
    sentence = (
        f"{facilitators(problem, sides)}: the day has come on which we look at it. It works if"
    )
    row = blocks.actions("problem_review_day", [buttons.next_step(problem)])
    return blocks.message(sentence, [blocks.section(sentence), *measure, row])
