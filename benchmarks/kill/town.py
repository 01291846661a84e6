"""Where the kill test takes place: a local Slack, two organisations, and what they have set up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.kill.clock import share
from bot.core import people as core
from bot.core.people import Side
from bot.pulse.questions import Anonymity
from bot.pulse.rules import Plan
from bot.pulse.service import plan
from bot.relationships import service
from bot.relationships.rules import Setup, check_setup
from handlers.manifest import build_manifest
from sandbox.client import App, Channel, Installation, Person, Sandbox, Workspace
from sandbox.clock import Clock
from sandbox.slack import Slack
from storage.database import Database
from storage.installations import save_installation
from storage.people import save_person

START = datetime(2026, 11, 1, 23, 0, tzinfo=UTC)  # a Sunday
DAY, HOUR = datetime(2026, 11, 2, tzinfo=UTC), 9  # a Monday, 09:00 of each person's own clock
ZONES = ("Asia/Tokyo", "Asia/Kolkata", "Europe/Berlin", "America/New_York")
ASKING = [DAY.replace(hour=HOUR, tzinfo=ZoneInfo(zone)) for zone in ZONES]
OPEN_HOURS = 4
# Who has not answered so long after being asked is reminded, once.
REMINDED_AFTER_HOURS = 1
REMINDING = ASKING[-1] + timedelta(hours=REMINDED_AFTER_HOURS)
CLOSING = ASKING[-1] + timedelta(hours=OPEN_HOURS)

# Without these a digest whose outcome is unknown would wait for a person, as it should.
EXTRA_SCOPES = ["channels:history", "groups:history"]

# How long a phase may take: each message that was in hand when a process died waits for its lease.
PHASE_SECONDS = 1800.0

QUESTION = "How well did we work together this week?"
# The pulses of the test, by number: whether they are anonymous.
PULSES = {1: False, 2: True}


@dataclass(frozen=True)
class Town:
    """`clients` have the app in their workspace, `vendors` do not; all are in the one channel."""

    slack: Slack
    box: Sandbox
    app: App
    installation: Installation
    channel: Channel
    clients: list[Person]
    vendors: list[Person]
    clock_file: Path

    @property
    def people(self) -> list[Person]:
        return [*self.clients, *self.vendors]

    def is_asked_last(self, person: Person) -> bool:
        """Whether somebody is asked, and so reminded, only when others have answered already."""
        return self.slack.core.world.users[person.id].tz == ZONES[-1]

    @property
    def contacts(self) -> list[Person]:
        return [self.clients[0], self.vendors[0]]

    def side_of(self, person: Person) -> Side:
        home = self.clients[0].workspace.id
        return Side.CLIENT if person.workspace.id == home else Side.VENDOR

    def environment(self, address: str) -> dict[str, str]:
        """The settings of a bot that joins this Slack."""
        return {
            "SLACK_BOT_TOKEN": self.installation.bot_token,
            "SLACK_APP_TOKEN": self.app.app_token,
            "SLACK_API_URL": self.slack.api_url,
            "DATABASE_URL": address,
            "LOG_LEVEL": "INFO",
        }


@asynccontextmanager
async def open_town(people: int, folder: Path, retry_seconds: float = 3.0) -> AsyncIterator[Town]:
    """A Slack in which the two organisations share a channel, half of the people on each side.

    It tells of an event four times, so many seconds apart, unless somebody acks it.
    """
    slack = Slack(clock=Clock(start=START), limits="off")
    await slack.start()
    box = await Sandbox.connect(slack.url)
    try:
        home, away = await box.workspace("Acme"), await box.workspace("Vee")
        manifest = build_manifest()
        manifest["oauth_config"]["scopes"]["bot"] += EXTRA_SCOPES
        app = await box.app(manifest)
        installation = await app.install(home)
        clients = await _settle(home, "Client", people - people // 2)
        vendors = await _settle(away, "Vendor", people // 2)
        channel = await home.channel("acme-vee", [*clients, *vendors], shared_with=[away])
        await channel.add_bot(installation)
        await box.retry_after_seconds(retry_seconds)
        clock_file = folder / "clock"
        share(slack.clock, clock_file)
        yield Town(slack, box, app, installation, channel, clients, vendors, clock_file)
    finally:
        await box.close()
        await slack.stop()


async def _settle(workspace: Workspace, name: str, count: int) -> list[Person]:
    return [
        await workspace.person(f"{name} {number}", tz=ZONES[number % len(ZONES)])
        for number in range(count)
    ]


async def prepare(town: Town, address: str) -> None:
    """Write into an empty database, at the newest schema, what both sides agreed on and planned."""
    database = Database(address)
    async with database.write() as session:
        await _introduce(session, town)
        relationship_id = await _agree(session, town)
        for anonymous in PULSES.values():
            await plan(
                session,
                relationship_id,
                Plan(
                    questions=[{"kind": "scale", "client": QUESTION, "vendor": QUESTION}],
                    anonymity=Anonymity.ANONYMOUS if anonymous else Anonymity.NAMED,
                    in_channel=False,
                    schedule={"weekday": DAY.weekday(), "at": f"{HOUR:02}:00"},
                    open_hours=OPEN_HOURS,
                    reminders=[REMINDED_AFTER_HOURS],
                ),
                user_id=town.clients[0].id,
                now=START,
            )
    await database.close()


async def _introduce(session: AsyncSession, town: Town) -> None:
    bot = town.installation
    await save_installation(
        session,
        team_id=bot.team_id,
        team_name="Acme",
        url=town.slack.url,
        bot_user_id=bot.bot_user_id,
        bot_id=bot.bot_id,
        now=START,
    )
    for person in _describe(town).values():
        await save_person(session, person, START)


def _describe(town: Town) -> dict[str, core.Person]:
    return {
        person.id: core.Person(
            person.id, person.workspace.id, person.name, ZONES[number % len(ZONES)]
        )
        for group in (town.clients, town.vendors)
        for number, person in enumerate(group)
    }


async def _agree(session: AsyncSession, town: Town) -> str:
    setup = Setup(
        client_name="Acme",
        vendor_name="Vee",
        client_people=tuple(person.id for person in town.clients),
        vendor_people=tuple(person.id for person in town.vendors),
        client_contacts=(town.contacts[0].id,),
        vendor_contacts=(town.contacts[1].id,),
        tz="Europe/Berlin",
    )
    known = _describe(town)
    relationship = await service.propose(
        session,
        installation_id=town.installation.team_id,
        channel_id=town.channel.id,
        setup=setup,
        roster=check_setup(setup, known, known.keys()),
        proposer=town.clients[0].id,
        now=START,
    )
    await service.decide(
        session,
        relationship.id,
        revision=relationship.revision,
        user_id=town.vendors[0].id,
        accept=True,
        now=START,
    )
    return relationship.id
