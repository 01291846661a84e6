"""Whatever happens to kudos, and in whichever order it is heard: what is on record, what the cards
show and a simple model of it all agree."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.core.errors import RapportError
from bot.core.people import Member, Role, Side
from bot.kudos import joining, service, sources
from bot.kudos.rules import Draft
from storage import kudos as records
from storage import kudos_rules, relationships
from storage.database import Database
from storage.kudos import Kudos, Way
from storage.outbox import Kind, OutboxRow, State
from tests.storage import kudos_room
from tests.storage.kudos_room import ACTS, NOW

AUTHOR, GIVER, CONTACT = "U3", "U1", "U6"
PEOPLE = ("U1", "U2", "U4")
ROSTER = (
    *(Member(one, Side.CLIENT) for one in ("U1", "U2")),
    Member(CONTACT, Side.CLIENT, Role.CONTACT),
    *(Member(one, Side.VENDOR) for one in (AUTHOR, "U4")),
)
CHANNEL = "C1"
EXAMPLES = {"sqlite": 60, "postgresql": 12}

people = st.sampled_from(PEOPLE)
REACT = st.tuples(st.just("react"), people, st.booleans())
CLICK = st.tuples(st.sampled_from(["join", "leave", "take_back"]), people)
REWRITE = st.tuples(st.just("follow_edit"), st.sampled_from(["one", "two", "three"]))
STEER = st.tuples(st.sampled_from(["edit", "hide", "show"]))
DELETE = st.tuples(st.just("follow_deletion"))
DELIVER = st.tuples(st.just("deliver"))


def tell_of(*happenings: Any) -> Any:
    """What is heard: after how many others (Slack promises no order), and whether once more."""
    heard = st.tuples(
        st.one_of(*happenings), st.integers(0, 3), st.one_of(st.none(), st.integers(0, 4))
    )
    return st.lists(heard, min_size=6, max_size=16)


STORIES = st.one_of(
    st.tuples(
        st.just(Way.REACTION),
        tell_of(REACT, REACT, REACT, DELIVER, REWRITE, st.one_of(CLICK, STEER, DELETE)),
    ),
    st.tuples(
        st.sampled_from([Way.SHORTCUT, Way.MESSAGE]), tell_of(CLICK, CLICK, STEER, DELIVER, DELETE)
    ),
)
ADD, REMOVE = ("react", "U1", True), ("react", "U1", False)
OVERTAKEN = [(ADD, 3, None), (REMOVE, 0, None), (("react", "U4", True), 0, None)]
HEARD_AGAIN = [(ADD, 0, 3), (REMOVE, 0, None), (("deliver",), 0, None)]
SAID_LATE = [(ADD, 0, None), (REMOVE, 0, None), (("deliver",), 0, None), (ADD, 0, None)]
DELAYED = ("react", "follow_edit")


@dataclass
class Model:
    """What should be: of each person the latest that they did counts, and the latest words."""

    way: Way
    latest: dict[str, tuple[str, bool]] = field(default_factory=dict)
    words: str = "at first"
    words_ts: str = ""
    value_id: str | None = None
    hidden: bool = False
    gone: bool = False

    def note(self, person: str, ts: str, gives: bool) -> None:
        if ts > self.latest.get(person, ("", False))[0]:
            self.latest[person] = (ts, gives)

    def note_words(self, ts: str, words: str) -> None:
        if ts > self.words_ts and self.way == Way.REACTION and not self.gone:
            self.words_ts, self.words = ts, words

    def delete_source(self) -> None:
        if not self.gone and self.way == Way.MESSAGE:
            self.latest[GIVER] = (self.latest[GIVER][0], False)
        self.words = self.words if self.way == Way.SHORTCUT or self.gone else ""
        self.gone = True

    @property
    def givers(self) -> set[str]:
        return {person for person, (_, gives) in self.latest.items() if gives}


def show(kudos: Kudos, *, said: bool) -> Any:
    """What a card shows of kudos; None where there is nothing to say."""
    if not kudos.stands:
        return ("nothing to see", kudos.hidden_at is None) if said else None
    return (
        sorted(kudos.giver_ids),
        kudos.announced_ids,
        kudos.text,
        kudos.value_id,
        kudos.source_gone,
    )


@dataclass
class Play:
    """One story about one message, told to the bot, the model and the cards."""

    database: Database
    model: Model
    ts: str
    kudos_id: str | None = None
    shown: dict[str, Any] = field(default_factory=dict)
    words: tuple[str, str] = ("at first", "")
    deleted: bool = False

    async def begin(self) -> None:
        """Kudos that no reaction began are there from the start."""
        if self.model.way != Way.REACTION:
            source = (CHANNEL, self.ts)
            kudos = await self._give(source=source, acted_at="0")
            self.kudos_id = kudos.id
            self.model.note(GIVER, "0", True)

    async def _give(self, **how: Any) -> Kudos:
        async with self.database.write() as session:
            relationship = await relationships.lock_relationship(session, "R1")
            company = await relationships.load_company(session, relationship, (GIVER, AUTHOR), NOW)
            draft = Draft((AUTHOR,), self.model.words)
            return await service.give(
                session,
                relationship,
                company,
                draft,
                giver=GIVER,
                way=self.model.way,
                now=NOW,
                again=True,
                **how,
            )

    async def hear(self, ts: str, what: str, *how: Any) -> None:
        """One happening of that moment; what is refused leaves no trace."""
        try:
            await getattr(self, what)(ts, *how)
        except RapportError:
            return

    async def react(self, ts: str, person: str, added: bool) -> None:
        if self.model.way != Way.REACTION:
            return
        words, words_ts = ("", "") if self.deleted else self.words
        async with self.database.write() as session:
            relationship = await relationships.lock_relationship(session, "R1")
            kudos = await joining.react(
                session,
                relationship,
                await relationships.load_company(session, relationship, (person, AUTHOR), NOW),
                channel_id=CHANNEL,
                ts=self.ts,
                author=AUTHOR,
                words=words,
                words_ts=words_ts,
                giver=person,
                reaction="star2",
                added=added,
                acted_at=ts,
                now=NOW,
            )
        self.model.note(person, ts, added)
        if kudos is not None and self.kudos_id is None:
            self.kudos_id = kudos.id
            self.model.words, self.model.words_ts = words, max(ts, words_ts)

    async def _act(self, name: str, **how: Any) -> None:
        async with self.database.write() as session:
            await ACTS[name](session, self.kudos_id or "none", **{"now": NOW, **how})

    async def join(self, ts: str, person: str) -> None:
        await self._act("join", user_id=person, acted_at=ts)
        self.model.note(person, ts, True)

    async def leave(self, ts: str, person: str) -> None:
        await self._act("leave", user_id=person, acted_at=ts)
        self.model.note(person, ts, False)

    async def take_back(self, ts: str, person: str) -> None:
        await self._act("take_back", user_id=person, acted_at=ts)
        self.model.note(person, ts, False)

    async def edit(self, ts: str) -> None:
        beginner = (await self.load()).giver
        value_id = "early" if self.model.value_id == "kept" else "kept"
        await self._act("edit", user_id=beginner, reason=f"edited {ts}", value_id=value_id)
        self.model.value_id = value_id
        if self.model.way != Way.REACTION:
            self.model.words = f"edited {ts}"

    async def hide(self, _ts: str) -> None:
        await self._act("hide", user_id=CONTACT)
        self.model.hidden = True

    async def show(self, _ts: str) -> None:
        await self._act("show", user_id=CONTACT)
        self.model.hidden = False

    async def follow_edit(self, ts: str, words: str) -> None:
        if self.deleted:
            return
        async with self.database.write() as session:
            await sources.follow_edit(session, CHANNEL, self.ts, words, now=NOW, edited_ts=ts)
        if self.kudos_id is not None:
            self.model.note_words(ts, words)

    async def follow_deletion(self, _ts: str) -> None:
        self.deleted = True
        async with self.database.write() as session:
            await sources.follow_deletion(session, CHANNEL, self.ts, NOW)
        if self.kudos_id is not None:
            self.model.delete_source()

    async def deliver(self, _ts: str) -> None:
        """What waits in the outbox is said to Slack, as it is to be at that moment."""
        async with self.database.write() as session:
            waiting = await session.scalars(
                select(OutboxRow).where(OutboxRow.state == State.WAITING).order_by(OutboxRow.seq)
            )
            for row in list(waiting):
                kudos = await records.find_kudos(session, str(row.card_id))
                assert kudos is not None
                post = row.about_post_id or row.id
                card = show(kudos, said=post in self.shown)
                if card is not None and (row.kind == Kind.POST or post in self.shown):
                    self.shown[post] = card
                    row.state, row.ts = State.SENT, str(row.seq)
                else:
                    row.state = State.EMPTY

    async def load(self) -> Kudos:
        async with self.database.read() as session:
            kudos = await records.find_kudos(session, self.kudos_id or "none")
            if kudos is None:
                raise RapportError
            return kudos

    async def check(self) -> None:
        """In the end all three agree, and the card stands in the channel once."""
        await self.deliver("")
        if self.kudos_id is None:
            assert self.shown == {} and self.model.givers == set()
            return
        kudos, model = await self.load(), self.model
        assert set(kudos.giver_ids) == model.givers
        assert (kudos.withdrawn_at is None) == bool(model.givers)
        assert (kudos.hidden_at is not None) == model.hidden
        assert (kudos.text, kudos.value_id) == (model.words, model.value_id)
        assert kudos.source_gone == model.gone
        if self.shown or kudos.stands:
            assert self.shown == {kudos.post_id: show(kudos, said=True)}


def order(story: list[Any]) -> Iterator[tuple[int, str, tuple[Any, ...]]]:
    """The story as it is heard: when, and of each happening its Slack timestamp."""
    heard = []
    for number, (happening, delay, again) in enumerate(story, start=1):
        late = delay if happening[0] in DELAYED else 0
        heard.append((number + late, number, happening))
        if again is not None and happening[0] in DELAYED:
            heard.append((number + late + again, number, happening))
    for when, number, happening in sorted(heard, key=lambda one: one[:2]):
        yield when, stamp(number), happening


async def tell(database: Database, ts: str, way: Way, story: list[Any]) -> None:
    play = Play(database, Model(way), ts)
    await play.begin()
    for when, acted_at, happening in order(story):
        if not play.deleted:
            play.words = find_words(story, when)
        await play.hear(acted_at, *happening)
    await play.check()


def find_words(story: list[Any], when: int) -> tuple[str, str]:
    """What the message says at that time in the story, and the timestamp of its latest edit."""
    words = ("at first", "")
    for number, (happening, _, _) in enumerate(story[:when], start=1):
        if happening[0] == "follow_edit":
            words = (happening[1], stamp(number))
    return words


def stamp(number: int) -> str:
    """Slack's timestamp of the happening with that number."""
    return f"{number:010}.000000"


def test_log_card_and_model_agree(database_url: str) -> None:
    numbers = itertools.count(1)
    with asyncio.Runner() as runner:
        database = Database(database_url)
        runner.run(prepare(database))

        @settings(
            max_examples=EXAMPLES[database.kind],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        )
        @given(STORIES)
        @example((Way.REACTION, OVERTAKEN))
        @example((Way.REACTION, HEARD_AGAIN))
        @example((Way.REACTION, SAID_LATE))
        def play(told: tuple[Way, list[Any]]) -> None:
            runner.run(tell(database, f"{next(numbers)}.000000", *told))

        play()
        runner.run(database.close())


async def prepare(database: Database) -> None:
    """People who may give as often as they like."""
    await kudos_room.furnish(database, ROSTER)
    async with database.write() as session:
        await kudos_rules.save_rules(
            session,
            relationship_id="R1",
            emoji="star2",
            allowance=None,
            values=[{"id": one, "name": one, "emoji": one} for one in ("kept", "early")],
            decided_at=NOW,
        )
