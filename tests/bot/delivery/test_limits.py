"""However fast and mixed the work comes, Slack is never spoken to faster than it allows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.limits import SLACK_LIMITS, UNLIMITED, Budget, Limit, Limits

POST, UPDATE, REACT = "chat.postMessage", "chat.update", "reactions.add"
TIGHT = Limits(
    channel_posts=Limit(1.0, 3), workspace_posts=Limit(2.0, 4), methods={UPDATE: Limit(0.5, 2)}
)
ROUNDING = 1e-6

# Seconds since the step before, and what happens then: a call, or Slack's "come again later".
gaps = st.floats(0, 3) | st.just(0.0)
calls = st.tuples(gaps, st.sampled_from([POST, UPDATE, REACT]), st.sampled_from("ABC"), st.none())
blocks = st.tuples(gaps, st.sampled_from([POST, UPDATE]), st.none(), st.floats(0, 60))
steps = st.lists(calls | calls | calls | blocks, max_size=40)


@dataclass
class Log:
    """When each call was made, by what is limited, and from when to when it was forbidden."""

    made: dict[tuple[str, ...], list[float]] = field(default_factory=dict)
    asked: list[tuple[float, str, float]] = field(default_factory=list)
    forbidden: list[tuple[float, str, float]] = field(default_factory=list)


def play(budget: Budget, script: Sequence[tuple], patience: float = 1e9) -> Log:
    now, log = 1000.0, Log()
    for gap, method, channel, blocked_for in script:
        now += gap
        if blocked_for is not None:
            budget.block("T1", method, now + blocked_for)
            log.forbidden.append((now, method, now + blocked_for))
            continue
        wait = budget.reserve("T1", method, channel, now, patience)
        assert wait >= 0
        if wait <= patience:
            log.asked.append((now, method, now + wait))
            log.made.setdefault((method,), []).append(now + wait)
            log.made.setdefault((method, channel), []).append(now + wait)
    return log


def limits_of(limits: Limits, key: tuple[str, ...]) -> Iterable[Limit]:
    match key:
        case (method,) if method == POST:
            yield limits.workspace_posts
        case (method, _) if method == POST:
            yield limits.channel_posts
        case (method,) if method in limits.methods:
            yield limits.methods[method]


def assert_never_too_many(log: Log, limits: Limits) -> None:
    """In no window are there more than `burst + rate * length` calls."""
    for key, moments in log.made.items():
        ordered = sorted(moments)
        for limit in limits_of(limits, key):
            for first, last in combinations(range(len(ordered)), 2):
                length = ordered[last] - ordered[first]
                allowed = limit.burst + limit.rate * length
                assert last - first + 1 <= allowed + ROUNDING, (key, ordered[first : last + 1])


@given(steps)
@settings(max_examples=200, deadline=None)
def test_no_window_holds_too_many_calls(script: list[tuple]) -> None:
    assert_never_too_many(play(Budget(TIGHT), script), TIGHT)


@given(steps)
@settings(deadline=None)
def test_slacks_own_limits_hold_too(script: list[tuple]) -> None:
    assert_never_too_many(play(Budget(SLACK_LIMITS), script * 2), SLACK_LIMITS)


@given(steps)
@settings(deadline=None)
def test_nothing_is_said_while_slack_asks_for_silence(script: list[tuple]) -> None:
    log = play(Budget(TIGHT), script)
    for asked_at, method, made_at in log.asked:
        for since, blocked, until in log.forbidden:
            if method == blocked and since < asked_at:
                assert not since < made_at < until - ROUNDING


@given(steps, st.floats(0, 5))
@settings(deadline=None)
def test_impatience_makes_no_call_too_many(script: list[tuple], patience: float) -> None:
    assert_never_too_many(play(Budget(TIGHT), script, patience), TIGHT)


def test_who_will_not_wait_that_long_spends_nothing() -> None:
    budget = Budget(TIGHT)
    waits = [budget.reserve("T1", POST, "A", 1000.0, 0.5) for _ in range(100)]
    assert waits == [0.0, 0.0, 0.0, *[1.0] * 97]
    assert budget.reserve("T1", POST, "A", 1001.0, 0.5) == 0.0


def test_a_burst_is_allowed_and_then_one_call_a_step() -> None:
    budget = Budget(TIGHT)
    waits = [budget.reserve("T1", UPDATE, "A", 1000.0) for _ in range(5)]
    assert waits == [0.0, 0.0, 2.0, 4.0, 6.0]
    assert budget.reserve("T1", UPDATE, "A", 1100.0) == 0.0


def test_what_waits_for_slack_does_not_come_all_at_once_afterwards() -> None:
    """Ten lanes meet a block of one minute; the bucket is not full again when it ends."""
    budget = Budget(TIGHT)
    budget.block("T1", UPDATE, 1060.0)
    waits = [budget.reserve("T1", UPDATE, "A", 1000.0 + number) for number in range(10)]
    moments = [1000.0 + number + wait for number, wait in enumerate(waits)]
    assert moments == [1060.0, 1060.0, *(1060.0 + 2 * n for n in range(1, 9))]


def test_a_block_is_never_shortened() -> None:
    budget = Budget(TIGHT)
    budget.block("T1", POST, 1060.0)
    budget.block("T1", POST, 1001.0)
    assert budget.reserve("T1", POST, "A", 1000.0) == 60.0


def test_workspaces_methods_and_channels_do_not_take_from_each_other() -> None:
    budget = Budget(TIGHT)
    budget.block("T1", UPDATE, 1060.0)
    for _ in range(4):
        budget.reserve("T1", POST, "A", 1000.0)
    assert budget.reserve("T2", UPDATE, "A", 1000.0) == 0.0
    assert budget.reserve("T2", POST, "A", 1000.0) == 0.0
    assert all(budget.reserve("T1", REACT, "A", 1000.0) == 0.0 for _ in range(100))


def test_the_practice_room_does_not_wait() -> None:
    budget = Budget(UNLIMITED)
    assert all(budget.reserve("T1", POST, "A", 1000.0) == 0.0 for _ in range(10_000))
