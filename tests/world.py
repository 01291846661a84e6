"""The world of the scenario tests: a local Slack, two organisations, and the real bot."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core import people
from bot.main import Rapport
from bot.practice import Practice, open_practice
from bot.relationships.rules import Setup, check_setup
from bot.relationships.service import decide, propose
from sandbox.client import Channel, Message, Person, Sandbox, View
from storage.people import save_person

# A Monday morning: 09:00 in Berlin, 08:00 in London, 03:00 in New York, 17:00 in Tokyo.
START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)

# How long people of these worlds wait, unless a test is about what happens when they do not.
PATIENT_SECONDS = 20


@dataclass
class World:
    """Acme is the client, with the app in its workspace; Vee is the vendor, without it."""

    practice: Practice
    rapport: Rapport
    database_url: str
    room: Channel
    ann: Person
    amir: Person
    ada: Person
    bo: Person
    bea: Person
    bob: Person

    @property
    def box(self) -> Sandbox:
        return self.practice.box

    @property
    def inst(self):
        return self.practice.installation

    @property
    def bot(self) -> str:
        """The bot, as it is mentioned."""
        return f"<@{self.inst.bot_user_id}>"

    @property
    def clients(self) -> list[Person]:
        return [self.ann, self.amir, self.ada]

    @property
    def vendors(self) -> list[Person]:
        return [self.bo, self.bea, self.bob]

    async def restart(self) -> None:
        """Stop the bot, and start it again on the same database."""
        await self.rapport.__aexit__(None, None, None)
        self.rapport = await self.practice.bot(self.database_url).__aenter__()

    async def settle(self) -> None:
        """Let everything that is due happen, and every message leave."""
        deliveries, wire = self.practice.slack.core.deliveries, self.practice.slack.wire
        await deliveries.quiet()
        await self.rapport.settle()
        said = -1
        while said != len(wire):  # what is said is heard again, and may be answered
            said = len(wire)
            await deliveries.quiet()
            await self.rapport.finish()

    async def until(self, look: Callable[[], Awaitable[object]], seconds: float = 15) -> None:
        """Look again and again, until there is something; real time, for what takes its time."""
        async with asyncio.timeout(seconds):
            while not await look():
                await asyncio.sleep(0.05)

    async def pass_time(self, *, by: timedelta | None = None, to: datetime | None = None) -> None:
        """Move the clock of Slack and bot, and let happen what is due then."""
        await self.box.move_clock(by=by, to=to)
        await self.settle()

    async def menu_button(self, person: Person, text: str) -> None:
        """What people without the app do: mention the bot, and press a button of its menu."""
        await person.says(f"{self.bot} hello", in_=self.room)
        await self.settle()
        menu = [m for m in await person.sees(self.room) if m.ephemeral and text in m.buttons][-1]
        await person.presses(menu, text)

    async def notice(self, person: Person) -> Message:
        """The newest message in the room that only this person sees."""
        return [m for m in await person.sees(self.room) if m.ephemeral][-1]

    async def open_setup(self, person: Person) -> View:
        """`/rapport setup`, and the form once it is filled."""
        await person.command("/rapport", "setup", in_=self.room)
        await self.settle()
        view = await person.modal()
        assert view is not None
        return view

    async def agree(self) -> None:
        """What stands after `set_up`, without the conversation that leads there."""
        now = self.practice.slack.clock.now()
        known = {one.id: self._describe(one) for one in (*self.clients, *self.vendors)}
        setup = Setup(
            client_name="Acme",
            vendor_name="Vee",
            client_people=tuple(one.id for one in self.clients),
            vendor_people=tuple(one.id for one in self.vendors),
            client_contacts=(self.ann.id,),
            vendor_contacts=(self.bo.id,),
            tz="Europe/Berlin",
        )
        async with self.rapport.database.write() as session:
            for person in known.values():
                await save_person(session, person, now)
            proposed = await propose(
                session,
                installation_id=self.inst.team_id,
                channel_id=self.room.id,
                setup=setup,
                roster=check_setup(setup, known, known),
                proposer=self.ann.id,
                now=now,
            )
            await decide(
                session,
                proposed.id,
                revision=proposed.revision,
                user_id=self.bo.id,
                accept=True,
                now=now,
            )
        await self.settle()

    def _describe(self, person: Person) -> people.Person:
        tz = self.practice.slack.core.world.users[person.id].tz
        return people.Person(person.id, person.workspace.id, person.name, tz)

    async def set_up(self) -> None:
        """Ann proposes, Bo confirms."""
        await self.open_setup(self.ann)
        result = await self.ann.submits(
            {
                "client_name": "Acme",
                "vendor_name": "Vee",
                "client_people": self.clients,
                "vendor_people": self.vendors,
                "client_contacts": [self.ann],
                "vendor_contacts": [self.bo],
                "tz": "Europe/Berlin",
            }
        )
        assert result.errors == {}, result.errors
        await self.settle()
        card = [m for m in await self.bo.sees(self.room) if "Confirm" in m.buttons][-1]
        await self.bo.presses(card, "Confirm")
        await self.settle()


@asynccontextmanager
async def open_world(
    database_url: str, *, http_port: int | None = None, without_scopes: Collection[str] = ()
) -> AsyncIterator[World]:
    """A world in which nothing is set up yet; over signed HTTP where a port is given."""
    async with open_practice(
        "Acme", "Vee", start=START, http_port=http_port, without_scopes=without_scopes
    ) as practice:
        acme, vee = practice.client, practice.vendor
        clients = [
            await acme.person("Ann Berg", tz="Europe/Berlin"),
            await acme.person("Amir Khan", tz="Europe/London"),
            await acme.person("Ada Rao", tz="Asia/Kolkata"),
        ]
        vendors = [
            await vee.person("Bo Lind", tz="America/New_York"),
            await vee.person("Bea Ruiz", tz="America/New_York"),
            await vee.person("Bob Ito", tz="Asia/Tokyo"),
        ]
        room = await acme.channel("acme-vee", members=[*clients, *vendors], shared_with=[vee])
        rapport = await practice.bot(database_url).__aenter__()
        world = World(practice, rapport, database_url, room, *clients, *vendors)
        # Slack's three seconds are for people; what is tested on a busy machine takes longer.
        await practice.box.ack_within_seconds(PATIENT_SECONDS)
        await practice.box.trigger_seconds(PATIENT_SECONDS)
        try:
            await room.add_bot(practice.installation)
            yield world
        finally:
            await world.rapport.__aexit__(None, None, None)
