"""How a relationship moves, and where its two sides see it differently. Pure.

Everything here is worked out from figures that were shown, as they were shown: a level, a gap or
a change tells nothing that its figures do not tell. `about` goes along wherever a veiled mean does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.people import Side
from bot.pulse.figures import Figures, Group
from bot.pulse.questions import Kind, Question

# So many rounds are looked back upon.
LAST = 12

# A side that believes so much more or less than the other says has a blind spot.
BLIND_SPOT = 1.0


@dataclass(frozen=True, slots=True)
class Level:
    """A mean from 1 to 5 or from 0 to 10, or a share of yes from 0 to 100."""

    value: float
    about: bool = False

    def minus(self, other: "Level") -> "Level":
        return Level(round(self.value - other.value, 1), self.about or other.about)


@dataclass(frozen=True, slots=True)
class Past:
    """A closed round as it is looked back upon."""

    closed_at: datetime
    questions: tuple[Question, ...]
    figures: Figures


@dataclass(frozen=True, slots=True)
class Point:
    """Where a series stands after a round; None where a level was not asked or not shown."""

    closed_at: datetime
    levels: dict[Group, Level | None]

    @property
    def gap(self) -> Level | None:
        """How far the sides are apart; None unless both levels are shown."""
        client, vendor = self.levels.get(Group.CLIENT), self.levels.get(Group.VENDOR)
        if client is None or vendor is None:
            return None
        apart = client.minus(vendor)
        return Level(abs(apart.value), apart.about)


# Oldest first, one point for each round.
Series = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Perception:
    """What a side believes that the other would answer, beside what the other did answer."""

    side: Side
    position: int
    believed: Level
    said: Level

    @property
    def is_blind_spot(self) -> bool:
        return abs(self.believed.minus(self.said).value) >= BLIND_SPOT


def find_level(past: Past, position: int, group: Group) -> Level | None:
    """What one question says of one group, if it has a level and that is shown."""
    figure = past.figures.of(position, group)
    if past.questions[position].kind is Kind.YES_NO and figure.counts is not None:
        return Level(round(100 * figure.counts[1] / figure.answered))
    return None if figure.mean is None else Level(figure.mean, figure.about)


def find_point(past: Past, position: int) -> Point:
    """Where one question stands after a round."""
    groups = past.figures.groups
    return Point(past.closed_at, {group: find_level(past, position, group) for group in groups})


def follow_overall(rounds: Sequence[Past]) -> Series:
    """The level of all scales together."""
    return _follow(rounds, _is_scale)


def follow_theme(rounds: Sequence[Past], theme: str) -> Series:
    """The level of the scales of a theme."""
    return _follow(rounds, lambda one: _is_scale(one) and one.theme == theme)


def follow_question(rounds: Sequence[Past], question: Question) -> Series:
    """The level of one question over the rounds in which it was asked."""
    return _follow(rounds, lambda one: _is_same(one, question))


def list_themes(rounds: Sequence[Past]) -> list[str]:
    """The themes of the scales, in the order in which they came up."""
    asked = (question for past in rounds[-LAST:] for question in list_scales(past))
    return list(dict.fromkeys(one.theme for one in asked if one.theme))


def list_scales(past: Past) -> list[Question]:
    """The scales that were asked, without guesses."""
    return [question for question in past.questions if _is_scale(question)]


def find_change(series: Series, group: Group) -> Level | None:
    """How far the last level is from the one shown before it; None without both."""
    shown = [point.levels.get(group) for point in series]
    earlier = [level for level in shown[:-1] if level is not None]
    if not earlier or (last := shown[-1]) is None:
        return None
    return last.minus(earlier[-1])


def find_perceptions(past: Past) -> list[Perception]:
    """What each side believes of the other, wherever both that and the answer are shown."""
    found = []
    for position, question in enumerate(past.questions):
        if question.guess_of is None or past.figures.groups == (Group.BOTH,):
            continue
        for side in Side:
            believed = find_level(past, position, Group(side))
            said = find_level(past, question.guess_of, Group(side.other))
            if believed is not None and said is not None:
                found.append(Perception(side, question.guess_of, believed, said))
    return found


def _follow(rounds: Sequence[Past], belongs: Callable[[Question], bool]) -> Series:
    return tuple(_gather(past, belongs) for past in rounds[-LAST:])


def _gather(past: Past, belongs: Callable[[Question], bool]) -> Point:
    positions = [place for place, question in enumerate(past.questions) if belongs(question)]
    levels = {
        group: _average(find_level(past, position, group) for position in positions)
        for group in past.figures.groups
    }
    return Point(past.closed_at, levels)


def _average(levels: Iterable[Level | None]) -> Level | None:
    shown = [level for level in levels if level is not None]
    if not shown:
        return None
    value = sum(level.value for level in shown) / len(shown)
    return Level(round(value, 1), any(level.about for level in shown))


def _is_scale(question: Question) -> bool:
    return question.kind is Kind.SCALE and question.guess_of is None


def _is_same(one: Question, other: Question) -> bool:
    return _identity(one) == _identity(other)


def _identity(question: Question) -> tuple[object, ...]:
    """A guess of a question may carry its key, but is another question.

    Questions that were written before there were keys are known by their words.
    """
    known_by = question.key or (question.kind, question.client, question.vendor)
    return known_by, question.guess_of is None
