"""Adding facts, causes, ideas ..., changing and taking back one's own, joining ideas."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act
from bot.core.errors import RapportError
from bot.problems import entries, rules
from bot.problems.blame import find_blamed
from bot.problems.errors import AlreadyClosed
from bot.problems.rules import CAUSES, Kind, Stage
from bot.problems.speaking import require_member, require_speaker
from handlers.problems import entry_forms, ids, stages, telling, turning
from handlers.problems.reading import read_form, read_value, tell_kept
from handlers.request import Request
from storage import people, problems, relationships
from storage.problems import Entry, Problem


class NothingToJoin(RapportError):
    """There are no two ideas here that could be joined."""


async def on_add(request: Request) -> None:
    """What the stage is about is proposed; everything that came before can be added, too."""
    seen = read_value(request.value)
    async with request.desk.database.read() as session:
        problem = await problems.get_problem(session, seen.problem_id)
        await require_member(session, problem, request.user_id, Act.PROBLEM_ADD)
        stage = Stage(problem.stage)
        rules.check_current(stage, seen.stage)
        if stage is Stage.CLOSED:
            raise AlreadyClosed
        causes = await _list_causes(session, problem) if stage is Stage.CAUSES else []
    form = entry_forms.entry_form(problem, stage, list_offered(stage), causes)
    await request.open(form)


def list_offered(stage: Stage) -> list[Kind]:
    """What can be added at a stage, the usual one first."""
    usual = stages.USUAL[stage]
    return [usual, *(kind for kind in rules.list_kinds(stage) if kind is not usual)]


async def _list_causes(session: AsyncSession, problem: Problem) -> list[Entry]:
    found = [
        cause
        for kind in CAUSES
        for cause in await problems.list_standing(session, problem.id, kind)
    ]
    return sorted(found, key=lambda cause: cause.seq)


async def on_entry_form(request: Request) -> None:
    seen = read_form(request)
    kind = Kind(request.text_of("kind") or request.metadata["kind"])
    if await asks_about_blame(request, kind):
        return
    async with request.change() as session:
        entry = await entries.add(
            session,
            seen.problem_id,
            kind=kind,
            text=request.text_of("text"),
            user_id=request.user_id,
            now=request.now,
            parent_id=request.text_of("parent") or None,
        )
        problem = await problems.get_problem(session, seen.problem_id)
    if entry.hidden:
        await request.tell(telling.idea_kept(problem))
    else:
        await tell_kept(request, seen.problem_id)


async def asks_about_blame(request: Request, kind: Kind) -> bool:
    """Whether the form asks once more, for somebody is named as a cause."""
    if kind not in CAUSES or turning.is_asked(request):
        return False
    text = request.text_of("text")
    async with request.desk.database.read() as session:
        relationship = await relationships.get_relationship(
            session, request.metadata["relationship"]
        )
        sides = await relationships.load_sides(session, relationship)
        known = await people.find_people(session, [one.user_id for one in sides.members])
    blamed = find_blamed(text, {user_id: person.name for user_id, person in known.items()})
    if blamed:
        await turning.ask_once(request, entry_forms.hint_of_blame(blamed))
    return bool(blamed)


async def check_own(session: AsyncSession, entry_id: str, user_id: str) -> tuple[Problem, Entry]:
    """An entry of an open problem, for its author. Raises NotAllowed or AlreadyClosed."""
    entry = await problems.get_entry(session, entry_id)
    problem = await problems.get_problem(session, entry.problem_id)
    await require_member(session, problem, user_id, Act.PROBLEM_WITHDRAW, author=entry.author)
    if problem.stage == Stage.CLOSED:
        raise AlreadyClosed
    return problem, entry


def list_changes(problem: Problem, entry: Entry) -> list[Kind]:
    """What an entry can become: while it is hidden, it stays what it is."""
    kept = Kind(entry.kind)
    if entry.hidden:
        return [kept]
    return [kept, *(kind for kind in list_offered(Stage(problem.stage)) if kind is not kept)]


async def edit(request: Request) -> None:
    """The author words an entry anew, or says that it is of another kind."""
    kind = request.text_of("kind")
    async with request.desk.database.write() as session:
        entry = await entries.edit(
            session,
            request.metadata["entry"],
            text=request.text_of("text"),
            user_id=request.user_id,
            now=request.now,
        )
        if kind and kind != entry.kind:
            await entries.move_kind(
                session, entry.id, kind=Kind(kind), user_id=request.user_id, now=request.now
            )


async def on_merge(request: Request) -> None:
    """Two ideas that are one."""
    seen = read_value(request.value)
    async with request.desk.database.read() as session:
        problem = await problems.get_problem(session, seen.problem_id)
        await require_speaker(session, problem, request.user_id)
        rules.check_current(Stage(problem.stage), seen.stage)
        ideas = await problems.list_standing(session, problem.id, Kind.IDEA)
    if len(ideas) < 2:
        raise NothingToJoin
    await request.open(entry_forms.merge_form(problem, ideas))


async def on_merge_form(request: Request) -> None:
    seen = read_form(request)
    async with request.change() as session:
        await entries.merge(
            session,
            request.text_of("entry"),
            request.text_of("into"),
            user_id=request.user_id,
            now=request.now,
        )
    await tell_kept(request, seen.problem_id)


ACTIONS = {ids.ADD: on_add, ids.MERGE: on_merge}
FORMS = {
    ids.ENTRY_FORM: on_entry_form,
    ids.MERGE_FORM: on_merge_form,
}
