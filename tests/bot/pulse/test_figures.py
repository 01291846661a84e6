"""What may be shown and kept of a round."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InvalidInput
from bot.core.people import Side
from bot.pulse.figures import (
    Comment,
    Figures,
    Given,
    Group,
    Hidden,
    Minimums,
    Score,
    kept_scores,
    kept_texts,
    list_values,
    publish,
    veil_mean,
)
from bot.pulse.questions import Anonymity, Kind, Question

OPTIONS = ("bread", "cheese", "wine")
SCALE = Question(Kind.SCALE, "c", "v")
RECOMMEND = Question(Kind.RECOMMEND, "c", "v")
YES_NO = Question(Kind.YES_NO, "c", "v")
CHOICE = Question(Kind.CHOICE, "c", "v", options=OPTIONS)
CHOICES = Question(Kind.CHOICES, "c", "v", options=OPTIONS)
TEXT = Question(Kind.TEXT, "c", "v")
EVERY_KIND = (SCALE, RECOMMEND, YES_NO, CHOICE, CHOICES, TEXT)

VALUES = {
    position: st.integers(0, 7) if one is CHOICES else st.sampled_from(list_values(one))
    for position, one in enumerate(EVERY_KIND)
    if one is not TEXT
}
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(list(Side)),
        st.fixed_dictionaries({}, optional=VALUES),
        st.dictionaries(st.integers(0, 5), st.sampled_from(["", "hm", "ok"])),
    ),
    max_size=16,
).map(lambda rows: [Given(f"U{i}", *row) for i, row in enumerate(rows)])
MINIMUMS = st.tuples(st.integers(3, 6), st.integers(0, 3)).map(
    lambda two: Minimums(two[0], max(5, two[0] + two[1]))
)


def of_side(side: Side, *values: int, text: str = "") -> list[Given]:
    """Answers to the only question."""
    texts = {0: text} if text else {}
    return [Given(f"{side}{i}", side, {0: value}, texts) for i, value in enumerate(values)]


def show(question: Question, given: list[Given], anonymity=Anonymity.ANONYMOUS) -> Figures:
    return publish([question], given, anonymity, Minimums())


def show_client(question: Question, *values: int):
    return show(question, of_side(Side.CLIENT, *values)).of(0, Group.CLIENT)


@pytest.mark.parametrize(
    ("scores", "mean", "about"),
    [
        ((1, 1, 1), 1.0, False),  # alike: shown, and said before
        ((1, 1, 2), 1.5, True),
        ((1, 2, 2), 1.5, True),
        ((1, 1, 3), 1.5, True),
        ((1, 2, 3), 2.0, False),
        ((4, 4, 5), 4.5, True),
        ((4, 4, 4), 4.0, False),
        ((3, 4, 4), 3.7, False),
        ((4, 5, 5), 4.5, True),
        ((5, 5, 3), 4.5, True),
        ((5, 5, 5), 5.0, False),
        ((1, 1, 1, 2), 1.4, True),
        ((5, 5, 5, 4), 4.6, True),
        ((3, 3, 3, 4), 3.2, False),
    ],
)
def test_a_mean_that_would_give_the_scores_away_is_veiled(
    scores: tuple[int, ...], mean: float, about: bool
) -> None:
    figure = show_client(SCALE, *scores)
    assert (figure.mean, figure.about) == (mean, about)
    assert (figure.counts, figure.hidden) == (None, Hidden.DETAIL)


def test_three_are_enough_for_a_mean_and_five_for_everything() -> None:
    few, mean, everything = (
        show_client(SCALE, *scores) for scores in [(4, 5), (3, 4, 5), (4, 4, 5, 5, 5)]
    )
    assert (few.answered, few.mean, few.hidden) == (2, None, Hidden.ALL)
    assert (mean.answered, mean.mean, mean.counts) == (3, 4.0, None)
    assert (everything.mean, everything.counts) == (4.6, (0, 0, 0, 2, 3))
    assert (everything.about, everything.hidden) == (False, None)


def test_recommending_has_a_mean_from_three_on() -> None:
    assert show_client(RECOMMEND, 0, 7, 10).mean == 5.7
    assert show_client(RECOMMEND, 10, 10, 9).about
    assert show_client(RECOMMEND, 0, 10, 10, 10, 10).counts == (1, *[0] * 9, 4)


@pytest.mark.parametrize(
    ("question", "values", "counts"),
    [
        (YES_NO, (1, 0, 1, 1, 1), (1, 4)),
        (CHOICE, (0, 2, 2, 2, 0), (2, 0, 3)),
        (CHOICES, (0b101, 0b100, 0b000, 0b110, 0b100), (1, 1, 4)),
    ],
)
def test_other_kinds_show_everything_from_five_on_and_nothing_before(
    question: Question, values: tuple[int, ...], counts: tuple[int, ...]
) -> None:
    hidden = show_client(question, *values[:4])
    assert (hidden.answered, hidden.mean, hidden.counts) == (4, None, None)
    assert hidden.hidden is Hidden.ALL
    shown = show_client(question, *values)
    assert (shown.mean, shown.counts, shown.hidden) == (None, counts, None)


def test_both_sides_together_are_one_group_that_is_shown_from_five_on() -> None:
    client = of_side(Side.CLIENT, 4, 4, 5, text="c")
    few = show(SCALE, client + of_side(Side.VENDOR, 1), Anonymity.TOGETHER)
    assert few.groups == (Group.BOTH,)
    assert [(one.answered, one.mean, one.hidden) for one in few.figures] == [(4, None, Hidden.ALL)]
    given = client + of_side(Side.VENDOR, 1, 2)
    enough = show(SCALE, given, Anonymity.TOGETHER)
    assert [(one.group, one.mean, one.counts) for one in enough.figures] == [
        (Group.BOTH, 3.2, (1, 1, 0, 2, 1))
    ]
    assert {one.group for one in kept_scores([SCALE], given, enough)} == {Group.BOTH}
    assert kept_texts(given, enough) == [Comment(0, Group.BOTH, "c")] * 3


def test_words_are_kept_from_five_people_who_took_part_in_that_question() -> None:
    given = [
        *of_side(Side.CLIENT, 4, 4, 5, 3, text="c"),
        *of_side(Side.VENDOR, 1, 2, 1, 1, 1, text="v"),
        Given("late", Side.VENDOR, {}, {0: "only words"}),
    ]
    figures = show(SCALE, given)
    assert {one.text for one in kept_texts(given, figures)} == {"v", "only words"}
    texts = [Given(f"U{i}", Side.CLIENT, {}, {0: f"text {i}"}) for i in range(5)]
    assert len(kept_texts(texts, show(TEXT, texts))) == 5
    assert kept_texts(texts[:4], few := show(TEXT, texts[:4])) == []
    assert few.of(0, Group.CLIENT).hidden is Hidden.ALL


def test_several_choices_are_kept_apart() -> None:
    """Who took an unusual combination would be found again in another round."""
    given = of_side(Side.CLIENT, 0b011, 0b011, 0b100, 0b000, 0b001)
    kept = kept_scores([CHOICES], given, show(CHOICES, given))
    assert [one.value for one in kept] == [0b001, 0b001, 0b001, 0b010, 0b010, 0b100]


def test_nobody_answering_hides_nothing() -> None:
    for question in EVERY_KIND:
        figure = show_client(question)
        assert (figure.answered, figure.mean, figure.counts, figure.hidden) == (0, None, None, None)


@given(ANSWERS, MINIMUMS)
def test_named_rounds_show_and_keep_everything_with_names(
    given: list[Given], minimums: Minimums
) -> None:
    figures = publish(EVERY_KIND, given, Anonymity.NAMED, minimums)
    assert not any(one.hidden or one.about for one in figures.figures)
    for figure in figures.figures:
        assert (figure.counts is None) == (figure.answered == 0 or figure.position == 5)
    scores = {
        (one.user_id, one.position): one.value for one in kept_scores(EVERY_KIND, given, figures)
    }
    assert scores == {(one.user_id, p): value for one in given for p, value in one.values.items()}
    texts = {(one.user_id, one.position): one.text for one in kept_texts(given, figures)}
    assert texts == {
        (one.user_id, p): text for one in given for p, text in one.texts.items() if text
    }


@given(ANSWERS, MINIMUMS, st.sampled_from([Anonymity.ANONYMOUS, Anonymity.TOGETHER]))
def test_anonymous_rounds_keep_no_more_than_they_show(
    given: list[Given], minimums: Minimums, anonymity: Anonymity
) -> None:
    figures = publish(EVERY_KIND, given, anonymity, minimums)
    scores, texts = kept_scores(EVERY_KIND, given, figures), kept_texts(given, figures)
    assert all(one.user_id is None for one in [*scores, *texts])
    for figure in figures.figures:
        shows = figure.answered >= minimums.detail
        of_figure = [
            one for one in scores if (one.position, one.group) == (figure.position, figure.group)
        ]
        assert (figure.counts is not None) == (shows and figure.position != 5)
        if figure.counts is None:
            assert of_figure == []
        else:
            rows = Counter(one.value for one in of_figure)
            values = list_values(EVERY_KIND[figure.position])
            as_kept = [1 << v if figure.position == 4 else v for v in values]
            assert figure.counts == tuple(rows[value] for value in as_kept)
        assert shows or not any(
            (one.position, one.group) == (figure.position, figure.group) for one in texts
        )
        if figure.mean is not None:
            least = minimums.mean if anonymity is Anonymity.ANONYMOUS else minimums.detail
            assert figure.answered >= least


@given(ANSWERS, MINIMUMS, st.sampled_from(Anonymity), st.randoms())
def test_the_order_of_the_answers_leaves_no_trace(given, minimums, anonymity, random) -> None:
    shuffled = random.sample(given, len(given))
    figures = publish(EVERY_KIND, given, anonymity, minimums)
    assert publish(EVERY_KIND, shuffled, anonymity, minimums) == figures
    if anonymity is not Anonymity.NAMED:
        kept = kept_scores(EVERY_KIND, given, figures)
        assert kept_scores(EVERY_KIND, shuffled, figures) == kept
        assert kept_texts(shuffled, figures) == kept_texts(given, figures)


@given(ANSWERS, MINIMUMS, st.sampled_from(Anonymity))
def test_figures_come_back_from_the_database(given, minimums, anonymity) -> None:
    figures = publish(EVERY_KIND, given, anonymity, minimums)
    assert Figures.from_json(json.loads(json.dumps(figures.to_json()))) == figures


@given(st.lists(st.integers(0, 10), min_size=3, max_size=40))
def test_a_veiled_mean_is_near_the_true_one(scores: list[int]) -> None:
    mean, about = veil_mean(sum(scores), len(scores), range(11))
    apart = abs(mean - sum(scores) / len(scores))
    assert apart <= (0.5 / len(scores) if about else 0) + 0.0501


def test_minimums_go_upwards_only() -> None:
    assert Minimums(4, 9) == Minimums(mean=4, detail=9)
    for mean, detail, fields in [
        (2, 5, {"mean_minimum"}),
        (3, 4, {"detail_minimum"}),
        (6, 5, {"detail_minimum"}),
        (0, 0, {"mean_minimum", "detail_minimum"}),
    ]:
        with pytest.raises(InvalidInput) as refusal:
            Minimums(mean, detail)
        assert set(refusal.value.problems) == fields


def test_a_raised_minimum_veils_larger_groups() -> None:
    given = of_side(Side.CLIENT, 1, 1, 1, 1, 1, 2)
    figure = publish([SCALE], given, Anonymity.ANONYMOUS, Minimums(4, 7)).of(0, Group.CLIENT)
    assert (figure.mean, figure.about, figure.counts) == (1.2, True, None)
    figures = publish([SCALE], given[:3], Anonymity.ANONYMOUS, Minimums(4, 7))
    assert figures.of(0, Group.CLIENT).hidden is Hidden.ALL
    assert kept_scores([SCALE], given[:3], figures) == []


def test_named_values_of_several_choices_stay_whole() -> None:
    given = of_side(Side.VENDOR, 0b110)
    figures = show(CHOICES, given, Anonymity.NAMED)
    assert kept_scores([CHOICES], given, figures) == [Score(0, Group.VENDOR, 0b110, "vendor0")]
