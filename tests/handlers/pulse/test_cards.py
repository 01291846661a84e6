"""What a card becomes depends on how far the round is when it is sent."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot.pulse import opening, service
from handlers.pulse import cards
from storage.database import Database
from storage.outbox import Message, OutboxRow
from storage.pulse import Participant, Round
from tests.factories import make_plan, make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(params=[False, True], ids=["direct", "channel"])
async def asked(database: Database, request: pytest.FixtureRequest) -> Round:
    async with database.write() as session:
        relationship = await make_relationship(session)
        plan = make_plan(named=True, in_channel=request.param)
        planned = await service.plan(session, relationship.id, plan, user_id="UANN", now=NOW)
        return await opening.ask_now(session, planned.id, user_id="UANN", now=NOW)


async def render(database: Database, asked: Round) -> Message | None:
    async with database.read() as session:
        if asked.post_id is not None:
            return await cards.render_channel_question(session, asked.id)
        one = (await session.scalars(select(Participant.id))).first()
        return await cards.render_question(session, str(one))


@pytest.mark.parametrize("change", [{"reading_since": NOW}, {"status": "closed"}])
async def test_a_question_whose_time_was_over_before_it_was_asked_is_not_asked(
    database: Database, asked: Round, change: dict[str, object]
) -> None:
    assert await render(database, asked) is not None
    async with database.write() as session:
        await session.execute(update(Round).values(change))
    assert await render(database, asked) is None
    async with database.write() as session:
        await session.execute(update(OutboxRow).values(ts="1.0"))
    shown = await render(database, asked)
    assert shown is not None
    assert ("is closed" in str(shown["blocks"])) == (change.get("status") == "closed")
