"""What people write, put together and vote for in a retro, inside the caller's transaction.

Notes are their author's alone until both sides open them, votes until both sides end the vote: what
is still hidden stands in no message, so nothing here is said to Slack but counts.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import InvalidInput
from bot.core.ids import new_id
from bot.core.people import Side
from bot.retros import rules, service
from bot.retros.errors import NotesAreOpen
from bot.retros.rules import Grouping, Kind, Stage
from storage import retros
from storage.retros import Retro, RetroNote


async def write_notes(
    session: AsyncSession,
    retro_id: str,
    written: Mapping[Kind, str],
    *,
    seen: Stage,
    user_id: str,
    now: datetime,
) -> Retro:
    """Make these the notes of that person; what is not among them any more is withdrawn.

    Raises what `service.check_part` raises, InvalidInput by the kind of a note, and NotesAreOpen
    where they were still hidden at the stage that the person saw.
    """
    retro, member = await service.check_part(session, retro_id, user_id, *rules.WRITABLE, lock=True)
    if seen is Stage.COLLECT and retro.stage != Stage.COLLECT:
        raise NotesAreOpen
    notes = rules.read_notes(written)
    before = {
        (Kind(one.kind), one.text): one
        for one in await retros.list_own_notes(session, retro_id, user_id)
    }
    gone = [before[one] for one in before.keys() - set(notes)]
    new = [one for one in notes if one not in before]
    headings = _find_headings(gone, new)
    side = Side(str(member.side))
    await retros.forget_notes(session, [one.id for one in gone])
    await retros.add_notes(
        session, [_row(retro, one, user_id, side, headings.get(one[0])) for one in new]
    )
    await retros.forget_empty_headings(session, retro_id)
    await service.redraw(session, retro, now)
    return retro


def _find_headings(
    gone: Collection[RetroNote], new: Collection[tuple[Kind, str]]
) -> dict[Kind, str | None]:
    """Under which heading a new note of a kind goes: one that took the place of one was changed."""
    left, come = Counter(one.kind for one in gone), Counter(kind for kind, _ in new)
    return {
        Kind(one.kind): one.heading_id
        for one in gone
        if left[one.kind] == come[Kind(one.kind)] == 1
    }


def _row(
    retro: Retro, note: tuple[Kind, str], user_id: str, side: Side, heading_id: str | None
) -> dict[str, object]:
    kind, words = note
    return {
        "id": new_id(),
        "retro_id": retro.id,
        "kind": kind,
        "text": words,
        "author": user_id,
        "side": side,
        "heading_id": heading_id,
    }


def show_notes(notes: Sequence[RetroNote]) -> dict[Kind, str]:
    """Somebody's own notes as they are written: one on each line."""
    return {
        kind: "\n".join(one.text for one in notes if one.kind == kind)
        for kind in Kind
        if any(one.kind == kind for one in notes)
    }


async def group(
    session: AsyncSession, retro_id: str, grouping: Grouping, *, user_id: str, now: datetime
) -> Retro:
    """A facilitator puts notes under a heading, or takes them out, or changes a heading.

    Raises what `service.check_steering` raises, and InvalidInput by field.
    """
    steered = await service.check_steering(session, retro_id, user_id, Stage.GROUP, lock=True)
    rules.check_grouping(grouping)
    heading_id = None if grouping.loosen else await _find_heading(session, retro_id, grouping, now)
    put = await retros.put_under(session, retro_id, grouping.note_ids, heading_id)
    if grouping.note_ids and not put:
        raise InvalidInput({rules.NOTES: "These notes were withdrawn meanwhile. Pick others."})
    await retros.forget_empty_headings(session, retro_id)
    await service.redraw(session, steered.retro, now)
    return steered.retro


async def _find_heading(
    session: AsyncSession, retro_id: str, grouping: Grouping, now: datetime
) -> str:
    """The heading that is meant; two people who name one alike at once mean the same."""
    known = await retros.list_headings(session, retro_id)
    if grouping.heading_id is None:
        name = grouping.name.casefold()
        heading = next((one for one in known if one.name.casefold() == name), None)
        if heading is None:
            return await _add_heading(session, retro_id, grouping, now)
    else:
        heading = next((one for one in known if one.id == grouping.heading_id), None)
        if heading is None:
            raise InvalidInput({rules.HEADING: "This heading is gone meanwhile. Pick another one."})
        heading.name = grouping.name or heading.name
    heading.theme = rules.choose_theme(heading.theme, grouping.theme)
    return heading.id


async def _add_heading(
    session: AsyncSession, retro_id: str, grouping: Grouping, now: datetime
) -> str:
    heading_id = new_id()
    theme = rules.choose_theme(None, grouping.theme)
    row = {"id": heading_id, "name": grouping.name, "theme": theme, "created_at": now}
    await retros.add_headings(session, retro_id, [row])
    return heading_id


async def vote(
    session: AsyncSession,
    retro_id: str,
    heading_ids: Collection[str],
    *,
    user_id: str,
    now: datetime,
) -> Retro:
    """Make these the votes of that person; none takes them all back.

    Raises what `service.check_part` raises, and InvalidInput for the field VOTES.
    """
    retro, member = await service.check_part(session, retro_id, user_id, Stage.VOTE, lock=True)
    headings = await retros.list_headings(session, retro_id)
    rules.check_votes(heading_ids, [one.id for one in headings])
    side = Side(str(member.side))
    await retros.save_votes(session, retro_id, user_id, side, set(heading_ids))
    await service.redraw(session, retro, now)
    return retro
