"""The last rounds as a drawing, and the same numbers in words. Pure.

The two are messages of their own: where Slack does not take the drawing, the words are still said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core.people import Side
from bot.pulse.figures import Group
from bot.pulse.questions import Kind
from bot.pulse.trends import (
    Level,
    Past,
    Point,
    Series,
    follow_overall,
    follow_question,
    follow_theme,
    list_scales,
    list_themes,
)
from handlers import blocks, charts
from handlers.blocks import Block, escape
from handlers.pulse.figure_views import level, name_of, wording_of
from storage.outbox import Message
from storage.relationships import Relationship

# Slack takes so many drawings in a message.
CHARTS = 2

# What has a level of its own, beside the scales.
SHARE = "% yes"
UNITS = {Kind.RECOMMEND: "0 to 10", Kind.YES_NO: SHARE}


@dataclass(frozen=True, slots=True)
class Curve:
    """What is followed over the rounds; `title` is plain text, `unit` says what is counted."""

    title: str
    unit: str
    series: Series

    def read(self, shown: Level) -> str:
        return level(shown, digits=0 if self.unit == SHARE else 1)


def chart(relationship: Relationship, rounds: Sequence[Past]) -> Message | None:
    """The levels of both sides with the gap between them; None where nothing can be drawn."""
    drawn = [_draw(relationship, curve) for curve in _list_curves(relationship, rounds)]
    shown = [block for block in drawn if block is not None]
    if not shown:
        return None
    text = "The last rounds as a drawing; the numbers are in a message of their own"
    return blocks.message(text, shown[:CHARTS])


def numbers(relationship: Relationship, rounds: Sequence[Past]) -> Message | None:
    """What the drawing shows, and the themes; None where there was no round before."""
    curves = _list_curves(relationship, rounds)
    if len(rounds) < 2 or not curves:
        return None
    shown = [block for curve in curves for block in _tell(relationship, curve)]
    text = f"The last {len(rounds)} rounds in numbers"
    return blocks.message(text, [*shown, *theme_blocks(relationship, rounds)])


def theme_blocks(relationship: Relationship, rounds: Sequence[Past]) -> list[Block]:
    """Each theme with its level after each round in which it was asked, oldest first."""
    lines = []
    for theme in list_themes(rounds):
        series = follow_theme(rounds, theme)
        shown = {group: _levels_of(series, group) for group in Group}
        sides = [
            f"{name_of(relationship, group)} {' → '.join(level(one) for one in levels)}"
            for group, levels in shown.items()
            if levels
        ]
        if sides:
            lines.append(f"{theme.capitalize()}: {' · '.join(sides)}")
    return blocks.sections("\n".join(["*Themes*", *lines])) if lines else []


def _list_curves(relationship: Relationship, rounds: Sequence[Past]) -> list[Curve]:
    """All scales together, and what else has a level and was asked in the last round."""
    overall = Curve(_name_scales(relationship, rounds), "1 to 5", follow_overall(rounds))
    others = [
        Curve(
            wording_of(relationship, question, Side.CLIENT),
            UNITS[question.kind],
            follow_question(rounds, question),
        )
        for question in rounds[-1].questions
        if question.kind in UNITS
    ]
    return [curve for curve in (overall, *others) if _list_groups(curve.series)]


def _name_scales(relationship: Relationship, rounds: Sequence[Past]) -> str:
    """The only scale question by its own words."""
    asked = {question.key: question for past in rounds for question in list_scales(past)}
    if len(asked) != 1:
        return "All scales together"
    (only,) = asked.values()
    return wording_of(relationship, only, Side.CLIENT)


def _tell(relationship: Relationship, curve: Curve) -> list[Block]:
    days = _list_days(relationship, curve.series)
    lines = [
        f"{day}: {_tell_point(relationship, curve, point)}"
        for day, point in zip(days, curve.series, strict=True)
    ]
    return blocks.sections("\n".join([f"*{escape(curve.title)}* ({curve.unit})", *lines]))


def _tell_point(relationship: Relationship, curve: Curve, point: Point) -> str:
    parts = []
    for group in _list_groups(curve.series):
        shown = point.levels.get(group)
        parts.append(f"{name_of(relationship, group)} {curve.read(shown) if shown else '–'}")
    if point.gap is not None:
        parts.append(f"gap {curve.read(point.gap)}")
    return " · ".join(parts)


def _draw(relationship: Relationship, curve: Curve) -> Block | None:
    """A line for each side; a drawing has no holes, so rounds without one of them are left out."""
    groups, points = _pick(curve.series)
    if len(points) < 2:
        return None
    lines = [
        (_plain_name(relationship, group), [one.value for one in _levels_of(points, group)])
        for group in groups
    ]
    gaps = [point.gap.value for point in points if point.gap is not None]
    if len(gaps) == len(points):
        lines.append(("Gap", gaps))
    days = _list_days(relationship, points)
    return charts.line_chart(curve.title, days, lines, x_label="Closed", y_label=curve.unit)


def _pick(series: Series) -> tuple[list[Group], list[Point]]:
    """The lines that have enough points in common; otherwise the longest line alone."""
    groups = [group for group in Group if len(_levels_of(series, group)) > 1]
    common = [point for point in series if all(point.levels.get(group) for group in groups)]
    if not groups or len(common) > 1:
        return groups, common if groups else []
    longest = max(groups, key=lambda group: len(_levels_of(series, group)))
    return [longest], [point for point in series if point.levels.get(longest)]


def _list_groups(series: Series) -> list[Group]:
    """Whose levels are shown at all."""
    return [group for group in Group if _levels_of(series, group)]


def _levels_of(series: Sequence[Point], group: Group) -> list[Level]:
    return [level for point in series if (level := point.levels.get(group)) is not None]


def _plain_name(relationship: Relationship, group: Group) -> str:
    return "Both sides" if group is Group.BOTH else relationship.name(Side(group.value))


def _list_days(relationship: Relationship, points: Sequence[Point]) -> list[str]:
    """When each round was closed, by the clock of the relationship: "5 Jan", or "5 Jan 26"."""
    moments = [point.closed_at.astimezone(ZoneInfo(relationship.tz)) for point in points]
    years = "" if len({moment.year for moment in moments}) == 1 else " %y"
    return [f"{moment.day} {moment:%b{years}}" for moment in moments]
