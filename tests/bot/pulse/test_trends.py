"""Levels, gaps, changes and blind spots over rounds."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Side
from bot.pulse.figures import Figure, Figures, Given, Group, Minimums, publish
from bot.pulse.questions import Anonymity, Kind, Question
from bot.pulse.trends import (
    LAST,
    Level,
    Past,
    Perception,
    find_change,
    find_level,
    find_perceptions,
    find_point,
    follow_overall,
    follow_question,
    follow_theme,
    list_themes,
)

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
TRUST = Question(Kind.SCALE, "c", "v", key="trust.1", theme="trust")
GUESS = Question(Kind.SCALE, "c", "v", key="trust.1", theme="trust", guess_of=0)
DELIVERY = Question(Kind.SCALE, "c", "v", key="delivery.1", theme="delivery")
YES_NO = Question(Kind.YES_NO, "c", "v", key="again")
RECOMMEND = Question(Kind.RECOMMEND, "c", "v", key="recommend", theme="trust")
TEXT = Question(Kind.TEXT, "c", "v", key="words", theme="learning")


def answer(client: list[list[int]], vendor: list[list[int]]) -> list[Given]:
    """Answers by position of the question, each a list of what the people of a side said."""
    return [
        Given(f"{side}{person}", side, {place: value}, {})
        for side, questions in [(Side.CLIENT, client), (Side.VENDOR, vendor)]
        for place, values in enumerate(questions)
        for person, value in enumerate(values)
    ]


def close(
    week: int,
    questions: list[Question],
    client: list[list[int]],
    vendor: list[list[int]],
    anonymity: Anonymity = Anonymity.ANONYMOUS,
) -> Past:
    figures = publish(questions, answer(client, vendor), anonymity, Minimums())
    return Past(BEGIN + timedelta(weeks=week), tuple(questions), figures)


def test_levels_of_both_sides_and_the_gap_between_them() -> None:
    past = [
        close(0, [TRUST], [[3, 3, 3]], [[4, 4, 4]]),
        close(1, [TRUST], [[2, 3, 3]], [[4, 4]]),
        close(2, [TRUST], [[2, 2, 3]], [[3, 4, 4]]),
    ]
    series = follow_overall(past)
    assert [point.closed_at for point in series] == [one.closed_at for one in past]
    assert [point.levels[Group.CLIENT] for point in series] == [Level(3), Level(2.7), Level(2.3)]
    assert [point.levels[Group.VENDOR] for point in series] == [Level(4), None, Level(3.7)]
    assert [point.gap for point in series] == [Level(1), None, Level(1.4)]


def test_the_change_is_since_the_level_shown_last() -> None:
    past = [
        close(0, [TRUST], [[3, 3, 3]], [[4, 4, 4]]),
        close(1, [DELIVERY], [[1, 1, 1]], [[4, 4, 4]]),
        close(2, [TRUST], [[2, 3, 3]], [[4, 4]]),
    ]
    series = follow_question(past, TRUST)
    assert [point.levels[Group.CLIENT] for point in series] == [Level(3), None, Level(2.7)]
    assert find_change(series, Group.CLIENT) == Level(-0.3)
    assert find_change(series, Group.VENDOR) is None
    assert find_change(series[:1], Group.CLIENT) is None
    assert find_change((), Group.CLIENT) is None


def test_what_is_about_right_makes_everything_about_right() -> None:
    past = [
        close(0, [TRUST], [[3, 3, 3]], [[5, 5, 5]]),
        close(1, [TRUST], [[1, 1, 2]], [[5, 5, 5]]),
    ]
    series = follow_overall(past)
    assert series[-1].levels[Group.CLIENT] == Level(1.5, about=True)
    assert series[-1].gap == Level(3.5, about=True)
    assert find_change(series, Group.CLIENT) == Level(-1.5, about=True)
    assert find_change(series, Group.VENDOR) == Level(0, about=False)


def test_themes_gather_their_scales_without_guesses_and_other_kinds() -> None:
    questions = [TRUST, GUESS, DELIVERY, RECOMMEND, YES_NO, TEXT]
    own = [[2, 3, 4], [5, 5, 5], [4, 4, 4], [9, 9, 9], [1, 1, 1]]
    past = [close(0, questions, own, own)]
    assert list_themes(past) == ["trust", "delivery"]
    assert follow_theme(past, "trust")[0].levels[Group.CLIENT] == Level(3)
    assert follow_overall(past)[0].levels[Group.CLIENT] == Level(3.5)
    assert follow_question(past, RECOMMEND)[0].levels[Group.CLIENT] == Level(9)
    assert follow_question(past, GUESS)[0].levels[Group.CLIENT] == Level(5)


def test_yes_and_no_are_a_share_from_five_on() -> None:
    past = close(0, [YES_NO], [[1, 1, 0, 1, 1, 1]], [[1, 1, 1]])
    assert find_level(past, 0, Group.CLIENT) == Level(83)
    assert find_level(past, 0, Group.VENDOR) is None


def test_both_sides_together_have_one_level_and_no_gap() -> None:
    questions = [TRUST, GUESS]
    own = [[2, 3, 4], [5, 5, 5]]
    together = close(0, questions, own, own, Anonymity.TOGETHER)
    point = follow_overall([together])[0]
    assert find_point(together, 1).levels == {Group.BOTH: Level(5)}
    assert point.levels == {Group.BOTH: Level(3)}
    assert point.gap is None
    assert find_perceptions(together) == []
    apart = close(1, questions, own, own)
    assert find_change(follow_overall([together, apart]), Group.CLIENT) is None


def test_a_blind_spot_is_what_a_side_believes_far_from_what_the_other_says() -> None:
    questions = [TRUST, GUESS]
    past = close(0, questions, [[3, 3, 3], [4, 4, 4]], [[4, 4, 4], [4, 4, 4]])
    vendor = Perception(Side.VENDOR, 0, believed=Level(4), said=Level(3))
    client = Perception(Side.CLIENT, 0, believed=Level(4), said=Level(4))
    assert find_perceptions(past) == [client, vendor]
    assert vendor.is_blind_spot
    assert not client.is_blind_spot
    assert not Perception(Side.CLIENT, 0, Level(3.9), Level(3)).is_blind_spot


def test_a_guess_about_a_hidden_answer_is_not_compared() -> None:
    past = close(0, [TRUST, GUESS], [[3, 3], [4, 4, 4]], [[4, 4, 4], [4, 4, 4]])
    assert [one.side for one in find_perceptions(past)] == [Side.CLIENT]


def test_questions_without_a_key_are_known_by_their_words() -> None:
    old, other = (Question(Kind.SCALE, words, "v") for words in ("How was it?", "And now?"))
    past = [close(0, [old], [[3, 3, 3]], [[]]), close(1, [other], [[2, 2, 2]], [[]])]
    levels = [point.levels[Group.CLIENT] for point in follow_question(past, old)]
    assert levels == [Level(3), None]


@given(st.lists(st.lists(st.integers(1, 5), max_size=8), max_size=20))
def test_a_series_is_the_last_twelve_rounds_as_they_were_shown(weeks: list[list[int]]) -> None:
    past = [close(week, [TRUST], [scores], [[]]) for week, scores in enumerate(weeks)]
    series = follow_question(past, TRUST)
    assert [point.closed_at for point in series] == [one.closed_at for one in past][-LAST:]
    for point, one in zip(series, past[-LAST:], strict=True):
        figure: Figure = one.figures.of(0, Group.CLIENT)
        level = point.levels[Group.CLIENT]
        assert (None if level is None else level.value) == figure.mean
        assert point.levels[Group.VENDOR] is None


def test_nothing_is_drawn_from_what_is_not_shown() -> None:
    figures = Figures(
        Anonymity.ANONYMOUS, Minimums(), (Figure(0, Group.CLIENT, 2), Figure(0, Group.VENDOR, 0))
    )
    past = Past(BEGIN, (TRUST,), figures)
    assert follow_overall([past])[0].levels == {Group.CLIENT: None, Group.VENDOR: None}
