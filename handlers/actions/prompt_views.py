"""What people are asked and told about an action in their direct messages. Pure."""

from collections.abc import Sequence

from bot.core.people import Side
from handlers import blocks, words
from handlers.actions import ids
from handlers.actions.views import end, heading, row, steering, who_and_when
from handlers.blocks import Block, escape
from storage.actions import Action, Helped, Status
from storage.outbox import Message
from storage.relationships import Relationship

ANSWERS = {Helped.YES: "Yes, it helped", Helped.NOT_YET: "Not yet", Helped.NO: "No"}


def followup(
    action: Action, relationship: Relationship, source_id: str, *, not_yet: bool, link: str | None
) -> Message:
    """The question whether an action is done; `link` is the address of its card."""
    name = escape(relationship.name(Side(action.side)))
    said = f"<{link}|said>" if link else "said"
    shown = _quote(action, f"After an earlier round *{name}* {said} what it will do:")
    if action.status != Status.OPEN or not_yet:
        line = [blocks.section("Not yet. Is another day more likely?")] if not_yet else []
        buttons = steering(action, where="asked")
        return blocks.message(
            f"{heading(action, name)}: {escape(action.text)}",
            [*shown, *(line if action.status == Status.OPEN else []), row(action, buttons)],
        )
    buttons = [
        blocks.button("Done", f"{ids.DONE}:asked:{action.id}", action.id, style="primary"),
        blocks.button("Not yet", ids.NOT_YET, f"{action.id}:{source_id}"),
    ]
    return blocks.message(
        f"Is it done? {escape(action.text)}",
        [*shown, blocks.section("*Is it done?*"), row(action, buttons)],
    )


def overdue(action: Action, relationship: Relationship, link: str | None) -> Message:
    """Told to whoever does it on the working day after its day; shows what became of it."""
    name = escape(relationship.name(Side(action.side)))
    this = f"<{link}|This>" if link else "This"
    head = f"{this} was to be done by {words.day(action.due)} (*{name}*):"
    text = f"{heading(action, name)}: {escape(action.text)}"
    ask: Sequence[Block] = ()
    if action.status == Status.OPEN:
        text = f"Overdue: {escape(action.text)}"
        ask = [blocks.section("*Is it done?* If not, give it a day that is more likely.")]
    buttons = steering(action, where="overdue")
    return blocks.message(text, [*_quote(action, head), *ask, row(action, buttons)])


def escalation(action: Action, relationship: Relationship, link: str | None) -> Message:
    """Told to those who keep it, two working days after whoever does it was."""
    name = escape(relationship.name(Side(action.side)))
    if action.status == Status.OPEN:
        head = f"This is overdue, and {words.person(action.owner)} of *{name}* was told so:"
        after = "Perhaps they need help, or it is not needed any more?"
    else:
        head, after = f"This was overdue. *{heading(action, name)}*:", ""
    card = f"<{link}|Its card> is where it is finished, moved or dropped." if link else ""
    notes = [blocks.context(note) for note in (" ".join(filter(None, (after, card))),) if note]
    return blocks.message(f"Overdue: {escape(action.text)}", [*_quote(action, head), *notes])


def review(action: Action, relationship: Relationship, day: str, link: str | None) -> Message:
    """The question whether it helped; `day` is the one for which it is asked, as YYYY-MM-DD."""
    name = escape(relationship.name(Side(action.side)))
    this = f"<{link}|This>" if link else "This"
    shown = _quote(action, f"{this} is what *{name}* wanted to do:")
    is_asked = action.review_on is not None and action.review_on.isoformat() == day
    if action.status == Status.DROPPED or not is_asked or action.helped in (Helped.YES, Helped.NO):
        said = ANSWERS[Helped(action.helped)] if action.helped else "It was not asked for"
        note = "It was dropped." if action.status == Status.DROPPED else f"Did it help? {said}."
        return blocks.message(f"Did it help? {escape(action.text)}", [*shown, blocks.context(note)])
    buttons = [
        blocks.button(text, f"{ids.HELPED}:{helped}", f"{action.id}:{helped}")
        for helped, text in ANSWERS.items()
    ]
    return blocks.message(
        f"Did it help? {escape(action.text)}",
        [*shown, blocks.section("*Did it help?*"), row(action, buttons)],
    )


def _quote(action: Action, head: str) -> list[Block]:
    return [
        blocks.section(head),
        *blocks.quotation(action.text),
        blocks.context(f"{who_and_when(action)}{end(action)}"),
    ]
