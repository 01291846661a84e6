"""What is missing in the end, and what is there twice: counted from what people see in Slack.

Only what is kept of the answers is read from the database.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import select

from benchmarks.kill.respondents import Crowd, Respondent
from benchmarks.kill.town import PULSES, Town
from bot.core.people import Side
from handlers.errors import TooLate
from sandbox.client import Message
from storage.database import Database
from storage.outbox import IS_OPEN, OutboxRow, State
from storage.pulse import Pulse, Result, Round

# What stands in the channel, once each.
CARDS = {
    "proposal": "proposes Rapport for",
    "introduction": "What I keep",
    **{f"plan of pulse {number}": f"*Pulse {number}*, planned by" for number in PULSES},
    **{f"digest of pulse {number}": f"*Pulse {number}*\n*Acme*" for number in PULSES},
}
# What a reminder says in its notification.
REMINDER = "still waits for your answer"
# What contacts are asked once a round is closed.
REQUEST = "do about it?"
Kept = tuple[str, str, int | str | None]


@dataclass
class Verdict:
    """A sentence for each thing that is missing or wrong, and for each that is there too often."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def expect_once(self, thing: str, count: int) -> None:
        if count == 0:
            self.lost.append(f"{thing} is missing")
        self.doubled += [f"{thing} is there again"] * (count - 1)

    def compare(
        self, expected: Counter[Kept], found: Counter[Kept], explain: Callable[[Kept], str]
    ) -> None:
        self.lost += [f"not kept: {explain(one)}" for one in (expected - found).elements()]
        self.doubled += [f"kept, too: {explain(one)}" for one in (found - expected).elements()]

    async def check_questions(self, town: Town) -> None:
        """One question for each person and round, which shows that its round is closed."""
        for person in town.people:
            seen = await person.sees_dm(town.installation)
            asked = Counter(_pulse_of(message) for message in seen)
            for number in PULSES:
                self.expect_once(f"question {number} of {person.name}", asked[number])
            for message in seen:
                if message.ephemeral and message.text == TooLate().sentence:
                    continue  # it was, and nothing was done
                if REMINDER in message.text or REQUEST in message.text:
                    continue
                if _pulse_of(message) is None:
                    self.doubled.append(f"{person.name} was told as well: {message.words}")
                elif "is closed" not in message.words:
                    self.lost.append(f"{person.name} was not shown that the round is closed")

    async def check_reminders(self, town: Town, crowd: Crowd) -> None:
        """One for each who had not answered by then, none for who had, never two.

        Those asked last are reminded when all is said; others may answer before it reaches them.
        """
        for one in crowd.respondents:
            seen = await one.person.sees_dm(town.installation)
            name = f"Pulse {one.pulse} {REMINDER}"
            reminders = sum(name in message.text for message in seen)
            answered = one.sheet.score is not None or bool(one.sheet.comment)
            may_have = bool(one.script) and not town.is_asked_last(one.person)
            if answered and not may_have:
                self.doubled += [f"{one.person.name} was reminded of an answer"] * reminders
            elif not may_have or reminders:
                self.expect_once(f"reminder {one.pulse} of {one.person.name}", reminders)

    async def check_requests(self, town: Town) -> None:
        """Contacts, and nobody else, are asked once a round what their side will do."""
        for person in town.people:
            seen = await person.sees_dm(town.installation)
            asked = sum(REQUEST in message.text for message in seen)
            expected = len(PULSES) if person in town.contacts else 0
            about = f"{person.name} was asked for {asked} actions instead of {expected}"
            self.lost += [about] * (asked < expected)
            self.doubled += [about] * (asked > expected)

    async def check_channel(self, town: Town, crowd: Crowd) -> None:
        """Each card once, each comment once, and in the digests the right figures."""
        seen = [m for m in await town.vendors[0].sees(town.channel) if _is_said(m)]
        for name, words in CARDS.items():
            self.expect_once(f"the {name}", sum(words in m.words for m in seen))
        for message in seen:
            if not any(words in message.words for words in CARDS.values()):
                self.doubled.append(f"in the channel is as well: {message.words}")
        for number in PULSES:
            for digest in (m for m in seen if CARDS[f"digest of pulse {number}"] in m.words):
                await self._check_digest(town, crowd, number, digest)

    async def _check_digest(self, town: Town, crowd: Crowd, number: int, digest: Message) -> None:
        pages = await town.vendors[0].sees_thread(digest)
        shown = Counter(re.findall(r"Remark \d+ of [\w ]+ on pulse \d+\.", _words_of(pages)))
        expected = Counter(
            one.sheet.comment
            for one in crowd.respondents
            if one.pulse == number and one.sheet.comment
        )
        self.lost += [f"not shown: {one}" for one in (expected - shown).elements()]
        self.doubled += [f"shown too often: {one}" for one in (shown - expected).elements()]
        for side, name in ((Side.CLIENT, "Acme"), (Side.VENDOR, "Vee")):
            own = [o for o in crowd.respondents if o.pulse == number and _is_on(town, o, side)]
            answered = sum(one.sheet.score is not None for one in own)
            if not re.search(rf"\*{name}\*: .*{answered} of {len(own)} answered", digest.words):
                self.lost.append(f"digest {number} does not say that {answered} of {name} answered")

    async def check_results(self, town: Town, crowd: Crowd, database: Database) -> None:
        """What is kept is what people said last, of anonymous rounds without their names."""
        for number, anonymous in PULSES.items():
            acts = {o.person.id: o.sheet.acts for o in crowd.respondents if o.pulse == number}
            expected = Counter(_expect(town, crowd, number, anonymous))
            found = Counter(await _read(database, number))
            self.compare(expected, found, partial(_explain, number, acts))

    async def check_outbox(self, database: Database) -> None:
        """Nothing waits, and nothing was left to a person."""
        async with database.read() as session:
            rows = await session.scalars(
                select(OutboxRow).where(OutboxRow.state.not_in((State.SENT, State.EMPTY)))
            )
            self.lost += [f"{row.kind} {row.card_kind} {row.state}: {row.error}" for row in rows]


