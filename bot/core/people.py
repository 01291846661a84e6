"""People, the two sides, and what a person is within a relationship."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """One of the two organisations of a relationship."""

    CLIENT = "client"
    VENDOR = "vendor"

    @property
    def other(self) -> "Side":
        return Side.VENDOR if self is Side.CLIENT else Side.CLIENT


class Role(StrEnum):
    """What a member is on their side. Each side has one contact or more."""

    MEMBER = "member"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Person:
    """A person as Slack describes them: a user id with its home team.

    `tz` is an IANA zone name, or None where Slack withholds it (people of other workspaces).
    """

    user_id: str
    team_id: str | None
    name: str
    tz: str | None = None
    is_bot: bool = False
    deleted: bool = False

    @property
    def takes_part(self) -> bool:
        return not (self.is_bot or self.deleted)


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the roster of a relationship. `side` is None until somebody has chosen one."""

    user_id: str
    side: Side | None
    role: Role = Role.MEMBER

    @property
    def is_contact(self) -> bool:
        return self.role is Role.CONTACT


@dataclass(frozen=True, slots=True)
class Sides:
    """The names of the two organisations and who stands where."""

    client_name: str
    vendor_name: str
    members: tuple[Member, ...]

    def name(self, side: Side) -> str:
        return self.client_name if side is Side.CLIENT else self.vendor_name

    def on(self, side: Side) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.side is side)

    def contacts(self, side: Side) -> tuple[Member, ...]:
        return tuple(member for member in self.on(side) if member.is_contact)

    def find_askable(self, owner: str, side: Side) -> list[str]:
        """Who is asked about what `owner` has for that side: they, or where they are not on it any
        more, its contacts."""
        if any(member.user_id == owner for member in self.on(side)):
            return [owner]
        return [contact.user_id for contact in self.contacts(side)]

    def find(self, user_id: str) -> Member | None:
        return next((m for m in self.members if m.user_id == user_id), None)


def propose_sides(people: Iterable[Person], home_team: str | None) -> dict[str, Side]:
    """Propose a side for each person from their home workspace.

    People of the proposer's own workspace (`home_team`) are proposed as client, all others as
    vendor. Where Slack tells no workspace, nothing speaks for another one. It is a first guess
    that the modal lets everyone correct.
    """
    return {
        person.user_id: Side.CLIENT if person.team_id in (home_team, None) else Side.VENDOR
        for person in people
        if person.takes_part
    }
