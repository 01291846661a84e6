"""Ideas and scores: hidden until both sides have given theirs, then shown to both at once."""

from datetime import datetime, timedelta

import pytest

from bot.core.errors import InvalidInput, NotAllowed
from bot.core.people import Side
from bot.problems import dissent, entries, errors, ideas, scores, trial
from bot.problems.figures import make_board
from bot.problems.rules import Kind, Stage, Step
from storage import problems, problems_reading, problems_steps
from storage.database import Database
from storage.problems import Entry
from storage.problems_steps import Score
from tests.bot.problems.records import NOW, Room, raise_one
from tests.bot.problems.test_chasing import told

DAY = timedelta(days=1)


async def open_options(home: Database) -> Room:
    room = Room(home, (await raise_one(home)).id)
    await room.go_on()
    await room.add(Kind.CAUSE)
    await room.go_on()
    return room


async def set_ready(room: Room, user_id: str, stage: Stage = Stage.OPTIONS) -> None:
    async with room.database.write() as session:
        await ideas.set_ready(session, room.problem_id, stage=stage, user_id=user_id, now=NOW)


async def score(room: Room, user_id: str, **given: tuple[int, int]) -> None:
    async with room.database.write() as session:
        await scores.score(session, room.problem_id, given, user_id=user_id, now=NOW)


async def test_an_idea_is_its_authors_alone_until_both_sides_are_ready(home: Database) -> None:
    room = await open_options(home)
    idea = await room.add(Kind.IDEA, "Swap the disk", "UADA")
    gone = await room.add(Kind.IDEA, "Blame the night", "UADA")
    async with home.write() as session:
        await entries.withdraw(session, gone.id, user_id="UADA", now=NOW)
        with pytest.raises(errors.StillHidden):
            await entries.move_kind(session, idea.id, kind=Kind.FACT, user_id="UADA", now=NOW)
    before = len(await room.said())
    head = await room.head()
    assert (head.count(Kind.IDEA), head.hidden, head.newest) == (0, {"client": 1}, [])
    for viewer, seen in (("UADA", 2), ("UAMIR", 0), ("UBEA", 0), (None, 0)):
        whole = await room.dossier(viewer)
        assert sum(one.kind == Kind.IDEA for one in whole.entries) == seen

    await set_ready(room, "UAMIR")
    with pytest.raises(errors.IdeasHidden):
        await room.propose("UBEA")
    with pytest.raises(NotAllowed):
        await set_ready(room, "UBO")
    await set_ready(room, "UBEA")
    assert [kind for kind, _ in (await room.said())[before:]] == ["problem_ready", "problem_ideas"]
    whole = await room.dossier("UBO")
    assert [(one.text, one.hidden) for one in whole.entries if one.kind == Kind.IDEA] == [
        ("Swap the disk", False)
    ]
    async with home.read() as session:
        shown = await problems_reading.list_shown_together(
            session, room.problem_id, f"problem_ideas:{room.problem_id}:1"
        )
    assert [one.id for one in shown] == [idea.id]
    later = await room.add(Kind.IDEA, "Buy another one", "UBO")
    assert not later.hidden
    with pytest.raises(errors.AlreadyShown):
        await set_ready(room, "UBEA")


async def test_who_is_waited_for_is_told_once_in_each_round_and_stage(home: Database) -> None:
    room = await open_options(home)
    idea = await room.add(Kind.IDEA)
    for _ in range(2):
        await set_ready(room, "UAMIR")
    assert await told(home) == [("UBEA", "problem_ready")]
    await set_ready(room, "UBEA")
    await room.go_on()
    await room.leave("UAMIR")
    for user_id in ("UADA", "UBO"):
        await score(room, user_id, **{idea.id: (3, 3)})
    await set_ready(room, "UBEA", Stage.EVALUATE)
    assert (await told(home))[1:] == [("UANN", "problem_ready")], "the contact, for Amir left"


async def test_hidden_ideas_wait_two_working_days_for_the_other_side(home: Database) -> None:
    room = await open_options(home)
    friday = NOW + 4 * DAY
    await room.add(Kind.IDEA, now=friday)
    for now, shown in ((friday + 3 * DAY, False), (friday + 4 * DAY, True)):
        async with home.write() as session:
            await ideas.show_due(session, room.problem_id, now)
        assert ((await room.head()).problem.ideas_shown_at is not None) is shown
    await room.go_on()


