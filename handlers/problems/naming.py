"""People, sides and days of a problem in words. Pure."""

from collections.abc import Mapping
from typing import Protocol

from bot.core.people import Side, Sides
from bot.problems.rules import Kind
from handlers import words
from handlers.blocks import escape
from storage.problems import Entry, Problem
from storage.relationships import Relationship


class Named(Protocol):
    """What knows the names of both organisations: a relationship, or who stands on which side."""

    def name(self, side: Side) -> str: ...


def side_name(named: Named, side: str) -> str:
    """The name of an organisation, harmless in mrkdwn."""
    return escape(named.name(Side(side)))


def person(named: Named, user_id: str, side: str) -> str:
    """ "@Ann (Acme)" """
    return f"{words.person(user_id)} ({side_name(named, side)})"


def author(entry: Entry, relationship: Relationship) -> str:
    return person(relationship, entry.author, entry.side)


def facilitator(problem: Problem, sides: Sides, side: Side) -> str:
    """Who speaks for a side: its facilitator, or its contacts where they are not on it any more."""
    name = side_name(sides, side)
    asked = sides.find_askable(problem.facilitator(side), side)
    who = " or ".join(words.person(user_id) for user_id in asked)
    return f"{who} ({name})" if who else f"a contact of {name}"


def facilitators(problem: Problem, sides: Sides) -> str:
    return words.join_words([facilitator(problem, sides, side) for side in Side])


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
