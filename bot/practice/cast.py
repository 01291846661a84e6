"""The people of the story. They and both companies are invented."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.practice.opening import Practice
from sandbox.client import Channel, Person

CLIENT = "Havna Ferries"
VENDOR = "Quillbox"

# Where the client's office is.
HOME = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True)
class Player:
    """Somebody in the story; `city` is what people call their time zone."""

    person: Person
    organisation: str
    city: str
    tz: ZoneInfo

    def __str__(self) -> str:
        """The mention."""
        return str(self.person)

    @property
    def id(self) -> str:
        return self.person.id

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True)
class Cast:
    """Six of a ferry line, whose workspace has the app, and four of the firm that sells tickets."""

    ingrid: Player
    per: Player
    liv: Player
    sofia: Player
    tomas: Player
    rui: Player
    maya: Player
    luc: Player
    priya: Player
    kenji: Player

    @property
    def clients(self) -> list[Player]:
        return [self.ingrid, self.per, self.liv, self.sofia, self.tomas, self.rui]

    @property
    def vendors(self) -> list[Player]:
        return [self.maya, self.luc, self.priya, self.kenji]

    @property
    def everybody(self) -> list[Player]:
        return [*self.clients, *self.vendors]

    @property
    def roster(self) -> dict[str, Any]:
        """What they fill into the form of `/rapport setup`, by block id."""
        return {
            "client_name": CLIENT,
            "vendor_name": VENDOR,
            "client_people": self.clients,
            "client_contacts": [self.ingrid],
            "vendor_people": self.vendors,
            "vendor_contacts": [self.maya],
            "tz": HOME.key,
        }


async def gather_cast(practice: Practice) -> Cast:
    """Everybody gets an account in the workspace of their own company."""

    async def client(name: str, city: str, tz: str) -> Player:
        return Player(await practice.client.person(name, tz=tz), CLIENT, city, ZoneInfo(tz))

    async def vendor(name: str, city: str, tz: str) -> Player:
        return Player(await practice.vendor.person(name, tz=tz), VENDOR, city, ZoneInfo(tz))

    return Cast(
        ingrid=await client("Ingrid Solheim", "Oslo", "Europe/Oslo"),
        per=await client("Per Dahl", "Oslo", "Europe/Oslo"),
        liv=await client("Liv Aune", "Oslo", "Europe/Oslo"),
        sofia=await client("Sofia Lund", "Oslo", "Europe/Oslo"),
        tomas=await client("Tomás Reis", "Lisbon", "Europe/Lisbon"),
        rui=await client("Rui Matos", "Lisbon", "Europe/Lisbon"),
        maya=await vendor("Maya Okafor", "Toronto", "America/Toronto"),
        luc=await vendor("Luc Tremblay", "Toronto", "America/Toronto"),
        priya=await vendor("Priya Nair", "Kolkata", "Asia/Kolkata"),
        kenji=await vendor("Kenji Mori", "Tokyo", "Asia/Tokyo"),
    )


async def open_channel(practice: Practice, cast: Cast) -> Channel:
    """The channel that both companies share."""
    members = [player.person for player in cast.everybody]
    return await practice.client.channel(
        "havna-quillbox", members=members, shared_with=[practice.vendor]
    )
