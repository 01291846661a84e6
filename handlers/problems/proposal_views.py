"""A proposal and what became of it, on the card, in the thread and in direct messages. Pure."""

from collections.abc import Sequence
from datetime import date

from bot.core.people import Side, Sides
from bot.problems.rules import Outcome, Stage, Step
from handlers import blocks, words
from handlers.blocks import Block, cut, escape
from handlers.problems import buttons
from handlers.problems.naming import facilitator, linked, person, side_name
from storage.outbox import Message
from storage.problems import Entry, Problem
from storage.problems_steps import Proposal

# Of each text that it brings along; the record has them in full.
TOLD = 1000
# Of each idea that a decision takes up.
SHORTENED = 200
# How a proposal ends of which something else is said.
ANSWERED = (Outcome.CONFIRMED, Outcome.MISSING, Outcome.ALONE)
TITLES = {
    "sentence": "The problem in one sentence",
    "decision": "The decision",
    "reasons": "Why",
    "happened": "What happened",
    "learnt": "What was learnt",
    "now_do": "What we do now",
    "reason": "Why",
}


def proposed(
    problem: Problem, sides: Sides, proposal: Proposal, taken: Sequence[Entry] = ()
) -> list[Block]:
    """Who proposes what, and who answers it; `taken` are the ideas that a decision takes up."""
    return [blocks.section(_sentence(problem, sides, proposal)), *brought(proposal, taken)]


def _sentence(problem: Problem, sides: Sides, proposal: Proposal) -> str:
    who = person(sides, proposal.by, proposal.side)
    what = does(proposal)
    other = Side(proposal.side).other
    answers = facilitator(problem, sides, other)
    if proposal.escalated_at is not None:
        answers += f" or a contact of {side_name(sides, other)}"
    return (
        f":raised_hand: *{who} proposes to {what}.*\n{answers} confirms it, or says what is "
        "missing."
    )


def does(proposal: Proposal) -> str:
    """What it wants, after "proposes to"."""
    if proposal.step == Step.WAIT:
        return f"wait until {words.day(date.fromisoformat(proposal.payload['until']))}"
    return buttons.does(Step(proposal.step), Stage(proposal.to_stage))


def brought(proposal: Proposal, taken: Sequence[Entry] = ()) -> list[Block]:
    """What it brings along, such as a decision."""
    shown = [
        blocks.section(f"*{title}*\n{words.quote(cut(str(proposal.payload[field]), TOLD))}")
        for field, title in TITLES.items()
        if proposal.payload.get(field)
    ]
    if taken:
        ideas = "\n".join(f"• {escape(cut(idea.text, SHORTENED))}" for idea in taken)
        shown.append(blocks.section(f"*Which ideas it takes up*\n{ideas}"))
    tags = proposal.payload.get("tags")
    if tags:
        shown.append(blocks.context(escape("Tags: " + " ".join(f"#{tag}" for tag in tags))))
    return shown


def said(
    problem: Problem, sides: Sides, proposal: Proposal, taken: Sequence[Entry] = ()
) -> Message:
    """The proposal in the thread; once it ended, in small print, and without ideas: whoever gave
    one may take it back later.

    An answer is said below it, for Slack tells nobody of a message that only changes.
    """
    if proposal.outcome is None:
        shown = proposed(problem, sides, proposal, taken)
        text = f"{person(sides, proposal.by, proposal.side)} proposes to {does(proposal)}"
        return blocks.message(text, [*shown, buttons.answers(problem, proposal)])
    text = _ended(sides, proposal)
    if proposal.outcome in ANSWERED:
        text = f"{person(sides, proposal.by, proposal.side)} proposed to {does(proposal)}."
    return blocks.message(text, [blocks.context(text), *brought(proposal)])


def missed(proposal: Proposal) -> Message:
    """The answer of whoever did not confirm it."""
    who = words.person(str(proposal.answered_by))
    text = f"{who} says what is missing before {words.person(proposal.by)} can {does(proposal)}:"
    return blocks.message(text, [blocks.section(text), *blocks.quotation(str(proposal.words))])


def _ended(sides: Sides, proposal: Proposal) -> str:
    who = person(sides, proposal.by, proposal.side)
    what = does(proposal)
    answered = words.person(proposal.answered_by) if proposal.answered_by else "somebody"
    match Outcome(str(proposal.outcome)):
        case Outcome.CONFIRMED:
            return f"{who} proposed to {what}, and {answered} confirmed it."
        case Outcome.MISSING:
            return f"{who} proposed to {what}; {answered} says what is missing."
        case Outcome.TAKEN_BACK:
            return f"{who} proposed to {what}, and took it back."
        case Outcome.ALONE:
            name = side_name(sides, proposal.side)
            return f"{who} proposed to {what}. Nobody answered, and {name} did so alone."
        case _:
            return f"{who} proposed to {what}. Something else happened first."


def nudge(
    problem: Problem,
    sides: Sides,
    proposal: Proposal,
    link: str | None,
    taken: Sequence[Entry] = (),
) -> Message:
    """A direct message to who should answer, with what is to be answered."""
    who = person(sides, proposal.by, proposal.side)
    text = f"{who} waits for your answer to {linked(problem, link)}."
    return _asked(text, problem, sides, proposal, taken)


def escalation(
    problem: Problem,
    sides: Sides,
    proposal: Proposal,
    link: str | None,
    taken: Sequence[Entry] = (),
) -> Message:
    """A direct message to the contacts of the side that should answer."""
    other = Side(proposal.side).other
    text = (
        f"{linked(problem, link)} has waited for three working days for an answer of "
        f"{side_name(sides, other)}. You can give it as its contact; after five, "
        f"{side_name(sides, proposal.side)} may go on alone."
    )
    return _asked(text, problem, sides, proposal, taken)


def _asked(
    text: str, problem: Problem, sides: Sides, proposal: Proposal, taken: Sequence[Entry] = ()
) -> Message:
    if proposal.outcome is not None:
        ended = _ended(sides, proposal)
        return blocks.message(ended, [blocks.section(ended)])
    shown = proposed(problem, sides, proposal, taken)
    return blocks.message(text, [blocks.section(text), *shown, buttons.asked(problem, proposal)])


def freed(problem: Problem, sides: Sides, proposal: Proposal, link: str | None) -> Message:
    """A direct message to who proposed it: nobody answered for five working days."""
    if proposal.outcome is not None:
        return _asked("", problem, sides, proposal)
    other = side_name(sides, Side(proposal.side).other)
    text = (
        f"{other} has not answered for five working days what you proposed for "
        f"{linked(problem, link)}. You may go on alone; the card says so for good. Waiting, or "
        "asking them once more, is fine, too."
    )
    value = f"{buttons.value_of(problem)}:{proposal.id}"
    row = blocks.actions("problem_freed", [buttons.alone(value)])
    return blocks.message(text, [blocks.section(text), row])
