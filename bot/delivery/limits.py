"""How fast Slack may be spoken to. Pure: moments are seconds on any clock that only goes forward.

The figures are those of Slack's documentation on rate limits: one message a second per channel,
several hundred a minute per workspace, and tiers of 20, 50 and 100 calls a minute per method.
"""

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


def wait_for(limit: Limit, arrival: float, now: float) -> tuple[float, float]:
    """Seconds to wait until one more call is allowed, and the arrival time to keep afterwards.

    `arrival` is the theoretical arrival time of the generic cell rate algorithm: 0.0 at first,
    then what the last call returned.
    """
    step = 1.0 / limit.rate
    arrival = max(arrival, now)
    wait = max(0.0, arrival - now - step * (limit.burst - 1))
    return wait, arrival + step


@dataclass
class Budget:
    """What was spent so far, by the thing that is limited."""

    limits: Limits
    _arrivals: dict[tuple[str, ...], float] = field(default_factory=dict)
    _blocked: dict[tuple[str, str], float] = field(default_factory=dict)

    def reserve(self, installation: str, method: str, channel: str, now: float) -> float:
        """Spend one call and return the seconds to wait before making it."""
        waits = [max(0.0, self._blocked.get((installation, method), 0.0) - now)]
        for key, limit in self._limits_of(installation, method, channel):
            wait, self._arrivals[key] = wait_for(limit, self._arrivals.get(key, 0.0), now)
            waits.append(wait)
        return max(waits)

    def block(self, installation: str, method: str, until: float) -> None:
        """Slack said when to come again, for this method in this workspace."""
        self._blocked[installation, method] = until

    def _limits_of(
        self, installation: str, method: str, channel: str
    ) -> Iterable[tuple[tuple[str, ...], Limit]]:
        if method == "chat.postMessage":
            yield (installation, method), self.limits.workspace_posts
            yield (installation, method, channel), self.limits.channel_posts
        elif method in self.limits.methods:
            yield (installation, method), self.limits.methods[method]
