"""Whatever happens, there is one thing to do next, and it is not too far away."""

import math
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.delivery.retry import (
    CATASTROPHE,
    DONE_BEFORE,
    LONGEST_RATE_LIMIT_SECONDS,
    LONGEST_WAIT_SECONDS,
    PAUSE_SECONDS,
    TIMEOUT_SECONDS,
    TOKEN_IS_DEAD,
    TOO_FAST,
    TOO_SELDOM_SECONDS,
    TRY_AGAIN,
    Again,
    AnswerLost,
    Ask,
    Call,
    Done,
    GiveUp,
    Look,
    Missing,
    NotBegun,
    Outcome,
    Pause,
    Post,
    RateLimited,
    Refused,
    Sent,
    Unreachable,
    Verdict,
    judge,
    wait_seconds,
)

KNOWN = sorted(TOKEN_IS_DEAD | TRY_AGAIN | DONE_BEFORE | {CATASTROPHE})
errors = st.sampled_from([*KNOWN, "not_in_channel", "invalid_blocks"]) | st.text()
reasons = st.sampled_from(["HTTP 500", "HTTP 503", "ClientConnectorError"]) | st.text()
outcomes = st.one_of(
    st.builds(Sent, st.none() | st.text(), st.none() | st.text()),
    st.builds(Missing),
    st.builds(Refused, errors),
    st.builds(RateLimited, st.floats()),
    st.builds(Unreachable, reasons),
    st.builds(AnswerLost, st.text()),
    st.builds(NotBegun),
)
calls = st.sampled_from(Call)
doubts = st.none() | reasons | st.just(CATASTROPHE)
attempts = st.integers(1, 10**9)
jitters = st.floats(0, 1)
LONGEST = max(LONGEST_WAIT_SECONDS, PAUSE_SECONDS, TIMEOUT_SECONDS)


@given(outcomes, calls, attempts, jitters, doubts)
@example(RateLimited(math.nan), Call.POST, 1, 0.5, None)
@example(RateLimited(math.inf), Call.POST, 1, 0.5, None)
@example(RateLimited(-1.0), Call.LOOK, 1, 0.5, None)
def test_every_outcome_has_a_verdict_and_every_wait_an_end(
    outcome: Outcome, call: Call, attempts: int, jitter: float, doubt: str | None
) -> None:
    verdict = judge(outcome, call, attempts=attempts, jitter=jitter, doubt=doubt)
    assert isinstance(verdict, get_args(Verdict))
    if isinstance(verdict, (Again, Pause, Look)):
        limited = isinstance(outcome, RateLimited)
        assert 0 <= verdict.seconds <= (LONGEST_RATE_LIMIT_SECONDS if limited else LONGEST)


@given(outcomes, attempts, jitters)
def test_a_post_that_may_have_worked_is_looked_for_and_never_just_repeated(
    outcome: Outcome, attempts: int, jitter: float
) -> None:
    verdict = judge(outcome, Call.POST, attempts=attempts, jitter=jitter)
    match outcome:
        case AnswerLost() | Refused("fatal_error" | "internal_error" | "service_unavailable"):
            assert isinstance(verdict, Look)
        case Unreachable("HTTP 500" | "HTTP 503"):
            assert isinstance(verdict, Look)
        case Unreachable("ClientConnectorError"):
            assert isinstance(verdict, Again)
        case Sent():
            assert verdict == Done(outcome)


@given(outcomes, st.sampled_from([Call.CHANGE, Call.OPEN, Call.LOOK]), attempts, jitters, doubts)
def test_what_changes_nothing_when_repeated_is_never_looked_for(
    outcome: Outcome, call: Call, attempts: int, jitter: float, doubt: str | None
) -> None:
    verdict = judge(outcome, call, attempts=attempts, jitter=jitter, doubt=doubt)
    assert not isinstance(verdict, Look)
    assert call is Call.LOOK or not isinstance(verdict, Ask)