async def test_ideas_that_both_sides_see_are_merged_by_a_facilitator(home: Database) -> None:
    room = await open_options(home)
    one, other, third = [await room.add(Kind.IDEA, text) for text in ("a", "b", "c")]

    async def merge(idea: Entry, into: Entry, user_id: str = "UBEA") -> None:
        async with home.write() as session:
            await entries.merge(session, idea.id, into.id, user_id=user_id, now=NOW)

    with pytest.raises(errors.NotThere):
        await merge(one, other)
    for user_id in ("UAMIR", "UBEA"):
        await set_ready(room, user_id)
    with pytest.raises(NotAllowed):
        await merge(one, other, "UADA")
    with pytest.raises(InvalidInput):
        await merge(one, one)
    await merge(one, other)
    await merge(other, third)
    whole = await room.dossier()
    assert [e.merged_into for e in whole.entries if e.kind == Kind.IDEA] == [
        third.id,
        third.id,
        None,
    ]
    assert (await room.head()).count(Kind.IDEA) == 1


async def test_scores_are_hidden_until_both_sides_have_scored_and_then_frozen(
    home: Database,
) -> None:
    room = await open_options(home)
    one, other = await room.add(Kind.IDEA, "a"), await room.add(Kind.IDEA, "b")
    for user_id in ("UAMIR", "UBEA"):
        await set_ready(room, user_id)
    await room.go_on()
    await score(room, "UADA", **{one.id: (5, 1)})
    with pytest.raises(InvalidInput):
        await score(room, "UADA", **{one.id: (6, 1)})
    with pytest.raises(errors.NeedsScore):
        await set_ready(room, "UAMIR", Stage.EVALUATE)
    await score(room, "UADA", **{one.id: (4, 2), other.id: (1, 5), "gone": (1, 1)})
    await set_ready(room, "UAMIR", Stage.EVALUATE)
    head, whole = await room.head(), await room.dossier("UADA")
    assert (head.scorers, whole.scores) == ({"client": 1}, [])
    async with home.read() as session:
        assert await scores.load_board(session, head.problem, 1) == []
        assert set(await scores.load_own(session, head.problem, "UADA")) == {one.id, other.id}
    with pytest.raises(errors.ScoresHidden):
        await room.propose("UAMIR")
    await score(room, "UBO", **{one.id: (2, 2), other.id: (2, 2)})
    await set_ready(room, "UBEA", Stage.EVALUATE)
    async with home.read() as session:
        problem = await problems.get_problem(session, room.problem_id)
        board = await scores.load_board(session, problem, 1)
    assert [row.entry_id for row in board] == [one.id, other.id]
    assert (board[0].effect_gap, board[0].effort_gap) == (2, 0)
    with pytest.raises(errors.AlreadyShown):
        await score(room, "UBO", **{one.id: (1, 1)})
    assert len((await room.dossier()).scores) == 4

    await room.go_back("UAMIR", Stage.EVALUATE, Stage.OPTIONS)
    await room.go_on()
    assert (await room.dossier()).scores == [], "what comes before was looked at again"
    await score(room, "UBO", **{one.id: (1, 1)})


def test_a_board_counts_both_sides_the_same_and_spreads_from_two_people() -> None:
    given = [("I1", "client", 5, 1), ("I1", "client", 3, 1), ("I1", "vendor", 2, 4)]
    kept = [
        Score(entry_id=entry, user_id="U", side=side, effect=effect, effort=effort)
        for entry, side, effect, effort in given
    ]
    (row,) = make_board(kept, ["I0", "I1"])
    assert (row.effect[Side.CLIENT].mean, row.effect[Side.CLIENT].spread) == (4, (3, 5))
    assert (row.effect[Side.VENDOR].mean, row.effect[Side.VENDOR].spread) == (2, None)
    assert (row.effect_gap, row.worth) == (2, 0.5)


async def test_who_disagrees_is_heard_and_may_go_along(home: Database) -> None:
    room = await open_options(home)

    async def object_(words: str, *, commits: bool) -> None:
        async with home.write() as session:
            await dissent.record(
                session, room.problem_id, words=words, commits=commits, user_id="UADA", now=NOW
            )

    with pytest.raises(errors.NotNow):
        await object_("Too dear", commits=False)
    await lead_to_decide(room)
    await object_("Too dear", commits=False)
    await object_("Too dear, but go", commits=True)
    (said,) = (await room.dossier()).dissents
    assert (said.words, said.commits, said.side) == ("Too dear, but go", True, "client")
    assert (await room.head()).dissents == 1


