"""After an anonymous round of several questions nothing joins the answers of one person.

The attacker holds the whole database, the log, every digest and all results, and knows in which
order people acted. Each attack is first shown to succeed where there is something to find.
"""

import json
import random
import secrets
from collections.abc import AsyncIterator, Callable
from itertools import combinations_with_replacement, permutations
from typing import Any

import pytest

from bot.core.people import Side
from bot.pulse.bank import own_question
from bot.pulse.figures import Given, Group, Minimums, publish
from bot.pulse.questions import Anonymity, Kind
from sandbox.client import Person
from tests.scenarios import attack
from tests.scenarios.attack import Lineup
from tests.scenarios.test_anonymity import (
    FOUND,
    MARKS,
    Trial,
    gather,
    ids,
    join_by_values,
    keep_in_order,
    open_trial,
    sort,
)
from tests.scenarios.test_pulse_questions import last, set_questions
from tests.world import World

OPTIONS = ("ale", "beer", "cider", "dram", "elixir")
QUESTIONS = (
    own_question(Kind.SCALE, "How was it?"),
    own_question(Kind.CHOICE, "What would you drink?", options=OPTIONS),
    own_question(Kind.TEXT, "Why?"),
)

# What each person answered, by position: a value or words.
Sheet = dict[str, list[Any]]


@pytest.fixture
async def trial(bare_world: World) -> AsyncIterator[Trial]:
    async with open_trial(bare_world) as opened:
        await opened.plan("anonymous")
        await set_questions(bare_world, 1, *QUESTIONS)
        yield opened


async def ask(trial: Trial) -> Sheet:
    """All clients answer everything, each question in another random order, and a few vendors."""
    world = trial.world
    await world.ann.command("/pulse", "now", in_=world.room)
    await world.settle()
    people = ids(trial.clients)
    sheet: Sheet = {
        person: [score, place, f"because {secrets.token_hex(6)}"]
        for person, score, place in zip(
            people, random.sample(range(1, 6), 5), random.sample(range(5), 5), strict=True
        )
    }
    acts: list[Callable[[Person], Any]] = [
        lambda person: press(trial, person, str(sheet[person.id][0])),
        lambda person: press(trial, person, OPTIONS[sheet[person.id][1]]),
        lambda person: write(trial, person, sheet[person.id][2]),
    ]
    for act in acts:
        for person in random.sample(trial.clients, 5):
            await act(person)
        await world.settle()
    for person, score in zip(world.vendors, "113", strict=True):
        await press(trial, person, score)
    await world.settle()
    await trial.close()
    return sheet


async def press(trial: Trial, person: Person, button: str) -> None:
    await person.presses(await last(trial.world, person), button)


async def write(trial: Trial, person: Person, text: str) -> None:
    await person.presses(await last(trial.world, person), "Write an answer")
    assert (await person.submits({"comment": text})).errors == {}


async def join_questions(trial: Trial, sheets: list[Sheet]) -> tuple[float, str]:
    """Whether the order of the answers to one question is that of the answers to another."""
    rows = [row.values for row in await trial.rows() if row.table == "pulse_results"]
    rounds = list(dict.fromkeys(row["round_id"] for row in rows))
    best = (0.0, "")
    for one, other in permutations(range(3), 2):
        lineups = []
        for sheet, round_id in zip(arrange(sheets, rows, rounds), rounds, strict=True):
            of_round = [dict(row) for row in rows if row["round_id"] == round_id]
            answers = {str(own[one]): person for person, own in sheet.items()}
            firsts = [row for row in of_round if row["position"] == one]
            seconds = [row for row in of_round if row["position"] == other]
            lineups.append(
                Lineup(
                    {m: [answers[read(row)] for row in sort(firsts, m)] for m in MARKS},
                    {m: [read(row) for row in sort(seconds, m)] for m in MARKS},
                    {person: str(own[other]) for person, own in sheet.items()},
                )
            )
        best = max(best, attack.match_orders(lineups))
    return best


