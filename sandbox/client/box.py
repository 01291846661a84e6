"""The way in: a connection to a running sandbox, its workspaces and its apps."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Literal

import aiohttp

from sandbox.client.people import Channel, Installation, Person
from sandbox.client.wire import Wire


class Workspace:
    """A Slack team; people and channels are born in it."""

    def __init__(self, wire: Wire, workspace_id: str, name: str) -> None:
        self._wire = wire
        self.id = workspace_id
        self.name = name

    async def person(self, name: str, tz: str = "Etc/UTC", **traits: bool) -> Person:
        """Traits are `hide_tz`, `is_restricted` and `is_ultra_restricted`."""
        made = await self._wire.ask("person.create", workspace=self.id, name=name, tz=tz, **traits)
        return Person(self._wire, made["id"], name, self)

    async def bot_user(self, name: str) -> Person:
        """The bot user of some other app."""
        made = await self._wire.ask("person.create", workspace=self.id, name=name, is_bot=True)
        return Person(self._wire, made["id"], name, self)

    async def channel(
        self,
        name: str,
        members: list[Person] | None = None,
        shared_with: list[Workspace] | None = None,
        private: bool = False,
    ) -> Channel:
        made = await self._wire.ask(
            "channel.create",
            workspace=self.id,
            name=name,
            members=[member.id for member in members or []],
            shared_with=[workspace.id for workspace in shared_with or []],
            private=private,
        )
        return Channel(self._wire, made["id"], name)


class App:
    """An app with its manifest; `install` puts it into a workspace."""

    def __init__(self, wire: Wire, made: dict[str, Any]) -> None:
        self._wire = wire
        self.id: str = made["id"]
        self.name: str = made["name"]
        self.app_token: str = made["app_token"]
        self.signing_secret: str = made["signing_secret"]

    async def install(self, workspace: Workspace, scopes: list[str] | None = None) -> Installation:
        """With all scopes of the manifest, or only with those of `scopes`."""
        made = await self._wire.ask(
            "app.install", app=self.id, workspace=workspace.id, scopes=scopes
        )
        return Installation(self._wire, made)

    async def verifies_url(self) -> bool:
        """Whether the request URL returns Slack's challenge."""
        verified: bool = (await self._wire.ask("app.verify_url", app=self.id))["verified"]
        return verified

    async def distribute(self) -> None:
        """Sell it outside the Marketplace: it may look into history once a minute only."""
        await self._wire.ask("app.distribute", app=self.id)

    async def open_sockets(self) -> int:
        count: int = (await self._wire.ask("sockets.count", app=self.id))["count"]
        return count


class Sandbox:
    """A connection to a running `sandbox.slack.Slack`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @classmethod
    async def connect(cls, url: str) -> Sandbox:
        return cls(Wire(url, aiohttp.ClientSession()))

    async def close(self) -> None:
        await self._wire.close()

    async def __aenter__(self) -> Sandbox:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def workspace(self, name: str) -> Workspace:
        made = await self._wire.ask("workspace.create", name=name)
        return Workspace(self._wire, made["id"], name)

    async def app(self, manifest: dict[str, Any], request_url: str | None = None) -> App:
        """With `request_url` the app is spoken to over HTTP, without over Socket Mode."""
        made = await self._wire.ask("app.create", manifest=manifest, request_url=request_url)
        return App(self._wire, made)

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self._wire.ask("clock.read"))["now"])

    async def move_clock(self, *, to: datetime | None = None, by: timedelta | None = None) -> None:
        if to is not None:
            await self._wire.ask("clock.move", to=to.isoformat())
        elif by is not None:
            await self._wire.ask("clock.move", by=by.total_seconds())

    async def quiet(self) -> None:
        """Return when every envelope is acked or given up and the app has fallen silent."""
        await self._wire.ask("wire.quiet")

    async def wire(self) -> list[dict[str, Any]]:
        """All that went over the wire so far, in order: what was said, not when."""
        entries: list[dict[str, Any]] = (await self._wire.ask("wire.read"))["entries"]
        about = ("number", "at", "seconds", "topics")
        return [{name: entry[name] for name in entry if name not in about} for entry in entries]

    async def fail(
        self,
        method: str,
        *,
        times: int = 1,
        error: str | None = None,
        status: int | None = None,
        delay: float | None = None,
        retry_after: int | None = None,
        drop: Literal["before", "after"] | None = None,
        done: bool = False,
    ) -> None:
        """The next `times` calls of `method` go wrong in this way; see `faults.Fault`.

        The method `*` is any of them.
        """
        await self._wire.ask(
            "fault.plan",
            method=method,
            times=times,
            error=error,
            status=status,
            delay=delay,
            retry_after=retry_after,
            drop=drop,
            done=done,
        )

    async def drop_acks(self, count: int) -> None:
        """Lose the next acks: events come again, interactions fail."""
        await self._wire.ask("fault.drop_acks", count=count)

    async def lose_events(self, event_type: str, count: int = 1) -> None:
        """The next events of this type never arrive: each of Slack's tries fails."""
        await self._wire.ask("fault.lose_events", type=event_type, count=count)

    async def hold_events(self) -> None:
        """Keep back all events from now on, until `release_events`."""
        await self._wire.ask("event.hold")

    async def release_events(self, *, reverse: bool = False, twice: bool = False) -> None:
        """Deliver what was kept back, one after the other: the last one first, or each twice."""
        await self._wire.ask("event.release", reverse=reverse, twice=twice)

    async def redeliver_last(self, event_type: str) -> None:
        await self._wire.ask("event.redeliver", type=event_type)

    async def repeat_last_interaction(self) -> None:
        """The last command, click or form arrives once more."""
        await self._wire.ask("interaction.repeat")

    async def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        """Ask all sockets to connect again, for one of Slack's reasons."""
        await self._wire.ask("sockets.refresh", reason=reason)

    async def refuse_sockets(self, count: int) -> None:
        """Turn the next sockets away: there are too many."""
        await self._wire.ask("fault.refuse_sockets", count=count)

    async def close_sockets(self) -> None:
        await self._wire.ask("sockets.close")

    async def retry_after_seconds(self, seconds: float) -> None:
        """How long Slack waits for an event's ack, and between its tries (real seconds)."""
        await self._wire.ask("timing.set", retry=seconds)

    async def ack_within_seconds(self, seconds: float) -> None:
        """How long Slack waits for the ack of an interaction (real seconds)."""
        await self._wire.ask("timing.set", ack=seconds)

    async def trigger_seconds(self, seconds: float) -> None:
        """How long, on the sandbox's clock, a modal may be opened after what a person did."""
        await self._wire.ask("timing.set", trigger=seconds)

    async def behave(self, **choices: Any) -> None:
        """Choose what Slack does where nobody wrote it down; see `events.CHOICES`."""
        await self._wire.ask("behaviour.set", **choices)
