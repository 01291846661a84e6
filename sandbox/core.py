"""The parts of a running sandbox, joined; the HTTP server and the tests reach all of it here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

from sandbox.clock import Clock, Plan
from sandbox.deliveries import Deliveries
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.herald import Herald
from sandbox.http_events import HttpEvents
from sandbox.limits import Limits
from sandbox.live import Live
from sandbox.response_urls import ResponseUrls
from sandbox.rooms import Rooms
from sandbox.socket import SocketHub
from sandbox.topics import Topics
from sandbox.views import Views
from sandbox.wire import Wire
from sandbox.world import World

Planned = Callable[[], Awaitable[Plan | None]]


class Core:
    """One Slack without its web server. `url` is set once the server listens.

    `planned`, once somebody outside such as the bot has set it, tells what they do next by the
    clock.
    """

    def __init__(self, clock: Clock, limits: Literal["real", "off"]) -> None:
        self.clock = clock
        self.planned: Planned | None = None
        self.live = Live()
        self.clock.on_move(self.live.clock)
        self.world = World(clock)
        self.wire = Wire(clock, self.live)
        self.topics = Topics()
        self.faults = Faults()
        self.limits = Limits(clock, limits)
        self.sockets = SocketHub(self.wire, self.faults)
        self.deliveries = Deliveries(self.wire, self.faults)
        self.deliveries.socket_mode = self.sockets
        self.http = HttpEvents(self.wire, self.faults)
        self.deliveries.http = self.http
        self.events = Events(self.world, self.deliveries)
        self.herald = Herald(self.world, self.events)
        self.rooms = Rooms(self.world, self.herald, self.live)
        self.views = Views(self.world, self.live)
        self.response_urls = ResponseUrls(self.world, self.rooms)
        self.url = ""

    async def next_plan(self) -> Plan | None:
        return await self.planned() if self.planned else None

    def listen_at(self, url: str) -> None:
        self.url = url
        self.world.url = url
        self.response_urls.base_url = url
