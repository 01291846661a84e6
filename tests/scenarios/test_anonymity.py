"""After an anonymous round nobody can tell who answered what, whatever they hold.

The whole database is attacked: by every column, order, number and time there is, and by trying
keys. Each attack is first shown to succeed where there is something to find.
"""

import random
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.pulse import closing
from bot.pulse.audience import Throttle
from bot.pulse.figures import Comment, Figures, Given, Group, Score
from sandbox.client import Person
from storage import pulse_answers
from storage.database import Database
from storage.pulse import SEALED_TABLES
from tests.scenarios import attack
from tests.scenarios.attack import PLACE, Lineup, Row
from tests.world import World

MARKS = ("id", PLACE)
NUMBERS = ("one", "two", "three", "four", "five")
# Chance finds a few right pairs among many; nearly all of them it never does.
FOUND = 0.9


@dataclass
class Truth:
    """What only the people themselves know: who gave what, and in which order they acted."""

    scores: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    acted: list[str] = field(default_factory=list)


@dataclass
class Trial:
    """A world with five people on the client's side and three on the vendor's."""

    world: World
    clients: list[Person]
    log: list[dict[str, Any]]
    rounds: dict[str, Truth] = field(default_factory=dict)
    ways: tuple[str, ...] = ("by button", "by reaction", "unheard")

    @property
    def everybody(self) -> list[Person]:
        return [*self.clients, *self.world.vendors]

    async def plan(self, anonymity: str) -> None:
        await self.world.ann.command("/pulse", "new", in_=self.world.room)
        result = await self.world.ann.submits({"anonymity": anonymity, "open_hours": "4"})
        assert result.errors == {}
        await self.world.settle()

    async def ask(self, commenting: int) -> Truth:
        """Ask once; all answer in a random order, so many of the clients with a comment."""
        world = self.world
        reply = await world.ann.command("/pulse", "now", in_=world.room)
        assert "is being asked now" in str(reply.text)
        await world.settle()
        truth = Truth(
            {
                **dict(zip(ids(self.clients), random.sample(range(1, 6), 5), strict=True)),
                **dict(zip(ids(world.vendors), random.sample((1, 3, 5), 3), strict=True)),
            }
        )
        turn = len(self.rounds)  # so that it is not the same person every time
        authors = (self.clients * 2)[turn : turn + commenting]
        for person in random.sample(self.everybody, 8):
            await self._answer(person, truth, commented=person in authors)
        await world.settle()
        rows = await self.rows()
        current = [r.values["id"] for r in rows if r.table == "pulse_rounds"]
        self.rounds[next(key for key in current if key not in self.rounds)] = truth
        return truth

    async def _answer(self, person: Person, truth: Truth, *, commented: bool) -> None:
        question = (await person.sees_dm(self.world.inst))[-1]
        score = truth.scores[person.id]
        way = secrets.choice(self.ways)
        if way == "by button":
            await person.presses(question, f"pulse_answer:{score}")
        else:
            if way == "unheard":
                await self.world.box.retry_after_seconds(0.05)
                await self.world.box.lose_events("reaction_added")
            await person.reacts(question, NUMBERS[score - 1])
            await self.world.box.quiet()
            await self.world.box.retry_after_seconds(3)
        if commented:
            await self.world.settle()  # or both changes of the question become one
            truth.comments[person.id] = f"what {secrets.token_hex(6)} thinks"
            await person.presses(question, "pulse_comment")
            await person.submits({"comment": truth.comments[person.id]})
        truth.acted.append(person.id)

    async def close(self) -> None:
        await self.world.pass_time(by=timedelta(hours=5))
        await self.world.settle()

    async def rows(self) -> list[Row]:
        """Whatever can be read: all tables, and the log."""
        return [
            *await attack.read_tables(self.world.rapport.database),
            *attack.read_log(self.log),
        ]


def ids(people: list[Person]) -> list[str]:
    return [person.id for person in people]


@pytest.fixture
async def trial(bare_world: World) -> AsyncIterator[Trial]:
    async with open_trial(bare_world) as opened:
        yield opened


@asynccontextmanager
async def open_trial(world: World) -> AsyncIterator[Trial]:
    cleo = await world.ann.workspace.person("Cleo Ott", tz="Europe/Berlin")
    carl = await world.ann.workspace.person("Carl Ode", tz="Europe/Berlin")
    for person in (cleo, carl):
        await world.room.add(person)
    await world.settle()
    with keep_log() as log:
        await world.open_setup(world.ann)
        await world.ann.submits(
            {
                "client_name": "Acme",
                "vendor_name": "Vee",
                "vendor_contacts": [world.bo],
            }
        )
        await world.settle()
        await world.bo.presses((await world.bo.sees(world.room))[-1], "Confirm")
        await world.settle()
        yield Trial(world, [*world.clients, cleo, carl], log)


@contextmanager
def keep_log() -> Iterator[list[dict[str, Any]]]:
    with capture_logs() as log:
        yield log


# What the attacks find out


