"""The form in which kudos are given, and the one in which they are changed. Pure."""

from collections.abc import Sequence

from bot.kudos.rules import REASON, RECEIVERS, VALUE, Rules
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.kudos import ids
from storage.kudos import Kudos, Way
from storage.relationships import Relationship

TITLE = "Give kudos"

WHERE = "where"
NO_VALUE = "none"
CHANNEL, PRIVATE, WITH_CONTACT = "channel", "private", "contact"
PLACES = (
    (CHANNEL, "In the channel, for everybody"),
    (PRIVATE, "Only to them"),
    (WITH_CONTACT, "Only to them and the contacts of their side"),
)


def form(
    relationship: Relationship,
    rules: Rules,
    receivers: Sequence[str],
    metadata: dict[str, str],
    *,
    left: int | None,
    reason: str = "",
) -> View:
    """The form: whom, and what for. `receivers` are picked already, and `reason` is said already.

    So many are `left` today, None where that does not matter. What is collected elsewhere goes to
    the card of what it is collected for, and nobody is asked where.
    """
    collected = "collection" in metadata
    shown = [
        blocks.section(_explain(relationship, collected=collected)),
        blocks.users_input(RECEIVERS, "Whom", initial=receivers),
        blocks.text_input(
            REASON,
            "What for",
            initial=reason,
            multiline=True,
            placeholder="for the calm handover on Friday night",
            hint="What they did, and what was better for it.",
        ),
        _value_input(rules, None),
    ]
    if not collected:
        places = [blocks.option(text, place) for place, text in PLACES]
        shown.append(blocks.radio_input(WHERE, "Where", places, initial=CHANNEL))
    if left is not None and rules.allowance is not None:
        shown.append(blocks.context(tell_left(rules.allowance, left)))
    return blocks.modal(ids.FORM, TITLE, shown, submit="Give", metadata=metadata)


def _explain(relationship: Relationship, *, collected: bool) -> str:
    thank = f"Thank people of {escape(relationship.both)}."
    where = words.channel(relationship.channel_id)
    if collected:
        return f"{thank} It joins the others on the card of the milestone in {where}."
    return f"{thank} It is posted in {where}, unless you say otherwise."


def tell_left(allowance: int, left: int) -> str:
    """How many kudos somebody can still give today, for their own eyes."""
    if left == 0:
        return f"You have given all {allowance} of today. Tomorrow there are {allowance} again."
    return f"You have {left} of {allowance} left today."


def edit_form(kudos: Kudos, rules: Rules) -> View:
    """The form in which its giver changes what they wrote.

    Of a reaction only the value: the words are those of somebody else's message.
    """
    shown = [_value_input(rules, kudos.value_id)]
    if kudos.way != Way.REACTION:
        reason = blocks.text_input(REASON, "What for", initial=kudos.text, multiline=True)
        shown = [reason, *shown]
    return blocks.modal(
        ids.EDIT_FORM, "Change kudos", shown, submit="Keep", metadata={"kudos": kudos.id}
    )


def _value_input(rules: Rules, chosen: str | None) -> Block:
    """The values on offer, with the one that is chosen, though it may not be offered any more."""
    current = rules.find(chosen) if chosen else None
    values = list(rules.offered)
    if current is not None and current not in values:
        values.append(current)
    options = [blocks.option(f":{one.emoji}: {one.name}", one.id) for one in values]
    none = blocks.option("Nothing in particular", NO_VALUE)
    return blocks.select_input(
        VALUE,
        "Which value it shows",
        [none, *options],
        initial=current.id if current else NO_VALUE,
        optional=True,
    )
