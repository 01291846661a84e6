"""Any order and any repetition of the same acts ends in the same answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pulse.answers import SCORES, Answer, Click, Reaction, dump, load, read_emoji

# Few timestamps, so that some are equal; of different lengths, as Slack writes them.
STAMPS = st.sampled_from(["9.5", "10.000100", "10.000200", "11", "1731000000.000100"])
CLICKS = st.builds(Click, STAMPS, st.none() | st.sampled_from(SCORES))
REACTIONS = st.builds(Reaction, STAMPS, st.sampled_from(SCORES), st.booleans())
ACTS = st.lists(CLICKS | REACTIONS, max_size=12)


def replay(*acts: Click | Reaction) -> int | None:
    answer = Answer()
    for act in acts:
        answer = answer.record(act)
    return answer.score


@given(st.data(), ACTS)
def test_order_and_repetition_change_nothing(
    data: st.DataObject, acts: list[Click | Reaction]
) -> None:
    repeated = acts + data.draw(st.lists(st.sampled_from(acts), max_size=6)) if acts else []
    shuffled = data.draw(st.permutations(repeated))
    assert replay(*shuffled) == replay(*acts)


@given(st.data(), ACTS)
def test_the_rule_as_it_is_told(data: st.DataObject, acts: list[Click | Reaction]) -> None:
    """The same told plainly, over acts that all have their own moment."""
    timed = [act for number, act in enumerate(acts)]
    timed = [
        Click(f"{number}", act.score)
        if isinstance(act, Click)
        else Reaction(f"{number}", act.score, act.added)
        for number, act in enumerate(timed)
    ]
    standing: list[int] = []  # the person's reactions since their last click, oldest first
    otherwise: int | None = None
    for act in timed:
        if isinstance(act, Click):
            otherwise, standing = act.score, []
            continue
        standing = [score for score in standing if score != act.score]
        if act.added:
            otherwise = None
            standing.append(act.score)
    expected = standing[-1] if standing else otherwise
    assert replay(*data.draw(st.permutations(timed))) == expected


@pytest.mark.parametrize(
    ("acts", "score"),
    [
        ([], None),
        ([Click("1", 4)], 4),
        ([Click("1", 4), Click("2", 2)], 2),
        ([Click("1", 4), Click("2", None)], None),
        ([Reaction("1", 5, True)], 5),
        ([Reaction("1", 5, True), Reaction("2", 5, False)], None),
        ([Reaction("1", 5, True), Reaction("2", 3, True)], 3),
        ([Reaction("1", 5, True), Reaction("2", 3, True), Reaction("3", 3, False)], 5),
        ([Reaction("1", 5, True), Click("2", 2)], 2),
        ([Reaction("1", 5, True), Click("2", 2), Reaction("3", 5, False)], 2),
        ([Click("1", 2), Reaction("2", 5, True)], 5),
        ([Click("1", 2), Reaction("2", 5, True), Reaction("3", 5, False)], None),
        ([Click("1", 2), Reaction("3", 5, False), Reaction("2", 5, True)], None),
        ([Click("1", 2), Reaction("3", 5, False)], 2),
        ([Click("9", 2), Click("10", 5)], 5),
        ([Click("1", None), Reaction("2", 1, True)], 1),
    ],
)
def test_examples(acts: list[Click | Reaction], score: int | None) -> None:
    assert replay(*acts) == score


@given(ACTS, st.text())
def test_what_is_kept_comes_back(acts: list[Click | Reaction], comment: str) -> None:
    answer = Answer().with_comment(comment)
    for act in acts:
        answer = answer.record(act)
    assert load(dump(answer)) == answer


def test_emoji_that_mean_a_score() -> None:
    assert [read_emoji(name) for name in ("one", "two", "three", "four", "five")] == list(SCORES)
    assert read_emoji("keycap_three") == 3
    assert [read_emoji(name) for name in ("zero", "six", "tada", "", "keycap_ten")] == [None] * 5


def test_only_a_score_or_a_comment_is_an_answer() -> None:
    assert Answer().is_empty
    assert not Answer().with_comment("x").is_empty
    assert not Answer().record(Click("1", 3)).is_empty
    assert Answer().record(Click("1", None)).is_empty
