"""What people do with their questions, and what their answers must be in the end.

Only what Slack took counts: a click or form whose ack did not arrive is done again, as a person
would who saw an error. A reaction stands in Slack from the moment it is given.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from benchmarks.kill.town import PHASE_SECONDS, PULSES, Town
from benchmarks.kill.waiting import until
from bot.pulse.questions.numbers import KEYCAPS
from bot.pulse.questions.scale import VALUES
from handlers.pulse import ids
from sandbox.client import Message, Person, Reply
from sandbox.client.wire import Wire

AT_ONCE = 24
FORM_SECONDS = 2.0

# Slack tells with a reaction that is read back neither when it was put there nor in which order,
# so nobody here clicks after a reaction, and nobody lets two of them stand.
SCRIPTS = (
    (),
    ("click",),
    ("click", "click", "remark"),
    ("remark", "click", "withdraw", "click"),
    ("click", "remark", "withdraw"),
    ("react",),
    ("react", "unreact", "react", "remark"),
    ("react", "unreact"),
    ("click", "react"),
    ("click", "remark", "remark", "react", "unreact", "react"),
)


@dataclass
class Sheet:
    """One person's answer in one round: what is to be there when the round is closed.

    `acts` are what led to it, to be told where it is not there.
    """

    score: int | None = None
    comment: str = ""
    acts: list[str] = field(default_factory=list)


@dataclass
class Respondent:
    """One person who answers one question."""

    town: Town
    wire: Wire
    person: Person
    pulse: int
    script: tuple[str, ...]
    luck: random.Random
    sheet: Sheet
    done: int = 0
    errors_seen: int = 0
    _emoji: str = ""
    _remarks: int = 0

    async def answer(self, turn: asyncio.Semaphore) -> None:
        """Do everything of the script, once the question is there."""
        if not self.script:
            return
        await until(self._is_asked, seconds=PHASE_SECONDS)
        for act in self.script:
            async with turn:
                question = await self._question()
                if question is not None:
                    await ACTS[act](self, question)
                    now = self.town.slack.clock.now()
                    self.sheet.acts.append(f"{act} {self.sheet.score} ({now:%H:%M:%S})")
            self.done += 1
            await asyncio.sleep(self.luck.uniform(0, 0.5))

    async def _is_asked(self) -> bool:
        return await self._question() is not None

    async def _question(self) -> Message | None:
        seen = await self.person.sees_dm(self.town.installation)
        return next((m for m in seen if f"· pulse {self.pulse}\n" in f"{m.words}\n"), None)

    async def click(self, question: Message) -> None:
        score = self.luck.choice(VALUES)
        await self._press(question, f"{ids.ANSWER}:{score}")
        self.sheet.score = score

    async def withdraw(self, question: Message) -> None:
        """Only where the question shows by now that there is something to take back."""
        if "Withdraw" not in question.buttons:
            return
        with suppress(LookupError):  # the button is gone: it worked, though nobody said so
            await self._press(question, ids.WITHDRAW)
        self.sheet.score, self.sheet.comment = None, ""

    async def react(self, question: Message) -> None:
        score = self.luck.choice(VALUES)
        self._emoji = KEYCAPS[score]
        await self.person.reacts(question, self._emoji)
        self.sheet.score = score

    async def unreact(self, question: Message) -> None:
        await self.person.unreacts(question, self._emoji)
        self.sheet.score = None

    async def remark(self, question: Message) -> None:
        """Write a comment, of which there is only one like it."""
        self._remarks += 1
        comment = f"Remark {self._remarks} of {self.person.name} on pulse {self.pulse}."
        while not await self._has_form():
            await self._press(question, ids.COMMENT)
        await self._until_acked(lambda: self._submit(comment))
        self.sheet.comment = comment

    async def _press(self, question: Message, action_id: str) -> None:
        await self._until_acked(lambda: self.person.presses(question, action_id))

    async def _has_form(self) -> bool:
        """Whether the form is open, or opens within a moment."""
        for _ in range(10):
            shown = await self.wire.ask("sees.modals", person=self.person.id)
            if shown["views"] or not shown["expecting"]:
                return bool(shown["views"])
            await asyncio.sleep(FORM_SECONDS / 10)
        return False

    async def _submit(self, comment: str) -> Reply:
        values = {"comment": comment}
        answer = await self.wire.ask("person.submits", person=self.person.id, values=values)
        refused = "; ".join(answer["result"]["errors"].values())
        return Reply(error=answer["result"]["error"] or refused or None)

    async def _until_acked(self, act: Callable[[], Awaitable[Reply]]) -> None:
        while (await act()).error is not None:
            self.errors_seen += 1
            await asyncio.sleep(self.luck.uniform(0.1, 0.5))


ACTS = {
    "click": Respondent.click,
    "withdraw": Respondent.withdraw,
    "react": Respondent.react,
    "unreact": Respondent.unreact,
    "remark": Respondent.remark,
}


class Crowd:
    """Everybody with each of their questions."""

    def __init__(self, town: Town, wire: Wire, luck: random.Random) -> None:
        self.respondents = [
            Respondent(town, wire, person, pulse, luck.choice(SCRIPTS), luck, Sheet())
            for person in town.people
            for pulse in PULSES
        ]
        luck.shuffle(self.respondents)

    async def answer(self) -> None:
        """All at the same time, as far as one machine can; each does one thing after another."""
        turn = asyncio.Semaphore(AT_ONCE)
        by_person: dict[str, list[Respondent]] = {}
        for respondent in self.respondents:
            by_person.setdefault(respondent.person.id, []).append(respondent)
        async with asyncio.TaskGroup() as group:
            for own in by_person.values():
                group.create_task(_answer_in_turn(own, turn))

    @property
    def progress(self) -> float:
        planned = sum(len(one.script) for one in self.respondents)
        return sum(one.done for one in self.respondents) / planned

    @property
    def errors_seen(self) -> int:
        return sum(one.errors_seen for one in self.respondents)


async def _answer_in_turn(respondents: list[Respondent], turn: asyncio.Semaphore) -> None:
    for respondent in respondents:
        await respondent.answer(turn)
