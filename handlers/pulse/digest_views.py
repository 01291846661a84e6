"""What both sides see of a round that is closed. Pure."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from bot.core.people import Side
from bot.pulse.figures import Comment, Figures, Group
from bot.pulse.questions import Anonymity
from bot.pulse.trends import (
    Past,
    Series,
    find_change,
    follow_overall,
    follow_theme,
    list_scales,
    list_themes,
)
from handlers import blocks, words
from handlers.blocks import Block, escape
from handlers.pulse import ids
from handlers.pulse.figure_views import (
    change,
    gap,
    level,
    name_of,
    question_blocks,
    wording_of,
)
from storage.outbox import Message
from storage.pulse import Pulse
from storage.relationships import Relationship

NUMBERS = {3: "three", 4: "four", 5: "five", 6: "six"}
KINDS = {
    Anonymity.ANONYMOUS: "Anonymous round.",
    Anonymity.TOGETHER: "Anonymous round; both sides are shown only together.",
    Anonymity.NAMED: "Named round.",
}

# How many of a side were asked, and how many answered.
TookPart = Mapping[Side, tuple[int, int]]


def digest(
    relationship: Relationship,
    pulse: Pulse,
    rounds: Sequence[Past],
    took_part: TookPart,
    comments: Sequence[Comment],
    *,
    round_id: str,
    more: bool,
    spared: int = 0,
) -> Message:
    """The result of the last of these rounds; `comments` stand in it, `more` are in its thread.

    So many were `spared`: pulses had asked them often enough. `round_id` is what can be talked
    about as a problem.
    """
    shown = [
        blocks.section(f":bar_chart: *{title(pulse)}*"),
        blocks.section("\n".join(_tell_part(relationship, took_part, side) for side in Side)),
        *_tell_spared(spared),
        *figure_blocks(relationship, rounds),
        *_show_comments(relationship, rounds[-1], comments),
    ]
    if more:
        which = "More" if comments else "The"
        shown.append(blocks.context(f"{which} comments are in the thread of this message."))
    shown.append(blocks.context(" ".join(_explain(rounds))))
    problem = blocks.button("Raise as a problem", ids.PROBLEM, round_id)
    shown = [*shown[: blocks.MESSAGE_BLOCKS - 1], blocks.actions("pulse_digest_acts", [problem])]
    named = blocks.named("pulse_digest", shown)
    return blocks.message(f"Result of pulse {pulse.number}", named)


def figure_blocks(relationship: Relationship, rounds: Sequence[Past]) -> list[Block]:
    """All questions of the last round together, each of them, and why something is not shown."""
    return [
        *_show_overall(relationship, rounds),
        *question_blocks(relationship, rounds),
        *_show_reasons(rounds[-1].figures),
    ]


def comment_page(relationship: Relationship, past: Past, comments: Sequence[Comment]) -> Message:
    """A page of comments, in the thread of the digest."""
    return blocks.message("More comments", _show_comments(relationship, past, comments))


def title(pulse: Pulse) -> str:
    named = " ".join(pulse.title.split())
    return f"Pulse {pulse.number}" + (f": {escape(named)}" if named else "")


def _tell_part(relationship: Relationship, took_part: TookPart, side: Side) -> str:
    asked, answered = took_part[side]
    name = escape(relationship.name(side))
    return f"*{name}*: {answered} of {asked} answered" if asked else f"*{name}*: nobody was asked"


def _tell_spared(spared: int) -> list[Block]:
    if not spared:
        return []
    who = "1 person was" if spared == 1 else f"{spared} people were"
    return [blocks.context(f"{who} not asked, for pulses had asked them often enough lately.")]


def _show_overall(relationship: Relationship, rounds: Sequence[Past]) -> list[Block]:
    """All scales of the round together and by theme, where there are several."""
    if len(list_scales(rounds[-1])) < 2:
        return []
    overall = follow_overall(rounds)
    lines = [f"*All scales together*: {_tell_levels(relationship, overall)}"]
    if sentence := gap(overall[-1]):
        lines.append(sentence)
    themes = {one: follow_theme(rounds, one) for one in list_themes(rounds[-1:])}
    lines += [
        f"{theme.capitalize()}: {_tell_levels(relationship, series)}"
        for theme, series in themes.items()
    ]
    return blocks.sections("\n".join(lines))


def _tell_levels(relationship: Relationship, series: Series) -> str:
    """Each side's level after the last round, with how far it moved."""
    parts = []
    for group, shown in series[-1].levels.items():
        said = "not shown" if shown is None else f"*{level(shown)}*"
        parts.append(f"{name_of(relationship, group)} {said}{change(find_change(series, group))}")
    return " · ".join(parts)


def _show_reasons(figures: Figures) -> list[Block]:
    """Why something is not shown, or not exactly."""
    reasons = []
    if any(one.hidden for one in figures.figures):
        mean, detail = (_count(one) for one in (figures.minimums.mean, figures.minimums.detail))
        reasons.append(
            f"Both sides together are shown from {detail} answers on; what is not shown is erased."
            if figures.anonymity is Anonymity.TOGETHER
            else f"A side's mean is shown from {mean} answers on, its single answers and comments "
            f"from {detail}; what is not shown is erased."
        )
    if any(one.about for one in figures.figures):
        reasons.append("“About” is said where the exact mean of so few would give them away.")
    return [blocks.context(" ".join(reasons))] if reasons else []


def _explain(rounds: Sequence[Past]) -> list[str]:
    past = rounds[-1]
    sentences = [KINDS[past.figures.anonymity]]
    if list_scales(past):
        sentences.append("1 is not at all, 5 is very well.")
    if len(rounds) > 1:
        sentences.append("Up and down are since the same was asked last.")
    return sentences


def _show_comments(
    relationship: Relationship, past: Past, comments: Sequence[Comment]
) -> list[Block]:
    """The comments, those of one question and one group after each other."""
    shown: list[Block] = []
    for (position, group), own in groupby(comments, key=lambda one: (one.position, one.group)):
        heading = f"{_head_comments(relationship, past, position, group)}\n"
        for comment in own:
            author = f"{words.person(comment.user_id)}\n" if comment.user_id else ""
            shown += blocks.sections(f"{heading}{author}{words.quote(comment.text)}")
            heading = ""
    return shown


def _head_comments(relationship: Relationship, past: Past, position: int, group: Group) -> str:
    name = name_of(relationship, group)
    if len(past.questions) == 1:
        return f"Comments from *{name}*"
    side = Side.VENDOR if group is Group.VENDOR else Side.CLIENT
    asked = escape(wording_of(relationship, past.questions[position], side))
    return f"*{name}* on “{asked}”"


def _count(number: int) -> str:
    return NUMBERS.get(number, str(number))