def arrange(sheets: list[Sheet], rows: list[Any], rounds: list[str]) -> list[Sheet]:
    """The sheets in the order of the rounds, which their words tell."""
    texts = {row["text"]: row["round_id"] for row in rows if row["text"]}
    by_round = {texts[next(iter(sheet.values()))[2]]: sheet for sheet in sheets}
    return [by_round[round_id] for round_id in rounds]


def read(row: Any) -> str:
    return str(row["text"] or row["score"])


async def follow_people(trial: Trial, sheets: list[Sheet]) -> tuple[float, str]:
    """Whether any order of the people is that of the answers to one of the questions."""
    evidence = await gather(trial)
    scores = [row.values for row in evidence.rows if row.table == "pulse_results"]
    rounds = list(dict.fromkeys(row["round_id"] for row in scores))
    best = (0.0, "")
    for position in range(3):
        lineups = []
        for sheet, round_id in zip(arrange(sheets, scores, rounds), rounds, strict=True):
            trails = evidence.of_side(round_id, "client")
            own = [
                dict(row)
                for row in scores
                if (row["round_id"], row["position"]) == (round_id, position)
            ]
            lineups.append(
                Lineup(
                    attack.orders_of("participant", trails),
                    {mark: [read(row) for row in sort(own, mark)] for mark in MARKS},
                    {person: str(answers[position]) for person, answers in sheet.items()},
                )
            )
        best = max(best, attack.match_orders(lineups))
    return best


async def test_nothing_joins_the_answers_of_one_person(trial: Trial) -> None:
    sheets = [await ask(trial) for _ in range(3)]
    rows = await trial.rows()
    results = [row for row in rows if row.table == "pulse_results"]
    assert len(results) == 3 * 3 * 5, "of the larger side only"
    assert {row.values["side"] for row in results} == {"client"}
    assert await join_by_values(trial) == []
    share, orders = await join_questions(trial, sheets)
    assert share < FOUND, orders
    share, orders = await follow_people(trial, sheets)
    assert share < FOUND, orders
    await only_figures_are_told(trial)


async def only_figures_are_told(trial: Trial) -> None:
    """The vendors gave 1, 1 and 3: everything there is leaves it open whether it was so."""
    world = trial.world
    rows = [row for row in await trial.rows() if row.table == "pulse_rounds"]
    raw = rows[0].values["figures"]
    shown = json.loads(raw) if isinstance(raw, str) else raw
    figures = [one for one in shown["figures"] if one["group"] == Group.VENDOR]
    assert [(one["answered"], one["counts"]) for one in figures] == [
        (3, None),
        (0, None),
        (0, None),
    ]
    possible = [
        scores
        for scores in combinations_with_replacement(range(1, 6), 3)
        if _publish_vendor(scores) == (figures[0]["mean"], figures[0]["about"])
    ]
    assert {(1, 1, 2), (1, 1, 3), (1, 2, 2)} == set(possible)
    digests = [m for m in await world.bea.sees(world.room) if "3 answered" in m.words]
    thread = [m for digest in digests for m in await world.bea.sees_thread(digest)]
    reply = await world.ann.command("/pulse", "results", in_=world.room)
    told = " ".join([*(message.words for message in thread), str(reply.blocks)])
    assert "Vee: *about 1.5*" in told
    assert not any(person.id in told for person in trial.clients[1:]), (
        "contacts are named for actions"
    )


def _publish_vendor(scores: tuple[int, ...]) -> tuple[float | None, bool]:
    given = [Given(str(n), Side.VENDOR, {0: score}, {}) for n, score in enumerate(scores)]
    figures = publish(QUESTIONS[:1], given, Anonymity.ANONYMOUS, Minimums())
    figure = figures.of(0, Group.VENDOR)
    return figure.mean, figure.about


async def test_these_attacks_find_an_order_that_was_kept(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_in_order(monkeypatch)
    sheets = [await ask(trial) for _ in range(2)]
    share, _ = await join_questions(trial, sheets)
    assert share == 1.0
    share, orders = await follow_people(trial, sheets)
    assert share == 1.0
    assert "pulse_participants.id" in orders