async def lead_to_decide(room: Room) -> None:
    """From options. Ideas of earlier rounds are weighed anew, with what was learnt."""
    await room.add(Kind.IDEA)
    for user_id in ("UAMIR", "UBEA"):
        await set_ready(room, user_id)
    await room.go_on()
    known = [one.id for one in (await room.dossier()).entries if one.kind == Kind.IDEA]
    for user_id in ("UADA", "UBO"):
        await score(room, user_id, **dict.fromkeys(known, (3, 3)))
    for user_id in ("UAMIR", "UBEA"):
        await set_ready(room, user_id, Stage.EVALUATE)
    await room.go_on()


async def test_a_failed_trial_begins_another_round_and_two_yes_end_it(home: Database) -> None:
    room = await open_options(home)
    await lead_to_decide(room)
    with pytest.raises(errors.NeedsAction):
        await room.propose("UAMIR")
    await room.name_action()
    await room.go_on()
    with pytest.raises(errors.NeedsMeasure):
        await room.propose("UAMIR")
    await plan(room)
    await room.go_on()
    with pytest.raises(errors.NeedsVerdicts):
        await room.propose("UAMIR")
    with pytest.raises(errors.NeedsNo):
        await rethink(room)
    await say(room, "UBEA", worked=False)
    await rethink(room)
    head = await room.head()
    assert (head.problem.stage, head.problem.round) == (Stage.OPTIONS, 2)
    assert (head.problem.measure, head.problem.ideas_shown_at, head.decision) == (None,) * 3
    assert head.earlier is not None
    assert head.earlier.decision is not None
    assert [verdict.worked for verdict in head.earlier.verdicts] == [False]

    await lead_to_decide(room)
    with pytest.raises(errors.NeedsAction):
        await room.propose("UAMIR", now=NOW + DAY)
    await room.name_action(NOW + DAY)
    await room.go_on(NOW + DAY)
    await plan(room)
    await room.go_on(NOW + DAY)
    await say(room, "UBEA", worked=False, now=NOW + DAY)
    for user_id in ("UAMIR", "UBEA"):
        await say(room, user_id, worked=True, now=NOW + DAY)
    moved = await room.go_on(NOW + DAY)
    assert moved.lesson == {
        "happened": "It failed",
        "learnt": "Watch the disk",
        "now_do": "We watch",
        "tags": [],
    }
    whole = await room.dossier()
    assert (whole.problem.stage, whole.problem.closed_at) == (Stage.CLOSED, NOW + DAY)
    assert [one.round for one in whole.decisions] == [1, 2]
    steps_taken = [move.step for move in whole.moves]
    assert steps_taken.count(Step.RETHINK) == 1
    moments = [moment for moment, _ in problems_reading.list_events(whole)]
    assert moments == sorted(moments)


async def test_what_was_said_of_one_trial_does_not_close_after_another(home: Database) -> None:
    room = await open_options(home)
    await lead_to_decide(room)
    await room.name_action()
    await room.go_on()
    await plan(room)
    await room.go_on()
    for user_id in ("UAMIR", "UBEA"):
        await say(room, user_id, worked=True)
    await room.go_back("UAMIR", Stage.REVIEW, Stage.TRY)
    assert len((await room.head()).verdicts) == 2
    await room.go_on(NOW + DAY)
    assert (await room.head()).verdicts == []
    with pytest.raises(errors.NeedsVerdicts):
        await room.propose("UAMIR", now=NOW + DAY)
    assert len((await room.dossier()).verdicts) == 2, "it stays on record"


async def plan(room: Room) -> None:
    async with room.database.write() as session:
        await trial.plan(
            session,
            room.problem_id,
            measure="A week without calls",
            review_on=NOW.date() + 14 * DAY,
            user_id="UAMIR",
            now=NOW,
        )


async def say(room: Room, user_id: str, *, worked: bool, now: datetime = NOW) -> None:
    async with room.database.write() as session:
        await trial.answer(
            session, room.problem_id, worked=worked, words="As I see it", user_id=user_id, now=now
        )


async def rethink(room: Room) -> None:
    await room.rethink("UAMIR", Stage.OPTIONS, NOW + timedelta(hours=1))


async def test_verdicts_of_a_side_are_its_facilitators_and_the_latest_counts(
    home: Database,
) -> None:
    room = Room(home, (await raise_one(home)).id)
    with pytest.raises(errors.MovedOn):
        await say(room, "UAMIR", worked=True)
    with pytest.raises(NotAllowed):
        await say(room, "UANN", worked=True)
    async with home.read() as session:
        assert await problems_steps.load_verdicts(session, room.problem_id, 1) == {}
