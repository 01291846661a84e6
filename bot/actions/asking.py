"""Both sides are asked what they will do about something, and told what became of it.

Inside the caller's transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions import rules, service
from bot.actions.errors import ActionGone, AlreadyNamed
from bot.actions.rules import Draft, SourceKind
from bot.actions.service import Origin
from bot.core.authority import Act, require
from bot.core.ids import new_id
from bot.core.people import Side
from bot.relationships.service import place_of, tell
from storage import actions, outbox, relationships
from storage.actions import Action, ActionRequest, Answer
from storage.outbox import Card
from storage.relationships import Relationship

REQUEST = "action_request"
RECAP = "action_recap"


@dataclass(frozen=True, slots=True)
class Source:
    """What both sides are asked about, such as a round: one of a series, such as its pulse.

    `post_id` is the post under which the actions stand, `at` the moment at which it was over.
    """

    kind: str
    id: str
    series_id: str
    relationship_id: str
    post_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of what both sides said they would do, up to some source of a series.

    `without` are the sources in a row about which a side named no action.
    """

    actions: Sequence[Action]
    without: dict[Side, int]

    @property
    def is_empty(self) -> bool:
        return not self.actions and not any(self.without.values())


async def ask(session: AsyncSession, source: Source, now: datetime) -> None:
    """Ask the contacts of both sides for one action each, and say what became of the last ones.

    Doing it twice changes nothing.
    """
    relationship = await relationships.lock_relationship(session, source.relationship_id)
    sides = await relationships.load_sides(session, relationship)
    for side in Side:
        request_id = new_id()
        is_new = await actions.add_request(
            session,
            id=request_id,
            relationship_id=relationship.id,
            side=side,
            source_kind=source.kind,
            source_id=source.id,
            series_id=source.series_id,
            thread_post_id=source.post_id,
            asked_at=source.at,
        )
        if is_new:
            contacts = [contact.user_id for contact in sides.contacts(side)]
            await _ask_contacts(session, relationship, request_id, contacts, now)
    await _post_recap(session, relationship, source, now)


async def _ask_contacts(
    session: AsyncSession,
    relationship: Relationship,
    request_id: str,
    contacts: Sequence[str],
    now: datetime,
) -> None:
    for user_id in contacts:
        post_id = await tell(session, relationship, user_id, Card(REQUEST, request_id), now)
        await actions.add_request_post(session, request_id, user_id, post_id)


async def _post_recap(
    session: AsyncSession, relationship: Relationship, source: Source, now: datetime
) -> None:
    if not (await summarise(session, source.id)).is_empty:
        await outbox.post(
            session,
            key=f"{RECAP}:{source.id}",
            place=place_of(relationship, thread_post_id=source.post_id),
            card=Card(RECAP, source.id),
            now=now,
        )


async def summarise(session: AsyncSession, source_id: str) -> Summary:
    """What became of the actions of the sources before that one, about which was asked."""
    asked = await actions.find_requests(session, source_id)
    if not asked:
        return Summary([], {})
    at, series_id = asked[0].asked_at, asked[0].series_id
    earlier = await actions.list_requests(session, series_id, at)
    if not earlier:
        return Summary([], {})
    return Summary(
        await actions.list_of_series(
            session, series_id, changed_after=earlier[0].asked_at, named_before=at
        ),
        rules.count_without([(Side(one.side), one.answer == Answer.NAMED) for one in earlier]),
    )


async def check_asked(session: AsyncSession, request_id: str, user_id: str) -> ActionRequest:
    """What a contact of that side may answer; nobody else answers it meanwhile.

    Raises ActionGone, NotOnASide, NotAllowed, or AlreadyNamed.
    """
    request = await actions.lock_request(session, request_id)
    if request is None:
        raise ActionGone
    member = await relationships.find_member(session, request.relationship_id, user_id)
    require(Act.ACTION_NAME, member, asked=Side(request.side))
    if request.answer == Answer.NAMED:
        raise AlreadyNamed
    return request


async def name(
    session: AsyncSession, request_id: str, draft: Draft, *, user_id: str, now: datetime
) -> Action:
    """A contact names what their side will do; its card stands under what it is about.

    Raises what `check_asked` raises, and InvalidInput with sentences by field.
    """
    request = await check_asked(session, request_id, user_id)
    relationship = await relationships.get_relationship(session, request.relationship_id)
    origin = Origin(
        SourceKind(request.source_kind),
        request.source_id,
        request.series_id,
        request.thread_post_id,
    )
    action = await service.write_down(
        session,
        relationship,
        origin,
        side=Side(request.side),
        draft=draft,
        user_id=user_id,
        now=now,
    )
    request.action_id = action.id
    await _answer(session, request, Answer.NAMED, user_id, now)
    return action


async def decline(session: AsyncSession, request_id: str, *, user_id: str, now: datetime) -> None:
    """A contact says that their side does nothing about it this time; they may name one later.

    Raises what `check_asked` raises.
    """
    request = await check_asked(session, request_id, user_id)
    if request.answer is None:
        await _answer(session, request, Answer.NOTHING, user_id, now)


async def _answer(
    session: AsyncSession, request: ActionRequest, answer: Answer, user_id: str, now: datetime
) -> None:
    request.answer, request.answered_by = answer, user_id
    posts = await actions.list_request_posts(session, request.id)
    await outbox.update_cards(session, posts, now)
