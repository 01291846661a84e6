"""The table of contents: every measure by its name."""

from collections.abc import AsyncIterator, Callable

from benchmarks.delivering.measures import measure_drain, measure_pace
from benchmarks.lab import Lab
from benchmarks.listening.measures import measure_answer, measure_kudos, measure_reaction
from benchmarks.looking.measures import measure_looks
from benchmarks.looking.problem_card import measure_problem_card
from benchmarks.looking.searching import measure_search
from benchmarks.opening.measures import measure_opening
from benchmarks.opening.whole import measure_round
from benchmarks.results import Result
from benchmarks.starting.measures import measure_start
from benchmarks.viewing.measures import measure_page, measure_scroll

Take = Callable[[Lab], AsyncIterator[Result]]

MEASURES: dict[str, Take] = {
    "kudos": measure_kudos,
    "reaction": measure_reaction,
    "answer": measure_answer,
    "open": measure_opening,
    "round": measure_round,
    "drain": measure_drain,
    "pace": measure_pace,
    "look": measure_looks,
    "search": measure_search,
    "problem_card": measure_problem_card,
    "start": measure_start,
    "page": measure_page,
    "scroll": measure_scroll,
}
