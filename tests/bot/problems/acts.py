"""Random acts on one problem, each as somebody might do it on a card that may be out of date."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.errors import RapportError
from bot.core.people import Side
from bot.problems import capturing, chasing, dissent, entries, ideas, scores, service, steps, trial
from bot.problems.description import Source
from bot.problems.errors import NotThere
from bot.problems.rules import Kind, Stage, Step
from storage import problems
from tests.bot.problems.records import NOW, WORDS, Room

SIDES = {"UANN": "client", "UAMIR": "client", "UADA": "client", "UBO": "vendor", "UBEA": "vendor"}
PEOPLE = [*SIDES, "UAMIR", "UBEA", "UNEW", "UOUT"]
DAY = timedelta(days=1)

MOST = 35

# What somebody does: the name of a method of `Walk`, who does it, and what they choose.
Act = tuple[str, str, int]
NAMES = (
    *("agree",) * 9,
    *("propose", "answer") * 3,
    *("alone", "missing", "take_back", "back", "rethink", "reopen", "close_early", "wait"),
    *("add", "add", "give_idea", "give_idea", "withdraw", "edit", "merge", "move_kind", "mark"),
    *("ready", "score", "dissent", "answer_trial", "hand_over", "sleep", "sleep", "look"),
)


def imagine(seed: int) -> list[Act]:
    """What people do, one after the other."""
    dice = random.Random(seed)  # noqa: S311 - a walk that can be repeated
    return [(dice.choice(NAMES), dice.choice(PEOPLE), dice.randrange(40)) for _ in range(MOST)]


@dataclass
class Walk:
    """What is done to one problem, and what was added to it so far."""

    room: Room
    now: datetime = NOW
    added: list[str] = field(default_factory=list)
    proposals: list[str] = field(default_factory=list)
    secrets: int = 0

    async def act(self, act: Act) -> None:
        """Somebody does something, if they may."""
        name, user_id, number = act
        self.now += timedelta(seconds=1)
        try:
            await getattr(self, name)(user_id, number)
        except RapportError:
            return

    async def _stage(self, number: int = 1) -> Stage:
        """The stage of the problem, or of a card that is out of date."""
        if number % 5 == 0:
            return tuple(Stage)[number % len(Stage)]
        return Stage((await self.room.head()).problem.stage)

    def _pick(self, found: list[str], number: int) -> str:
        """One of what is there; where nothing is, there is no button to press."""
        if not found:
            raise NotThere
        return found[number % len(found)]

    async def agree(self, _user_id: str, number: int) -> None:
        """Both facilitators do what the stage asks for, and go on together."""
        problem = (await self.room.head()).problem
        stage = Stage(problem.stage)
        await self._prepare(stage, problem.facilitators)
        first, second = problem.facilitators[:: 1 if number % 2 else -1]
        if stage is Stage.CLOSED:
            await self.reopen(first, number)
        elif stage is Stage.REVIEW and number % 3 == 0:
            await self.rethink(first, number)
        else:
            proposal = await self.room.propose(first, now=self.now)
            self.proposals.append(proposal.id)
            await self.room.answer(proposal, second, self.now)

    async def _prepare(self, stage: Stage, facilitators: tuple[str, ...]) -> None:
        """Whatever is still lacking there."""
        match stage:
            case Stage.CAUSES:
                await self.add("UADA", 1)
            case Stage.OPTIONS:
                await self.give_idea("UADA", 1)
                for user_id in facilitators:
                    await self.act(("ready", user_id, 1))
            case Stage.EVALUATE:
                for user_id in facilitators:
                    await self.act(("score", user_id, 1))
                    await self.act(("ready", user_id, 1))
            case Stage.DECIDE:
                await self.room.name_action(self.now)
            case Stage.TRY:
                await self._plan(facilitators[0])
            case Stage.REVIEW:
                for user_id in facilitators:
                    await self.answer_trial(user_id, 1)

    async def _plan(self, user_id: str) -> None:
        async with self.room.database.write() as session:
            await trial.plan(
                session,
                self.room.problem_id,
                measure="A quiet week",
                review_on=self.now.date() + 7 * DAY,
                user_id=user_id,
                now=self.now,
            )

    async def propose(self, user_id: str, number: int) -> None:
        stage = await self._stage(number)
        step = Step.CLOSE if stage is Stage.REVIEW else Step.NEXT
        await self._propose(user_id, step, stage, WORDS.get(stage, {}))

    async def close_early(self, user_id: str, number: int) -> None:
        stage = await self._stage(number)
        await self._propose(user_id, Step.CLOSE_EARLY, stage, {"reason": "It is gone"})

    async def wait(self, user_id: str, number: int) -> None:
        until = (self.now.date() + (1 + number) * DAY).isoformat()
        payload = {"until": until, "reason": "A release"}
        await self._propose(user_id, Step.WAIT, await self._stage(number), payload)

    async def _propose(
        self, user_id: str, step: Step, stage: Stage, payload: dict[str, object]
    ) -> None:
        proposal = await self.room.propose(user_id, step, seen=stage, now=self.now, **payload)
        self.proposals.append(proposal.id)

    async def answer(self, user_id: str, number: int) -> None:
        """Mostly the latest proposal, now and then an old one."""
        proposal_id = self._pick(self.proposals[::-1], 0 if number % 3 else number)
        async with self.room.database.write() as session:
            await steps.confirm(session, proposal_id, user_id=user_id, now=self.now)

    async def alone(self, user_id: str, number: int) -> None:
        """A facilitator who proposed something has waited for some days, and somebody goes on."""
        problem = (await self.room.head()).problem
        await self._prepare(Stage(problem.stage), problem.facilitators)
        proposer = problem.facilitators[number % 2]
        await self.act(("propose", proposer, 1))
        for _ in range(2):  # the jobs run meanwhile
            self.now += (number % 8) * DAY
            await self.look(user_id, number)
        user_id = user_id if number % 4 == 0 else proposer
        proposal_id = self._pick(self.proposals[::-1], 0 if number % 3 else number)
        async with self.room.database.write() as session:
            await steps.go_alone(session, proposal_id, user_id=user_id, now=self.now)

    async def missing(self, user_id: str, number: int) -> None:
        proposal_id = self._pick(self.proposals[::-1], number)
        async with self.room.database.write() as session:
            await steps.say_missing(
                session, proposal_id, "Since when?", user_id=user_id, now=self.now
            )

    async def take_back(self, user_id: str, number: int) -> None:
        proposal_id = self._pick(self.proposals[::-1], number)
        async with self.room.database.write() as session:
            await steps.take_back(session, proposal_id, user_id=user_id, now=self.now)

    async def back(self, user_id: str, number: int) -> None:
        async with self.room.database.write() as session:
            await steps.go_back(
                session,
                self.room.problem_id,
                seen=await self._stage(number),
                to=tuple(Stage)[number % len(Stage)],
                reason="We were wrong",
                user_id=user_id,
                now=self.now,
            )

    async def rethink(self, user_id: str, number: int) -> None:
        await self._say(user_id, worked=False)
        await self.room.rethink(user_id, (Stage.OPTIONS, Stage.CAUSES)[number % 2], self.now)

    async def reopen(self, user_id: str, number: int) -> None:
        async with self.room.database.write() as session:
            await steps.reopen(
                session,
                self.room.problem_id,
                to=tuple(Stage)[number % len(Stage)],
                reason="It is back",
                user_id=user_id,
                now=self.now,
            )

    async def add(self, user_id: str, number: int) -> None:
        kind = tuple(Kind)[number % len(Kind)]
        await self._add(user_id, kind, f"public-{len(self.added)}-")

    async def give_idea(self, user_id: str, _number: int) -> None:
        self.secrets += 1
        await self._add(user_id, Kind.IDEA, f"secret-{self.secrets}-")

    async def _add(self, user_id: str, kind: Kind, text: str) -> None:
        entry = await self.room.add(kind, text, user_id, self.now)
        self.added.append(entry.id)

    async def withdraw(self, user_id: str, number: int) -> None:
        entry_id = self._pick(self.added, number)
        async with self.room.database.write() as session:
            await entries.withdraw(session, entry_id, user_id=user_id, now=self.now)

    async def edit(self, user_id: str, number: int) -> None:
        self.secrets += 1
        entry_id, text = self._pick(self.added, number), f"secret-{self.secrets}-"
        async with self.room.database.write() as session:
            await entries.edit(session, entry_id, text=text, user_id=user_id, now=self.now)

    async def move_kind(self, user_id: str, number: int) -> None:
        entry_id, kind = self._pick(self.added, number), tuple(Kind)[number % len(Kind)]
        async with self.room.database.write() as session:
            await entries.move_kind(session, entry_id, kind=kind, user_id=user_id, now=self.now)

    async def merge(self, user_id: str, number: int) -> None:
        one, other = self._pick(self.added, number), self._pick(self.added[::-1], number)
        async with self.room.database.write() as session:
            await entries.merge(session, one, other, user_id=user_id, now=self.now)

    async def mark(self, user_id: str, number: int) -> None:
        """One of three messages is marked, or a mark taken away."""
        async with self.room.database.write() as session:
            entry = await capturing.capture(
                session,
                await problems.get_problem(session, self.room.problem_id),
                kind=Kind.IDEA if number % 2 else Kind.FACT,
                source=Source("CR1", f"{number % 3}.0"),
                author="UADA",
                text="said in the thread",
                edited_ts="",
                captured_by=user_id,
                acted_at=f"{self.now.timestamp():.6f}",
                added=number % 4 > 0,
                now=self.now,
            )
        if entry is not None and entry.id not in self.added:
            self.added.append(entry.id)

    async def ready(self, user_id: str, number: int) -> None:
        stage = await self._stage(number)
        async with self.room.database.write() as session:
            await ideas.set_ready(
                session, self.room.problem_id, stage=stage, user_id=user_id, now=self.now
            )

    async def score(self, user_id: str, number: int) -> None:
        given = dict.fromkeys(self.added, (1 + number % 5, 1 + number % 3))
        async with self.room.database.write() as session:
            await scores.score(session, self.room.problem_id, given, user_id=user_id, now=self.now)

    async def dissent(self, user_id: str, number: int) -> None:
        async with self.room.database.write() as session:
            await dissent.record(
                session,
                self.room.problem_id,
                words="I doubt it",
                commits=number % 2 == 0,
                user_id=user_id,
                now=self.now,
            )

    async def answer_trial(self, user_id: str, number: int) -> None:
        await self._say(user_id, worked=number % 3 > 0)

    async def _say(self, user_id: str, *, worked: bool) -> None:
        async with self.room.database.write() as session:
            await trial.answer(
                session,
                self.room.problem_id,
                worked=worked,
                words="As I see it",
                user_id=user_id,
                now=self.now,
            )

    async def hand_over(self, user_id: str, number: int) -> None:
        side = tuple(Side)[number % 2]
        to = self._pick([one for one, at in SIDES.items() if at == side], number)
        async with self.room.database.write() as session:
            await service.hand_over(
                session, self.room.problem_id, side, to, user_id=user_id, now=self.now
            )

    async def sleep(self, _user_id: str, number: int) -> None:
        self.now += (1 + number % 5) * DAY

    async def look(self, _user_id: str, _number: int) -> None:
        """The jobs run."""
        for find, act in (
            (chasing.list_unanswered, chasing.chase),
            (chasing.list_silent, chasing.notice_silence),
            (chasing.list_reviews, chasing.bring_review),
            (chasing.list_hidden, ideas.show_due),
        ):
            async with self.room.database.read() as session:
                due = await find(session, self.now)
            for one in due:
                async with self.room.database.write() as session:
                    await act(session, one, self.now)
