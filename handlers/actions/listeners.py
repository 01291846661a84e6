"""Naming actions, finishing, moving and dropping them, and whether they helped."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions import asking, following, reviewing, rules, service
from bot.actions.reviewing import Verdict
from bot.actions.rules import SourceKind
from bot.core.calendars import day_in
from bot.problems import service as problems
from handlers import emoji, words
from handlers.actions import forms, ids, list_views, listing
from handlers.actions.drafting import read_draft
from handlers.request import Request
from storage import actions, relationships
from storage.actions import Action, Helped, Status
from storage.problems import lock_problem

LISTED = "list"
FINISHES = emoji.read_name("white_check_mark")


async def on_name(request: Request) -> None:
    async with request.desk.database.read() as session:
        asked = await asking.check_asked(session, request.value, request.user_id)
        relationship = await relationships.get_relationship(session, asked.relationship_id)
    today = day_in(relationship.tz, request.now)
    await request.open(forms.form(asked, relationship, user_id=request.user_id, today=today))


async def on_form(request: Request) -> None:
    draft = read_draft(request)
    async with request.change() as session:
        action = await asking.name(
            session, request.metadata["request"], draft, user_id=request.user_id, now=request.now
        )
        relationship = await relationships.get_relationship(session, action.relationship_id)
    await request.tell(forms.named(action, relationship, words.why_silent(relationship)))


async def on_nothing(request: Request) -> None:
    async with request.desk.database.write() as session:
        await asking.decline(session, request.value, user_id=request.user_id, now=request.now)


async def on_done(request: Request) -> None:
    await _set_status(request, Status.DONE)


async def on_drop(request: Request) -> None:
    await _set_status(request, Status.DROPPED)


async def on_reopen(request: Request) -> None:
    await _set_status(request, Status.OPEN)


async def _set_status(request: Request, status: Status) -> None:
    """The cards show it; what is listed privately stays as it was, and needs an answer."""
    async with request.desk.database.write() as session:
        await _hold_source(session, request.value)
        action = await service.set_status(
            session, request.value, status, user_id=request.user_id, now=request.now
        )
        await _touch_source(session, action, request.now)
        relationship = await relationships.get_relationship(session, action.relationship_id)
    if request.action_id.split(":")[1] == LISTED:
        await request.tell(list_views.changed(action, relationship))


async def _hold_source(session: AsyncSession, action_id: str) -> None:
    """Its problem is locked first, as by whoever changes the problem itself: both write that the
    card is to be drawn anew, and would wait for each other."""
    action = await actions.find_action(session, action_id)
    if action is not None and action.source_kind == SourceKind.PROBLEM:
        await lock_problem(session, action.source_id)


async def _touch_source(session: AsyncSession, action: Action, now: datetime) -> None:
    """What becomes of an action is something that happens to its problem; what it was already,
    is not."""
    if action.source_kind == SourceKind.PROBLEM and action.changed_at == now:
        await problems.act_on(session, action.source_id, now)


async def on_move(request: Request) -> None:
    async with request.desk.database.read() as session:
        action = await service.check_movable(session, request.value, request.user_id)
    await request.open(forms.date_form(action))


async def on_date_form(request: Request) -> None:
    async with request.change() as session:
        await _hold_source(session, request.metadata["action"])
        action = await service.move(
            session,
            request.metadata["action"],
            request.day_of(rules.DUE),
            user_id=request.user_id,
            now=request.now,
        )
        await _touch_source(session, action, request.now)


async def on_not_yet(request: Request) -> None:
    action_id, source_id = request.value.split(":")
    async with request.desk.database.write() as session:
        await following.say_not_yet(
            session, action_id, source_id, user_id=request.user_id, now=request.now
        )


async def on_helped(request: Request) -> None:
    """A button of the question whether it helped: the form for the words."""
    action_id, helped = request.value.split(":")
    async with request.desk.database.read() as session:
        action = await reviewing.check_reviewable(session, action_id, request.user_id)
        relationship = await relationships.get_relationship(session, action.relationship_id)
    today = day_in(relationship.tz, request.now)
    await request.open(forms.helped_form(action, Helped(helped), today=today))


async def on_helped_form(request: Request) -> None:
    verdict = Verdict(
        Helped(request.metadata["helped"]),
        request.text_of(rules.WORDS),
        request.day_of(rules.REVIEW),
    )
    async with request.change() as session:
        await reviewing.answer(
            session,
            request.metadata["action"],
            verdict,
            user_id=request.user_id,
            now=request.now,
        )


async def on_card_reaction(
    request: Request, session: AsyncSession, action_id: str, reaction_name: str, added: bool
) -> None:
    """The emoji that finishes an action was put on its card, or taken away."""
    if emoji.read_name(reaction_name) != FINISHES:
        return
    await _hold_source(session, action_id)
    action = await service.mark(
        session,
        action_id,
        user_id=request.user_id,
        added=added,
        acted_at=request.acted_at,
        now=request.now,
    )
    if action is not None:
        await _touch_source(session, action, request.now)


ACTIONS = {
    **listing.ACTIONS,
    ids.NAME: on_name,
    ids.NOTHING: on_nothing,
    ids.DONE: on_done,
    ids.DROP: on_drop,
    ids.REOPEN: on_reopen,
    ids.MOVE: on_move,
    ids.NOT_YET: on_not_yet,
    ids.HELPED: on_helped,
}
COMMANDS = listing.COMMANDS
FORMS = {ids.FORM: on_form, ids.DATE_FORM: on_date_form, ids.HELPED_FORM: on_helped_form}
REACTIONS = {service.CARD: on_card_reaction}
