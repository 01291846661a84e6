"""`/problem`, its lists, and the whole record of one."""

from datetime import UTC, datetime, timedelta

from bot.core.errors import RapportError
from bot.problems import entries
from bot.problems.rules import Kind, Stage
from handlers import words
from handlers.blocks import View
from handlers.errors import carry_out_typed
from handlers.problems import (
    adding,
    capture_list,
    entry_forms,
    exporting,
    filters,
    ids,
    list_views,
    raising,
    record,
    telling,
)
from handlers.problems.filters import Filter
from handlers.problems.record_links import find_links
from handlers.problems.turning import turn
from handlers.request import Request, find_relationship, require_member
from storage import installations, problems_listing, problems_reading, relationships

CLOSED_LATELY = timedelta(days=30)
EVER = datetime(1970, 1, 1, tzinfo=UTC)


class WhichNumber(RapportError):
    """Say which problem by its number, such as `/problem {act} 3`. `/problem list` shows the \
    numbers."""


class NoSuchProblem(RapportError):
    """There is no problem #{number} here. `/problem list` shows those that there are."""


async def on_command(request: Request, text: str) -> None:
    word, _, rest = text.strip().partition(" ")
    match word.casefold():
        case "list":
            await _show_typed(request, rest)
        case "mine" if not rest:
            await _list(request, Filter(mine=True))
        case "show" if _is_number(rest):
            await request.open(await _load_view(request, await _find(request, "show", rest)))
        case "export" if _is_number(rest):
            await exporting.export(request, await _find(request, "export", rest))
        case "emoji" if not rest:
            await capture_list.on_emoji(request)
        case "help" if not rest:
            await request.tell(telling.help_text())
        case "":
            await raising.open_typed(request)
        case raising.RAISE if rest:
            request.become("/problem", rest)
            await carry_out_typed(request, raising.open_typed, f"/problem {text}")
        case _:
            await carry_out_typed(request, raising.open_typed, f"/problem {text}")


def _is_number(text: str) -> bool:
    """Whether that is meant as a number: "show 3" is, "show must go on" is a problem."""
    return not text.strip() or words.read_number(text.strip().lstrip("#")) is not None


async def _find(request: Request, act: str, text: str) -> str:
    """The id of the problem with that number. Raises WhichNumber or NoSuchProblem."""
    number = words.read_number(text.strip().lstrip("#"))
    if number is None:
        raise WhichNumber(act=act)
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        found = await problems_reading.find_by_number(session, relationship.id, number)
    if found is None:
        raise NoSuchProblem(number=number)
    return found.id


async def _show_typed(request: Request, text: str) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
    await _list(request, filters.read(words.unescape(text), relationship))


async def on_filter(request: Request) -> None:
    """A menu or button of a list."""
    request.relationship_id, wanted, before = list_views.read_value(request.value)
    await _list(request, wanted, before)


async def _list(request: Request, wanted: Filter, before: int | None = None) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        await require_member(request, session, relationship)
        listed = await problems_listing.list_problems(
            session,
            relationship.id,
            stage=wanted.stage,
            side=wanted.side,
            theme=wanted.theme,
            mine=request.user_id if wanted.mine else None,
            closed_since=EVER if wanted.stage is Stage.CLOSED else request.now - CLOSED_LATELY,
            most=list_views.SHOWN + 1,
            before=before,
        )
        installation = await installations.get_installation(session, relationship.installation_id)
        sides = await relationships.load_sides(session, relationship)
    shown = listed[: list_views.SHOWN]
    older = shown[-1].problem.number if len(listed) > len(shown) else None
    await request.tell(
        list_views.listing(relationship, sides, wanted, shown, installation.url, older=older)
    )


async def on_show(request: Request) -> None:
    await request.open(await _load_view(request, request.value))


async def _load_view(request: Request, problem_id: str, page: int = 0) -> View:
    """A page of all that is on record and this person may see."""
    async with request.desk.database.read() as session:
        dossier = await problems_reading.load_dossier(session, problem_id, request.user_id)
        await require_member(request, session, dossier.relationship)
        found = await find_links(session, dossier)
    return record.record(dossier, request.user_id, found, page)


async def on_page(request: Request) -> None:
    """A button of the record: another page of it."""
    await _turn_page(request, await _load_view(request, _read_problem(request), int(request.value)))


async def _turn_page(request: Request, view: View) -> None:
    await request.client.views_update(view_id=request.shown_in["id"], view=view)


def _read_problem(request: Request) -> str:
    return request.metadata["problem"]


async def on_change(request: Request) -> None:
    """A button of the record: its author changes an entry, in the place of the record."""
    async with request.desk.database.read() as session:
        problem, entry = await adding.check_own(session, request.value, request.user_id)
    kinds = adding.list_changes(problem, entry)
    page = request.metadata["page"]
    await _turn_page(request, entry_forms.edit_form(problem, entry, kinds, page=page))


async def on_edit_form(request: Request) -> None:
    """What was changed is seen in the record, which takes the place of the form again.

    A modal in which several entries are changed is one view of Slack's, so this is not done once.
    """
    if await adding.asks_about_blame(request, Kind(request.text_of("kind"))):
        return
    await adding.edit(request)
    page = int(request.metadata["page"])
    await turn(request, await _load_view(request, _read_problem(request), page))


async def on_withdraw(request: Request) -> None:
    """A button of that form: the author takes the entry back."""
    async with request.desk.database.write() as session:
        await entries.withdraw(session, request.value, user_id=request.user_id, now=request.now)
    page = int(request.metadata["page"])
    await _turn_page(request, await _load_view(request, _read_problem(request), page))


ACTIONS = {
    ids.FILTER: on_filter,
    ids.SHOW: on_show,
    ids.PAGE: on_page,
    ids.CHANGE: on_change,
    ids.WITHDRAW: on_withdraw,
}
FORMS = {ids.EDIT_FORM: on_edit_form}
