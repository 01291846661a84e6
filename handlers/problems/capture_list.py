"""`/problem emoji`: by which emoji what is said in a problem's thread is marked."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.errors import InvalidInput
from bot.kudos import agreement
from bot.problems import marks
from bot.problems.rules import Kind
from bot.relationships.service import place_of
from handlers import emoji
from handlers.problems import capture_views, ids
from handlers.request import (
    Request,
    find_member,
    find_relationship,
    lock_relationship,
    require_member,
    tell_silence,
)
from storage import kudos_rules, outbox, problems_capture
from storage.relationships import Relationship


async def on_emoji(request: Request) -> None:
    """Those that hold, for everybody; contacts can change them."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        member = await require_member(request, session, relationship)
        held = await _load(session, relationship)
    await request.tell(capture_views.shown(relationship, held, may_change=member.is_contact))


async def on_button(request: Request) -> None:
    """The button below the list of problems."""
    request.relationship_id = request.value
    await on_emoji(request)


async def on_change(request: Request) -> None:
    """Open the form of contacts."""
    request.relationship_id = request.value
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.PROBLEM_EMOJI, await find_member(request, session, relationship))
        held = await _load(session, relationship)
    await request.open(capture_views.emoji_form(relationship, held))


async def on_form(request: Request) -> None:
    """They hold from now on, and everybody is told: it is about what I read."""
    async with request.change() as session:
        relationship = await lock_relationship(request, session)
        require(Act.PROBLEM_EMOJI, await find_member(request, session, relationship))
        typed = {kind: _read(request, kind) for kind in marks.DEFAULTS}
        chosen = marks.check_marks(typed, taken=await _list_taken(session, relationship))
        if chosen == await _load(session, relationship):
            raise InvalidInput({next(iter(chosen), Kind.FACT): "That is how it is already."})
        await problems_capture.save_emoji(
            session,
            relationship.id,
            chosen,
            changed_by=request.user_id,
            changed_at=request.now,
        )
        await outbox.post(
            session,
            key=f"{ids.EMOJI}:{request.view['id']}",
            place=place_of(relationship),
            message=capture_views.changed(chosen, request.user_id),
            now=request.now,
        )
    await tell_silence(request, relationship)


def _read(request: Request, kind: Kind) -> str:
    typed = request.text_of(kind)
    return emoji.read_name(typed) if typed else ""


async def _load(session: AsyncSession, relationship: Relationship) -> dict[Kind, str]:
    return marks.read_marks(await problems_capture.find_emoji(session, relationship.id))


async def _list_taken(session: AsyncSession, relationship: Relationship) -> set[str]:
    """What means something else: answers to pulses, and thanks as they are given or may be soon.

    Those that both sides begin with may answer a question of ours; nobody marks anything under one.
    """
    agreed = await agreement.load_rules(session, relationship.id)
    proposed = await kudos_rules.list_open_proposals(session, relationship.id)
    return {
        *emoji.TAKEN.difference(marks.DEFAULTS.values()),
        agreed.emoji,
        *(one.emoji for one in proposed),
    }


ACTIONS = {ids.EMOJI: on_change, ids.EMOJI_LIST: on_button}
FORMS = {ids.EMOJI_FORM: on_form}
