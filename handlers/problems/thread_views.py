"""What is said in the thread of a problem. Pure."""

from collections.abc import Mapping, Sequence

from bot.core.people import Sides
from bot.problems.rules import Kind
from handlers import blocks, words
from handlers.blocks import Block, cut, escape
from handlers.fitting import fit
from handlers.problems import stages
from handlers.problems.naming import author, facilitators, person, side_name
from storage.outbox import Message
from storage.problems import Entry, Problem
from storage.problems_steps import Dissent, Verdict
from storage.relationships import Relationship

# Of ideas that are shown at once; the rest stands in the record.
SHORTENED = 600
REST = "There are more: they stand under *Show all* on the card."


def guide(problem: Problem, sides: Sides, marks: Mapping[Kind, str]) -> Message:
    """The first words of the thread; `marks` are the emoji that keep what is said there."""
    how = (
        f"This thread is where both sides solve #{problem.number} together: *define* what happens, "
        "find *causes*, collect *options*, *evaluate* them, *decide*, *try* it and *review* it. "
        "It is closed with a lesson."
    )
    who = (
        "Everybody of either side adds what they know with the buttons on the card above. It moves "
        f"on when both facilitators agree: {facilitators(problem, sides)}; one proposes, "
        "the other confirms or says what is missing."
    )
    marked = ", ".join(f":{emoji}: {stages.one(kind)}" for kind, emoji in marks.items())
    ways = f"an emoji ({marked})" if marks else "the shortcut “Add to the problem”"
    reads = (
        "What is added with the buttons stays on record. What you write here is between you, until "
        f"somebody marks a message with {ways}."
    )
    shown = [blocks.section(how), blocks.section(who), blocks.section(reads)]
    return blocks.message(f"How #{problem.number} is solved together", shown)


def entry_said(
    entry: Entry, relationship: Relationship, parent: Entry | None = None, link: str | None = None
) -> Message:
    """What somebody added, or that they took it back.

    `parent` is the cause that it explains, `link` the address of the message it comes from.
    """
    who, what = author(entry, relationship), stages.one(Kind(entry.kind))
    if entry.withdrawn_at is not None:
        return blocks.message(f"{who} took back {what}.")
    if entry.hidden:
        return blocks.message(f"{who} gave {what}; it is shown with the others.")
    changed = " (changed since)" if entry.edited_at else ""
    if entry.captured_by is not None:
        marked = words.person(entry.captured_by)
        sentence = f"{marked} marked what {who} said as {what}{changed}:"
    else:
        sentence = f"{who} added {what}{changed}:"
    shown = [blocks.section(sentence), *blocks.quotation(entry.text)]
    if parent is not None and parent.withdrawn_at is None:
        why = escape(cut(parent.text, SHORTENED))
        shown.append(blocks.context(f"It explains why: {why}"))
    if link is not None:
        shown.append(blocks.context(f"<{link}|The message>"))
    return blocks.message(sentence, shown)


def ideas_shown(problem: Problem, relationship: Relationship, ideas: Sequence[Entry]) -> Message:
    """All ideas that were hidden, at once."""
    sentence = f"All ideas for #{problem.number} are on the table now."
    shown: list[Block] = [blocks.section(f":bulb: {sentence}")]
    for number, idea in enumerate(ideas, start=1):
        text = escape(cut(idea.text, SHORTENED))
        shown.append(blocks.section(f"*{number}.* {text}\n_{author(idea, relationship)}_"))
    if not ideas:
        shown.append(blocks.section("There are none yet. Add the first with the button above."))
    return blocks.message(sentence, fit(shown, REST))


def dissent_said(dissent: Dissent, relationship: Relationship) -> Message:
    who = person(relationship, dissent.user_id, dissent.side)
    then = "goes along with what is decided" if dissent.commits else "cannot go along"
    sentence = f"{who} sees it otherwise, and {then}:"
    return blocks.message(sentence, [blocks.section(sentence), *blocks.quotation(dissent.words)])


def verdict_said(verdict: Verdict, relationship: Relationship) -> Message:
    worked = "it worked" if verdict.worked else "it did not work yet"
    sentence = (
        f"{words.person(verdict.by)} answers for {side_name(relationship, verdict.side)}: {worked}."
    )
    return blocks.message(sentence, [blocks.section(sentence), *blocks.quotation(verdict.words)])
