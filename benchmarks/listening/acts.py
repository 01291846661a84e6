"""What people do in these measures: give kudos by command or by an emoji on a message, and answer
a pulse by button."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.population import Pair
from benchmarks.stand_in import BOT, BOT_USER, TEAM
from bot.core import sealing
from bot.kudos.rules import DEFAULT_EMOJI
from bot.pulse import questions
from bot.pulse.questions import Anonymity, Question
from bot.pulse.questions import Kind as Answered
from bot.pulse.rounds import QUESTION_CARD
from handlers.pulse import ids, question_views
from storage.outbox import Kind, OutboxRow, State
from storage.pulse import Participant, Pulse, Round, RoundKey, RoundStatus, Status
from storage.relationships import Relationship

# Nobody listens there; nothing is said there unless an ack came too late.
NOWHERE = "http://127.0.0.1:9/"
QUESTION = "How well did we work together this week?"
SCALE = Question(Answered.SCALE, QUESTION, QUESTION)


class Act(Protocol):
    """One kind of act, which many people do at once."""

    name: str
    tables: tuple[str, ...]

    async def prepare(self, session: AsyncSession, pairs: Sequence[Pair]) -> None:
        """Write down what is there before anybody acts."""

    def body(self, pair: Pair, user_id: str, number: int) -> str:
        """The body of Slack's request; `number` is different for each."""


class KudosAct(Act):
    """`/kudos @colleague for what they did`."""

    name = "kudos"
    tables = ("kudos", "kudos_givers", "kudos_receivers", "outbox")

    async def prepare(self, session: AsyncSession, pairs: Sequence[Pair]) -> None:
        """Nothing has to be there but the people."""

    def body(self, pair: Pair, user_id: str, number: int) -> str:
        thanked = pair.people[(pair.people.index(user_id) + 1) % len(pair.people)]
        form = {
            "token": "benchmark",
            "team_id": TEAM,
            "team_domain": "acme",
            "channel_id": pair.channel_id,
            "channel_name": "acme-vee",
            "user_id": user_id,
            "user_name": user_id.lower(),
            "command": "/kudos",
            "text": f"<@{thanked}|{thanked.lower()}> for the calm handover of night {number}",
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": NOWHERE,
            "trigger_id": f"{number}.1.abc",
        }
        return urlencode(form)


class ReactionAct(Act):
    """The emoji that thanks, on a message of a colleague for which nobody is thanked yet."""

    name = "reaction"
    tables = KudosAct.tables

    async def prepare(self, session: AsyncSession, pairs: Sequence[Pair]) -> None:
        """Nothing has to be there but the people."""

    def body(self, pair: Pair, user_id: str, number: int) -> str:
        thanked = pair.people[(pair.people.index(user_id) + 1) % len(pair.people)]
        happened = {
            "token": "benchmark",
            "team_id": TEAM,
            "api_app_id": "A1",
            "type": "event_callback",
            "event_id": f"Ev{number}",
            "event_time": 1_700_000_000,
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            "event": {
                "type": "reaction_added",
                "user": user_id,
                "reaction": DEFAULT_EMOJI,
                "item_user": thanked,
                "item": {
                    "type": "message",
                    "channel": pair.channel_id,
                    "ts": f"{1_600_000_000 + number}.000000",
                },
                "event_ts": f"{1_700_000_000 + number}.000000",
            },
        }
        return json.dumps(happened)


@dataclass(frozen=True, slots=True)
class Asked:
    """One person's question in the open round of their relationship."""

    round_id: str
    participant_id: str
    post_id: str
    user_id: str
    channel_id: str


def ask(pair: Pair, user_id: str) -> Asked:
    """The question that stands in that person's direct messages."""
    return Asked(
        round_id=f"r{pair.id}",
        participant_id=f"a-{user_id}",
        post_id=f"p-{user_id}",
        user_id=user_id,
        channel_id=f"D{user_id[1:]}",
    )


