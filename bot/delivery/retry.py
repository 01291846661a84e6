"""What to do after a call to Slack: pure, from what happened to what should be."""

from dataclasses import dataclass
from enum import StrEnum

from storage.installations import TOKEN_IS_DEAD

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 300.0
LONGEST_RATE_LIMIT_SECONDS = 3600.0

# How long Slack may take over a call; no answer after that is no answer at all.
TIMEOUT_SECONDS = 20
# When Slack is looked at after it said itself that something may have been done.
SOON_SECONDS = 2.0
# How long nobody speaks for an installation whose token does not work; then it is tried again.
PAUSE_SECONDS = 300.0
# Who may read history once a minute only, cannot look for a message in useful time.
TOO_SELDOM_SECONDS = 60.0

TOO_FAST = frozenset({"ratelimited", "rate_limited"})
TRY_AGAIN = frozenset({"service_unavailable", "internal_error", "request_timeout"})
DONE_BEFORE = frozenset({"already_reacted"})
# Slack's own words for a call of which some part may have been done before it failed.
CATASTROPHE = "fatal_error"


class Call(StrEnum):
    """What a call is for. `change` may be done twice: an update, a reaction."""

    POST = "post"
    CHANGE = "change"
    OPEN = "open"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack took it, or has it. `ts` and `channel_id` say where it stands now."""

    channel_id: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """It was looked for, and does not stand in Slack."""


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


@dataclass(frozen=True, slots=True)
class NotBegun:
    """The call was not made after all."""


Outcome = Sent | Missing | Refused | RateLimited | Unreachable | AnswerLost | NotBegun


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to do."""

    sent: Sent


@dataclass(frozen=True, slots=True)
class Again:
    """Make the same call again after so many seconds. A rate limit is no failed attempt."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Pause:
    """The same, but the whole installation waits: its token does not work."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Look:
    """It may or may not have worked: look for it in Slack after so many seconds."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Post:
    """It does not stand in Slack, or so it is to be taken: post it."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It will not work: keep the row and its error."""

    error: str


@dataclass(frozen=True, slots=True)
class Ask:
    """It may or may not have worked, and Slack cannot be looked at: keep the row for a person."""

    reason: str


Verdict = Done | Again | Pause | Look | Post | GiveUp | Ask


def judge(
    outcome: Outcome, call: Call, *, attempts: int, jitter: float, doubt: str | None = None
) -> Verdict:
    """Turn an outcome into what to do.

    `attempts` counts this one; `jitter` is a random number from 0 to 1; `doubt` is why a message
    is looked for.
    """
    # Between two posts it is looked for, and that counts as well.
    wait = wait_seconds((attempts + 1) // 2 if call is Call.POST else attempts, jitter)
    match outcome:
        case Sent():
            return Done(outcome)
        case Missing():
            return Post()
        case NotBegun():
            return Again(0.0, "not_begun")
        case RateLimited(seconds) if call is Call.LOOK and seconds >= TOO_SELDOM_SECONDS:
            return _judge_unreadable(doubt)
        case RateLimited(seconds):
            return Again(min(max(0.0, seconds), LONGEST_RATE_LIMIT_SECONDS), "ratelimited")
        case Refused(error):
            return _judge_refusal(error, call, wait, doubt)
        case Unreachable(reason):
            return _judge_doubtful(reason, call, wait)
        case AnswerLost(reason):
            return Look(TIMEOUT_SECONDS, reason) if call is Call.POST else Again(wait, reason)


def _judge_refusal(error: str, call: Call, wait: float, doubt: str | None) -> Verdict:
    if error in DONE_BEFORE:
        return Done(Sent())
    if error in TOKEN_IS_DEAD:
        return Pause(PAUSE_SECONDS, error)
    if error == CATASTROPHE or error in TRY_AGAIN:
        return _judge_doubtful(error, call, wait)
    return _judge_unreadable(doubt) if call is Call.LOOK else GiveUp(error)


def _judge_doubtful(reason: str, call: Call, wait: float) -> Verdict:
    """A server that failed: a post may stand there all the same, whatever the status says."""
    if call is not Call.POST or not _may_have_worked(reason):
        return Again(wait, reason)
    return Look(SOON_SECONDS if reason == CATASTROPHE else wait, reason)


def _judge_unreadable(doubt: str | None) -> Verdict:
    """After a plain server error a message is taken not to stand there; else a person decides."""
    reason = doubt or CATASTROPHE
    return Post() if is_server_error(reason) else Ask(reason)


def _may_have_worked(reason: str) -> bool:
    return reason == CATASTROPHE or is_server_error(reason)


def is_server_error(reason: str) -> bool:
    """Whether Slack answered that it could not do it, as `HTTP 500` or in its own words."""
    return reason.startswith("HTTP 5") or reason in TRY_AGAIN


def wait_seconds(attempts: int, jitter: float) -> float:
    """Exponential back-off: between half and all of 1, 2, 4 ... at most 300 seconds."""
    full = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(attempts - 1, 20))
    return full * (0.5 + jitter / 2)
