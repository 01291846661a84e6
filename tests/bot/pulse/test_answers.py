"""Any order and any repetition of the same acts ends in the same answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pulse.answers import Answer, Click, Reaction, Sight, dump, load
from bot.pulse.questions import Kind

SCORES = (0, 1, 2, 3, 4, 5)

# Few timestamps, so that some are equal; of different lengths, as Slack writes them.
STAMPS = st.sampled_from(["9.5", "10.000100", "10.000200", "11", "1731000000.000100"])
CLICKS = st.builds(Click, STAMPS, st.none() | st.sampled_from(SCORES))
REACTIONS = st.builds(Reaction, STAMPS, st.sampled_from(SCORES), st.booleans())
ACTS = st.lists(CLICKS | REACTIONS, max_size=12)
STANDING = st.lists(st.sampled_from(SCORES), unique=True)
SIGHTS = st.builds(Sight, STANDING, asked=STAMPS, heard=STAMPS, looked=STAMPS)


def after(*acts: Click | Reaction) -> Answer:
    answer = Answer()
    for act in acts:
        answer = answer.record(act)
    return answer


def replay(*acts: Click | Reaction) -> int | None:
    return after(*acts).find_value(Kind.SCALE)


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
        Click(f"{number}", act.value)
        if isinstance(act, Click)
        else Reaction(f"{number}", act.value, act.added)
        for number, act in enumerate(timed)
    ]
    standing: list[int] = []  # the person's reactions since their last click, oldest first
    otherwise: int | None = None
    for act in timed:
        if isinstance(act, Click):
            otherwise, standing = act.value, []
            continue
        standing = [score for score in standing if score != act.value]
        if act.added:
            otherwise = None
            standing.append(act.value)
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


def standing_in(answer: Answer) -> set[int]:
    return {score for score, emoji in answer.reactions.items() if emoji.stands}


@given(ACTS, SIGHTS)
def test_once_slack_was_asked_the_record_says_what_it_says(
    acts: list[Click | Reaction], sight: Sight
) -> None:
    corrected = after(*acts).correct(sight)
    assert standing_in(corrected) == set(sight.standing)
    assert corrected.click == after(*acts).click
    assert corrected.correct(sight) == corrected


@given(ACTS, SIGHTS)
def test_what_both_know_changes_nothing(acts: list[Click | Reaction], sight: Sight) -> None:
    answer = after(*acts)
    known = Sight(sorted(standing_in(answer)), sight.asked, sight.heard, sight.looked)
    assert answer.correct(known) == answer


@given(ACTS, SIGHTS, st.sampled_from(SCORES))
def test_what_is_done_after_slack_was_asked_counts_whenever_it_is_heard(
    acts: list[Click | Reaction], sight: Sight, score: int
) -> None:
    later = [
        Click("2000000000.1", score),
        Reaction("2000000000.2", score, added=True),
        Reaction("2000000000.3", score, added=False),
    ]
    corrected = after(*acts).correct(sight)
    for act in later:
        corrected = corrected.record(act)
        expected = score if isinstance(act, Click) or act.added else None
        assert corrected.find_value(Kind.SCALE) == expected


@pytest.mark.parametrize(
    ("acts", "standing", "heard", "score"),
    [
        ([], [4], "20", 4),
        ([], [2, 5], "20", 5),
        ([], [5, 2], "20", 2),
        ([Click("15", 1)], [4], "20", 4),
        ([Click("25", 1)], [4], "20", 1),
        ([Click("25", 1)], [4], "5", 4),
        ([Click("45", 1)], [4], "5", 4),
        ([Click("12", 1), Reaction("15", 4, True)], [], "20", None),
        ([Click("12", 1), Reaction("15", 4, True), Click("25", 2)], [], "20", 2),
        ([Reaction("15", 4, True)], [4, 2], "20", 2),
        ([Reaction("25", 4, True)], [2, 4], "20", 4),
        ([Reaction("25", 4, True)], [2], "20", 2),
        ([Reaction("15", 4, True), Reaction("25", 4, False)], [4], "20", 4),
        ([Reaction("15", 4, True), Reaction("25", 4, False), Click("30", 1)], [4], "20", 4),
    ],
)
def test_examples_of_what_was_missed(
    acts: list[Click | Reaction], standing: list[int], heard: str, score: int | None
) -> None:
    """The question was asked at 10, and Slack was asked what stands there at 40."""
    sight = Sight(standing, asked="10", heard=heard, looked="40")
    assert after(*acts).correct(sight).find_value(Kind.SCALE) == score


@given(st.dictionaries(st.integers(0, 11), st.tuples(ACTS, st.text())))
def test_what_is_kept_comes_back(given: dict[int, tuple[list[Click | Reaction], str]]) -> None:
    sheet = {place: after(*acts).with_comment(words) for place, (acts, words) in given.items()}
    assert load(dump(sheet)) == sheet


def test_what_an_older_version_kept_is_the_answer_to_the_only_question() -> None:
    old = '{"click": ["1", 4], "reactions": [[2, "3", ""]], "comment": "hm"}'
    answer = after(Click("1", 4), Reaction("3", 2, True)).with_comment("hm")
    assert load(old) == {0: answer}


def test_reactions_choose_further_options_beside_what_was_ticked() -> None:
    ticked = Click("10", 0b001)
    options = [
        after(ticked, Reaction("11", 1, True)),
        after(ticked, Reaction("11", 1, True), Reaction("12", 2, True)),
        after(ticked, Reaction("11", 1, True), Reaction("12", 1, False)),
        after(ticked, Reaction("11", 1, True), Click("12", 0b100)),
        after(Reaction("11", 1, True), Reaction("12", 1, False)),
    ]
    assert [one.find_value(Kind.CHOICES) for one in options] == [0b011, 0b111, 0b001, 0b100, None]


def test_only_a_value_or_a_comment_is_an_answer() -> None:
    assert Answer().is_empty(Kind.SCALE)
    assert not Answer().with_comment("x").is_empty(Kind.SCALE)
    assert not Answer().record(Click("1", 0)).is_empty(Kind.YES_NO)
    assert Answer().record(Click("1", None)).is_empty(Kind.SCALE)
