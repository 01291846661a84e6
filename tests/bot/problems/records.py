"""A relationship to raise problems in, written straight into the database."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.core.people import Member, Person, Role, Side
from bot.core.themes import Theme
from bot.problems import entries, service, steps
from bot.problems.description import Description
from bot.problems.rules import Kind, Level, Stage, Step
from storage import outbox, people, problems, problems_reading, relationships
from storage.actions import Action, Status
from storage.database import Database
from storage.outbox import OutboxRow
from storage.problems import Entry, Problem
from storage.problems_reading import Dossier, Head
from storage.problems_steps import SOURCE_KIND, Proposal
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
HOME = "R1"

ROSTER = (
    Member("UANN", Side.CLIENT, Role.CONTACT),
    Member("UAMIR", Side.CLIENT),
    Member("UADA", Side.CLIENT),
    Member("UBO", Side.VENDOR, Role.CONTACT),
    Member("UBEA", Side.VENDOR),
    Member("UNEW", None),
)

EXPORT = Description(
    title="Nightly export fails",
    what="No file since Monday",
    whom_client="Billing",
    since=NOW.date(),
    impact=Level.HIGH,
    theme=Theme.DELIVERY,
    client_facilitator="UAMIR",
    vendor_facilitator="UBEA",
)


async def write_relationship(session: AsyncSession, relationship_id: str = HOME) -> None:
    """Acme and Vee, confirmed, with the roster above."""
    await make_relationship(session, id=relationship_id, channel_id=f"C{relationship_id}")
    for member in ROSTER:
        person = Person(member.user_id, "T1", member.user_id.removeprefix("U").title())
        await people.save_person(session, person, NOW)
    await relationships.replace_roster(session, relationship_id, ROSTER)


async def raise_one(database: Database, description: Description = EXPORT) -> Problem:
    """Ann raises a problem."""
    async with database.write() as session:
        return await service.raise_problem(
            session, HOME, description=description, user_id="UANN", now=NOW
        )


# What a proposal of the next step says, where that needs words.
WORDS = {
    Stage.DEFINE: {"sentence": "It fails at two."},
    Stage.DECIDE: {"decision": "Retry at three", "reasons": "It is cheap"},
    Stage.REVIEW: {"happened": "It failed", "learnt": "Watch the disk", "now_do": "We watch"},
}


class Room:
    """One problem and what people do with it."""

    def __init__(self, database: Database, problem_id: str) -> None:
        self.database, self.problem_id = database, problem_id

    async def head(self) -> Head:
        async with self.database.read() as session:
            return await problems_reading.load_head(session, self.problem_id)

    async def dossier(self, viewer: str | None = None) -> Dossier:
        async with self.database.read() as session:
            return await problems_reading.load_dossier(session, self.problem_id, viewer)

    async def propose(
        self,
        user_id: str,
        step: Step | None = None,
        *,
        seen: Stage | None = None,
        now: datetime = NOW,
        **payload: object,
    ) -> Proposal:
        """The next step, unless another one is meant."""
        stage = seen or Stage((await self.head()).problem.stage)
        async with self.database.write() as session:
            return await steps.propose(
                session,
                self.problem_id,
                step=step or (Step.CLOSE if stage is Stage.REVIEW else Step.NEXT),
                seen=stage,
                payload=payload or WORDS.get(stage, {}),
                user_id=user_id,
                now=now,
            )

    async def answer(self, proposal: Proposal, user_id: str, now: datetime = NOW) -> steps.Moved:
        async with self.database.write() as session:
            return await steps.confirm(session, proposal.id, user_id=user_id, now=now)

    async def go_on(self, now: datetime = NOW) -> steps.Moved:
        """Both facilitators take the next step."""
        return await self.answer(await self.propose("UAMIR", now=now), "UBEA", now)

    async def go_back(self, user_id: str, seen: Stage, to: Stage) -> None:
        async with self.database.write() as session:
            await steps.go_back(
                session,
                self.problem_id,
                seen=seen,
                to=to,
                reason="We were wrong",
                user_id=user_id,
                now=NOW,
            )

    async def add(
        self,
        kind: Kind,
        text: str = "Seen from here",
        user_id: str = "UADA",
        now: datetime = NOW,
        **more: str,
    ) -> Entry:
        async with self.database.write() as session:
            return await entries.add(
                session, self.problem_id, kind=kind, text=text, user_id=user_id, now=now, **more
            )

    async def leave(self, user_id: str) -> None:
        """Somebody leaves the channel."""
        async with self.database.write() as session:
            await relationships.mark_absent(session, HOME, user_id)

    async def stand(self, channel_id: str, ts: str) -> None:
        """The card stands in Slack now."""
        async with self.database.write() as session:
            problem = await problems.get_problem(session, self.problem_id)
            row = await outbox.get_post(session, str(problem.post_id))
            row.channel_id, row.ts = channel_id, ts

    async def said(self) -> list[tuple[str | None, str | None]]:
        """What is posted, in order: the kind of card, and that of the card it stands under."""
        async with self.database.read() as session:
            rows = (await session.scalars(select(OutboxRow).order_by(OutboxRow.seq))).all()
        kinds = {row.id: row.card_kind for row in rows}
        posts = [row for row in rows if row.kind == outbox.Kind.POST]
        return [(row.card_kind, kinds.get(row.thread_post_id or "")) for row in posts]

    async def rethink(self, user_id: str, to: Stage, now: datetime = NOW) -> None:
        async with self.database.write() as session:
            await steps.rethink(
                session,
                self.problem_id,
                seen=Stage.REVIEW,
                to=to,
                learnt="Not the disk",
                user_id=user_id,
                now=now,
            )

    async def name_action(self, now: datetime = NOW) -> None:
        """Somebody will do something about it."""
        async with self.database.write() as session:
            action = Action(
                id=new_id(),
                relationship_id=HOME,
                side=Side.VENDOR,
                text="Order a disk",
                owner="UBO",
                due=NOW.date(),
                first_due=NOW.date(),
                status=Status.OPEN,
                source_kind=SOURCE_KIND,
                source_id=self.problem_id,
                series_id=self.problem_id,
                author="UBO",
                created_at=now,
                changed_by="UBO",
                changed_at=now,
                post_id="",
            )
            session.add(action)
