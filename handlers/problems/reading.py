"""What a button or form of a problem says: which one, and how it stood when that was made."""

from dataclasses import dataclass

from bot.problems.rules import Stage
from handlers.request import Request, tell_silence
from storage import problems, relationships
from storage.problems import Problem
from storage.relationships import Relationship


@dataclass(frozen=True, slots=True)
class Seen:
    """A problem as somebody had it before their eyes; `proposal_id` is "" where none is meant."""

    problem_id: str
    stage: Stage
    proposal_id: str = ""


def read_value(value: str) -> Seen:
    """The value of a button on a card: problem, stage and perhaps proposal."""
    problem_id, stage, *rest = value.split(":")
    return Seen(problem_id, Stage(stage), rest[0] if rest else "")


def read_form(request: Request) -> Seen:
    """What a form carries."""
    said = request.metadata
    return Seen(said["problem"], Stage(said["stage"]), said.get("proposal", ""))


async def load(request: Request, problem_id: str) -> tuple[Problem, Relationship]:
    async with request.desk.database.read() as session:
        problem = await problems.get_problem(session, problem_id)
        relationship = await relationships.get_relationship(session, problem.relationship_id)
    return problem, relationship


async def tell_kept(request: Request, problem_id: str) -> None:
    """Say why what was done cannot be posted now, where that is so."""
    _, relationship = await load(request, problem_id)
    await tell_silence(request, relationship)
