"""What people see of problems in the channel, in the thread and in a list. Pure."""

from collections.abc import Sequence

from bot.core.people import Side
from bot.problems.rules import KINDS, STEPS, Stage, Step
from handlers import blocks, words
from handlers.blocks import Block, cut, escape
from handlers.problems import ids, stages
from storage.outbox import Message
from storage.problems import Dossier, Entry, Lesson, Listed, Move, Problem
from storage.relationships import Relationship

NEWEST = 3
SHORTENED = 300
LISTED_OPEN = 25
LISTED_CLOSED = 10

HELP = (
    "`/problem what is wrong`  raise a problem; a form asks for the rest\n"
    "`/problem list`  problems that are open, and those closed lately"
)


def card(dossier: Dossier) -> Message:
    """The card in the channel: what the problem is, where it stands, and what comes next."""
    problem, stage = dossier.problem, Stage(dossier.problem.stage)
    shown = [
        blocks.header(f"#{problem.number} {problem.title}"),
        blocks.context(stages.bar(stage)),
        *description(problem),
        blocks.context(owners(problem, dossier.relationship)),
        blocks.divider(),
        *(_outcome(dossier) if stage is Stage.CLOSED else _current_work(dossier, stage)),
        blocks.actions("problem_acts", _buttons(problem, stage)),
    ]
    return blocks.message(
        f"Problem #{problem.number}: {escape(problem.title)} ({stages.name(stage)})", shown
    )


def description(problem: Problem) -> list[Block]:
    """What happens and whom it hurts, in full."""
    what = [] if problem.what == problem.title else blocks.sections(escape(problem.what))
    return [*what, *blocks.sections(f"*Whom it hurts*\n{escape(problem.whom)}")]


def owners(problem: Problem, relationship: Relationship) -> str:
    return (
        f"Owners: {words.person(problem.client_owner)} ({escape(relationship.client_name)}) and "
        f"{words.person(problem.vendor_owner)} ({escape(relationship.vendor_name)}) · raised by "
        f"{words.person(problem.raised_by)}, {words.moment(problem.created_at)}"
    )


def author(entry: Entry, relationship: Relationship) -> str:
    return f"{words.person(entry.author)} ({escape(relationship.name(Side(entry.side)))})"


def _standing(dossier: Dossier, stage: Stage) -> list[Entry]:
    return [e for e in dossier.entries if e.stage == stage and e.withdrawn_at is None]


def _current_work(dossier: Dossier, stage: Stage) -> list[Block]:
    here = _standing(dossier, stage)
    shown = [blocks.section(f"*{stages.name(stage)}*  {stages.QUESTIONS[stage]}")]
    shown += [
        blocks.section(
            f"{author(entry, dossier.relationship)}: {escape(cut(entry.text, SHORTENED))}"
        )
        for entry in here[-NEWEST:]
    ]
    counts = [
        stages.some(other, len(found)) for other in KINDS if (found := _standing(dossier, other))
    ]
    if counts:
        shown.append(blocks.context(f"So far: {words.join_words(counts)}."))
    return shown


def _outcome(dossier: Dossier) -> list[Block]:
    decisions = _standing(dossier, Stage.DECIDE)[-1:]
    found = [
        *[("What was decided", entry.text) for entry in decisions],
        *[("What was learnt", lesson.text) for lesson in dossier.lessons[-1:]],
    ]
    return [
        block
        for title, text in found
        for block in [blocks.section(f"*{title}*"), *blocks.quotation(text)]
    ]


def _buttons(problem: Problem, stage: Stage) -> list[Block]:
    """The next acts. Each carries the stage it was made for, so that an old card is noticed."""
    value = f"{problem.id}:{stage}"
    shown = [] if stage is Stage.CLOSED else [_add_button(stage, value)]
    shown += [_step_button(step, to, value) for step, to in STEPS[stage].items()]
    return [*shown, blocks.button("Show all", ids.SHOW, problem.id)]


def _add_button(stage: Stage, value: str) -> Block:
    return blocks.button(f"Add {stages.one(stage)}", ids.ADD, value, style="primary")


def _step_button(step: Step, to: Stage, value: str) -> Block:
    match step:
        case Step.NEXT:
            return blocks.button(f"Next: {to}", ids.NEXT, value)
        case Step.BACK:
            ask = blocks.confirm(
                "Go back?", f"The problem goes back to “{to}”. Nothing is lost.", "Go back"
            )
            return blocks.button(f"Back to {to}", ids.BACK, value, confirm=ask)
        case Step.RETHINK:
            ask = blocks.confirm(
                "It did not work?", "The problem goes back to its options.", "Back to options"
            )
            return blocks.button(
                "It did not work: back to options", ids.RETHINK, value, confirm=ask
            )
        case Step.CLOSE:
            return blocks.button("Close with a lesson", ids.CLOSE, value)
        case Step.REOPEN:
            ask = blocks.confirm("Reopen it?", "The problem goes back to its review.", "Reopen")
            return blocks.button("Reopen", ids.REOPEN, value, confirm=ask)


def guide(problem: Problem) -> Message:
    """The first words of the thread."""
    how = (
        f"This thread is where both sides solve #{problem.number} together: *define* what happens, "
        "find *causes*, collect *options*, *decide*, *try* it and *review* it. It is closed with a "
        "lesson."
    )
    who = (
        "Everybody of either side adds what they know with the buttons on the card above; "
        f"{words.people(problem.owners)} or a contact move it on. What is added with the buttons "
        "stays on record. What you write here is between you: I do not read it."
    )
    return blocks.message(
        f"How #{problem.number} is solved together", [blocks.section(how), blocks.section(who)]
    )


def entry_said(entry: Entry, relationship: Relationship) -> Message:
    """Said in the thread: what somebody added, or that they took it back."""
    who, what = author(entry, relationship), stages.one(Stage(entry.stage))
    if entry.withdrawn_at is not None:
        return blocks.message(f"{who} took back {what}.")
    sentence = f"{who} added {what}:"
    return blocks.message(sentence, [blocks.section(sentence), *blocks.quotation(entry.text)])


def moved(move: Move) -> Message:
    """Said in the thread: the problem stands at another stage now."""
    before, after, who = Stage(move.from_stage), Stage(move.to_stage), words.person(move.by)
    step = next(step for step, to in STEPS[before].items() if to is after)
    sentence = {
        Step.NEXT: f"{who} moved this on to *{after}*.",
        Step.BACK: f"{who} moved this back to *{after}*.",
        Step.RETHINK: f"It did not work, so {who} took this back to *{after}*.",
        Step.CLOSE: f"{who} closed this.",
        Step.REOPEN: f"{who} reopened this; it is in *{after}* again.",
    }[step]
    return blocks.message(
        sentence, [blocks.section(sentence), blocks.context(stages.QUESTIONS[after])]
    )


def closed(lesson: Lesson) -> Message:
    """Said in the thread: the problem is closed, and what was learnt."""
    sentence = f"{words.person(lesson.author)} closed this. What was learnt:"
    return blocks.message(sentence, [blocks.section(sentence), *blocks.quotation(lesson.text)])


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
    """The newest with a button each, the others in short."""
    lines = [(one.problem, _line(one, relationship, url)) for one in listed]
    rows = [
        blocks.section(
            f"{line}\nOwners: {words.people(problem.owners)}",
            blocks.button(
                "Show",
                f"{ids.SHOW}:{problem.id}",
                problem.id,
                label=f"Show problem number {problem.number}",
            ),
        )
        for problem, line in lines[:most]
    ]
    return [*rows, *blocks.sections("\n".join(line for _, line in lines[most:]))]


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
