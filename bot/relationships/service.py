"""What happens to relationships and rosters, inside the caller's transaction."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.errors import NotOnASide
from bot.core.ids import new_id
from bot.core.people import Member, Person, Side
from bot.relationships.errors import AlreadyDecided, AlreadySetUp, ProposalChanged
from bot.relationships.rules import Setup, find_cut_off, side_of_newcomer
from storage import channels, outbox, people, relationships
from storage.outbox import Card, Place
from storage.relationships import Relationship, Status

PROPOSAL = "proposal"
INTRODUCTION = "introduction"
CHANGE = "setup_change"

# Before any roster was compared with its channel.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


async def propose(
    session: AsyncSession,
    *,
    installation_id: str,
    channel_id: str,
    setup: Setup,
    roster: list[Member],
    proposer: str,
    now: datetime,
) -> Relationship:
    """One side proposes a relationship; its card asks the other side's contacts to confirm.

    Raises AlreadySetUp, or NotOnASide where the proposer is on neither side.
    """
    side = _side_of(proposer, roster)
    if side is None:
        raise NotOnASide
    relationship = await relationships.add_relationship(
        session,
        id=new_id(),
        installation_id=installation_id,
        channel_id=channel_id,
        client_name=setup.client_name,
        vendor_name=setup.vendor_name,
        tz=setup.tz,
        revision=1,
        status=Status.PROPOSED,
        proposed_by=proposer,
        proposed_side=side,
        created_at=now,
        bot_present=True,
        synced_at=now,
    )
    if relationship is None:
        raise AlreadySetUp
    await relationships.replace_roster(session, relationship.id, roster)
    relationship.card_post_id = await _post(session, PROPOSAL, relationship, now)
    return relationship


async def _post(session: AsyncSession, kind: str, relationship: Relationship, now: datetime) -> str:
    """A card that a relationship has once."""
    return await outbox.post(
        session,
        key=f"{kind}:{relationship.id}",
        place=place_of(relationship),
        card=Card(kind, relationship.id),
        now=now,
    )


async def decide(
    session: AsyncSession,
    relationship_id: str,
    *,
    revision: int,
    user_id: str,
    accept: bool,
    now: datetime,
) -> Relationship:
    """A contact of the other side answers the proposal in the revision that they looked at.

    Raises AlreadyDecided, NotOnASide, NotAllowed, or ProposalChanged.
    """
    relationship = await relationships.lock_relationship(session, relationship_id)
    if relationship.status != Status.PROPOSED:
        raise AlreadyDecided
    member = await relationships.find_member(session, relationship.id, user_id)
    require(Act.SETUP_ANSWER, member, asked=Side(relationship.proposed_side).other)
    if relationship.revision != revision:
        raise ProposalChanged
    relationship.status = Status.ACTIVE if accept else Status.DECLINED
    relationship.decided_by, relationship.decided_at = user_id, now
    await outbox.update_card(session, str(relationship.card_post_id), now)
    if accept:
        await _post(session, INTRODUCTION, relationship, now)
    else:
        await relationships.replace_roster(session, relationship.id, [])
    return relationship


async def change(
    session: AsyncSession,
    relationship_id: str,
    *,
    setup: Setup,
    roster: list[Member],
    user_id: str,
    now: datetime,
) -> Relationship:
    """A contact corrects names, sides, contacts or zone; both sides are told in the channel.

    Raises NotOnASide or NotAllowed.
    """
    relationship = await relationships.lock_relationship(session, relationship_id)
    member = await relationships.find_member(session, relationship.id, user_id)
    require(Act.SETUP_CHANGE, member)
    relationship.client_name, relationship.vendor_name = setup.client_name, setup.vendor_name
    relationship.tz = setup.tz
    relationship.revision += 1
    await relationships.replace_roster(session, relationship.id, roster)
    if relationship.status == Status.PROPOSED:
        _keep_proposer(relationship, roster, user_id)
        await outbox.update_card(session, str(relationship.card_post_id), now)
    else:
        await outbox.post(
            session,
            key=f"{CHANGE}:{new_id()}",
            place=place_of(relationship),
            card=Card(CHANGE, f"{relationship.id}:{user_id}"),
            now=now,
        )
    return relationship


def _keep_proposer(relationship: Relationship, roster: list[Member], user_id: str) -> None:
    """A corrected proposal is still confirmed by the side on which its proposer does not stand.

    Where the proposer is left out, whoever corrected it proposes it.
    """
    if _side_of(relationship.proposed_by, roster) is None:
        relationship.proposed_by = user_id
    side = _side_of(relationship.proposed_by, roster)
    if side is None:
        raise NotOnASide
    relationship.proposed_side = side


def _side_of(user_id: str, roster: Iterable[Member]) -> Side | None:
    return next((member.side for member in roster if member.user_id == user_id), None)


async def join(session: AsyncSession, relationship: Relationship, person: Person) -> Member | None:
    """Somebody came into the channel: on the side they had, or that of their colleagues.

    Returns None for bots and deactivated people, who are left out.
    """
    if not person.takes_part:
        return None
    known = await relationships.find_known_member(session, relationship.id, person.user_id)
    if known is None:
        side = side_of_newcomer(person, await _colleagues(session, relationship))
        known = Member(person.user_id, side)
    await relationships.save_member(session, relationship.id, known)
    return known


async def leave(session: AsyncSession, relationship: Relationship, user_id: str) -> None:
    """Somebody left the channel."""
    await relationships.mark_absent(session, relationship.id, user_id)


async def welcome_bot(session: AsyncSession, relationship: Relationship) -> None:
    """The bot is in the channel: what could not be said there while it was away is said now.

    Who came and went meanwhile was not told, so that has to be looked at.
    """
    relationship.bot_present = True
    look_soon(relationship)
    await speak_again(session, relationship)


async def unarchive(session: AsyncSession, relationship: Relationship) -> None:
    """The channel is in use again: what could not be said there meanwhile is said now."""
    relationship.archived = False
    await speak_again(session, relationship)


async def speak_again(session: AsyncSession, relationship: Relationship) -> None:
    """Say what waits for the channel, if the bot can."""
    if relationship.reachable:
        await outbox.revive(session, relationship.id, relationship.channel_id)


def look_soon(relationship: Relationship) -> None:
    """Have the roster compared with the channel at the next opportunity."""
    relationship.synced_at = NEVER


def overtakes(relationship: Relationship, ts: str) -> bool:
    """Whether an event about the channel itself is newer than all that were heard of before.

    One that comes too late is not believed: the channel is looked at instead.
    """
    if ts < (relationship.heard_ts or ""):
        look_soon(relationship)
        return False
    relationship.heard_ts = ts
    return True


async def follow_channel(session: AsyncSession, old_id: str, new_id: str) -> Relationship | None:
    """The channel got another id. Returns the relationship that followed it, if there is one."""
    relationship = await channels.change_id(session, old_id, new_id)
    if relationship is not None:
        look_soon(relationship)
        await speak_again(session, relationship)
    return relationship


async def sever(
    session: AsyncSession,
    relationship: Relationship,
    *,
    own_team: str,
    gone_team: str,
    shared: bool,
) -> list[Member]:
    """A workspace was disconnected from the channel, and its people with it: returns those.

    `shared` says whether it is still shared with any other. Where the bot's own workspace is the
    one, the bot is out, and nobody meets there any more.
    """
    if gone_team == own_team:
        relationship.bot_present = False
    look_soon(relationship)
    sides = await relationships.load_sides(session, relationship)
    known = await people.find_people(session, [member.user_id for member in sides.members])
    out = find_cut_off(known.values(), own_team=own_team, gone_team=gone_team, shared=shared)
    for user_id in sorted(out):
        await leave(session, relationship, user_id)
    return [member for member in sides.members if member.user_id in out]


async def match_roster(
    session: AsyncSession, relationship: Relationship, present: Iterable[Person]
) -> None:
    """Make the roster agree with who is in the channel now."""
    here = {person.user_id: person for person in present if person.takes_part}
    listed = await relationships.list_present(session, relationship.id)
    for user_id in listed - here.keys():
        await leave(session, relationship, user_id)
    for user_id in here.keys() - listed:
        await join(session, relationship, here[user_id])


def place_of(relationship: Relationship, thread_post_id: str | None = None) -> Place:
    """The relationship's own channel, or a thread in it."""
    return Place(
        installation_id=relationship.installation_id,
        channel_id=relationship.channel_id,
        thread_post_id=thread_post_id,
        relationship_id=relationship.id,
    )


def direct(relationship: Relationship, user_id: str) -> Place:
    """The direct message of a person, about something of this relationship."""
    return Place(relationship.installation_id, user_id=user_id, relationship_id=relationship.id)


async def tell(
    session: AsyncSession,
    relationship: Relationship,
    user_id: str,
    card: Card,
    now: datetime,
    *,
    about: str = "",
) -> str:
    """A card in that person's direct messages, once for what it is `about`: usually what it shows.

    Returns the id of its post.
    """
    return await outbox.post(
        session,
        key=f"{card.kind}:{about or card.id}:{user_id}",
        place=direct(relationship, user_id),
        card=card,
        now=now,
    )


async def _colleagues(
    session: AsyncSession, relationship: Relationship
) -> list[tuple[Person, Side]]:
    sides = await relationships.load_sides(session, relationship)
    known = await people.find_people(session, [m.user_id for m in sides.members])
    return [(known[m.user_id], m.side) for m in sides.members if m.side and m.user_id in known]
