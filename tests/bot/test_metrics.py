"""What is counted can be read in Prometheus' own words."""

from prometheus_client import generate_latest

from bot import metrics


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def test_sends_are_counted_by_method_and_outcome() -> None:
    labels = {"method": "chat.postMessage", "outcome": "Sent"}
    before = value("rapport_sends_total", **labels)
    metrics.count_send("chat.postMessage", "Sent")
    metrics.count_send("chat.postMessage", "Refused")
    assert value("rapport_sends_total", **labels) == before + 1


def test_rate_limits_are_counted_by_method() -> None:
    before = value("rapport_rate_limits_total", method="views.open")
    metrics.count_rate_limit("views.open")
    assert value("rapport_rate_limits_total", method="views.open") == before + 1


def test_latency_falls_into_buckets_of_seconds() -> None:
    labels = {"kind": "command", "feature": "kudos"}
    bucket, count = (f"rapport_handler_duration_seconds_{x}" for x in ("bucket", "count"))
    before = value(bucket, **labels, le="0.5"), value(bucket, **labels, le="1.0")
    total = value(count, **labels)
    metrics.time_handler("command", "kudos", 0.7)
    assert value(bucket, **labels, le="0.5") == before[0]
    assert value(bucket, **labels, le="1.0") == before[1] + 1
    assert value(count, **labels) == total + 1


def test_the_text_is_prometheus_own() -> None:
    text = generate_latest(metrics.REGISTRY).decode()
    assert "# TYPE rapport_sends_total counter" in text
    assert "process_resident_memory_bytes" in text
