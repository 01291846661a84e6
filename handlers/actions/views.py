"""What people see of actions: the card, the question for one, and what became of them. Pure."""

from collections.abc import Sequence
from datetime import date

from bot.actions.asking import Summary
from bot.core.people import Side
from handlers import blocks, words
from handlers.actions import ids
from handlers.blocks import Block, escape
from handlers.fitting import fit
from storage.actions import Action, ActionRequest, Answer, Helped, Status
from storage.outbox import Message
from storage.relationships import Relationship

SHORT = 200
REST = "There are more: `/rapport actions` shows all that are open."

MARKS = {
    Status.OPEN: ":dart:",
    Status.DONE: ":white_check_mark:",
    Status.DROPPED: ":no_entry_sign:",
}

VERDICTS = {
    Helped.YES: "*It helped*",
    Helped.NOT_YET: "*It has not helped yet*",
    Helped.NO: "*It did not help*",
}


def card(action: Action, relationship: Relationship) -> Message:
    """The action under the digest, with what can be done about it."""
    name = escape(relationship.name(Side(action.side)))
    head = f"{MARKS[Status(action.status)]} *{heading(action, name)}*"
    shown = [
        *blocks.sections(head),
        *blocks.quotation(action.text),
        blocks.context(f"{who_and_when(action)}{end(action)}"),
        *_tell_review(action),
        blocks.actions("action_card", steering(action)),
    ]
    return blocks.message(f"{heading(action, name)}: {escape(action.text)}", shown)


def heading(action: Action, name: str) -> str:
    match Status(action.status):
        case Status.OPEN:
            return f"{name} will"
        case Status.DONE:
            return f"{name} has done it"
        case Status.DROPPED:
            return f"{name} does not do this any more"


def who_and_when(action: Action) -> str:
    moved = "" if action.due == action.first_due else f" (moved from {words.day(action.first_due)})"
    return f"{words.person(action.owner)}, by {words.day(action.due)}{moved}"


def end(action: Action) -> str:
    """Who ended it, and when."""
    if action.status == Status.OPEN:
        return ""
    what = "Done" if action.status == Status.DONE else "Dropped"
    return f" · {what}: {words.person(action.changed_by)}, {words.moment(action.changed_at)}"


def _tell_review(action: Action) -> list[Block]:
    """Whether it helped, or when that is asked; nothing where it is not."""
    if action.helped is None or action.helped_at is None:
        when = action.review_on
        return [blocks.context(f"Did it help? Asked on {words.day(when)}.")] if when else []
    by = f"{words.person(str(action.helped_by))}, {words.moment(action.helped_at)}"
    said = blocks.quotation(action.helped_words) if action.helped_words else []
    head = f"{VERDICTS[Helped(action.helped)]} · {by}"
    if action.helped == Helped.NOT_YET and action.review_on:
        head += f" · asked again on {words.day(action.review_on)}"
    return [blocks.context(head), *said]


def steering(action: Action, *, where: str = "") -> list[Block]:
    """The buttons of an action; `where` tells those of one place from those of another."""

    def name(act: str) -> str:
        return f"{act}:{where}:{action.id}" if where else f"{act}:{action.id}"

    if action.status != Status.OPEN:
        return [blocks.button("Reopen", name(ids.REOPEN), action.id)]
    sure = blocks.confirm(
        "Drop it?", "Everybody sees that it is not done. It can be reopened.", "Drop it"
    )
    return [
        blocks.button("Done", name(ids.DONE), action.id, style="primary"),
        blocks.button("Change date", name(ids.MOVE), action.id),
        blocks.button("Drop", name(ids.DROP), action.id, confirm=sure),
    ]


def request(
    asked: ActionRequest, relationship: Relationship, action: Action | None, link: str | None
) -> Message:
    """The question to the contacts of a side; `link` is the address of the results."""
    name = escape(relationship.name(Side(asked.side)))
    results = f"<{link}|results>" if link else "results"
    where = f"The {results} of a round are in {words.channel(relationship.channel_id)}."
    match asked.answer:
        case Answer.NAMED if action is not None:
            said = f"{words.person(action.author)} has said what *{name}* will do:"
            shown = [
                blocks.section(f"{where}\n{said}"),
                *blocks.quotation(action.text),
                blocks.context("It stands under the results, and can be finished or moved there."),
            ]
            return blocks.message(f"What {name} will do: {escape(action.text)}", shown)
        case Answer.NOTHING:
            said = (
                f"{words.person(str(asked.answered_by))}: *{name}* does nothing about it this time."
            )
            buttons = [blocks.button("Name an action after all", ids.NAME, asked.id)]
            return _ask(asked, f"{where}\n{said}", buttons)
    question = f"{where}\n*What will {name} do about it?* One thing is enough."
    buttons = [
        blocks.button("Name an action", ids.NAME, asked.id, style="primary"),
        blocks.button("Nothing this time", ids.NOTHING, asked.id),
    ]
    return _ask(asked, question, buttons, "Every contact of your side is asked; one answer counts.")


def _ask(asked: ActionRequest, text: str, buttons: Sequence[Block], note: str = "") -> Message:
    shown = [blocks.section(text), blocks.actions(f"action_request:{asked.id}", buttons)]
    return blocks.message(text, [*shown, blocks.context(note)] if note else shown)


def row(action: Action, buttons: Sequence[Block]) -> Block:
    return blocks.actions(f"action:{action.id}", buttons)


def recap(summary: Summary, relationship: Relationship, today: date) -> Message:
    """What became of what both sides said they would do, under the next digest."""
    head = "*You said, we do*: what became of the actions that were named before"
    told = [blocks.section(text) for text in (head, *lines(summary, relationship, today))]
    named = 1 + len(summary.actions)
    return blocks.message(
        "What became of the actions that were named before",
        fit(told[:named], REST, told[named:]),
    )


def lines(summary: Summary, relationship: Relationship, today: date) -> list[str]:
    """A line for each action and for each side that named none lately."""
    told = [line(action, relationship, today) for action in summary.actions]
    told += [
        f":hourglass: *{escape(relationship.name(side))}*: {_rounds(count)} without an action"
        for side, count in summary.without.items()
        if count
    ]
    return told


def _rounds(count: int) -> str:
    return "the last round went by" if count == 1 else f"{count} rounds in a row went by"


def line(action: Action, relationship: Relationship, today: date) -> str:
    name = escape(relationship.name(Side(action.side)))
    text = escape(blocks.cut(" ".join(action.text.split()), SHORT))
    mark, owner = MARKS[Status(action.status)], words.person(action.owner)
    return f"{mark} *{name}*: {text} · {owner} · {_standing(action, today)}"


def _standing(action: Action, today: date) -> str:
    if action.status != Status.OPEN:
        return action.status
    late = "*overdue* since" if action.due < today else "open, by"
    return f"{late} {words.day(action.due)}"
