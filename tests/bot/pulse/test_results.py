"""What of a round is kept and shown."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Side
from bot.pulse.results import (
    COMMENT_MINIMUM,
    MEAN_MINIMUM,
    PAGE_CHARACTERS,
    PAGE_ENTRIES,
    Comment,
    Given,
    Score,
    find_gap,
    keep_anonymous,
    keep_named,
    paginate,
    summarise,
)

GIVEN = st.lists(
    st.tuples(
        st.sampled_from(list(Side)),
        st.none() | st.integers(1, 5),
        st.sampled_from(["", "hm", "ok"]),
    ),
    max_size=16,
).map(lambda rows: [Given(f"U{i}", *row) for i, row in enumerate(rows)])


def of_side(side: Side, *scores: int | None, comment: str = "") -> list[Given]:
    return [Given(f"{side}{i}", side, score, comment) for i, score in enumerate(scores)]


def show(given: list[Given], *, anonymous: bool):
    kept = keep_anonymous(given) if anonymous else keep_named(given)
    counts = {
        side: (
            sum(one.side is side for one in given),
            sum(one.side is side and one.score is not None for one in given),
        )
        for side in Side
    }
    scores = [one for one in kept if isinstance(one, Score)]
    return kept, summarise(counts, scores, anonymous=anonymous)


@given(GIVEN)
def test_anonymous_rounds_keep_no_name_and_no_small_side(given: list[Given]) -> None:
    kept, shown = show(given, anonymous=True)
    assert all(one.user_id is None for one in kept)
    for side in Side:
        scores = [one.score for one in given if one.side is side and one.score is not None]
        comments = [one.comment for one in given if one.side is side and one.comment]
        left = [one for one in kept if one.side is side]
        expected: list[object] = []
        if len(scores) >= MEAN_MINIMUM:
            expected += [("score", score) for score in scores]
        if len(scores) >= COMMENT_MINIMUM:
            expected += [("comment", comment) for comment in comments]
        found = [("score", k.score) if isinstance(k, Score) else ("comment", k.text) for k in left]
        assert Counter(found) == Counter(expected)
        assert (shown[side].mean is None) == (len(scores) < MEAN_MINIMUM)


@given(GIVEN)
def test_named_rounds_keep_everything_with_names(given: list[Given]) -> None:
    kept, shown = show(given, anonymous=False)
    scores = {one.user_id: one.score for one in kept if isinstance(one, Score)}
    comments = {one.user_id: one.text for one in kept if isinstance(one, Comment)}
    assert scores == {one.user_id: one.score for one in given if one.score is not None}
    assert comments == {one.user_id: one.comment for one in given if one.comment}
    assert not any(side.mean_hidden or side.comments_hidden for side in shown.values())


def test_three_are_enough_for_a_mean_and_five_for_comments() -> None:
    given = [*of_side(Side.CLIENT, 4, 4, 5, comment="c"), *of_side(Side.VENDOR, 1, 2, comment="v")]
    kept, shown = show(given, anonymous=True)
    assert kept == [Score(Side.CLIENT, 4), Score(Side.CLIENT, 4), Score(Side.CLIENT, 5)]
    assert (shown[Side.CLIENT].mean, shown[Side.CLIENT].comments_hidden) == (4.3, True)
    assert (shown[Side.VENDOR].mean, shown[Side.VENDOR].mean_hidden) == (None, True)
    assert find_gap(shown) is None


def test_a_side_that_said_nothing_hides_nothing() -> None:
    _, shown = show(of_side(Side.CLIENT, None, None), anonymous=True)
    assert not shown[Side.CLIENT].mean_hidden
    assert shown[Side.CLIENT].mean is None


def test_the_gap_is_that_of_the_means_as_they_are_shown() -> None:
    given = [*of_side(Side.CLIENT, 4, 4, 5), *of_side(Side.VENDOR, 2, 3, 3)]
    _, shown = show(given, anonymous=True)
    assert (shown[Side.CLIENT].mean, shown[Side.VENDOR].mean) == (4.3, 2.7)
    assert find_gap(shown) == 1.6


@given(
    st.lists(st.builds(Comment, st.sampled_from(list(Side)), st.text(max_size=3000)), max_size=60)
)
def test_pages_lose_nothing_and_fit(comments: list[Comment]) -> None:
    pages = paginate(comments)
    assert [one for page in pages for one in page] == comments
    for page in pages:
        assert 0 < len(page) <= PAGE_ENTRIES
        assert len(page) == 1 or sum(len(one.text) for one in page) <= PAGE_CHARACTERS
