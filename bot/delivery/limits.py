"""How fast Slack may be spoken to. Pure: moments are seconds on any clock that only goes forward.

The figures are those of Slack's documentation on rate limits: one message a second per channel,
several hundred a minute per workspace, and tiers of 20, 50 and 100 calls a minute per method.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field


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
    methods={
        "chat.update": Limit(50 / 60, 10),
        "conversations.open": Limit(50 / 60, 10),
        "reactions.add": Limit(50 / 60, 10),
    },
)

UNLIMITED = Limits(Limit(1e6, 1_000_000), Limit(1e6, 1_000_000), {})


@dataclass
class Budget:
    """What was spent so far, by the thing that is limited.

    Each of them has an arrival time: when its next call is due if calls come in even steps. A call
    may be early by `burst - 1` steps (the generic cell rate algorithm), so no window of t seconds
    holds more than `burst + rate * t` calls.
    """

    limits: Limits
    _arrivals: dict[tuple[str, ...], float] = field(default_factory=dict)
    _blocked: dict[tuple[str, str], float] = field(default_factory=dict)

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
        start = max(now, self._blocked.get((installation, method), now))
        for key, limit in limited.items():
            early = (limit.burst - 1) / limit.rate
            start = max(start, self._arrivals.get(key, now) - early)
        if start - now <= patience:
            for key, limit in limited.items():
                self._arrivals[key] = max(start, self._arrivals.get(key, start)) + 1 / limit.rate
        return start - now

    def block(self, installation: str, method: str, until: float) -> None:
        """Slack said when to come again, for this method in this workspace."""
        key = (installation, method)
        self._blocked[key] = max(until, self._blocked.get(key, until))

    def _limits_of(
        self, installation: str, method: str, channel: str
    ) -> Iterable[tuple[tuple[str, ...], Limit]]:
        if method == "chat.postMessage":
            yield (installation, method), self.limits.workspace_posts
            yield (installation, method, channel), self.limits.channel_posts
        elif method in self.limits.methods:
            yield (installation, method), self.limits.methods[method]
