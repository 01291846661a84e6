"""Events: which apps hear of something, on whose behalf, and in which envelope."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.deliveries import Deliveries, Delivery
from sandbox.ids import new_id
from sandbox.model import JSON, App, Channel, Installation
from sandbox.world import World

CHOICES: dict[str, tuple[str | bool, ...]] = {
    "authorization": ("last_joined", "host", "random"),
    "outer_team": ("actor", "installation"),
    "user_change_of_externals": (False, True),
    "item_user": (True, False),
    "thread_told": ("ts", "permalink", "nowhere"),
}


@dataclass
class Behaviour:
    """Where Slack's own behaviour is not written down: the choices, with their likely default."""

    authorization: Literal["last_joined", "host", "random"] = "last_joined"
    outer_team: Literal["actor", "installation"] = "actor"
    user_change_of_externals: bool = False
    item_user: bool = True
    thread_told: Literal["ts", "permalink", "nowhere"] = "ts"

    def choose(self, name: str, value: object) -> None:
        """Raises ValueError for a choice that there is not."""
        if value not in CHOICES.get(name, ()):
            raise ValueError(f"there is no behaviour {name}={value}")
        setattr(self, name, value)


@dataclass(frozen=True)
class News:
    """Something that happened. `body(installation)` is the inner event as that side sees it.

    `subscription` is the name in the manifest, `scope` what the token needs (None: nothing); both
    may hang on how the installation's workspace has the channel, see `Look.fill`.
    """

    subscription: str
    scope: str | None
    body: Callable[[Installation], JSON]
    audience: list[Installation]
    channel: Channel | None = None
    actor_team: str | None = None

    def reaches(self, installation: Installation) -> bool:
        """Whether the app subscribes to it and this installation's token may know it."""
        subscription, scope = self.subscription, self.scope or ""
        if self.channel:
            look = self.channel.look(installation.team_id)
            subscription, scope = look.fill(subscription), look.fill(scope)
        allowed = not scope or scope in installation.scopes
        return allowed and subscription in installation.app.bot_events


class Events:
    """Delivers each piece of news once per app, on behalf of one of its installations."""

    def __init__(self, world: World, deliveries: Deliveries) -> None:
        self.behaviour = Behaviour()
        self._world = world
        self._deliveries = deliveries

    def emit(self, news: News) -> list[Delivery]:
        """Start the deliveries: at most one per app that subscribes to it and may know."""
        by_app: dict[str, list[Installation]] = {}
        for installation in news.audience:
            if news.reaches(installation):
                by_app.setdefault(installation.app.id, []).append(installation)
        return [self._deliver(news, visible) for visible in by_app.values()]

    def _deliver(self, news: News, visible: list[Installation]) -> Delivery:
        chosen = self._choose(news.channel, visible)
        return self._deliveries.send_event(chosen.app, self._envelope(news, chosen))

    def _choose(self, channel: Channel | None, visible: list[Installation]) -> Installation:
        policy = self.behaviour.authorization
        if policy == "random":
            return secrets.choice(visible)
        if policy == "host" and channel:
            return next((i for i in visible if i.team_id == channel.host), visible[-1])
        return visible[-1]

    def _envelope(self, news: News, installation: Installation) -> JSON:
        body = news.body(installation)
        outer_team = installation.team_id
        if body["type"] == "message" and self.behaviour.outer_team == "actor":
            outer_team = news.actor_team or outer_team
        shared = news.channel is not None and self._world.is_shared_externally(news.channel)
        return {
            "token": "sandbox",
            "team_id": outer_team,
            "context_team_id": installation.team_id,
            "context_enterprise_id": None,
            "api_app_id": installation.app.id,
            "event": body,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": self._world.seconds(),
            "authorizations": [_authorization(installation)],
            "is_ext_shared_channel": shared,
            "event_context": _context(installation.app, installation.team_id, news.channel),
        }


def _authorization(installation: Installation) -> JSON:
    return {
        "enterprise_id": None,
        "team_id": installation.team_id,
        "user_id": installation.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }


def _context(app: App, team_id: str, channel: Channel | None) -> str:
    where = channel.id if channel else ""
    return "4-" + base64.urlsafe_b64encode(f"{app.id}.{team_id}.{where}".encode()).decode()
