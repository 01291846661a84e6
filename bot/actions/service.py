"""What happens to actions, wherever they were named, inside the caller's transaction.

Who is asked for one is in `bot.actions.asking`, who is asked whether it is done in
`bot.actions.following`, who is told that it is overdue in `bot.actions.chasing`, and who is asked
whether it helped in `bot.actions.reviewing`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions import rules
from bot.actions.errors import ActionGone, NotOpen
from bot.actions.rules import Draft, SourceKind
from bot.core.authority import Act, require
from bot.core.calendars import day_in
from bot.core.errors import NotAllowed
from bot.core.ids import new_id
from bot.core.people import Member, Side
from bot.relationships.service import place_of
from storage import actions, outbox, relationships
from storage.actions import Action, Helped, Status
from storage.outbox import Card
from storage.relationships import Relationship

CARD = "action"


@dataclass(frozen=True, slots=True)
class Origin:
    """What an action was named at, and the post under which its card stands."""

    kind: SourceKind
    id: str
    series_id: str
    thread_post_id: str | None


async def add(
    session: AsyncSession,
    relationship: Relationship,
    *,
    source_kind: SourceKind,
    source_id: str,
    series_id: str,
    thread_post_id: str | None,
    side: Side | None,
    draft: Draft,
    user_id: str,
    now: datetime,
    review_on: date | None = None,
) -> Action:
    """Somebody of either side writes down what somebody will do; its card stands under that post.

    `side` is the side whose people may do it; None where that is the side of whoever does it. On
    the day `review_on` it is asked whether it helped. Raises NotOnASide, and InvalidInput with
    sentences by field.
    """
    member = await relationships.find_member(session, relationship.id, user_id)
    require(Act.ACTION_ADD, member)
    origin = Origin(source_kind, source_id, series_id, thread_post_id)
    return await write_down(
        session,
        relationship,
        origin,
        side=side,
        draft=draft,
        user_id=user_id,
        now=now,
        review_on=review_on,
    )


async def write_down(
    session: AsyncSession,
    relationship: Relationship,
    origin: Origin,
    *,
    side: Side | None,
    draft: Draft,
    user_id: str,
    now: datetime,
    review_on: date | None = None,
) -> Action:
    """The same, for somebody who was asked for it."""
    sides = await relationships.load_sides(session, relationship)
    owner, side, due = rules.check(draft, side, sides, day_in(relationship.tz, now))
    rules.check_review(review_on, due)
    action = Action(
        id=new_id(),
        relationship_id=relationship.id,
        side=side,
        text=draft.what,
        owner=owner,
        due=due,
        first_due=due,
        status=Status.OPEN,
        source_kind=origin.kind,
        source_id=origin.id,
        series_id=origin.series_id,
        author=user_id,
        created_at=now,
        changed_by=user_id,
        changed_at=now,
        review_on=review_on,
    )
    action.post_id = await _post(session, action, relationship, origin, now)
    plan(action, relationship)
    session.add(action)
    await session.flush()
    return action


async def _post(
    session: AsyncSession,
    action: Action,
    relationship: Relationship,
    origin: Origin,
    now: datetime,
) -> str:
    return await outbox.post(
        session,
        key=f"{CARD}:{action.id}",
        place=place_of(relationship, thread_post_id=origin.thread_post_id),
        card=Card(CARD, action.id),
        now=now,
    )


def plan(action: Action, relationship: Relationship) -> None:
    """Set when somebody is written to about it next, as it stands now."""
    countries = (relationship.client_country, relationship.vendor_country)
    is_open = action.status == Status.OPEN
    action.nudged_at = None
    action.nudge_at = rules.find_nudge(action.due, relationship.tz, countries) if is_open else None
    plan_review(action, relationship)


def plan_review(action: Action, relationship: Relationship) -> None:
    """Set when it is asked whether it helped: of what was dropped or judged, never."""
    is_over = action.status == Status.DROPPED or action.helped in (Helped.YES, Helped.NO)
    action.ask_at = (
        None
        if action.review_on is None or is_over
        else rules.find_morning(action.review_on, relationship.tz)
    )


async def check_steerable(session: AsyncSession, action_id: str, user_id: str) -> Action:
    """The action, if that person may finish, move or drop it; nobody else changes it meanwhile.

    Raises ActionGone, NotOnASide or NotAllowed.
    """
    action = await actions.find_action(session, action_id, lock=True)
    if action is None:
        raise ActionGone
    _require_steering(
        action, await relationships.find_member(session, action.relationship_id, user_id)
    )
    return action


def may_steer(action: Action, member: Member) -> bool:
    """Whether that person may finish, move or drop the action."""
    try:
        _require_steering(action, member)
    except NotAllowed:
        return False
    return True


def _require_steering(action: Action, member: Member | None) -> None:
    require(
        Act.ACTION_STEER,
        member,
        author=action.author,
        owners=(action.owner,),
        asked=Side(action.side),
    )


async def check_movable(session: AsyncSession, action_id: str, user_id: str) -> Action:
    """The same, if it is open. Raises NotOpen, too."""
    action = await check_steerable(session, action_id, user_id)
    if action.status != Status.OPEN:
        raise NotOpen(status=action.status)
    return action


async def set_status(
    session: AsyncSession, action_id: str, status: Status, *, user_id: str, now: datetime
) -> Action:
    """It is done, dropped, or open again. Doing it twice changes nothing.

    Raises what `check_steerable` raises.
    """
    action = await check_steerable(session, action_id, user_id)
    await _set_status(session, action, status, user_id=user_id, now=now)
    return action


async def mark(
    session: AsyncSession,
    action_id: str,
    *,
    user_id: str,
    added: bool,
    acted_at: str,
    now: datetime,
) -> Action | None:
    """Somebody put the emoji that finishes it on its card, or took it away: then it is open again.

    It is finished as long as anybody's emoji stands. Of what one person did the latest counts, in
    whichever order it is heard. Who finished it with the button reopens it with the button. None
    where nothing changed. Raises what `check_steerable` raises.
    """
    action = await check_steerable(session, action_id, user_id)
    if not await actions.take_mark(session, action_id, user_id, acted_at, added=added):
        return None
    if added and action.status == Status.OPEN:
        await _set_status(session, action, Status.DONE, user_id=user_id, now=now)
        action.by_mark = True
        return action
    if added or not action.by_mark or await actions.is_marked(session, action_id):
        return None
    await _set_status(session, action, Status.OPEN, user_id=user_id, now=now)
    return action


async def _set_status(
    session: AsyncSession, action: Action, status: Status, *, user_id: str, now: datetime
) -> None:
    if action.status == status:
        return
    action.status, action.by_mark = status, False
    relationship = await relationships.get_relationship(session, action.relationship_id)
    plan(action, relationship)
    await _note_change(session, action, user_id, now)


async def move(
    session: AsyncSession, action_id: str, due: date | None, *, user_id: str, now: datetime
) -> Action:
    """It will be done by another day.

    Raises what `check_movable` raises, and InvalidInput for the field DUE.
    """
    action = await check_movable(session, action_id, user_id)
    relationship = await relationships.get_relationship(session, action.relationship_id)
    due = rules.check_day(due, day_in(relationship.tz, now))
    if action.due != due:
        action.due = due
        plan(action, relationship)
        await _note_change(session, action, user_id, now)
    return action


async def _note_change(session: AsyncSession, action: Action, user_id: str, now: datetime) -> None:
    action.changed_by, action.changed_at = user_id, now
    await redraw(session, action, now)


async def redraw(session: AsyncSession, action: Action, now: datetime) -> None:
    """Draw everything anew that shows it."""
    await outbox.update_cards(session, await actions.list_posts(session, action), now)
