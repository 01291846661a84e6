"""What both sides see of a round that is closed. Pure."""

from collections.abc import Mapping, Sequence

from bot.core.people import Side
from bot.pulse.results import COMMENT_MINIMUM, MEAN_MINIMUM, Comment, SideResult, find_gap
from handlers import blocks, words
from handlers.blocks import Block, escape
from storage.outbox import Message
from storage.pulse import Pulse
from storage.relationships import Relationship

SHORT = 300
NUMBERS = {3: "three", 5: "five"}


def digest(
    relationship: Relationship,
    pulse: Pulse,
    results: Mapping[Side, SideResult],
    comments: Sequence[Comment],
    *,
    more: bool,
) -> Message:
    """The result in the channel; `comments` are the first page of them, `more` says of others."""
    shown = [
        blocks.section(f":bar_chart: *Pulse {pulse.number}: {_question(pulse)}*"),
        blocks.section("\n".join(_side_line(relationship, side, results[side]) for side in Side)),
        *_gap(results),
        *_reasons(relationship, results),
        *_comments(relationship, comments),
    ]
    if more:
        shown.append(blocks.context("The other comments are in the thread of this message."))
    kind = "Anonymous" if pulse.anonymous else "Named"
    shown.append(blocks.context(f"{kind} round. 1 is not at all, 5 is very well."))
    named = blocks.named("pulse_digest", shown)
    return blocks.message(f"Result of pulse {pulse.number}", named)


def comment_page(relationship: Relationship, comments: Sequence[Comment]) -> Message:
    """A further page of comments, in the thread of the digest."""
    return blocks.message("More comments", _comments(relationship, comments))


def _question(pulse: Pulse) -> str:
    return escape(blocks.cut(" ".join(pulse.name.split()), SHORT))


def _side_line(relationship: Relationship, side: Side, result: SideResult) -> str:
    name = escape(relationship.name(side))
    took_part = f"{result.answered} of {result.asked} answered"
    if result.mean is not None:
        return f"*{name}*: mean *{result.mean:.1f}* of 5 · {took_part}"
    return f"*{name}*: {took_part}"


def _gap(results: Mapping[Side, SideResult]) -> list[Block]:
    gap = find_gap(results)
    if gap is None:
        return []
    if gap == 0:
        return [blocks.section("Both sides see it alike.")]
    return [blocks.section(f"The two views are *{gap:.1f}* apart.")]


def _reasons(relationship: Relationship, results: Mapping[Side, SideResult]) -> list[Block]:
    """Why something is not shown."""
    few = [escape(relationship.name(side)) for side in Side if results[side].mean_hidden]
    unheard = [escape(relationship.name(side)) for side in Side if results[side].comments_hidden]
    reasons = [
        f"Fewer than {NUMBERS[MEAN_MINIMUM]} answers from {name}: not shown, and erased."
        for name in few
    ]
    if unheard:
        reasons.append(
            f"Comments are shown from {NUMBERS[COMMENT_MINIMUM]} answers of a side on: any from "
            f"{words.join_words(unheard)} are not shown, and erased."
        )
    return [blocks.context(reason) for reason in reasons]


def _comments(relationship: Relationship, comments: Sequence[Comment]) -> list[Block]:
    shown: list[Block] = []
    for side in Side:
        own = [one for one in comments if one.side is side]
        if own:
            shown.append(blocks.context(f"Comments from *{escape(relationship.name(side))}*"))
        for one in own:
            author = f"{words.person(one.user_id)}\n" if one.user_id else ""
            shown += blocks.sections(f"{author}{words.quote(one.text)}")
    return shown
