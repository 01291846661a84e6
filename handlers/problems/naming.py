"""People, sides and days of a problem in words. Pure."""

from collections.abc import Mapping

from bot.core.people import Side
from bot.problems.rules import Kind
from handlers import words
from handlers.blocks import escape
from storage.problems import Entry, Problem
from storage.relationships import Relationship


def side_name(relationship: Relationship, side: str) -> str:
    """The name of an organisation, harmless in mrkdwn."""
    return escape(relationship.name(Side(side)))


def person(relationship: Relationship, user_id: str, side: str) -> str:
    """ "@Ann (Acme)" """
    return f"{words.person(user_id)} ({side_name(relationship, side)})"


def author(entry: Entry, relationship: Relationship) -> str:
    return person(relationship, entry.author, entry.side)


def facilitators(problem: Problem, relationship: Relationship) -> str:
    pairs = [person(relationship, problem.facilitator(side), side) for side in Side]
    return words.join_words(pairs)


def name_of(problem: Problem) -> str:
    """ "#3 The export fails", harmless in mrkdwn."""
    return f"#{problem.number} {escape(problem.title)}"


def linked(problem: Problem, link: str | None) -> str:
    """The same in bold, leading to its card where that stands in Slack."""
    name = name_of(problem)
    return f"*<{link}|{name}>*" if link else f"*{name}*"


def name_kinds(counts: Mapping[tuple[str, str], int]) -> list[tuple[Kind, int]]:
    """How many there are of each kind on both sides together, in the order of the stages."""
    found = [(kind, sum(many for (one, _), many in counts.items() if one == kind)) for kind in Kind]
    return [(kind, many) for kind, many in found if many]
