"""The one place where things are built and joined."""

import asyncio
import functools
import logging
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.clock import Clock, SystemClock
from bot.delivery.clients import SlackClients
from bot.delivery.ledger import Notices
from bot.delivery.limits import SLACK_LIMITS, Limits
from bot.delivery.worker import Worker
from bot.figures import read_figures
from bot.health import FINE, Health, check_database, check_schema
from bot.pulse.audience import Throttle
from bot.scheduler import Scheduler
from bot.settings import Mode, Settings
from bot.transport import Server, Socket, Transport
from handlers.desk import Desk
from handlers.refusals import tell_contacts, tell_unknown
from handlers.register import JOBS, register, renderers
from storage import budgets, lanes, listening, outbox
from storage.database import Database
from storage.installations import InstallationRecord, save_installation
from storage.schema import prepare_schema
from storage.serving import serve_alone

# Where links lead if Slack does not tell the address of the workspace; it redirects from there.
SLACK_URL = "https://slack.com/"

# How long jobs and what was begun after an ack may go on once the bot is told to stop.
PATIENCE_SECONDS = 3
# How long delivery may then take to write down what became of its last calls.
WRITING_SECONDS = 2

log = structlog.get_logger(__name__)


class Rapport:
    """The running bot: `async with Rapport(settings) as rapport: await rapport.serve()`.

    `clock` and `limits` are others in the practice room, where time can be moved.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        limits: Limits = SLACK_LIMITS,
    ) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self.database = Database(settings.database_url)
        self._clients = SlackClients(settings.slack_api_url)
        self.desk = Desk(
            database=self.database,
            clock=self._clock,
            clients=self._clients,
            operator=settings.rapport_operator,
            throttle=Throttle(settings.pulse_most, settings.pulse_days),
        )
        self._worker = Worker(
            self.database,
            self._clients,
            renderers(self.desk),
            limits,
            notices=Notices(self._tell_refused, self._tell_unknown),
        )
        self._scheduler = Scheduler(
            self._clock,
            [self._note_listening],
            *[[functools.partial(job, self.desk) for job in line] for line in JOBS],
        )
        self._held = ExitStack()
        self._delivering: asyncio.Task[None] | None = None
        self._transport: Transport | None = None
        self._health = self._build_health()

    async def __aenter__(self) -> Self:
        """Prepare the database, find out whose token it is, and begin to listen and to speak."""
        self._held.enter_context(serve_alone(self._settings.database_url))
        try:
            await self._health.open()
            await prepare_schema(self._settings.database_url)
            await self._clients.open()
            installation = await self._install()
            self.database.on_something_to_say(self._worker.wake)
            self._transport = self._build_transport(self._build_app(installation))
            await self._transport.open()
        except BaseException:
            await self._deafen()
            await self._close()
            raise
        self._delivering = asyncio.create_task(self._worker.run())
        self._scheduler.start()
        log.info("connected", workspace=installation.team_id, mode=self._settings.mode.value)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Listen no more, end what is in hand, and close; all of it within ten seconds."""
        await self._deafen()
        self._worker.stop(PATIENCE_SECONDS)
        await asyncio.gather(
            self._scheduler.stop(PATIENCE_SECONDS),
            self.desk.close(PATIENCE_SECONDS),
            self._end_delivery(),
        )
        await self._close()

    async def _end_delivery(self) -> None:
        if self._delivering is None:
            return
        _, late = await asyncio.wait([self._delivering], timeout=PATIENCE_SECONDS + WRITING_SECONDS)
        for task in late:  # the database is away; its leases run out, and nothing is lost
            task.cancel()

    async def _deafen(self) -> None:
        if self._transport is not None:
            await self._transport.close()

    async def _close(self) -> None:
        await self._health.close()
        await self._clients.close()
        await self.database.close()
        self._held.close()

    async def settle(self) -> None:
        """Do everything that is due at this moment: jobs, background work and delivery."""
        await self.desk.finish()
        await self._scheduler.look()
        await self.finish()

    async def finish(self) -> None:
        """Bring to its end what was begun: background work, and what is to be said."""
        await self.desk.finish()
        while self._worker.busy or await self._has_due():
            if not self._worker.busy:
                self._worker.hurry()
            await asyncio.sleep(0.01)

    async def _has_due(self) -> bool:
        async with self.database.read() as session:
            return await lanes.count_due(session) > 0

    async def _install(self) -> InstallationRecord:
        """One installation, from the token in the settings. Raises SlackApiError."""
        token = self._settings.bot_token
        who = await self._clients.bare(token).auth_test()
        self._clients.add(who["team_id"], token)
        async with self.database.write() as session:
            await budgets.unblock_installation(session, who["team_id"])
            await lanes.hurry(session, who["team_id"])
            return await save_installation(
                session,
                team_id=who["team_id"],
                team_name=who.get("team") or "",
                url=who.get("url") or SLACK_URL,
                bot_user_id=who["user_id"],
                bot_id=who.get("bot_id"),
                now=self._clock.now(),
            )

    def _build_app(self, installation: InstallationRecord) -> AsyncApp:
        secret = self._settings.slack_signing_secret

        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None,
                team_id=installation.team_id,
                bot_token=self._settings.bot_token,
                bot_id=installation.bot_id,
                bot_user_id=installation.bot_user_id,
            )

        app = AsyncApp(
            client=self._clients.bare(),
            authorize=authorize,
            signing_secret=secret.get_secret_value() if secret else None,
            request_verification_enabled=self._settings.mode is Mode.HTTP,
            process_before_response=True,
            logger=logging.getLogger("slack_bolt"),
        )
        register(app, self.desk)
        return app

    def _build_transport(self, app: AsyncApp) -> Transport:
        token = self._settings.slack_app_token
        if self._settings.mode is Mode.SOCKET and token is not None:
            return Socket(app, token.get_secret_value())
        return Server(app, self._settings.host, self._settings.port)

    def _build_health(self) -> Health:
        return Health(
            self._settings.host,
            self._settings.health_port,
            checks={
                "database": functools.partial(check_database, self.database),
                "schema": functools.partial(check_schema, self.database),
                "slack": self._check_slack,
            },
            figures=self._read_figures,
        )

    async def _is_listening(self) -> bool:
        return self._transport is not None and await self._transport.is_open()

    async def _note_listening(self, now: datetime) -> None:
        """So that it is known later when nobody listened."""
        if await self._is_listening():
            async with self.database.write() as session:
                await listening.note(session, now)

    async def _check_slack(self) -> str:
        return FINE if await self._is_listening() else "not connected"

    async def _read_figures(self) -> bytes:
        async with self.database.read() as session:
            return await read_figures(session, self._clock.now())

    async def _tell_refused(self, session: AsyncSession, row: outbox.OutboxRow, error: str) -> None:
        await tell_contacts(session, row, error, self._clock.now())

    async def _tell_unknown(
        self, session: AsyncSession, row: outbox.OutboxRow, reason: str
    ) -> None:
        await tell_unknown(session, row, reason, self._clock.now())
