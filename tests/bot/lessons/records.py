"""A relationship that learns something, written straight into the database."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.lessons import service
from bot.lessons.rules import LessonDraft, Origin
from storage import relationships
from storage.database import Database
from storage.lessons import Lesson, Told, find_lesson, tell_all
from tests.factories import make_relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
HOME, OTHER = "R1", "R2"
OWN = Origin()
DISK = LessonDraft(
    "The export failed", "Watch the disk", "We look on Mondays", ("disk",), "delivery"
)


async def furnish(session: AsyncSession) -> None:
    """Ann, Amir and Ada of Acme, Bo, Bea and Bob of Vee, Ann and Bo as contacts; and others."""
    await make_relationship(session, id=HOME)
    await make_relationship(session, id=OTHER, channel_id="C2", clients=("UCY",), vendors=("UDEE",))


async def write(
    database: Database,
    draft: LessonDraft = DISK,
    user_id: str = "UAMIR",
    home: str = HOME,
    origin: Origin = OWN,
    **how: str,
) -> Lesson:
    """Amir of Acme writes down what they learnt."""
    async with database.write() as session:
        relationship = await relationships.get_relationship(session, home)
        return await service.write(
            session, relationship, draft, origin=origin, user_id=user_id, now=NOW, **how
        )


async def tell(database: Database, lesson_id: str) -> Told:
    """The lesson as it is now."""
    async with database.read() as session:
        lesson = await find_lesson(session, lesson_id)
        assert lesson is not None
        (told,) = await tell_all(session, [lesson])
        return told
