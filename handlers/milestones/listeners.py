"""`/milestone`, its forms, and the buttons of cards, lists and direct messages."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.core.calendars import day_in
from bot.core.people import Member, Side
from bot.milestones import rules, service
from bot.milestones.rules import Draft, Step
from handlers import words
from handlers.errors import carry_out_typed
from handlers.lessons.offering import find_offers
from handlers.milestones import celebrations, forms, ids, list_views, reaching
from handlers.milestones.list_views import Entry
from handlers.request import (
    Request,
    find_member,
    find_relationship,
    read_typed,
    require_member,
    tell_silence,
    tell_silence_of,
)
from storage import installations, milestones, relationships
from storage.milestones import Listed, Milestone
from storage.relationships import Relationship

REACHED_LISTED = 10
# What a form proposes where nothing says when.
AHEAD = timedelta(days=30)
LATER = timedelta(days=7)


async def on_command(request: Request, text: str) -> None:
    match text.strip().casefold():
        case "":
            await _open_form(request)
        case "list":
            await _show_list(request)
        case "done":
            await _choose_reached(request)
        case "help":
            await request.tell(list_views.help_text())
        case _:
            await carry_out_typed(request, _open_form, f"/milestone {text}")


async def _open_form(request: Request) -> None:
    """The form, with what was typed as its title. Raises InvalidInput where that is too long."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.MILESTONE_PLAN, await find_member(request, session, relationship))
        sides = await relationships.load_sides(session, relationship)
        typed = " ".join((await read_typed(request, session)).split())
    rules.check_title(typed)
    metadata = {"relationship": relationship.id, "from": request.channel_id or ""}
    day = day_in(relationship.tz, request.now) + AHEAD
    await request.open(forms.plan_form(relationship, sides, typed, metadata, day=day))


async def on_new(request: Request) -> None:
    """The button in the list."""
    request.relationship_id = request.value
    await _open_form(request)


async def on_form(request: Request) -> None:
    async with request.change() as session:
        relationship = await find_relationship(request, session)
        milestone = await service.plan(
            session,
            relationship.id,
            _read_draft(request),
            user_id=request.user_id,
            now=request.now,
        )
        place = f"milestone:{milestone.id}"
        about = " ".join([milestone.title, *(milestone.meaning(side) for side in Side)])
        offers = await find_offers(session, relationship.id, about, place)
    silent = await tell_silence(request, relationship)
    if not silent and (offers or request.metadata["from"] != relationship.channel_id):
        await request.tell(list_views.planned(milestone, relationship, offers))


def _read_draft(request: Request) -> Draft:
    return Draft(
        title=" ".join(request.text_of(rules.TITLE).split()),
        day=request.day_of(rules.DAY),
        owners={side: next(iter(request.users_of(rules.owner_field(side))), "") for side in Side},
        meanings={side: request.text_of(rules.meaning_field(side)) for side in Side},
        yearly=request.text_of(forms.YEARLY) == forms.EVERY_YEAR,
    )


async def _show_list(request: Request) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        member = await require_member(request, session, relationship)
        coming = await _list_coming(session, relationship)
        reached = await milestones.list_reached(session, relationship.id, most=REACHED_LISTED)
        celebrated = await _link(session, relationship, reached)
    steerable = _list_steerable(coming, member)
    await request.tell(list_views.listing(relationship, coming, celebrated, steerable=steerable))


async def _choose_reached(request: Request) -> None:
    """The form for the only one that could be meant; else a list to choose from."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        member = await require_member(request, session, relationship)
        coming = await _list_coming(session, relationship)
    steerable = _list_steerable(coming, member)
    if len(steerable) == 1:
        await reaching.open_form(request, steerable[0])
    else:
        await request.tell(list_views.choice(relationship, coming, steerable=steerable))


async def _list_coming(session: AsyncSession, relationship: Relationship) -> list[Entry]:
    return await _link(
        session, relationship, await milestones.list_coming(session, relationship.id)
    )


async def _link(
    session: AsyncSession, relationship: Relationship, listed: list[Listed]
) -> list[Entry]:
    installation = await installations.get_installation(session, relationship.installation_id)
    return [
        (one.milestone, words.link_to(installation.url, one.channel_id, one.ts))
        if one.channel_id and one.ts
        else (one.milestone, None)
        for one in listed
    ]


def _list_steerable(entries: list[Entry], member: Member) -> list[str]:
    """The ids of those of which this person may say that they are reached."""
    return [milestone.id for milestone, _ in entries if service.may_reach(milestone, member)]


async def on_edit(request: Request) -> None:
    async with request.desk.database.read() as session:
        milestone = await service.check(session, request.value, request.user_id, Step.MOVED)
        relationship = await relationships.get_relationship(session, milestone.relationship_id)
    await request.open(forms.edit_form(milestone, relationship))


async def on_edit_form(request: Request) -> None:
    async def edit(session: AsyncSession, milestone_id: str) -> Milestone:
        return await service.edit(
            session, milestone_id, _read_draft(request), user_id=request.user_id, now=request.now
        )

    await _submit(request, edit)


async def on_move(request: Request) -> None:
    async with request.desk.database.read() as session:
        milestone = await service.check(session, request.value, request.user_id, Step.MOVED)
        relationship = await relationships.get_relationship(session, milestone.relationship_id)
    today = day_in(relationship.tz, request.now)
    await request.open(forms.move_form(milestone, day=max(milestone.due, today) + LATER))


async def on_move_form(request: Request) -> None:
    async def move(session: AsyncSession, milestone_id: str) -> Milestone:
        return await service.move(
            session,
            milestone_id,
            request.day_of(rules.DAY),
            request.text_of(rules.REASON),
            user_id=request.user_id,
            now=request.now,
        )

    await _submit(request, move)


async def on_drop(request: Request) -> None:
    async with request.desk.database.read() as session:
        milestone = await service.check(session, request.value, request.user_id, Step.DROPPED)
    await request.open(forms.drop_form(milestone))


async def on_drop_form(request: Request) -> None:
    async def drop(session: AsyncSession, milestone_id: str) -> Milestone:
        reason = request.text_of(rules.REASON)
        return await service.drop(
            session, milestone_id, reason, user_id=request.user_id, now=request.now
        )

    await _submit(request, drop)


async def on_restore(request: Request) -> None:
    async with request.desk.database.write() as session:
        await service.restore(session, request.value, user_id=request.user_id, now=request.now)


async def _submit(
    request: Request, change: Callable[[AsyncSession, str], Awaitable[Milestone]]
) -> None:
    """Change the milestone of a form; where its card cannot show it now, say why."""
    async with request.change() as session:
        milestone = await change(session, request.metadata["milestone"])
    await tell_silence_of(request, milestone.relationship_id)


ACTIONS = {
    ids.NEW: on_new,
    ids.EDIT: on_edit,
    ids.MOVE: on_move,
    ids.DROP: on_drop,
    ids.RESTORE: on_restore,
    **reaching.ACTIONS,
    **celebrations.ACTIONS,
}
FORMS = {
    ids.FORM: on_form,
    ids.EDIT_FORM: on_edit_form,
    ids.MOVE_FORM: on_move_form,
    ids.DROP_FORM: on_drop_form,
    **reaching.FORMS,
    **celebrations.FORMS,
}
