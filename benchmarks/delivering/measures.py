"""Messages a second, of Rapport and of a bare loop; and how much of Slack's limits is used."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update

from benchmarks.comparing import by_turns
from benchmarks.delivering.simulating import Simulation
from benchmarks.lab import Lab
from benchmarks.population import imagine_pairs, populate
from benchmarks.results import Goal, Of, Result
from benchmarks.stand_in import TEAM
from bot.core.ids import new_id
from bot.log import configure_log
from bot.settings import LogLevel
from storage import outbox
from storage.database import Database
from storage.outbox import Kind, Message, OutboxRow, Place, Post, State

DRAINED = Goal(Of.RATIO, at_least=0.7)
PACE = Goal(Of.RATIO, at_least=0.97)
REFUSED_AT_MOST = 0.5
REFUSED = Goal(Of.VALUE, at_most=REFUSED_AT_MOST)
HELLO: Message = {"text": "Hello", "blocks": []}

# How long a Slack takes to answer: at once, as none does, and about as long as the real one does
# at its best.
ANSWERS = {"at once": 0.0, "in 100 ms": 0.1}


async def measure_drain(lab: Lab) -> AsyncIterator[Result]:
    """Many messages at a generous limit; fails where not each was posted once."""
    for name, seconds in ANSWERS.items():
        async with lab.databases.fresh() as address:
            database = Database(address)
            async with database.write() as session:
                await populate(session, imagine_pairs(1, 2))
            await database.close()
            value, baseline = await _drain(lab, address, seconds)
        what = f"drain, Slack answering {name}"
        yield Result(what, lab.engine, "messages/s", value, baseline, DRAINED)


async def _drain(lab: Lab, address: str, seconds: float) -> tuple[float, float]:
    module, many = "benchmarks.delivering.draining", lab.size.messages
    shared = {"database_url": address, "slack_url": lab.slack_url}
    async with (
        lab.child(module, bare=False, **shared) as ours,
        lab.child(module, bare=True, **shared) as theirs,
    ):

        async def drain_outbox() -> float:
            await lab.stand_in.ask(forget=True, seconds=seconds)
            took = await ours.ask(messages=many)
            posted = (await lab.stand_in.ask(forget=True, seconds=seconds))["posted"]
            if len(posted) != many or set(posted.values()) != {1}:
                raise RuntimeError(f"{len(posted)} of {many} were posted, or one of them twice")
            return many / float(took)

        async def loop() -> float:
            return many / float(await theirs.ask(messages=many))

        figures = await by_turns(drain_outbox, loop, lab.size.slow_turns)
    await lab.stand_in.ask(forget=True)
    return figures


@dataclass(frozen=True, slots=True)
class Shape:
    """Much of one kind to say; `per_minute` is what Slack's documentation allows of it."""

    name: str
    per_minute: float
    channels: int
    kind: Kind


SHAPES = (
    Shape("one busy channel", 60, 1, Kind.POST),
    Shape("a whole workspace", 300, 200, Kind.POST),
    Shape("cards brought up to date", 50, 200, Kind.UPDATE),
)


async def measure_pace(lab: Lab) -> AsyncIterator[Result]:
    """How much of Slack's limits is used on a simulated clock, and how often Slack says 429."""
    configure_log(LogLevel.ERROR)
    for shape in SHAPES:
        many = int(shape.per_minute * lab.size.simulated_minutes)
        async with lab.databases.fresh() as address:
            database = Database(address)
            await _fill(database, shape, many)
            simulation = Simulation(database)
            seconds = await simulation.run(many)
            await database.close()
        rate, slack = many / seconds * 60, simulation.slack
        what = f"pace, {shape.name}"
        yield Result(what, lab.engine, "calls/min", rate, shape.per_minute, PACE)
        share = 100 * slack.refused / (slack.taken + slack.refused)
        yield Result(f"{what}, answered 429", lab.engine, "%", share, REFUSED_AT_MOST, REFUSED)


async def _fill(database: Database, shape: Shape, many: int) -> None:
    """So many posts, or as many changes of cards that stand in Slack already."""
    now = datetime.now(UTC)
    async with database.write() as session:
        await populate(session, imagine_pairs(1, 2))
        posts = [
            Post(new_id(), Place(TEAM, channel_id=f"C{number % shape.channels:04}"), message=HELLO)
            for number in range(many)
        ]
        said = await outbox.post_many(session, posts, now)
        if shape.kind is Kind.UPDATE:
            await session.execute(
                update(OutboxRow).values(state=State.SENT, ts=OutboxRow.id, card_kind=None)
            )
            await outbox.update_cards(session, list(said.values()), now)
            rows = OutboxRow.kind == Kind.UPDATE
            await session.execute(update(OutboxRow).where(rows).values(payload=HELLO))
