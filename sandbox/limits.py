"""Rate limits per method, workspace and app, as token buckets on the sandbox's clock."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from sandbox.clock import Clock

_PER_MINUTE = {2: 20, 3: 50, 4: 100}
_TIERS = {
    "apps.connections.open": 3,
    "bots.info": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 3,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "reactions.add": 3,
    "reactions.get": 3,
    "reactions.remove": 2,
    "team.info": 3,
    "users.info": 4,
    "users.list": 2,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
_POSTS_PER_SECOND = 1.0
_POST_BURST = 5
_POSTS_PER_MINUTE_IN_A_WORKSPACE = 300


@dataclass
class _Bucket:
    capacity: float
    per_second: float
    tokens: float
    filled_at: float

    def wait(self, now: float) -> float:
        """Seconds until a token is there; takes one when that is now."""
        self.tokens = min(
            self.capacity, self.tokens + max(0.0, now - self.filled_at) * self.per_second
        )
        self.filled_at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0
        return (1 - self.tokens) / self.per_second


class Limits:
    """`retry_after` tells whether a call may go through; mode "off" lets all of them."""

    def __init__(self, clock: Clock, mode: Literal["real", "off"]) -> None:
        self.mode = mode
        self._clock = clock
        self._buckets: dict[tuple[str, ...], _Bucket] = {}

    def retry_after(self, method: str, app_id: str, team_id: str, channel_id: str) -> int | None:
        """Whole seconds to wait before calling again, or None when the call is allowed.

        `team_id` is empty for app-level tokens, `channel_id` counts for chat.postMessage only.
        """
        if self.mode == "off":
            return None
        if method == "chat.postMessage":
            wait = self._wait_to_post(app_id, team_id, channel_id)
        elif method in _TIERS:
            rate = _PER_MINUTE[_TIERS[method]]
            wait = self._wait((method, app_id, team_id), rate, rate / 60)
        else:
            wait = 0.0
        return math.ceil(wait) if wait else None

    def retry_after_history(self, method: str, app_id: str, team_id: str) -> int | None:
        """The same for apps that are sold outside the Marketplace, whatever the mode."""
        wait = self._wait(("scarce", method, app_id, team_id), 1, 1 / 60)
        return math.ceil(wait) if wait else None

    def _wait_to_post(self, app_id: str, team_id: str, channel_id: str) -> float:
        wait = self._wait(("post", app_id, channel_id), _POST_BURST, _POSTS_PER_SECOND)
        if wait:
            return wait
        ceiling = _POSTS_PER_MINUTE_IN_A_WORKSPACE
        return self._wait(("posts", app_id, team_id), ceiling, ceiling / 60)

    def _wait(self, key: tuple[str, ...], capacity: float, per_second: float) -> float:
        now = self._clock.timestamp()
        bucket = self._buckets.setdefault(key, _Bucket(capacity, per_second, capacity, now))
        return bucket.wait(now)