async def join_by_values(trial: Trial) -> list[Row]:
    """The results that any chain of values leads to, from a person or from a participant."""
    rows = await trial.rows()
    participants = {
        row.values["id"]: row.values["id"] for row in rows if row.table == "pulse_participants"
    }
    found = []
    for suspects in ({person.id: person.id for person in trial.everybody}, participants):
        for own in attack.follow_values(rows, suspects).values():
            found += [row for row in own if row.table == "pulse_results"]
    return found


@dataclass
class Evidence:
    """All rows, and which of them lead to whom: as a person, and as a participant in a round."""

    rows: list[Row]
    persons: dict[str, list[Row]]
    participants: dict[tuple[str, str, str], list[Row]]  # by round, side and user id

    def of_side(self, round_id: str, side: str) -> dict[str, list[Row]]:
        return {
            user_id: trail
            for (own_round, own_side, user_id), trail in self.participants.items()
            if (own_round, own_side) == (round_id, side)
        }

    def results(self, round_id: str, side: str, kind: str) -> list[dict[str, Any]]:
        return [
            dict(row.values)
            for row in self.rows
            if row.table == "pulse_results"
            and (row.values["round_id"], row.values["side"]) == (round_id, side)
            and row.values["kind"] == kind
        ]


async def gather(trial: Trial) -> Evidence:
    rows = await trial.rows()
    own = [row.values for row in rows if row.table == "pulse_participants"]
    names = {(row["round_id"], row["side"], row["user_id"]): row["id"] for row in own}
    return Evidence(
        rows,
        attack.follow_values(rows, {person.id: person.id for person in trial.everybody}),
        attack.follow_values(rows, names),
    )


async def join_by_order(trial: Trial) -> tuple[float, str]:
    """The best guess by order, over all rounds and both sides."""
    evidence = await gather(trial)
    best = (0.0, "")
    for kind in ("score", "comment"):
        lineups = [
            line_up(evidence, round_id, side, kind, truth)
            for round_id, truth in trial.rounds.items()
            for side in ("client", "vendor")
            if evidence.results(round_id, side, kind)
        ]
        best = max(best, attack.match_orders(lineups))
    return best


def line_up(evidence: Evidence, round_id: str, side: str, kind: str, truth: Truth) -> Lineup:
    """Everybody of one side in one round, and what they left."""
    known: dict[str, Any] = truth.scores if kind == "score" else truth.comments
    trails = evidence.of_side(round_id, side)
    orders = {
        **attack.orders_of("participant", trails),
        **attack.orders_of("person", {name: evidence.persons[name] for name in trails}),
        "who acted first": [name for name in truth.acted if name in trails],
    }
    results = evidence.results(round_id, side, kind)
    return Lineup(
        orders,
        {name: [row["score"] or row["text"] for row in sort(results, name)] for name in results[0]},
        known,
    )


