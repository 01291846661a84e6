"""What to do after a call to Slack: pure, from what happened to what should be."""

from dataclasses import dataclass

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 300.0
LONGEST_RATE_LIMIT_SECONDS = 3600.0

TOKEN_IS_DEAD = frozenset(
    {"account_inactive", "invalid_auth", "token_revoked", "token_expired", "not_authed"}
)
TRY_AGAIN = frozenset(
    {"ratelimited", "rate_limited", "service_unavailable", "internal_error", "request_timeout"}
)
MAY_HAVE_WORKED = frozenset({"fatal_error"})
DONE_BEFORE = frozenset({"already_reacted"})


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack took it. `ts` and `channel_id` say where it stands now."""

    channel_id: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack answered `ok: false` with this error."""

    error: str


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Slack said when to come again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Slack was not reached at all, or answered with a 5xx status."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnswerLost:
    """The call went out and no answer came: nobody knows whether it worked."""

    reason: str


Outcome = Sent | Refused | RateLimited | Unreachable | AnswerLost


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to do."""

    sent: Sent


@dataclass(frozen=True, slots=True)
class Again:
    """Try again after so many seconds. A rate limit is no failed attempt."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It will not work: keep the row and its error."""

    error: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may or may not have worked: keep the row for a person to look at."""

    reason: str


Verdict = Done | Again | GiveUp | Uncertain


def judge(outcome: Outcome, *, attempts: int, repeatable: bool, jitter: float) -> Verdict:
    """Turn an outcome into what to do.

    `attempts` counts this one; `repeatable` is true where doing it twice changes nothing (an
    update, a reaction); `jitter` is a random number from 0 to 1.
    """
    match outcome:
        case Sent():
            return Done(outcome)
        case Refused(error) if error in DONE_BEFORE:
            return Done(Sent())
        case RateLimited(seconds):
            return Again(min(max(0.0, seconds), LONGEST_RATE_LIMIT_SECONDS), "ratelimited")
        case Unreachable(reason):
            return Again(wait_seconds(attempts, jitter), reason)
        case Refused(error) if error in TRY_AGAIN or error in TOKEN_IS_DEAD:
            return Again(wait_seconds(attempts, jitter), error)
        case Refused(error) if error not in MAY_HAVE_WORKED:
            return GiveUp(error)
        case Refused(reason) | AnswerLost(reason):
            if repeatable:
                return Again(wait_seconds(attempts, jitter), reason)
            return Uncertain(reason)


def wait_seconds(attempts: int, jitter: float) -> float:
    """Exponential back-off: between half and all of 1, 2, 4 ... at most 300 seconds."""
    full = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(attempts - 1, 20))
    return full * (0.5 + jitter / 2)
