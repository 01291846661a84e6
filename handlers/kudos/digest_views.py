"""What was thanked for in a week, said to both sides; and a quiet word to contacts. Pure.

Counts are of the relationship, of sides and of values: never of a person.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.core.people import Side
from bot.kudos.rules import Rules
from bot.kudos.weekly import NUDGED_EVERY, UNTHANKED_WEEKS
from handlers import blocks, charts, words
from handlers.blocks import escape
from handlers.kudos import ids, views
from handlers.kudos.form_views import TITLE
from storage.kudos_reading import Figures
from storage.outbox import Message
from storage.relationships import Relationship

# How often one side thanked another, or itself.
Flow = Mapping[tuple[str, str], int]

# Both ways across the border.
ACROSS = tuple((side, side.other) for side in Side)
MOST_NAMED = 20


def digest(
    relationship: Relationship, rules: Rules, week: Figures, past: Sequence[tuple[date, Flow]]
) -> Message:
    """What both sides see on Friday; `past` are the weeks by their last days, this one the last."""
    title = f"Kudos of this week: {week.total}"
    shown = [
        blocks.section(f":star2: *{title}*"),
        blocks.section(_tell_values(rules, week)),
        blocks.section(_tell_flow(relationship, week.flow)),
    ]
    if len(_trim(past)) > 1:
        shown.append(blocks.section(_tell_past(relationship, _trim(past))))
    buttons = [
        blocks.button(TITLE, ids.OPEN, relationship.id),
        blocks.button("Show them", ids.LATEST, relationship.id),
    ]
    shown.append(blocks.actions("kudos_digest_acts", buttons))
    return blocks.message(title, blocks.named("kudos_digest", shown))


def _tell_values(rules: Rules, week: Figures) -> str:
    """The values that were thanked for, most often first."""
    counted = [(value, week.by_value.get(value.id, 0)) for value in rules.values]
    named = sorted((one for one in counted if one[1]), key=lambda one: -one[1])
    if not named:
        return "What for: each in its own words."
    lines = [f"{views.tell_value(value)}  *{count}*" for value, count in named]
    if rest := week.total - sum(count for _, count in named):
        lines.append(f"no value named  *{rest}*")
    return "\n".join(["What for:", *lines])


def _tell_flow(relationship: Relationship, flow: Flow) -> str:
    across = [f"{_name_way(relationship, way)}  *{flow.get(way, 0)}*" for way in ACROSS]
    within = [
        f"within {escape(relationship.name(side))}  *{count}*"
        for side in Side
        if (count := flow.get((side, side)))
    ]
    return "\n".join(["Who thanked whom:", *across, *within])


def _tell_past(relationship: Relationship, past: Sequence[tuple[date, Flow]]) -> str:
    lines = [
        f"{_name_way(relationship, way)}  " + " → ".join(str(flow.get(way, 0)) for _, flow in past)
        for way in ACROSS
    ]
    return "\n".join([f"The last {len(past)} weeks:", *lines])


def chart(relationship: Relationship, past: Sequence[tuple[date, Flow]]) -> Message | None:
    """The flow across the border as a drawing; None where there is nothing to draw yet."""
    weeks = _trim(past)
    if len(weeks) < 2:
        return None
    lines = [
        (_plain_way(relationship, way), [float(flow.get(way, 0)) for _, flow in weeks])
        for way in ACROSS
    ]
    days = [f"{day.day} {day:%b}" for day, _ in weeks]
    drawn = charts.line_chart(
        "Thanks across the border", days, lines, x_label="Week until", y_label="Kudos"
    )
    return blocks.message("The last weeks as a drawing; the numbers are above", [drawn])


def _trim(past: Sequence[tuple[date, Flow]]) -> list[tuple[date, Flow]]:
    """The weeks from the first on in which anybody thanked across the border."""
    crossed = [any(flow.get(way) for way in ACROSS) for _, flow in past]
    return list(past[crossed.index(True) :]) if any(crossed) else []


def _name_way(relationship: Relationship, way: tuple[Side, Side]) -> str:
    return escape(_plain_way(relationship, way))


def _plain_way(relationship: Relationship, way: tuple[Side, Side]) -> str:
    giver, receiver = way
    return f"{relationship.name(giver)} → {relationship.name(receiver)}"


def nudge(relationship: Relationship, side: Side, user_ids: Sequence[str]) -> Message | None:
    """A word to a contact about people of their side whom nobody thanked; None where nobody is."""
    if not user_ids:
        return None
    where = words.channel(relationship.channel_id)
    named = words.people(user_ids[:MOST_NAMED])
    if len(user_ids) > MOST_NAMED:
        named = f"{named}, and others"
    told = (
        f"In {where} nobody has thanked {named} for {UNTHANKED_WEEKS} weeks. That says nothing "
        "about their work: much of what is good is quiet. Perhaps you know of something that "
        "deserves a word?"
    )
    note = (
        f"Only contacts of {escape(relationship.name(side))} read this, at most once in "
        f"{NUDGED_EVERY} weeks."
    )
    button = blocks.actions("kudos_nudge", [blocks.button(TITLE, ids.OPEN, relationship.id)])
    return blocks.message(told, [*blocks.sections(told), button, blocks.context(note)])
