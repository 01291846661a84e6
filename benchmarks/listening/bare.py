"""The baseline: a bare Bolt app whose listeners write the rows that Rapport writes, in one commit.

It uses the same engines with the same settings and the same kind of server, and acks after the
commit, too. It looks nothing up and checks nothing: what the rows need is in its memory.
"""

import asyncio
import json
import re
import sys
from datetime import UTC, datetime
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.callers import SECRET
from benchmarks.listening.acts import ask
from benchmarks.population import Pair, imagine_pairs
from benchmarks.stand_in import BOT, BOT_USER, TEAM
from bot.core.ids import new_id
from bot.log import configure_log
from bot.pulse.rounds import QUESTION_CARD
from bot.settings import LogLevel
from bot.transport import EVENTS_PATH
from handlers.pulse import ids
from storage.database import Database
from storage.kudos import Kudos, KudosGiver, KudosReceiver, Way
from storage.outbox import Kind, OutboxRow, State
from storage.pulse import Draft
from storage.seen import Seen

MENTION = re.compile(r"<@(U\w+)\|[^>]*> for (.*)", re.DOTALL)
SEALED_BYTES = 4124

log = structlog.get_logger(__name__)


class BareBot:
    """Three listeners."""

    def __init__(self, database: Database, pairs: list[Pair]) -> None:
        self._database = database
        self._in_channel = {pair.channel_id: pair for pair in pairs}
        self._of_person = {user_id: pair for pair in pairs for user_id in pair.people}

    async def thank(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Three rows of kudos, and the card in the outbox."""
        pair = self._in_channel[body["channel_id"]]
        found = MENTION.match(body["text"])
        receiver, reason = found.groups() if found else ("", "")
        now = datetime.now(UTC)
        kudos, said = _thank(pair, body["user_id"], receiver, now)
        kudos.text = reason
        async with self._database.write() as session:
            session.add_all([kudos, said])
        await ack(text=f"Your kudos for <@{receiver}> go to <#{pair.channel_id}>.")

    async def hear_reaction(
        self, event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The same, with the words of the message; and that this event was heard."""
        item, now = event["item"], datetime.now(UTC)
        answer = await client.reactions_get(channel=item["channel"], timestamp=item["ts"])
        pair = self._in_channel[item["channel"]]
        kudos, said = _thank(pair, event["user"], event["item_user"], now)
        kudos.text, kudos.way = answer["message"]["text"], Way.REACTION
        kudos.source_channel_id, kudos.source_ts = item["channel"], item["ts"]
        async with self._database.write() as session:
            session.add_all([kudos, said, Seen(key=f"event:{body['event_id']}", at=now)])

    async def take_answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A draft, and the update of the question in the outbox."""
        user_id = body["user"]["id"]
        pair = self._of_person[user_id]
        asked, now = ask(pair, user_id), datetime.now(UTC)
        draft = Draft(participant_id=asked.participant_id, sealed=bytes(SEALED_BYTES))
        said = _say(
            pair,
            now,
            id=new_id(),
            key=f"update:{new_id()}",
            kind=Kind.UPDATE,
            lane=f"{TEAM}:{user_id}",
            user_id=user_id,
            about_post_id=asked.post_id,
            card_kind=QUESTION_CARD,
            card_id=asked.participant_id,
        )
        async with self._database.write() as session:
            session.add_all([draft, said])
        await ack()


def _thank(pair: Pair, giver: str, receiver: str, now: datetime) -> tuple[Kudos, OutboxRow]:
    """One person thanks another one, still without words; and the card."""
    kudos_id, post_id = new_id(), new_id()
    of_all = {"relationship_id": pair.id, "created_at": now}
    gave = KudosGiver(user_id=giver, side=pair.side_of(giver), given_at=now, acted_ts="", **of_all)
    thanked = KudosReceiver(user_id=receiver, side=pair.side_of(receiver), position=0, **of_all)
    kudos = Kudos(
        id=kudos_id,
        giver=giver,
        giver_side=pair.side_of(giver),
        post_id=post_id,
        givers=[gave],
        receivers=[thanked],
        **of_all,
    )
    said = _say(
        pair,
        now,
        id=post_id,
        key=f"kudos:{kudos_id}",
        kind=Kind.POST,
        lane=f"{TEAM}:{pair.channel_id}",
        channel_id=pair.channel_id,
        card_kind="kudos",
        card_id=kudos_id,
    )
    return kudos, said


def _say(pair: Pair, now: datetime, **said: Any) -> OutboxRow:
    return OutboxRow(
        installation_id=TEAM,
        relationship_id=pair.id,
        state=State.WAITING,
        attempts=0,
        created_at=now,
        **said,
    )


async def serve(*, database_url: str, slack_url: str, port: int, shape: tuple[int, int]) -> None:
    """Serve until cancelled. `shape` says how many relationships of how many people there are."""
    bot = BareBot(Database(database_url), imagine_pairs(*shape))
    app = _build_app(bot, slack_url)

    async def hear(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    application = web.Application()
    application.router.add_post(EVENTS_PATH, hear)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    log.info("connected")
    await asyncio.Event().wait()


def arguments_of_bare(**settings: Any) -> tuple[str, ...]:
    """How Python is told to `serve` with these settings."""
    return ("-m", "benchmarks.listening.bare", json.dumps(settings))


def _build_app(bot: BareBot, slack_url: str) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=TEAM,
            bot_token="xoxb-benchmark",  # noqa: S106 - opens nothing
            bot_id=BOT,
            bot_user_id=BOT_USER,
        )

    app = AsyncApp(
        client=AsyncWebClient(base_url=slack_url),
        authorize=authorize,
        signing_secret=SECRET,
        process_before_response=True,
    )
    app.command("/kudos")(bot.thank)
    app.event("reaction_added")(bot.hear_reaction)
    app.action(re.compile(ids.ANSWER))(bot.take_answer)
    return app


if __name__ == "__main__":
    configure_log(LogLevel.INFO)
    asyncio.run(serve(**json.loads(sys.argv[1])))
