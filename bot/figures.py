"""What all processes share, for Prometheus: read from the database at each scrape."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox_admin, pulse_due
from storage.database import database_time


async def read_figures(session: AsyncSession, now: datetime) -> bytes:
    """The gauges in Prometheus' text format. `now` is the clock that says what is due."""
    registry = CollectorRegistry()
    await _show_outbox(registry, session, now)
    await _show_blocks(registry, session)
    await _show_rounds(registry, session, now)
    return generate_latest(registry)


async def _show_outbox(registry: CollectorRegistry, session: AsyncSession, now: datetime) -> None:
    rows = Gauge(
        "rapport_outbox_rows",
        "Messages that are not done, by their state.",
        ["state"],
        registry=registry,
    )
    for state, count in (await outbox_admin.count_by_state(session)).items():
        rows.labels(state).set(count)
    oldest = Gauge(
        "rapport_outbox_oldest_seconds",
        "How long the message has waited that waits longest.",
        registry=registry,
    )
    oldest.set(_seconds_since(await outbox_admin.find_oldest_open(session), now))


async def _show_blocks(registry: CollectorRegistry, session: AsyncSession) -> None:
    blocked = Gauge(
        "rapport_blocked_seconds",
        "How long Slack is not called yet, because it asked to wait; * is a refused token.",
        ["installation", "method"],
        registry=registry,
    )
    moment = await database_time(session)
    for block in await outbox_admin.list_blocks(session, moment):
        if block.blocked_until is not None:
            left = (block.blocked_until - moment).total_seconds()
            blocked.labels(block.installation_id, block.method).set(left)


async def _show_rounds(registry: CollectorRegistry, session: AsyncSession, now: datetime) -> None:
    Gauge("rapport_rounds_open", "Rounds that take answers.", registry=registry).set(
        await pulse_due.count_open(session)
    )
    due = Gauge(
        "rapport_rounds_due",
        "Open rounds in which something is to be done by now.",
        ["act"],
        registry=registry,
    )
    late = Gauge(
        "rapport_rounds_late_seconds",
        "How long that has been due in the round that waits longest.",
        ["act"],
        registry=registry,
    )
    for act, found in (
        ("ask", await pulse_due.find_to_ask(session, now)),
        ("close", await pulse_due.find_to_close(session, now)),
    ):
        due.labels(act).set(found.rounds)
        late.labels(act).set(_seconds_since(found.since, now))


def _seconds_since(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment is not None else 0.0
