"""How often a relationship came to each theme, on both engines; never who, and nothing hidden."""

from datetime import UTC, datetime, timedelta

from bot.core.people import Side
from storage.database import Database
from storage.lessons import Lesson
from storage.pulse import Pulse, Result, ResultKind, Round, RoundStatus
from storage.retros import Retro, RetroHeading
from storage.themes import COMMENT, HEADING, LESSON, PROBLEM, Named, count_themes
from tests.factories import make_plan, make_relationship
from tests.storage.test_highlights import problem

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)


def lesson(number: int, theme: str | None, at: datetime) -> Lesson:
    return Lesson(
        id=f"L{number}",
        relationship_id="R1",
        number=number,
        origin_kind="own",
        happened="",
        learnt="late",
        now_do="",
        theme=theme,
        author="UANN",
        side=Side.CLIENT,
        state="joint",
        created_at=at,
        fresh_at=at,
    )


def retro() -> Retro:
    return Retro(
        id="X1",
        relationship_id="R1",
        number=1,
        title="Q4",
        client_facilitator="UANN",
        vendor_facilitator="UBO",
        invited=[],
        notes_until=NOW.date(),
        stage="closed",
        created_at=NOW - 3 * DAY,
        post_id="post",
    )


def heading(seq: int, theme: str | None) -> RetroHeading:
    return RetroHeading(
        id=f"H{seq}", retro_id="X1", seq=seq, name="late", theme=theme, created_at=NOW - DAY
    )


def closed(round_id: str, anonymity: str, closed_at: datetime | None) -> list[Round | Result]:
    """A round with two comments on a question about delivery, and one on another."""
    asked = [{"theme": "delivery"}, {"theme": ""}, {}]
    comments = [(0, "late"), (0, "later"), (1, "fine"), (2, "old"), (9, "odd")]
    return [
        Round(
            id=round_id,
            pulse_id="P1",
            key=round_id,
            questions=asked,
            anonymity=anonymity,
            status=RoundStatus.CLOSED if closed_at else RoundStatus.OPEN,
            opened_at=NOW - 2 * DAY,
            closes_at=NOW,
            closed_at=closed_at,
            wiped=True,
        ),
        *(
            Result(
                id=f"{round_id}-{number}",
                round_id=round_id,
                position=position,
                side=Side.VENDOR,
                kind=ResultKind.COMMENT,
                text=words,
            )
            for number, (position, words) in enumerate(comments)
        ),
    ]


async def test_themes_are_counted_where_everybody_may_see_them(database: Database) -> None:
    plan = make_plan()
    pulse = Pulse(
        id="P1",
        relationship_id="R1",
        number=1,
        title="",
        questions=plan.questions,
        anonymity="named",
        in_channel=False,
        schedule=plan.schedule,
        open_hours=24,
        status="active",
        created_by="UANN",
        created_at=NOW,
        effective_from=NOW,
    )
    problems = [problem(number, NOW - number * DAY, None) for number in (1, 2, 400)]
    for one in problems:
        one.theme = "trust"
    rows = [
        *problems,
        lesson(1, "delivery", NOW - DAY),
        lesson(2, None, NOW - DAY),
        lesson(3, "delivery", NOW),
        retro(),
        heading(1, "delivery"),
        heading(2, None),
        pulse,
        *closed("D1", "named", NOW - DAY),
        *closed("D2", "anonymous", NOW - DAY),
        *closed("D3", "together", NOW - DAY),
    ]
    async with database.write() as session:
        await make_relationship(session, id="R1")
        await make_relationship(session, id="R2", channel_id="C2")
        for row in rows:
            session.add(row)
            await session.flush()
    async with database.read() as session:
        lately = await count_themes(session, "R1", NOW - YEAR, NOW)
        before = await count_themes(session, "R1", NOW - 2 * YEAR, NOW - YEAR)
        elsewhere = await count_themes(session, "R2", NOW - YEAR, NOW)
    assert sorted(lately, key=str) == sorted(
        [
            Named("trust", PROBLEM, 2),
            Named("delivery", LESSON, 1),
            Named("delivery", HEADING, 1),
            Named("delivery", COMMENT, 2),
        ],
        key=str,
    )
    assert before == [Named("trust", PROBLEM, 1)]
    assert elsewhere == []
