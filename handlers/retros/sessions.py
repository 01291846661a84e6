"""What people do in a retro: notes, headings, votes and improvements, each in a form."""

from collections.abc import Mapping

from bot.actions import rules as action_rules
from bot.actions import service as actions
from bot.actions.rules import SourceKind
from bot.core.calendars import day_in
from bot.retros import board, rules, service
from bot.retros.errors import NoNotes, NotesAreOpen
from bot.retros.rules import Grouping, Kind, Stage
from handlers.actions.drafting import read_draft
from handlers.request import Request, tell_silence, tell_silence_of
from handlers.retros import board_views, forms, ids
from handlers.surfaces import FormSurface
from storage import relationships, retros, retros_reading

# How many headings are shown where an improvement is named.
FIRST = 5


def read_retro(request: Request) -> str:
    """The retro that a button is about."""
    return request.value.partition(":")[0]


async def on_notes(request: Request) -> None:
    async with request.desk.database.read() as session:
        retro, _ = await service.check_part(
            session, read_retro(request), request.user_id, *rules.WRITABLE
        )
        own = await retros.list_own_notes(session, retro.id, request.user_id)
    await request.open(forms.notes_form(retro, board.show_notes(own)))


async def on_notes_form(request: Request) -> None:
    written = {kind: request.text_of(kind) for kind in Kind}
    try:
        async with request.change() as session:
            retro = await board.write_notes(
                session,
                request.metadata["retro"],
                written,
                seen=Stage(request.metadata["stage"]),
                user_id=request.user_id,
                now=request.now,
            )
    except NotesAreOpen:
        await _ask_again(request, written)
    else:
        await tell_silence_of(request, retro.relationship_id)


async def _ask_again(request: Request, written: Mapping[Kind, str]) -> None:
    """Show the same form, which says now that everybody sees what is written."""
    async with request.desk.database.read() as session:
        retro = await service.load(session, request.metadata["retro"])
    if isinstance(request.surface, FormSurface):
        await request.surface.turn(forms.notes_form(retro, written))


async def on_group(request: Request) -> None:
    async with request.desk.database.read() as session:
        steered = await service.check_steering(
            session, read_retro(request), request.user_id, Stage.GROUP
        )
        shown = await retros_reading.load_board(session, steered.retro)
    if not shown.notes:
        raise NoNotes
    await request.open(forms.group_form(steered.retro, shown))


async def on_group_form(request: Request) -> None:
    async with request.change() as session:
        retro = await board.group(
            session,
            request.metadata["retro"],
            _read_grouping(request),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_silence_of(request, retro.relationship_id)


def _read_grouping(request: Request) -> Grouping:
    heading = request.text_of(rules.HEADING)
    is_there = heading not in (forms.NEW_HEADING, forms.NO_HEADING)
    return Grouping(
        heading_id=heading if is_there else None,
        name=" ".join(request.text_of(rules.NAME).split()),
        theme=request.text_of(rules.THEME) or None,
        note_ids=list(request.values.get(rules.NOTES) or []),
        loosen=heading == forms.NO_HEADING,
    )


async def on_vote(request: Request) -> None:
    async with request.desk.database.read() as session:
        retro, _ = await service.check_part(
            session, read_retro(request), request.user_id, Stage.VOTE
        )
        headings = await retros.list_headings(session, retro.id)
        own = await retros.list_own_votes(session, retro.id, request.user_id)
    await request.open(forms.vote_form(retro, headings, own))


async def on_vote_form(request: Request) -> None:
    async with request.change() as session:
        retro = await board.vote(
            session,
            request.metadata["retro"],
            list(request.values.get(rules.VOTES) or []),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_silence_of(request, retro.relationship_id)


async def on_improve(request: Request) -> None:
    async with request.desk.database.read() as session:
        retro, _ = await service.check_part(
            session, read_retro(request), request.user_id, Stage.IMPROVE
        )
        relationship = await relationships.get_relationship(session, retro.relationship_id)
        shown = await retros_reading.load_board(session, retro)
    first = [
        board_views.title(one, shown, relationship) for one in shown.ranked if shown.count(one)
    ]
    today = day_in(relationship.tz, request.now)
    await request.open(
        forms.improve_form(retro, first[:FIRST], user_id=request.user_id, today=today)
    )


async def on_improve_form(request: Request) -> None:
    async with request.change() as session:
        retro, _ = await service.check_part(
            session, request.metadata["retro"], request.user_id, Stage.IMPROVE, lock=True
        )
        relationship = await relationships.get_relationship(session, retro.relationship_id)
        await actions.add(
            session,
            relationship,
            source_kind=SourceKind.RETRO,
            source_id=retro.id,
            series_id=relationship.id,
            thread_post_id=retro.post_id,
            side=None,
            draft=read_draft(request),
            review_on=request.day_of(action_rules.REVIEW),
            user_id=request.user_id,
            now=request.now,
        )
        await service.redraw(session, retro, request.now)
    await tell_silence(request, relationship)


ACTIONS = {
    ids.NOTES: on_notes,
    ids.GROUP: on_group,
    ids.VOTE: on_vote,
    ids.IMPROVE: on_improve,
}
FORMS = {
    ids.NOTES_FORM: on_notes_form,
    ids.GROUP_FORM: on_group_form,
    ids.VOTE_FORM: on_vote_form,
    ids.IMPROVE_FORM: on_improve_form,
}
