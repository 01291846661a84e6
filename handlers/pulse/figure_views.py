"""The figures of a closed round in words: what both sides said to each question. Pure."""

from collections.abc import Sequence

from bot.core.people import Side
from bot.pulse.bank import fill
from bot.pulse.figures import Figure, Group, Hidden, list_values
from bot.pulse.questions import Kind, Question
from bot.pulse.trends import (
    Level,
    Past,
    Perception,
    Point,
    find_change,
    find_level,
    find_perceptions,
    find_point,
    follow_question,
)
from handlers import blocks
from handlers.blocks import Block, escape
from storage.relationships import Relationship

SHORT = 200

BARS = "▁▂▃▄▅▆▇█"
# What the scores of a recommendation are gathered into, as everybody does who asks it.
RECOMMENDING = (("9 or 10", 9, 10), ("7 or 8", 7, 8), ("0 to 6", 0, 6))
HIGHEST = {Kind.SCALE: 5, Kind.RECOMMEND: 10}

Rounds = Sequence[Past]


def name_of(relationship: Relationship, group: Group) -> str:
    """The name of a side, escaped; both sides have none of their own."""
    return "Both sides" if group is Group.BOTH else escape(relationship.name(Side(group.value)))


def question_blocks(relationship: Relationship, rounds: Rounds) -> list[Block]:
    """All that is shown of each question of the last round; guesses stand below what they guess."""
    asked = rounds[-1].questions
    positions = [place for place, question in enumerate(asked) if question.guess_of is None]
    return [
        question_block(relationship, rounds, position, number if len(positions) > 1 else None)
        for number, position in enumerate(positions, start=1)
    ]


def question_block(
    relationship: Relationship, rounds: Rounds, position: int, number: int | None = None
) -> Block:
    past = rounds[-1]
    series = follow_question(rounds, past.questions[position])
    answers = []
    for group in past.figures.groups:
        if past.figures.of(position, group).answered:
            said = _describe(past, position, group, find_change(series, group))
            answers.append(f"{name_of(relationship, group)}: {said}")
    lines = [
        _heading(relationship, past.questions[position], number),
        *(answers or ["Nobody answered."]),
        *_gap(past, position),
        *_list_guesses(relationship, past, position),
    ]
    return blocks.section("\n".join(lines))


def wording_of(relationship: Relationship, question: Question, side: Side) -> str:
    """What a side was asked, in one short line; plain text, to be escaped."""
    wording = fill(question, side, relationship.client_name, relationship.vendor_name)
    return blocks.cut(" ".join(wording.split()), SHORT)


def level(shown: Level, *, digits: int = 1) -> str:
    """A level as it is read: "about" where it stands for several."""
    return f"{'about ' if shown.about else ''}{shown.value:.{digits}f}"


def change(moved: Level | None, unit: str = "") -> str:
    """How far a level went since the last time, in brackets; empty where that is not known."""
    if moved is None:
        return ""
    if moved.value == 0:
        return " (as before)" if not moved.about else " (about as before)"
    about = "about " if moved.about else ""
    way = "up" if moved.value > 0 else "down"
    return f" ({way} {about}{abs(moved.value):.{0 if unit else 1}f}{unit})"


def gap(point: Point) -> str:
    """How far the two sides are apart, as a sentence; empty unless both are shown."""
    apart = point.gap
    if apart is None:
        return ""
    if apart.value == 0:
        return "Both sides see it alike." if not apart.about else "Both sides see it much alike."
    about = "about " if apart.about else ""
    return f"The two views are {about}*{apart.value:.1f}* apart."


def _heading(relationship: Relationship, question: Question, number: int | None) -> str:
    """The question as the client read it, and as the vendor did where that differs."""
    client, vendor = (escape(wording_of(relationship, question, side)) for side in Side)
    heading = f"*{client}*" if number is None else f"*{number}. {client}*"
    if client == vendor:
        return heading
    return f"{heading}\n_{escape(relationship.vendor_name)} was asked: {vendor}_"


