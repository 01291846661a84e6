"""Whatever happens, there is one thing to do next, and it is not too far away."""

import math
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.delivery.retry import (
    DONE_BEFORE,
    LONGEST_RATE_LIMIT_SECONDS,
    LONGEST_WAIT_SECONDS,
    MAY_HAVE_WORKED,
    TOKEN_IS_DEAD,
    TRY_AGAIN,
    Again,
    AnswerLost,
    Done,
    GiveUp,
    Outcome,
    RateLimited,
    Refused,
    Sent,
    Uncertain,
    Unreachable,
    Verdict,
    judge,
    wait_seconds,
)

KNOWN = sorted(TOKEN_IS_DEAD | TRY_AGAIN | MAY_HAVE_WORKED | DONE_BEFORE)
errors = st.sampled_from([*KNOWN, "not_in_channel", "invalid_blocks"]) | st.text()
outcomes = st.one_of(
    st.builds(Sent, st.none() | st.text(), st.none() | st.text()),
    st.builds(Refused, errors),
    st.builds(RateLimited, st.floats()),
    st.builds(Unreachable, st.text()),
    st.builds(AnswerLost, st.text()),
)
attempts = st.integers(1, 10**9)
jitters = st.floats(0, 1)


@given(outcomes, attempts, st.booleans(), jitters)
@example(RateLimited(math.nan), 1, True, 0.5)
@example(RateLimited(math.inf), 1, True, 0.5)
@example(RateLimited(-1.0), 1, True, 0.5)
def test_every_outcome_has_a_verdict_and_every_wait_an_end(
    outcome: Outcome, attempts: int, repeatable: bool, jitter: float
) -> None:
    verdict = judge(outcome, attempts=attempts, repeatable=repeatable, jitter=jitter)
    assert isinstance(verdict, get_args(Verdict))
    if isinstance(verdict, Again):
        longest = (
            LONGEST_RATE_LIMIT_SECONDS if isinstance(outcome, RateLimited) else LONGEST_WAIT_SECONDS
        )
        assert 0 <= verdict.seconds <= longest


@given(outcomes, attempts, jitters)
def test_what_may_have_worked_is_repeated_only_where_that_changes_nothing(
    outcome: Outcome, attempts: int, jitter: float
) -> None:
    once = judge(outcome, attempts=attempts, repeatable=False, jitter=jitter)
    often = judge(outcome, attempts=attempts, repeatable=True, jitter=jitter)
    assert not isinstance(often, Uncertain)
    lost = isinstance(outcome, AnswerLost)
    lost = lost or (isinstance(outcome, Refused) and outcome.error in MAY_HAVE_WORKED)
    assert isinstance(once, Uncertain) == lost
    if not lost:
        assert once == often


@given(st.floats(0, 3600), attempts, st.booleans())
def test_a_rate_limit_waits_what_slack_says(
    seconds: float, attempts: int, repeatable: bool
) -> None:
    verdict = judge(RateLimited(seconds), attempts=attempts, repeatable=repeatable, jitter=0.5)
    assert verdict == Again(seconds, "ratelimited")


@pytest.mark.parametrize("error", sorted(TRY_AGAIN | TOKEN_IS_DEAD))
def test_what_passes_is_tried_again(error: str) -> None:
    verdict = judge(Refused(error), attempts=3, repeatable=False, jitter=1.0)
    assert verdict == Again(4.0, error)


@pytest.mark.parametrize("error", ["not_in_channel", "invalid_blocks", "msg_too_long", ""])
def test_what_will_never_work_is_given_up(error: str) -> None:
    verdict = judge(Refused(error), attempts=1, repeatable=True, jitter=0.0)
    assert verdict == GiveUp(error)


def test_done_is_done() -> None:
    sent = Sent("C1", "1.0")
    assert judge(sent, attempts=9, repeatable=False, jitter=0.0) == Done(sent)
    again = judge(Refused("already_reacted"), attempts=2, repeatable=True, jitter=0.0)
    assert again == Done(Sent())


def test_the_words_of_slack_are_sorted_once() -> None:
    groups = (TOKEN_IS_DEAD, TRY_AGAIN, MAY_HAVE_WORKED, DONE_BEFORE)
    assert len(frozenset().union(*groups)) == sum(map(len, groups))


@given(attempts, jitters, jitters)
def test_waits_grow_and_are_spread(attempts: int, low: float, high: float) -> None:
    low, high = sorted((low, high))
    full = wait_seconds(attempts, 1.0)
    assert full / 2 <= wait_seconds(attempts, low) <= wait_seconds(attempts, high) <= full
    assert full <= wait_seconds(attempts + 1, 1.0) <= LONGEST_WAIT_SECONDS
