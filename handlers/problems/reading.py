"""What a button or form of a problem says: which one, and how it stood when that was made."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.problems.errors import AnotherRound
from bot.problems.rules import Stage
from handlers.request import Request, tell_silence
from storage import problems, relationships
from storage.problems import Problem
from storage.relationships import Relationship


@dataclass(frozen=True, slots=True)
class Seen:
    """A problem as somebody had it before their eyes; `proposal_id` is "" where none is meant.

    `round` is said by forms, which stay open while cards change; it is 0 where nobody says it.
    """

    problem_id: str
    stage: Stage
    proposal_id: str = ""
    round: int = 0


def read_value(value: str) -> Seen:
    """The value of a button on a card: problem, stage and perhaps proposal."""
    problem_id, stage, *rest = value.split(":")
    return Seen(problem_id, Stage(stage), rest[0] if rest else "")


def read_form(request: Request) -> Seen:
    """What a form carries."""
    said = request.metadata
    stage, round_ = Stage(said["stage"]), int(said.get("round", 0))
    return Seen(said["problem"], stage, said.get("proposal", ""), round_)


async def hold_round(session: AsyncSession, seen: Seen) -> None:
    """Nobody else changes that problem until the transaction ends.

    Raises AnotherRound where it was seen in an earlier one: what is said of one trial is not said
    of the next.
    """
    problem = await problems.lock_problem(session, seen.problem_id)
    if seen.round not in (0, problem.round):
        raise AnotherRound


async def load(request: Request, problem_id: str) -> tuple[Problem, Relationship]:
    async with request.desk.database.read() as session:
        problem = await problems.get_problem(session, problem_id)
        relationship = await relationships.get_relationship(session, problem.relationship_id)
    return problem, relationship


async def tell_kept(request: Request, problem_id: str) -> None:
    """Say why what was done cannot be posted now, where that is so."""
    _, relationship = await load(request, problem_id)
    await tell_silence(request, relationship)
