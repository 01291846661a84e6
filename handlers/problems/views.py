"""What people see of problems in the channel, in the thread and in a list. Pure."""

from collections.abc import Sequence

from bot.core.people import Side
from bot.problems.rules import Stage
from handlers import blocks, words
from handlers.blocks import Block, escape
from handlers.problems import ids, stages
from storage.outbox import Message
from storage.problems import Problem
from storage.problems_listing import Listed
from storage.problems_reading import Head
from storage.relationships import Relationship

LISTED_OPEN = 25
LISTED_CLOSED = 10

HELP = (
    "`/problem what is wrong`  raise a problem; a form asks for the rest\n"
    "`/problem list`  problems that are open, and those closed lately"
)


def card(head: Head) -> Message:
    """The card in the channel: what the problem is, and where it stands."""
    problem, stage = head.problem, Stage(head.problem.stage)
    shown = [
        blocks.header(f"#{problem.number} {problem.title}"),
        blocks.context(stages.bar(stage)),
        *description(problem, head.relationship),
        blocks.context(owners(problem, head.relationship)),
    ]
    return blocks.message(
        f"Problem #{problem.number}: {escape(problem.title)} ({stages.name(stage)})", shown
    )


def description(problem: Problem, relationship: Relationship) -> list[Block]:
    """What happens and whom it hurts, in full."""
    what = [] if problem.what == problem.title else blocks.sections(escape(problem.what))
    for side in Side:
        if problem.whom(side):
            who = escape(relationship.name(side))
            what += blocks.sections(f"*Whom it hurts at {who}*\n{escape(problem.whom(side))}")
    return what


def owners(problem: Problem, relationship: Relationship) -> str:
    return (
        f"Facilitators: {words.person(problem.client_facilitator)} "
        f"({escape(relationship.client_name)}) and {words.person(problem.vendor_facilitator)} "
        f"({escape(relationship.vendor_name)}) · raised by {words.person(problem.raised_by)}, "
        f"{words.moment(problem.created_at)}"
    )


def guide(problem: Problem) -> Message:
    """The first words of the thread."""
    how = (
        f"This thread is where both sides solve #{problem.number} together: *define* what happens, "
        "find *causes*, collect *options*, *decide*, *try* it and *review* it. It is closed with a "
        "lesson."
    )
    who = (
        "Everybody of either side adds what they know with the buttons on the card above; "
        f"{words.people(problem.facilitators)} move it on. What is added with the buttons "
        "stays on record. What you write here is between you: I do not read it."
    )
    return blocks.message(
        f"How #{problem.number} is solved together", [blocks.section(how), blocks.section(who)]
    )


def listing(relationship: Relationship, listed: Sequence[Listed], url: str) -> Message:
    """The open problems, then those closed lately; `url` is that of the workspace."""
    names = escape(relationship.both)
    open_ones = [one for one in listed if one.problem.closed_at is None]
    closed_ones = [one for one in listed if one.problem.closed_at is not None]
    title = f"Problems of {names}: {len(open_ones)} open"
    shown = [blocks.section(f"*{title}*")]
    if not listed:
        shown.append(blocks.section("Nothing is open, and nothing was closed in the last 30 days."))
    shown += _rows(open_ones, LISTED_OPEN, relationship, url)
    if closed_ones:
        shown += [blocks.divider(), blocks.section("*Closed in the last 30 days*")]
        shown += _rows(closed_ones, LISTED_CLOSED, relationship, url)
    shown.append(
        blocks.actions(
            "problem_new", [blocks.button("Raise a problem", ids.RAISE, relationship.id)]
        )
    )
    return blocks.message(title, shown)


def _rows(listed: Sequence[Listed], most: int, relationship: Relationship, url: str) -> list[Block]:
    lines = [_line(one, relationship, url) for one in listed[:most]]
    return blocks.sections("\n".join(lines))


def _line(one: Listed, relationship: Relationship, url: str) -> str:
    problem = one.problem
    title = f"#{problem.number} {escape(problem.title)}"
    if one.ts is not None:
        title = f"<{words.link_to(url, relationship.channel_id, one.ts)}|{title}>"
    if problem.closed_at is None:
        return f"*{title}* · {stages.name(Stage(problem.stage))}"
    return f"*{title}* · closed {words.moment(problem.closed_at)}"


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


def help_text() -> Message:
    return blocks.message("What `/problem` can do", [blocks.section(HELP)])
