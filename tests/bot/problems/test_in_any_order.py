"""Whatever people of both sides do, in whichever order, on whichever card: no stage moves without
both sides, no entry is lost, what is hidden stays so, and the card agrees with the database."""

import asyncio
import json
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.problems.patience import FREED, Calendar
from bot.problems.rules import ORDER, Outcome, Stage, Step
from handlers.problems import cards
from storage import problems
from storage.database import Database
from storage.outbox import OutboxRow
from storage.problems import Entry, Move
from storage.problems_reading import Dossier, Head
from tests.bot.problems.acts import SIDES, Act, Walk, imagine
from tests.bot.problems.records import Room, raise_one, write_relationship

EXAMPLES = {"sqlite": 12, "postgresql": 2}
# A story of some seconds is not told again hundreds of times to make it shorter.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def test_no_act_of_anybody_gets_around_the_other_side(database_url: str) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)
        runner.run(prepare(database))

        @settings(
            max_examples=EXAMPLES[database.kind],
            phases=PHASES,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        )
        @given(st.integers(0, 2**32))
        def play(seed: int) -> None:
            runner.run(tell(database, imagine(seed)))

        play()
        runner.run(database.close())


async def prepare(database: Database) -> None:
    async with database.write() as session:
        await write_relationship(session)


async def tell(database: Database, acts: list[Act]) -> None:
    walk = Walk(Room(database, (await raise_one(database)).id))
    for number, act in enumerate(acts):
        await walk.act(act)
        if number % 8 == 0:
            await check_hidden(walk)
    await check_hidden(walk)
    whole, head = await walk.room.dossier(), await walk.room.head()
    check_moves(whole)
    entries = await list_entries(walk)
    assert [entry.id for entry in entries] == list(dict.fromkeys(walk.added)), "none is lost"
    check_head(head, whole, entries)


async def list_entries(walk: Walk) -> list[Entry]:
    """All of them, hidden or not, as their authors together see them."""
    seen: dict[str, Entry] = {}
    for user_id in SIDES:
        seen |= {entry.id: entry for entry in (await walk.room.dossier(user_id)).entries}
    return sorted(seen.values(), key=lambda entry: entry.seq)


async def check_hidden(walk: Walk) -> None:
    """What is hidden is in nothing that anybody but its author loads, and in no message."""
    entries = await list_entries(walk)
    hidden = [entry for entry in entries if entry.hidden]
    if not hidden:
        return
    for user_id in (*SIDES, None):
        others = {entry.id for entry in hidden if entry.author != user_id}
        loaded = {entry.id for entry in (await walk.room.dossier(user_id)).entries}
        assert others.isdisjoint(loaded)
    head = await walk.room.head()
    assert not any(entry.hidden for entry in head.newest)
    said = await render_all(walk.room)
    assert not [entry.text for entry in hidden if entry.text in said]


async def render_all(room: Room) -> str:
    """All that is posted about the problem, as it would be sent now."""
    said = []
    async with room.database.read() as session:
        for row in await list_posts(session, room):
            if row.card_kind in cards.RENDERERS:
                said.append(await cards.RENDERERS[row.card_kind](session, str(row.card_id)))
    return json.dumps(said)


async def list_posts(session: AsyncSession, room: Room) -> list[OutboxRow]:
    problem = await problems.get_problem(session, room.problem_id)
    rows = await session.scalars(
        select(OutboxRow).where(
            or_(
                OutboxRow.id == problem.post_id,
                OutboxRow.thread_post_id == problem.post_id,
            )
        )
    )
    return list(rows)


def check_moves(whole: Dossier) -> None:
    """Each begins where the one before ended; onwards leads only what both sides agreed on, or what
    one side waited for long enough."""
    stage = Stage.DEFINE
    for number, move in enumerate(whole.moves, 1):
        assert (move.seq, move.from_stage) == (number, stage)
        assert move.by in SIDES
        stage = Stage(move.to_stage)
        if ORDER.index(stage) > ORDER.index(Stage(move.from_stage)):
            check_agreed(move, whole)
            steps_over = ORDER.index(stage) - ORDER.index(Stage(move.from_stage))
            assert steps_over == 1 or move.step == Step.CLOSE_EARLY
    assert whole.problem.stage == stage
    assert (whole.problem.closed_at is None) == (stage is not Stage.CLOSED)


def check_agreed(move: Move, whole: Dossier) -> None:
    ended = (Outcome.CONFIRMED, Outcome.ALONE)
    (proposal,) = [
        one for one in whole.proposals if one.answered_at == move.at and one.outcome in ended
    ]
    if move.alone_side is None:
        assert SIDES[str(move.confirmed_by)] != SIDES[proposal.by] == proposal.side
        return
    assert move.confirmed_by is None
    assert (move.alone_side, proposal.outcome) == (proposal.side, Outcome.ALONE)
    assert move.at >= Calendar("Europe/London").after(proposal.created_at, FREED)


def check_head(head: Head, whole: Dossier, entries: list[Entry]) -> None:
    """The card shows what is there."""
    problem = whole.problem
    standing = [one for one in entries if one.withdrawn_at is None and one.merged_into is None]
    shown = [one for one in standing if not one.hidden]
    assert head.counts == Counter((one.kind, one.side) for one in shown)
    assert head.hidden == Counter(one.side for one in standing if one.hidden)
    here = [one.id for one in shown if one.stage == problem.stage]
    assert [one.id for one in head.newest] == here[-3:]
    waiting = [one.id for one in whole.proposals if one.outcome is None]
    assert ([head.proposal.id] if head.proposal else []) == waiting
    assert [one.seq for one in head.alone] == [
        one.seq for one in whole.moves if one.alone_side is not None
    ][-10:]
    assert head.open_actions == len(whole.actions)
    assert [one.worked for one in head.verdicts] == [
        one.worked
        for one in sorted(whole.verdicts, key=lambda one: one.side)
        if one.round == problem.round
    ]
    decided = [one.id for one in whole.decisions if one.round == problem.round]
    assert (head.decision.id if head.decision else None) == (decided[-1] if decided else None)
    if problem.scores_shown_at is None:
        assert all(one.round < problem.round for one in whole.scores)