def _explain(number: int, acts: dict[str, list[str]], one: Kept) -> str:
    """What it is about, and what its person did, where it tells the person."""
    who, kind, what = one
    said = ", ".join(acts.get(who, ["unknown, for it is anonymous"]))
    return f"{kind} {what!r} of {who} in round {number}, who did: {said}"


def _is_said(message: Message) -> bool:
    """Not Slack's own words about who joined."""
    return "has joined the channel" not in message.text


def _is_on(town: Town, respondent: Respondent, side: Side) -> bool:
    return town.side_of(respondent.person) is side


def _words_of(messages: Iterable[Message]) -> str:
    return "\n".join(message.words for message in messages)


def _pulse_of(message: Message) -> int | None:
    """Which pulse a direct message asks about, while its round is open or when it is closed."""
    found = re.search(r"· pulse (\d)\n|This round of pulse (\d) is closed", f"{message.words}\n")
    return int(found[1] or found[2]) if found else None


def _expect(town: Town, crowd: Crowd, number: int, anonymous: bool) -> Iterable[Kept]:
    for one in crowd.respondents:
        who = town.side_of(one.person) if anonymous else one.person.id
        if one.pulse == number and one.sheet.score is not None:
            yield who, "score", one.sheet.score
        if one.pulse == number and one.sheet.comment:
            yield who, "comment", one.sheet.comment


async def _read(database: Database, number: int) -> list[Kept]:
    async with database.read() as session:
        rows = await session.scalars(
            select(Result)
            .join(Round, Round.id == Result.round_id)
            .join(Pulse, Pulse.id == Round.pulse_id)
            .where(Pulse.number == number)
        )
        return [
            (row.user_id or row.side, row.kind, row.text if row.score is None else row.score)
            for row in rows
        ]


async def count_open(database: Database) -> int:
    """How many messages are still to leave."""
    async with database.read() as session:
        return len(list(await session.scalars(select(OutboxRow.seq).where(IS_OPEN))))
