"""An attacker who knows every rule and everything that was shown and kept, and tries every world.

A world is what everybody answered. Two worlds look alike where all figures, all that is worked
out from them and all kept rows are equal. Whatever was hidden must differ between some worlds that
look alike; the only exception are answers that are all alike, which is said before answering.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import combinations_with_replacement, product
from typing import Any

import pytest

from bot.core.people import Side
from bot.pulse import trends
from bot.pulse.figures import Figures, Given, Group, Minimums, kept_scores, list_values, publish
from bot.pulse.questions import Anonymity, Kind, Question

Scores = tuple[int, ...]
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
SCALE = Question(Kind.SCALE, "c", "v", key="k", theme="trust")
GUESS = Question(Kind.SCALE, "c", "v", key="k", theme="trust", guess_of=0)
CHOICES = Question(Kind.CHOICES, "c", "v", options=("a", "b"))


def list_groups(size: int, values: Iterable[int] = range(1, 6)) -> list[Scores]:
    """All that a group of this size can have answered, whoever answered what."""
    return list(combinations_with_replacement(values, size))


def answer(side: Side, *questions: Scores) -> list[Given]:
    """People of a side of whom the first answered the first score of each question."""
    most = max(map(len, questions))
    return [
        Given(
            f"{side}{person}",
            side,
            {place: own[person] for place, own in enumerate(questions) if person < len(own)},
            {},
        )
        for person in range(most)
    ]


def look(
    questions: tuple[Question, ...],
    rounds: list[list[Given]],
    anonymity: Anonymity = Anonymity.ANONYMOUS,
    minimums: Minimums = Minimums(),  # noqa: B008 - it is frozen
) -> Hashable:
    """Everything that can be seen of some rounds: digests, trends and the kept rows."""
    figures = [publish(questions, given, anonymity, minimums) for given in rounds]
    kept = [kept_scores(questions, given, own) for given, own in zip(rounds, figures, strict=True)]
    return repr((figures, kept, derive(questions, figures)))


def derive(questions: tuple[Question, ...], figures: list[Figures]) -> list[object]:
    past = [
        trends.Past(BEGIN + timedelta(weeks=week), questions, own)
        for week, own in enumerate(figures)
    ]
    series = [
        trends.follow_overall(past),
        trends.follow_theme(past, "trust"),
        *[trends.follow_question(past, question) for question in questions],
    ]
    changes = [trends.find_change(one, group) for one in series for group in Group]
    gaps = [point.gap for one in series for point in one]
    return [series, changes, gaps, [trends.find_perceptions(one) for one in past]]


def attack(
    worlds: Iterable[Any],
    see: Callable[[Any], Hashable],
    hidden: Callable[[Any], Hashable],
    excepted: Callable[[Any], bool] = lambda world: False,
) -> None:
    """Fails where what is hidden is the same in all worlds that look alike."""
    alike = defaultdict(list)
    for world in worlds:
        alike[see(world)].append(world)
    for possible in alike.values():
        if len({hidden(world) for world in possible}) == 1:
            assert all(excepted(world) for world in possible), possible


def is_unanimous(scores: Scores) -> bool:
    return len(set(scores)) == 1


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", [Kind.SCALE, Kind.RECOMMEND, Kind.YES_NO])
def test_no_small_group_is_seen_through(size: int, kind: Kind) -> None:
    question = Question(kind, "c", "v")
    attack(
        list_groups(size, list_values(question)),
        see=lambda own: look((question,), [answer(Side.CLIENT, own)]),
        hidden=lambda own: own,
        excepted=lambda own: size > 2 and is_unanimous(own),
    )


@pytest.mark.parametrize("size", [1, 2])
def test_not_even_alike_answers_of_one_or_two_are_seen(size: int) -> None:
    seen = {look((SCALE,), [answer(Side.CLIENT, own)]) for own in list_groups(size)}
    assert len(seen) == 1


@pytest.mark.parametrize(("mean", "detail"), [(3, 7), (5, 7), (6, 8)])
@pytest.mark.parametrize("size", [3, 5, 6])
def test_raised_minimums_hide_larger_groups(size: int, mean: int, detail: int) -> None:
    attack(
        list_groups(size),
        see=lambda own: look((SCALE,), [answer(Side.CLIENT, own)], minimums=Minimums(mean, detail)),
        hidden=lambda own: own,
        excepted=lambda own: size >= mean and is_unanimous(own),
    )


@pytest.mark.parametrize("sizes", [(1, 3), (2, 4), (3, 3), (3, 6)])
def test_the_gap_tells_nothing_of_the_smaller_side(sizes: tuple[int, int]) -> None:
    """Both sides' figures, the gap between them, and one beside a side that is shown whole."""
    client, vendor = sizes
    worlds = list(product(list_groups(client), list_groups(vendor)[::3]))
    attack(
        worlds,
        see=lambda both: look(
            (SCALE,), [answer(Side.CLIENT, both[0]) + answer(Side.VENDOR, both[1])]
        ),
        hidden=lambda both: both[0],
        excepted=lambda both: client > 2 and is_unanimous(both[0]),
    )


