"""Finding lessons again: when somebody looks for them, and when they might help."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.lessons import rules
from bot.lessons.rules import State
from storage import lessons, problems, search
from storage.lessons import Lesson
from storage.problems import Problem
from storage.search import Kind

# So many are looked at to find those that are meant.
CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Matches:
    """Lessons, best first; not `exact` where none of them has all of the words."""

    lessons: Sequence[Lesson]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Similar:
    """Open problems and lessons that are about the same, best first."""

    problems: Sequence[Problem] = ()
    lessons: Sequence[Lesson] = ()

    def __bool__(self) -> bool:
        return bool(self.problems or self.lessons)


async def find(
    session: AsyncSession, relationship_id: str, words: str, most: int, theme: str | None = None
) -> Matches:
    """The lessons with these words, in their tags and themes, too; else those closest to them.

    With `theme`, only those of it.
    """
    asked, looked_at = (f"{theme} {words}", CANDIDATES) if theme else (words, most)
    for every in (True, False):
        found = await search.search(
            session, relationship_id, asked, kinds=[Kind.LESSON], most=looked_at, every=every
        )
        learnt = await lessons.get_all(session, [one.subject_id for one in found])
        about = [lesson for lesson in learnt if theme in (None, lesson.theme)]
        if about:
            break
    return Matches(about[:most], exact=every)


async def find_similar(
    session: AsyncSession, relationship_id: str, text: str, most: int = 3
) -> Similar:
    """The open problems and the lessons that are about what that text is about.

    Lessons to which a side objects are not offered.
    """
    alike = {kind: await _list_alike(session, relationship_id, text, kind) for kind in Kind}
    found = [await problems.get_problem(session, one) for one in alike[Kind.PROBLEM]]
    learnt = await lessons.get_all(session, alike[Kind.LESSON])
    return Similar(
        [problem for problem in found if problem.closed_at is None][:most],
        [lesson for lesson in learnt if lesson.state != State.OBJECTED][:most],
    )


async def _list_alike(
    session: AsyncSession, relationship_id: str, text: str, kind: Kind
) -> list[str]:
    """The ids of that kind, looked for by themselves so that none crowds out the others."""
    asked = search.list_telling(text)
    found = await search.search(
        session, relationship_id, " ".join(asked), kinds=[kind], most=CANDIDATES, every=False
    )
    return [
        one.subject_id for one in found if rules.are_alike(asked, search.list_telling(one.words))
    ]