def sort(results: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    return sorted(results, key=lambda row: attack.sortable(row[column]))


async def pair_score_and_comment(trial: Trial) -> tuple[float, str]:
    """Whether the order of scores and that of comments belong together."""
    evidence = await gather(trial)
    lineups = []
    for round_id, truth in trial.rounds.items():
        authors = {comment: user_id for user_id, comment in truth.comments.items()}
        scores = evidence.results(round_id, "client", "score")
        comments = evidence.results(round_id, "client", "comment")
        lineups.append(
            Lineup(
                {name: [authors[row["text"]] for row in sort(comments, name)] for name in MARKS},
                {name: [row["score"] for row in sort(scores, name)] for name in MARKS},
                truth.scores,
            )
        )
    return attack.match_orders(lineups)


async def find_authors(trial: Trial) -> set[str]:
    """By what the only client who commented differs from the others, in every round."""
    evidence = await gather(trial)
    telling = []
    for round_id, truth in trial.rounds.items():
        odd = attack.single_out(evidence.of_side(round_id, "client"), evidence.rows)
        telling.append({feature for feature, name in odd.items() if name in truth.comments})
    return set.intersection(*telling)


async def read_draft(trial: Trial, user_id: str) -> tuple[str, bytes]:
    """The sealed draft of a person in the open round, and what it is bound to."""
    rows = await trial.rows()
    drafts = {r.values["participant_id"]: r.values for r in rows if r.table == "pulse_drafts"}
    owner = next(
        row.values["id"]
        for row in rows
        if row.table == "pulse_participants"
        and row.values["user_id"] == user_id
        and row.values["id"] in drafts
    )
    return owner, bytes(drafts[owner]["sealed"])


def is_moment(value: Any) -> bool:
    if isinstance(value, datetime):
        return True
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return True


# The tests: what may not be found, and that it would be found


async def test_nothing_joins_people_to_their_answers(trial: Trial) -> None:
    trial.world.rapport.desk.throttle = Throttle(most=4)
    await trial.plan("anonymous")
    for _ in range(4):
        await trial.ask(commenting=5)
        await trial.close()
    rows = await trial.rows()
    results = [row for row in rows if row.table == "pulse_results"]
    assert len(results) == 4 * (5 + 5), "scores and comments, of the larger side only"
    assert all(row.values["wiped"] for row in rows if row.table == "pulse_rounds")

    assert await join_by_values(trial) == []
    share, orders = await join_by_order(trial)
    assert share < FOUND, orders
    share, orders = await pair_score_and_comment(trial)
    assert share < FOUND, orders
    for row in results:
        assert row.values["user_id"] is None
        assert not any(is_moment(value) for value in row.values.values())
    for round_id in trial.rounds:
        own = [row.values for row in results if row.values["round_id"] == round_id]
        assert len({row.get(attack.MADE) for row in own}) == 1, "one transaction wrote them all"
    words = [word for truth in trial.rounds.values() for word in truth.comments.values()]
    elsewhere = " ".join(str(row.values) for row in rows if row.table != "pulse_results")
    assert not any(word in elsewhere for word in words)


async def test_the_key_is_gone_with_everything_it_opened(trial: Trial) -> None:
    await trial.plan("anonymous")
    truth = await trial.ask(commenting=1)
    (author,) = truth.comments
    owner, sealed = await read_draft(trial, author)
    before = attack.read_bytes(trial.world.database_url)
    opened = attack.try_keys(before, owner, sealed)
    assert opened is not None, "while the round is open, the operator could"
    assert truth.comments[author] in opened.decode()
    assert sealed[:64] in before

    await trial.close()
    after = attack.read_bytes(trial.world.database_url)
    assert attack.try_keys(after, owner, sealed) is None
    assert sealed[:64] not in after
    assert sealed[-64:] not in after


async def test_this_attack_finds_a_key_that_was_only_deleted(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def leave_traces(*_args: Any) -> bool:
        return True

    monkeypatch.setattr(Database, "scrub", leave_traces)
    await trial.plan("anonymous")
    truth = await trial.ask(commenting=1)
    (author,) = truth.comments
    owner, sealed = await read_draft(trial, author)
    await trial.close()
    assert not [row for row in await trial.rows() if row.table in SEALED_TABLES]
    after = attack.read_bytes(trial.world.database_url)
    opened = attack.try_keys(after, owner, sealed)
    assert opened is not None
    assert truth.comments[author] in opened.decode()


async def test_a_small_sides_answers_leave_nothing_behind(trial: Trial) -> None:
    await trial.plan("anonymous")
    world = trial.world
    await world.ann.command("/pulse", "now", in_=world.room)
    await world.settle()
    for person in (world.bo, world.bea):
        question = (await person.sees_dm(world.inst))[-1]
        await person.presses(question, "5")
        await person.presses(question, "Comment")
        await person.submits({"comment": "only two of us said so"})
    await world.settle()
    await trial.close()
    digest = (await world.ann.sees(world.room))[-1].words
    assert "*Vee*: 2 of 3 answered" in digest
    assert "Vee: 2 answered, too few to show" in digest
    rows = await trial.rows()
    assert not [row for row in rows if row.table in {"pulse_results", "pulse_drafts"}]
    assert b"only two of us" not in attack.read_bytes(world.database_url)


async def test_nobody_is_singled_out_by_how_often_they_acted(trial: Trial) -> None:
    await trial.plan("anonymous")
    for _ in range(2):
        await trial.ask(commenting=1)
        await trial.close()
    assert await find_authors(trial) == set()


async def test_these_attacks_find_what_a_named_round_keeps(trial: Trial) -> None:
    await trial.plan("named")
    truth = await trial.ask(commenting=5)
    await trial.close()
    found = {(row.values["user_id"], row.values["score"]) for row in await join_by_values(trial)}
    assert {one for one in found if one[1] is not None} == set(truth.scores.items())


def keep_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Results are written as people stand in the round, and not as their values do."""

    def keep_scores(_asked: Any, given: Sequence[Given], figures: Figures) -> list[Score]:
        return [
            Score(position, Group(one.side), value)
            for one in given
            for position, value in one.values.items()
            if figures.shows_words(position, Group(one.side))
        ]

    def keep_texts(given: Sequence[Given], figures: Figures) -> list[Comment]:
        return [
            Comment(position, Group(one.side), text)
            for one in given
            for position, text in one.texts.items()
            if figures.shows_words(position, Group(one.side))
        ]

    monkeypatch.setattr(closing, "kept_scores", keep_scores)
    monkeypatch.setattr(closing, "kept_texts", keep_texts)


async def test_these_attacks_find_an_order_that_was_kept(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_in_order(monkeypatch)
    await trial.plan("anonymous")
    for _ in range(2):
        await trial.ask(commenting=5)
        await trial.close()
    share, orders = await join_by_order(trial)
    assert share == 1.0
    assert "pulse_participants.id" in orders
    share, _ = await pair_score_and_comment(trial)
    assert share == 1.0


async def test_these_attacks_find_who_acted_twice(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def keep_updates(*_args: Any, **_kwargs: Any) -> bool:
        return True

    monkeypatch.setattr(pulse_answers, "forget_updates", keep_updates)
    trial.ways = ("by button", "by reaction")
    await trial.plan("anonymous")
    for _ in range(2):
        await trial.ask(commenting=1)
        await trial.close()
    assert "outbox" in await find_authors(trial)
