"""Private answers about problems. Pure."""

from bot.core.people import Side
from bot.problems.rules import Stage
from handlers import blocks, words
from handlers.problems.naming import linked, name_of, side_name
from storage.outbox import Message
from storage.problems import Problem
from storage.relationships import Relationship

HELP = (
    "`/problem what is wrong`  raise a problem; a form asks for the rest\n"
    "`/problem list`  what is open, and what was closed lately; narrow it with a stage, a side and "
    "a theme: `/problem list options #trust`\n"
    "`/problem mine`  what you facilitate, raised, added to or do something for\n"
    "`/problem show 3`  everything on record about problem 3\n"
    "`/problem export 3`  the same as a file\n"
    "`/problem emoji`  which emoji make what is said in a thread a part of the problem"
)


def help_text() -> Message:
    return blocks.message("What `/problem` can do", [blocks.section(HELP)])


def raised(problem: Problem, relationship: Relationship) -> Message:
    """For people who raised a problem from somewhere else than the relationship's channel."""
    where = words.channel(relationship.channel_id)
    return blocks.message(f"This is problem #{problem.number} now; its card stands in {where}.")


def too_long(typed: str) -> Message:
    """A form holds 3,000 characters; the words are given back so that nothing is lost."""
    sentence = (
        f"That is longer than the {blocks.INPUT_TEXT:,} characters that a form can hold. Start "
        "with the heart of it; the rest can be added to the problem afterwards. Here is what you "
        "wrote:"
    )
    return blocks.message(sentence, [blocks.section(sentence), *blocks.quotation(typed)])


def ready(problem: Problem, *, is_shown: bool) -> Message:
    """The answer to "that is all from our side"."""
    of = "ideas" if problem.stage == Stage.OPTIONS else "scores"
    then = (
        f"The {of} of both sides are shown now."
        if is_shown
        else "The card shows it; once the other side is done, too, all are shown at once."
    )
    return blocks.message(f"Your side is done with its {of}. {then}")


def waited_for(
    problem: Problem, relationship: Relationship, side: Side, link: str | None
) -> Message:
    """A direct message to who facilitates for the other side: that one is ready."""
    of = "ideas" if problem.stage == Stage.OPTIONS else "scores"
    name, other = side_name(relationship, side), side_name(relationship, side.other)
    text = (
        f"That is all from {name}: its {of} for {linked(problem, link)} are complete. Once you "
        f"say on the card that this is all from {other}, too, the {of} of both sides are shown."
    )
    return blocks.message(text, [blocks.section(text)])


def idea_kept(problem: Problem) -> Message:
    """The answer to an idea, of which nothing is seen until later."""
    return blocks.message(
        f"Your idea for {name_of(problem)} is kept, hidden from everybody else. It is shown with "
        "all others once both sides said that these are all, or two working days after the first."
    )