class AnswerAct(Act):
    """A number under one's own question of an anonymous pulse."""

    name = "answer"
    tables = ("pulse_drafts", "outbox")

    async def prepare(self, session: AsyncSession, pairs: Sequence[Pair]) -> None:
        """A pulse with an open round in each relationship; everybody has been asked."""
        now = datetime.now(UTC)
        for record, rows in (
            (Pulse, [_pulse(pair, now) for pair in pairs]),
            (Round, [_round(pair, now) for pair in pairs]),
            (RoundKey, [{"round_id": f"r{p.id}", "key": sealing.new_key()} for p in pairs]),
            (Participant, [_participant(p, u, now) for p in pairs for u in p.people]),
            (OutboxRow, [_question(p, u, now) for p in pairs for u in p.people]),
        ):
            await session.execute(insert(record), rows)

    def body(self, pair: Pair, user_id: str, number: int) -> str:
        asked = ask(pair, user_id)
        shown = question_views.question(
            Relationship(channel_id=pair.channel_id, client_name="Acme", vendor_name="Vee"),
            Pulse(title="", number=1),
            question_views.Asked(
                Round(
                    id=asked.round_id,
                    closes_at=datetime.now(UTC),
                    anonymity=Anonymity.ANONYMOUS,
                    mean_minimum=3,
                    detail_minimum=5,
                ),
                SCALE,
                QUESTION,
            ),
        )
        payload = {
            "type": "block_actions",
            "user": {"id": user_id, "username": user_id.lower(), "team_id": TEAM},
            "api_app_id": "A1",
            "token": "benchmark",
            "container": {"type": "message", "message_ts": "1.0", "channel_id": asked.channel_id},
            "trigger_id": f"{number}.1.abc",
            "team": {"id": TEAM, "domain": "acme"},
            "channel": {"id": asked.channel_id, "name": "directmessage"},
            "message": {"type": "message", "user": BOT_USER, "bot_id": BOT, "ts": "1.0", **shown},
            "response_url": NOWHERE,
            "actions": [_press(asked, number)],
        }
        return urlencode({"payload": json.dumps(payload)})


def _press(asked: Asked, number: int) -> dict[str, Any]:
    score = number % 5 + 1
    return {
        "type": "button",
        "action_id": f"{ids.ANSWER}:{score}",
        "block_id": "pulse_scores",
        "value": f"{asked.round_id}:0:{score}",
        "action_ts": f"{1_700_000_000 + number}.000000",
        "text": {"type": "plain_text", "text": str(score)},
    }


def _pulse(pair: Pair, now: datetime) -> dict[str, Any]:
    return {
        "id": f"q{pair.id}",
        "relationship_id": pair.id,
        "number": 1,
        "title": "",
        "questions": questions.dump([SCALE]),
        "anonymity": Anonymity.ANONYMOUS,
        "in_channel": False,
        "schedule": {"weekday": 0, "at": "10:00"},
        "open_hours": 24,
        "status": Status.ACTIVE,
        "created_by": pair.people[0],
        "created_at": now,
        "effective_from": now,
    }


def _round(pair: Pair, now: datetime) -> dict[str, Any]:
    return {
        "id": f"r{pair.id}",
        "pulse_id": f"q{pair.id}",
        "key": "now",
        "questions": questions.dump([SCALE]),
        "status": RoundStatus.OPEN,
        "opened_at": now,
        "closes_at": now + timedelta(days=1),
        "wiped": False,
    }


def _participant(pair: Pair, user_id: str, now: datetime) -> dict[str, Any]:
    asked = ask(pair, user_id)
    return {
        "id": asked.participant_id,
        "round_id": asked.round_id,
        "user_id": user_id,
        "side": pair.side_of(user_id),
        "ask_at": now,
        "post_id": asked.post_id,
        "answered": False,
    }


def _question(pair: Pair, user_id: str, now: datetime) -> dict[str, Any]:
    asked = ask(pair, user_id)
    return {
        "id": asked.post_id,
        "key": f"{QUESTION_CARD}:{asked.participant_id}",
        "kind": Kind.POST,
        "lane": f"{TEAM}:{user_id}",
        "installation_id": TEAM,
        "channel_id": asked.channel_id,
        "user_id": user_id,
        "relationship_id": pair.id,
        "card_kind": QUESTION_CARD,
        "card_id": asked.participant_id,
        "state": State.SENT,
        "attempts": 1,
        "ts": "1.0",
        "created_at": now,
    }


ACTS: dict[str, Act] = {act.name: act for act in (KudosAct(), ReactionAct(), AnswerAct())}
