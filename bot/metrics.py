"""What this process counts and times, for Prometheus.

The figures are of the process, as Prometheus means them: several bots in one process add up. What
all processes share, such as the depth of the outbox, is read from the database at each scrape.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

# Slack gives up on an answer after three seconds.
HANDLER_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_sends = Counter(
    "rapport_sends",
    "Calls that delivery made to Slack, by what became of them.",
    ["method", "outcome"],
    registry=REGISTRY,
)
_rate_limits = Counter(
    "rapport_rate_limits",
    "Answers of Slack that asked to come again later (HTTP 429).",
    ["method"],
    registry=REGISTRY,
)
_handlers = Histogram(
    "rapport_handler_duration_seconds",
    "How long it took to do what a person or Slack asked for.",
    ["kind", "feature"],
    buckets=HANDLER_BUCKETS,
    registry=REGISTRY,
)


def count_send(method: str, outcome: str) -> None:
    """Delivery called `method` (`chat.postMessage`); `outcome` is the name of a `retry.Outcome`."""
    _sends.labels(method, outcome).inc()


def count_rate_limit(method: str) -> None:
    """Slack answered a call of `method`, whoever made it, with 429."""
    _rate_limits.labels(method).inc()


def time_handler(kind: str, feature: str, seconds: float) -> None:
    """A listener of `feature` was done; `kind` is command, click, form, shortcut or event."""
    _handlers.labels(kind, feature).observe(seconds)