def _describe(past: Past, position: int, group: Group, moved: Level | None) -> str:
    """What a group said, which has answered."""
    question, figure = past.questions[position], past.figures.of(position, group)
    shown = find_level(past, position, group)
    if figure.hidden is Hidden.ALL:
        return f"{figure.answered} answered, too few to show"
    if shown is not None and question.kind is Kind.YES_NO:
        return _describe_share(figure, shown, moved)
    if shown is not None:
        return _describe_mean(question, figure, shown, moved)
    if question.kind is Kind.TEXT:
        return f"{figure.answered} answered in their own words"
    return _describe_options(question, figure)


def _describe_mean(question: Question, figure: Figure, shown: Level, moved: Level | None) -> str:
    said = f"*{level(shown)}* of {HIGHEST[question.kind]}{change(moved)}"
    if figure.counts is None or figure.answered == 1:
        return f"{said} · {figure.answered} answered"
    return f"{said} · {_describe_spread(question, figure.counts)}\n{_draw(question, figure.counts)}"


def _describe_spread(question: Question, counts: Sequence[int]) -> str:
    given = [value for value, count in zip(list_values(question), counts, strict=True) if count]
    if len(given) == 1:
        return f"all {sum(counts)} said {given[0]}"
    return f"{sum(counts)} answered, from {given[0]} to {given[-1]}"


def _draw(question: Question, counts: Sequence[int]) -> str:
    """The distribution as bars, and in numbers for whoever cannot see them."""
    highest, steps = max(counts), len(BARS) - 1
    bars = "".join(BARS[-(-count * steps // highest)] for count in counts)
    if question.kind is Kind.RECOMMEND:
        parts = [f"{name}: {sum(counts[low : high + 1])}" for name, low, high in RECOMMENDING]
        return f"`{bars}` {' · '.join(parts)}"
    values = list_values(question)
    numbers = [f"{value}: {count}" for value, count in zip(values, counts, strict=True) if count]
    return f"`{bars}` {' · '.join(numbers)}"


def _describe_share(figure: Figure, shown: Level, moved: Level | None) -> str:
    no, yes = figure.counts or (0, 0)
    return f"*{shown.value:.0f} %* yes{change(moved, ' points')} · {yes} yes, {no} no"


def _describe_options(question: Question, figure: Figure) -> str:
    """What was taken most comes first."""
    taken = zip(question.options, figure.counts or (), strict=True)
    ordered = sorted(taken, key=lambda one: -one[1])
    return " · ".join(f"{escape(option)} *{count}*" for option, count in ordered)


def _gap(past: Past, position: int) -> list[str]:
    if past.questions[position].kind not in HIGHEST:
        return []
    sentence = gap(find_point(past, position))
    return [sentence] if sentence else []


def _list_guesses(relationship: Relationship, past: Past, position: int) -> list[str]:
    """What each side believes that the other says, and how far off that is."""
    compared = {(one.position, Group(one.side)): one for one in find_perceptions(past)}
    return [
        _describe_guess(relationship, past, place, group, compared.get((position, group)))
        for place, question in enumerate(past.questions)
        if question.guess_of == position
        for group in past.figures.groups
        if past.figures.of(place, group).answered
    ]


def _describe_guess(
    relationship: Relationship, past: Past, place: int, group: Group, compared: Perception | None
) -> str:
    name, believed = name_of(relationship, group), find_level(past, place, group)
    if believed is None:
        answered = past.figures.of(place, group).answered
        return f"{name} about the other side: {answered} answered, too few to show"
    if compared is None:
        believes = "believe" if group is Group.BOTH else "believes"
        return f"{name} {believes} that the other side would say *{level(believed)}*."
    other = escape(relationship.name(compared.side.other))
    sentence = f"{name} believes *{level(believed)}*, {other} says *{level(compared.said)}*"
    return f"{sentence}: :see_no_evil: a blind spot." if compared.is_blind_spot else f"{sentence}."