@given(outcomes, attempts, jitters, doubts)
def test_a_look_ends_only_with_what_was_seen_or_with_slack_refusing_to_show(
    outcome: Outcome, attempts: int, jitter: float, doubt: str | None
) -> None:
    verdict = judge(outcome, Call.LOOK, attempts=attempts, jitter=jitter, doubt=doubt)
    seen = isinstance(outcome, Sent | Missing)
    shown = isinstance(outcome, AnswerLost | Unreachable | NotBegun)
    assert not isinstance(verdict, GiveUp)
    if seen:
        assert isinstance(verdict, Done | Post)
    if shown:
        assert isinstance(verdict, Again)


@pytest.mark.parametrize("doubt", ["HTTP 500", "HTTP 502", "internal_error"])
def test_after_a_plain_server_error_what_cannot_be_looked_for_is_posted_again(doubt: str) -> None:
    for outcome in (Refused("missing_scope"), RateLimited(TOO_SELDOM_SECONDS)):
        assert judge(outcome, Call.LOOK, attempts=1, jitter=0, doubt=doubt) == Post()


@pytest.mark.parametrize("doubt", ["fatal_error", "interrupted", "TimeoutError", "stopped"])
def test_after_any_other_doubt_a_person_decides(doubt: str) -> None:
    for outcome in (Refused("missing_scope"), RateLimited(TOO_SELDOM_SECONDS)):
        assert judge(outcome, Call.LOOK, attempts=1, jitter=0, doubt=doubt) == Ask(doubt)


@given(st.floats(0, 3600), attempts, st.sampled_from([Call.POST, Call.CHANGE, Call.OPEN]))
def test_a_rate_limit_waits_what_slack_says(seconds: float, attempts: int, call: Call) -> None:
    verdict = judge(RateLimited(seconds), call, attempts=attempts, jitter=0.5)
    assert verdict == Again(seconds, "ratelimited")


@pytest.mark.parametrize("error", sorted(TRY_AGAIN))
def test_what_passes_is_tried_again(error: str) -> None:
    verdict = judge(Refused(error), Call.CHANGE, attempts=3, jitter=1.0)
    assert verdict == Again(4.0, error)


@pytest.mark.parametrize("error", sorted(TOKEN_IS_DEAD))
@pytest.mark.parametrize("call", Call)
def test_a_dead_token_pauses(error: str, call: Call) -> None:
    assert judge(Refused(error), call, attempts=9, jitter=1.0) == Pause(PAUSE_SECONDS, error)


@pytest.mark.parametrize("error", ["not_in_channel", "invalid_blocks", "msg_too_long", ""])
@pytest.mark.parametrize("call", [Call.POST, Call.CHANGE, Call.OPEN])
def test_what_will_never_work_is_given_up(error: str, call: Call) -> None:
    assert judge(Refused(error), call, attempts=1, jitter=0.0) == GiveUp(error)


def test_looking_in_between_makes_no_post_wait_longer() -> None:
    posts = [judge(Unreachable("HTTP 500"), Call.POST, attempts=n, jitter=1.0) for n in (1, 3, 5)]
    assert posts == [Look(seconds, "HTTP 500") for seconds in (1.0, 2.0, 4.0)]


def test_done_is_done() -> None:
    sent = Sent("C1", "1.0")
    assert judge(sent, Call.POST, attempts=9, jitter=0.0) == Done(sent)
    again = judge(Refused("already_reacted"), Call.CHANGE, attempts=2, jitter=0.0)
    assert again == Done(Sent())


def test_the_words_of_slack_are_sorted_once() -> None:
    groups = (TOKEN_IS_DEAD, TRY_AGAIN, TOO_FAST, DONE_BEFORE, frozenset({CATASTROPHE}))
    assert len(frozenset().union(*groups)) == sum(map(len, groups))


@given(attempts, jitters, jitters)
def test_waits_grow_and_are_spread(attempts: int, low: float, high: float) -> None:
    low, high = sorted((low, high))
    full = wait_seconds(attempts, 1.0)
    assert full / 2 <= wait_seconds(attempts, low) <= wait_seconds(attempts, high) <= full
    assert full <= wait_seconds(attempts + 1, 1.0) <= LONGEST_WAIT_SECONDS