@pytest.mark.parametrize("sizes", [(3, 3), (3, 2), (3, 5)])
def test_several_questions_and_themes_tell_nothing_of_one(sizes: tuple[int, int]) -> None:
    """A second question of the same theme, so that levels are means over both."""
    second = Question(Kind.SCALE, "c", "v", key="other", theme="trust")
    attack(
        product(list_groups(sizes[0]), list_groups(sizes[1])[::2]),
        see=lambda two: look((SCALE, second), [answer(Side.CLIENT, *two)]),
        hidden=lambda two: two[0],
        excepted=lambda two: is_unanimous(two[0]),
    )


def test_guesses_are_as_hidden_as_answers() -> None:
    attack(
        product(list_groups(3), list_groups(3)),
        see=lambda two: look(
            (SCALE, GUESS),
            [answer(Side.CLIENT, (), two[0]) + answer(Side.VENDOR, two[1])],
        ),
        hidden=lambda two: two[0],
        excepted=lambda two: is_unanimous(two[0]),
    )


@pytest.mark.parametrize("sizes", [(3, 3), (2, 3), (4, 5)])
def test_several_rounds_and_their_changes_tell_nothing_of_one(sizes: tuple[int, int]) -> None:
    attack(
        product(list_groups(sizes[0]), list_groups(sizes[1])[::3]),
        see=lambda two: look((SCALE,), [answer(Side.VENDOR, own) for own in two]),
        hidden=lambda two: two[0],
        excepted=lambda two: sizes[0] > 2 and is_unanimous(two[0]),
    )


@pytest.mark.parametrize("sizes", [(1, 1), (2, 2), (3, 1), (4, 1), (3, 2)])
def test_both_sides_together_tell_nothing_of_either(sizes: tuple[int, int]) -> None:
    """The numbers of both sides are known; only answers that are all alike are anybody's."""
    client, vendor = sizes
    worlds = list(product(list_groups(client), list_groups(vendor)))

    def see(both: tuple[Scores, Scores]) -> Hashable:
        given = answer(Side.CLIENT, both[0]) + answer(Side.VENDOR, both[1])
        return look((SCALE,), [given], Anonymity.TOGETHER)

    def excepted(both: tuple[Scores, Scores]) -> bool:
        return client + vendor >= 5 and is_unanimous(both[0] + both[1])

    attack(worlds, see, hidden=lambda both: both[0], excepted=excepted)
    attack(worlds, see, hidden=lambda both: both[1], excepted=excepted)
    attack(worlds, see, hidden=lambda both: sum(both[0]), excepted=excepted)


def test_combinations_of_choices_are_not_kept() -> None:
    """Five who took a, b, both or neither: which of them were combined is in no row."""
    seen = defaultdict(set)
    for own in list_groups(5, range(4)):
        seen[look((CHOICES,), [answer(Side.CLIENT, own)])].add(own)
    mixed = next(worlds for worlds in seen.values() if (0, 0, 0, 1, 2) in worlds)
    assert (0, 0, 0, 0, 3) in mixed


def test_the_attacker_can_win() -> None:
    """Plain means of three would be seen through: the search finds that."""
    with pytest.raises(AssertionError):
        attack(
            list_groups(3),
            see=sum,
            hidden=lambda own: own,
            excepted=is_unanimous,
        )
