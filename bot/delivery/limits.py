"""How fast Slack may be spoken to. Pure: moments are seconds on any clock that only goes forward.

The figures are those of Slack's documentation on rate limits: one message a second per channel,
several hundred a minute per workspace, and tiers of 20, 50 and 100 calls a minute per method.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from storage.budgets import EVERY_METHOD


@dataclass(frozen=True, slots=True)
class Limit:
    """`rate` calls a second in the long run, of which `burst` may come at once."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one workspace."""

    channel_posts: Limit
    workspace_posts: Limit
    methods: dict[str, Limit]


SLACK_LIMITS = Limits(
    channel_posts=Limit(1.0, 3),
    workspace_posts=Limit(5.0, 20),
    methods=dict.fromkeys(
        (
            "chat.update",
            "conversations.history",
            "conversations.open",
            "conversations.replies",
            "reactions.add",
        ),
        Limit(50 / 60, 10),
    ),
)

UNLIMITED = Limits(Limit(1e6, 1_000_000), Limit(1e6, 1_000_000), {})

POST = "chat.postMessage"


@dataclass
class Budget:
    """What was spent so far, by the thing that is limited: a method of an installation, and for
    posts the channel, too.

    Each of them has an arrival time: when its next call is due if calls come in even steps. A call
    may be early by `burst - 1` steps (the generic cell rate algorithm), so no window of t seconds
    holds more than `burst + rate * t` calls. Several machines share a budget by sharing these
    times, on one clock.
    """

    limits: Limits
    arrivals: dict[tuple[str, ...], float] = field(default_factory=dict)
    blocked: dict[tuple[str, str], float] = field(default_factory=dict)

    def reserve(
        self,
        installation: str,
        method: str,
        channel: str,
        now: float,
        patience: float = math.inf,
    ) -> float:
        """Spend one call and return the seconds to wait before making it.

        Where that is more than `patience`, nothing is spent, and the call must not be made.
        """
        limited = dict(self._limits_of(installation, method, channel))
        start = self._earliest(installation, method, limited, now)
        if start - now <= patience:
            for key, limit in limited.items():
                self.arrivals[key] = max(start, self.arrivals.get(key, start)) + 1 / limit.rate
        return start - now

    def wait_of(self, installation: str, method: str, now: float) -> float:
        """The seconds until that method may be called again, whatever the channel."""
        limited = dict(self._limits_of(installation, method, None))
        return self._earliest(installation, method, limited, now) - now

    def block(self, installation: str, method: str, until: float) -> None:
        """Slack said when to come again, for this method in this workspace."""
        key = (installation, method)
        self.blocked[key] = max(until, self.blocked.get(key, until))

    def _earliest(
        self, installation: str, method: str, limited: dict[tuple[str, ...], Limit], now: float
    ) -> float:
        start = now
        for name in (method, EVERY_METHOD):
            start = max(start, self.blocked.get((installation, name), now))
        for key, limit in limited.items():
            early = (limit.burst - 1) / limit.rate
            start = max(start, self.arrivals.get(key, now) - early)
        return start

    def _limits_of(
        self, installation: str, method: str, channel: str | None
    ) -> Iterable[tuple[tuple[str, ...], Limit]]:
        if method == POST:
            yield (installation, method), self.limits.workspace_posts
            if channel is not None:
                yield (installation, method, channel), self.limits.channel_posts
        elif method in self.limits.methods:
            yield (installation, method), self.limits.methods[method]
