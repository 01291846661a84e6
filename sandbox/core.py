"""The parts of a running sandbox, joined; the HTTP server and the tests reach all of it here."""

from __future__ import annotations

from typing import Literal

from sandbox.clock import Clock
from sandbox.deliveries import Deliveries
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.herald import Herald
from sandbox.http_events import HttpEvents
from sandbox.limits import Limits
from sandbox.response_urls import ResponseUrls
from sandbox.rooms import Rooms
from sandbox.socket import SocketHub
from sandbox.views import Views
from sandbox.wire import Wire
from sandbox.world import World


class Core:
    """One Slack without its web server. `url` is set once the server listens."""

    def __init__(self, clock: Clock, limits: Literal["real", "off"]) -> None:
        self.clock = clock
        self.world = World(clock)
        self.wire = Wire()
        self.faults = Faults()
        self.limits = Limits(clock, limits)
        self.sockets = SocketHub(self.wire, self.faults)
        self.deliveries = Deliveries(self.wire, self.faults)
        self.deliveries.socket_mode = self.sockets
        self.http = HttpEvents(self.wire, self.faults)
        self.deliveries.http = self.http
        self.events = Events(self.world, self.deliveries)
        self.herald = Herald(self.world, self.events)
        self.rooms = Rooms(self.world, self.herald)
        self.views = Views(self.world)
        self.response_urls = ResponseUrls(self.world, self.rooms)
        self.url = ""

    def listen_at(self, url: str) -> None:
        self.url = url
        self.response_urls.base_url = url
