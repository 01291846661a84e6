"""Ways around the other side, around what is hidden, and ways to lose what somebody said."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.core.errors import NotAllowed
from bot.core.people import Member, Role, Side
from bot.problems import entries, errors, scores, service, steps
from bot.problems.rules import Kind, Stage, Step
from storage import problems, problems_reading, relationships
from storage.database import Database
from storage.outbox import OutboxRow
from tests.bot.problems.acts import Walk
from tests.bot.problems.records import HOME, NOW, ROSTER, Room, raise_one
from tests.bot.problems.test_chasing import look, told
from tests.bot.problems.test_hiding import lead_to_decide, open_options, score, set_ready

DAY = timedelta(days=1)


async def test_who_changes_sides_does_not_answer_what_they_proposed(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    proposal = await room.propose("UAMIR")
    moved = Member("UAMIR", Side.VENDOR, Role.CONTACT)
    roster = [moved if one.user_id == "UAMIR" else one for one in ROSTER]
    async with home.write() as session:
        await relationships.replace_roster(session, HOME, roster)
        await service.hand_over(
            session, room.problem_id, Side.VENDOR, "UAMIR", user_id="UBO", now=NOW
        )
    with pytest.raises(errors.OwnWords):
        await room.answer(proposal, "UAMIR")
    with pytest.raises(NotAllowed):
        async with home.write() as session:
            await steps.take_back(session, proposal.id, user_id="UAMIR", now=NOW)
    async with home.write() as session:
        await service.hand_over(
            session, room.problem_id, Side.VENDOR, "UBEA", user_id="UAMIR", now=NOW
        )
    await room.answer(proposal, "UBEA")


async def test_nobody_goes_on_alone_before_the_other_sides_contacts_could_answer(
    home: Database,
) -> None:
    """The bot is not there for days: taken out of the channel, for instance."""
    room = Room(home, (await raise_one(home)).id)
    proposal = await room.propose("UAMIR")
    back, then = NOW + 14 * DAY, NOW + 16 * DAY
    await refuse_alone(room, proposal.id, back, "18 November")
    await look(home, back)
    assert await told(home) == [("UBO", "problem_escalation")]
    await look(home, then - timedelta(minutes=1))
    await refuse_alone(room, proposal.id, then - timedelta(minutes=1), "18 November")
    await look(home, then)
    assert (await told(home))[1:] == [("UAMIR", "problem_freed")]
    async with home.write() as session:
        await steps.go_alone(session, proposal.id, user_id="UAMIR", now=then)


async def refuse_alone(room: Room, proposal_id: str, now: datetime, day: str) -> None:
    with pytest.raises(errors.TooEarly, match=day):
        async with room.database.write() as session:
            await steps.go_alone(session, proposal_id, user_id="UAMIR", now=now)


async def test_scores_that_were_never_shown_stay_hidden_in_later_rounds(home: Database) -> None:
    room = await open_options(home)
    idea = await room.add(Kind.IDEA, "a")
    for user_id in ("UAMIR", "UBEA"):
        await set_ready(room, user_id)
    await room.go_on()
    await score(room, "UADA", **{idea.id: (5, 1)})
    early = await room.propose("UAMIR", Step.CLOSE_EARLY, reason="It is gone")
    await room.answer(early, "UBEA")
    await reopen(room, Stage.REVIEW)
    assert (await room.dossier("UBEA")).scores == []
    async with home.read() as session:
        problem = await problems.get_problem(session, room.problem_id)
        assert await scores.load_board(session, problem, 1) == []


async def reopen(room: Room, to: Stage) -> None:
    async with room.database.write() as session:
        await steps.reopen(
            session, room.problem_id, to=to, reason="It is back", user_id="UBEA", now=NOW
        )


async def test_only_ideas_that_are_collected_are_hidden(home: Database) -> None:
    room = Room(home, (await raise_one(home)).id)
    early = await room.propose("UAMIR", Step.CLOSE_EARLY, reason="It is gone")
    await room.answer(early, "UBEA")
    await reopen(room, Stage.REVIEW)
    idea = await room.add(Kind.IDEA)
    assert not idea.hidden
    assert (await room.head()).count(Kind.IDEA) == 1


async def test_no_time_runs_out_for_an_idea_that_was_taken_back(home: Database) -> None:
    room = await open_options(home)
    first, second = await room.add(Kind.IDEA), await room.add(Kind.IDEA, now=NOW + DAY)
    for idea, since in ((first, NOW + DAY), (second, None)):
        async with home.write() as session:
            await entries.withdraw(session, idea.id, user_id="UADA", now=NOW + DAY)
        assert (await room.head()).problem.first_idea_at == since
    await look(home, NOW + 4 * DAY)
    assert (await room.add(Kind.IDEA, now=NOW + 4 * DAY)).hidden


async def test_what_was_merged_into_an_idea_outlives_it(home: Database) -> None:
    room = await open_options(home)
    one, other, third = [await room.add(Kind.IDEA, text) for text in ("a", "b", "c")]
    for user_id in ("UAMIR", "UBEA"):
        await set_ready(room, user_id)
    async with home.write() as session:
        await entries.merge(session, one.id, other.id, user_id="UBEA", now=NOW)
        await entries.merge(session, other.id, third.id, user_id="UBEA", now=NOW)
        await entries.move_kind(session, other.id, kind=Kind.FACT, user_id="UADA", now=NOW)
    head = await room.head()
    assert (head.count(Kind.IDEA), head.count(Kind.FACT)) == (1, 1)
    async with home.write() as session:
        await entries.withdraw(session, third.id, user_id="UADA", now=NOW)
        (standing,) = await problems.list_standing(session, room.problem_id, Kind.IDEA)
    assert standing.id == one.id
    assert await list_shown(room) == ["a", "b"], "what was taken back is not said on"


async def test_what_is_taken_back_is_not_quoted_any_more(home: Database) -> None:
    """By a cause that explains it, a decision that takes it up, or where its scores are shown."""
    room = await open_options(home)
    cause = await room.add(Kind.CAUSE)
    why = await room.add(Kind.CAUSE, parent_id=cause.id)
    await lead_to_decide(room)
    (idea,) = [one for one in (await room.dossier()).entries if one.kind == Kind.IDEA]
    await room.name_action()
    decision = {"decision": "Retry", "reasons": "It is cheap", "idea_ids": [idea.id]}
    proposal = await room.propose("UAMIR", **decision)
    for entry_id, post_id in ((cause.id, why.post_id), (idea.id, proposal.post_id)):
        async with home.write() as session:
            await session.execute(delete(OutboxRow).where(OutboxRow.kind == "update"))
            await entries.withdraw(session, entry_id, user_id="UADA", now=NOW)
            drawn = (await session.scalars(select(OutboxRow.about_post_id))).all()
            assert post_id in drawn
    async with home.read() as session:
        board = select(OutboxRow.id).where(
            OutboxRow.card_kind == "problem_scores", OutboxRow.kind == "post"
        )
        assert (await session.scalars(board)).one() in drawn


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.EVALUATE])
async def test_a_problem_of_an_older_version_can_go_on_from_where_it_stood(
    home: Database, stage: Stage
) -> None:
    """Nothing of what is kept since was written down then."""
    walk = Walk(Room(home, (await raise_one(home)).id))
    async with home.write() as session:
        problem = await problems.get_problem(session, walk.room.problem_id)
        problem.stage, problem.client_facilitator = stage, "UGONE"
        problem.closed_at = NOW if stage is Stage.CLOSED else None
    if stage is Stage.CLOSED:
        await reopen(walk.room, Stage.DEFINE)
    async with home.write() as session:
        await service.hand_over(session, problem.id, Side.CLIENT, "UADA", user_id="UANN", now=NOW)
    for _ in Stage:
        if (await walk.room.head()).problem.closed_at is None:
            await walk.agree("", 1)
    assert (await walk.room.head()).problem.stage == Stage.CLOSED


async def list_shown(room: Room) -> list[str]:
    """What the message says that shows the ideas of the first round."""
    key = f"problem_ideas:{room.problem_id}:1"
    async with room.database.read() as session:
        assert await session.scalar(select(OutboxRow.id).where(OutboxRow.key == key))
        shown = await problems_reading.list_shown_together(session, room.problem_id, key)
    return [idea.text for idea in shown]
