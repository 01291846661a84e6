"""Somebody who reads: in Oslo, on a Monday at noon, knowing two people and a channel."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.demo.notation import Reader

NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)

READER = Reader(
    names={"U1ANN": "Ann Berg", "U2BO": "Bo Lind", "C1ROOM": "acme-vee"},
    styles={"U1ANN": "bold cyan", "U2BO": "bold magenta"},
    tz=ZoneInfo("Europe/Oslo"),
    now=NOON,
)
