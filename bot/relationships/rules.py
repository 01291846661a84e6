"""What makes a sound relationship. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.core.calendars import zone_names
from bot.core.errors import InvalidInput
from bot.core.people import Member, Person, Role, Side, Sides

# From MISSION and DESIGN: a side's mean is shown from three answers on.
ANONYMOUS_MINIMUM = 3


@dataclass(frozen=True, slots=True)
class Setup:
    """What the setup form holds: names, user ids and an IANA zone."""

    client_name: str
    vendor_name: str
    client_people: tuple[str, ...]
    vendor_people: tuple[str, ...]
    client_contacts: tuple[str, ...]
    vendor_contacts: tuple[str, ...]
    tz: str


def check_setup(
    setup: Setup, known: dict[str, Person], in_channel: Collection[str]
) -> list[Member]:
    """The roster that a form describes. Raises InvalidInput with sentences by field name.

    Whoever is in the channel and was not picked is on no side: they were seen and left out, so
    nothing puts them on a side later but a contact. Bots and deactivated people are on no roster.
    """
    problems = {**_check_names(setup), **_check_people(setup, known, in_channel)}
    if setup.tz not in zone_names():
        problems["tz"] = "Pick a time zone from the list."
    if problems:
        raise InvalidInput(problems)
    picked = {*setup.client_people, *setup.vendor_people}
    return [
        *_members(setup.client_people, setup.client_contacts, Side.CLIENT),
        *_members(setup.vendor_people, setup.vendor_contacts, Side.VENDOR),
        *[Member(user_id, None) for user_id in in_channel if _is_left_out(user_id, picked, known)],
    ]


def _is_left_out(user_id: str, picked: Collection[str], known: dict[str, Person]) -> bool:
    return user_id not in picked and (user_id not in known or known[user_id].takes_part)


def _check_names(setup: Setup) -> dict[str, str]:
    problems = {}
    if not setup.client_name:
        problems["client_name"] = "Give the client organisation a name."
    if not setup.vendor_name:
        problems["vendor_name"] = "Give the vendor organisation a name."
    elif setup.client_name.casefold() == setup.vendor_name.casefold():
        problems["vendor_name"] = "The two organisations need different names."
    return problems


def _check_people(
    setup: Setup, known: dict[str, Person], in_channel: Collection[str]
) -> dict[str, str]:
    problems = {}
    for side, people, contacts in (
        (Side.CLIENT, setup.client_people, setup.client_contacts),
        (Side.VENDOR, setup.vendor_people, setup.vendor_contacts),
    ):
        if not people:
            problems[f"{side}_people"] = "Pick at least one person for this side."
        if not contacts:
            problems[f"{side}_contacts"] = "Pick at least one contact for this side."
        for user_id in people:
            sentence = _check_person(known.get(user_id), user_id in in_channel)
            if sentence:
                problems[f"{side}_people"] = sentence
        if any(user_id not in people for user_id in contacts):
            problems[f"{side}_contacts"] = "A contact must be one of the people of this side."
    both = set(setup.client_people) & set(setup.vendor_people)
    if both:
        names = ", ".join(sorted(known[u].name if u in known else u for u in both))
        problems["vendor_people"] = f"On both sides: {names}. Each person can be on one side only."
    return problems


def _check_person(person: Person | None, in_channel: bool) -> str | None:
    if person is None:
        return "One of these people is not in this channel. Invite them first, or leave them out."
    if person.is_bot:
        return f"{person.name} is a bot. Only people can be on a side."
    if person.deleted:
        return f"{person.name} has been deactivated. Please leave them out."
    if not in_channel:
        return f"{person.name} is not in this channel. Invite them first, or leave them out."
    return None


def _members(people: Iterable[str], contacts: Collection[str], side: Side) -> Iterable[Member]:
    for user_id in people:
        yield Member(user_id, side, Role.CONTACT if user_id in contacts else Role.MEMBER)


def side_of_newcomer(newcomer: Person, colleagues: Iterable[tuple[Person, Side]]) -> Side | None:
    """The side where all others of the newcomer's workspace stand; None where that is unclear."""
    sides = {side for person, side in colleagues if person.team_id == newcomer.team_id}
    return sides.pop() if newcomer.team_id and len(sides) == 1 else None


def find_cut_off(
    people: Iterable[Person], *, own_team: str, gone_team: str, shared: bool
) -> set[str]:
    """The user ids of those whom the disconnection of `gone_team` takes out of a channel.

    Nobody else is left beside the bot's own people where that is `own_team`. Slack may name an
    organisation (`E...`) that no person names; then it counts whether the channel is still
    `shared` with anybody.
    """
    if gone_team.startswith("T") and gone_team != own_team:
        return {person.user_id for person in people if person.team_id == gone_team}
    if shared and gone_team != own_team:
        return set()
    return {person.user_id for person in people if person.team_id != own_team}


def too_small(sides: Sides) -> list[Side]:
    """The sides that are too small for anonymous results."""
    return [side for side in Side if len(sides.on(side)) < ANONYMOUS_MINIMUM]
