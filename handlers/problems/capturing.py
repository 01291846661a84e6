"""What is said in a problem's thread becomes a part of it, once somebody marks it.

By an emoji, taken away as well, or by a shortcut. Only where a problem is open is Slack asked for
what a message says, or where one was and a mark is taken away.
"""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act
from bot.core.errors import RapportError
from bot.problems import capturing, marks
from bot.problems.description import Captured, Source
from bot.problems.errors import AlreadyClosed, TakenBack, WithoutWords
from bot.problems.rules import Kind, Stage
from bot.problems.speaking import require_member
from handlers import blocks, words
from handlers.errors import tell_once
from handlers.problems import capture_views, following, ids, raising
from handlers.problems.source import (
    LONGEST,
    check_by_person,
    find_source,
    read_shortcut,
    read_text,
    write_source,
)
from handlers.relationships.roster import fetch_people
from handlers.request import Request, find_relationship, tell_silence
from handlers.sources import Reaction, Said, ask_for_message
from handlers.surfaces import FAILURES, ConversationSurface, is_passing
from storage import problems, problems_capture, problems_reading
from storage.problems import Entry, Problem


class InNoThread(RapportError):
    """This message stands in no thread of an open problem. “Raise as a problem” begins a new \
    one with it."""


@dataclass(frozen=True, slots=True)
class Marking:
    """An emoji that says what a message is, in a channel where a problem is open."""

    reaction: Reaction
    kind: Kind
    relationship_id: str


async def find_meant(session: AsyncSession, reaction: Reaction) -> Marking | None:
    """What an emoji says of a message, if that message should stand in a problem's thread."""
    place = await problems_capture.find_place(
        session, reaction.channel_id, closed_too=not reaction.added
    )
    if place is None:
        return None
    kind = marks.find_kind(marks.read_marks(place.emoji), reaction.name)
    return Marking(reaction, kind, place.relationship_id) if kind is not None else None


async def on_reaction(request: Request, marking: Marking) -> None:
    """A mark was put on a message that is not ours, or taken away. Elsewhere than in the thread of
    an open problem it is an emoji like any other, but for one that is taken away from a closed one.

    An error of Slack's that will pass is raised, so that Slack tells of the reaction again.
    """
    reaction = marking.reaction
    try:
        said = await ask_for_message(request, reaction.channel_id, reaction.ts, thread=True)
    except FAILURES as error:
        if is_passing(error):
            raise
        return
    problem = await _find(request, reaction.channel_id, said.thread_ts)
    if problem is None or (problem.stage == Stage.CLOSED and reaction.added):
        return
    request.relationship_id = marking.relationship_id
    request.surface = ConversationSurface(
        request.client, request.user_id, reaction.channel_id, said.thread_ts
    )
    said = replace(said, author=said.author or reaction.author)
    async with tell_once(request, reaction.about(request.user_id)):
        check_by_person(said)
        await _capture(request, problem, marking, said)
        if reaction.added:
            source = Source(reaction.channel_id, reaction.ts)
            request.desk.spawn(following.look_again(request, source, said))


async def _find(request: Request, channel_id: str, thread_ts: str | None) -> Problem | None:
    if not thread_ts:
        return None
    async with request.desk.database.read() as session:
        return await problems_reading.find_by_thread(session, channel_id, thread_ts)


async def _capture(request: Request, problem: Problem, marking: Marking, said: Said) -> None:
    reaction = marking.reaction
    named = {request.user_id, str(said.author), *words.find_users(said.text)}
    known = await fetch_people(request.desk, request.client, sorted(named))
    if request.user_id in known and known[request.user_id].is_bot:
        return
    text = words.unescape(said.text, {user_id: one.name for user_id, one in known.items()})
    async with request.change() as session:
        await capturing.capture(
            session,
            problem,
            kind=marking.kind,
            source=Source(reaction.channel_id, reaction.ts),
            author=str(said.author),
            text=blocks.cut(text, LONGEST),
            edited_ts=said.edited_ts,
            captured_by=request.user_id,
            acted_at=request.acted_at,
            added=reaction.added,
            now=request.now,
        )


async def on_raise_shortcut(request: Request) -> None:
    """ "Raise as a problem": the message is its first fact."""
    source, said = read_shortcut(request)
    # Should the relationship have to be asked for, it goes on as this command.
    request.become("/problem", f"{raising.RAISE} {said.text}")
    text = await read_text(request, said)
    await raising.open_form(request, text, write_source(source))


async def on_add_shortcut(request: Request) -> None:
    """ "Add to the problem": the form asks what the message is."""
    source, said = read_shortcut(request)
    problem = await _find(request, source.channel_id, said.thread_ts)
    if problem is None or problem.stage == Stage.CLOSED:
        raise InNoThread
    async with request.desk.database.read() as session:
        await require_member(session, problem, request.user_id, Act.PROBLEM_ADD)
    text = await read_text(request, said)
    if not text:
        raise WithoutWords
    await request.open(capture_views.form(problem, text, write_source(source)))


async def on_capture_form(request: Request) -> None:
    said = await find_source(request)
    async with request.change() as session:
        relationship = await find_relationship(request, session)
        problem = await problems.get_problem(session, request.metadata["problem"])
        if said is not None and not await _add(request, session, problem, said):
            if problem.stage == Stage.CLOSED:
                raise AlreadyClosed
            raise TakenBack
    await tell_silence(request, relationship)


async def _add(
    request: Request, session: AsyncSession, problem: Problem, said: Captured
) -> Entry | None:
    return await capturing.capture(
        session,
        problem,
        kind=Kind(request.text_of(capture_views.KIND)),
        source=Source(said.channel_id, said.ts),
        author=said.author,
        text=said.text,
        edited_ts=said.edited_ts,
        captured_by=request.user_id,
        acted_at=f"{request.now.timestamp():.6f}",
        added=True,
        now=request.now,
    )


FORMS = {ids.CAPTURE_FORM: on_capture_form}
SHORTCUTS = {ids.RAISE_SHORTCUT: on_raise_shortcut, ids.ADD_SHORTCUT: on_add_shortcut}
