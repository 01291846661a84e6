"""Takes what stands in the outbox and says it to Slack.

The worker works in turns. A turn is one transaction: it writes down what became of the calls that
came back, takes the next rows, one of each conversation (lane), leases their lanes, and spends the
budgets that all machines share. The calls themselves are made outside, many at once. A row is
marked before its call begins, so that a crash in between is seen as what it is: an unknown outcome.
"""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.ids import new_id
from bot.delivery import ledger, pacing, retry
from bot.delivery.clients import SlackClients, call, look
from bot.delivery.errands import NOT_SHOWN, CannotBeShown, Renderer, feature_of, prepare
from bot.delivery.ledger import Back, Errand, Notices
from bot.delivery.limits import Limits
from bot.delivery.pacing import Reserved
from bot.delivery.retry import TIMEOUT_SECONDS, Call
from bot.delivery.timing import Timing
from bot.metrics import count_send
from storage import lanes
from storage.database import Database
from storage.lanes import Lease, Progress
from storage.outbox import State

# How many calls are made at once, and how many rows are in hand: the rest is ready when a call
# ends, so that Slack is spoken to while the database is.
CALLS, HANDS = 50, 100
# A call begins within the pacing's horizon, and is over when its timeout is; what is left is for
# slow databases.
LEASE_SECONDS = TIMEOUT_SECONDS + 10
# How long to do nothing: where there was something lately, where there was not, after a failure.
LIVELY_SECONDS, IDLE_SECONDS, FAILED_SECONDS = 0.25, 1.0, 1.0
# For how long it is lively after something was said.
LIVELY_FOR_SECONDS = 2.0
# How long a call that is back waits for others, so that they are written down together: longer
# where enough is in hand meanwhile.
TOGETHER_SECONDS, BUSY_TOGETHER_SECONDS = 0.005, 0.05
# How long after a turn what is new in the outbox may wake it again.
REST_SECONDS = 0.1

INTERRUPTED = "interrupted"
# How a row stands while a call is made for it. An open conversation alone says nothing yet.
BEGUN = {
    Call.POST: State.SENDING,
    Call.CHANGE: State.SENDING,
    Call.OPEN: State.WAITING,
    Call.LOOK: State.LOOKING,
}

log = structlog.get_logger(__name__)


class Worker:
    """Delivers until it is stopped; several of them may share one database."""

    def __init__(
        self,
        database: Database,
        clients: SlackClients,
        renderers: Mapping[str, Renderer],
        limits: Limits,
        *,
        notices: Notices,
        timing: Timing | None = None,
    ) -> None:
        self._database = database
        self._clients = clients
        self._renderers = renderers
        self._limits = limits
        self._notices = notices
        self._timing = timing or Timing()
        self._owner = new_id()
        self._awake = asyncio.Event()
        self._calls = asyncio.Semaphore(CALLS)
        self._in_hand: dict[asyncio.Task[None], Errand] = {}
        self._back: list[Back] = []
        self._turning = False
        self._stopping = False
        self._patience = 0.0
        self._lively_until = 0.0
        self._waking = False
        self._turned = 0.0

    def wake(self) -> None:
        """Something was put into the outbox. What is put there in a hurry is taken together."""
        if not self._waking:
            self._waking = True
            rested = self._timing.watch() - self._turned
            asyncio.get_running_loop().call_later(REST_SECONDS - rested, self.hurry)

    def hurry(self) -> None:
        """Look at once what is due, without a rest."""
        self._waking = False
        self._awake.set()

    @property
    def busy(self) -> bool:
        """Whether something is in hand, or just being taken."""
        return bool(self._in_hand or self._back or self._turning)

    async def run(self) -> None:
        """Deliver until `stop` is called, and end what is in hand then."""
        while not self._stopping:
            self._awake.clear()
            await self._timing.wait(self._awake, await self._try_turn())
        await self._finish()

    def stop(self, seconds: float) -> None:
        """Take nothing more, and wait so long at most for what is in hand.

        A call that is not back by then counts as one whose answer was lost.
        """
        self._stopping, self._patience = True, seconds
        self._awake.set()

    async def _finish(self) -> None:
        for task, errand in list(self._in_hand.items()):
            if errand.start > self._timing.watch():
                task.cancel()
        if self._in_hand:
            _, late = await asyncio.wait(self._in_hand, timeout=self._patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late)
        await self._try_turn()

    async def _try_turn(self) -> float:
        self._turning = True
        try:
            return await self.turn()
        except Exception:
            log.exception("delivery_failed")
            return FAILED_SECONDS
        finally:
            self._turning = False

    async def turn(self) -> float:
        """Write down what came back, take what is due, and begin with it.

        Returns the seconds for which there is nothing more to do, unless something comes back or is
        put into the outbox. Where it raises, what came back is written down by the next turn.
        """
        back, self._back = self._back, []
        self._turned = self._timing.watch()
        try:
            async with self._database.write() as session:
                moment = await self._timing.now(session)
                own = {one.errand.due.lane for one in back}
                await ledger.write_down(session, back, moment, self._notices)
                taken = await self._try_to_take(session, moment, own)
                left = own - {errand.due.lane for errand in taken}
                await lanes.lease_lanes(session, [Lease(lane, None, None, None) for lane in left])
        except BaseException:
            self._back = back + self._back
            raise
        for errand in taken:
            task = asyncio.create_task(self._carry(errand))
            self._in_hand[task] = errand
            task.add_done_callback(self._let_go)
        now = self._timing.watch()
        if back or taken:
            self._lively_until = now + LIVELY_FOR_SECONDS
        return LIVELY_SECONDS if now < self._lively_until else IDLE_SECONDS

    async def _try_to_take(
        self, session: AsyncSession, moment: datetime, own: Collection[str]
    ) -> list[Errand]:
        """The next errands; where they cannot be taken, what came back is written down still."""
        free = HANDS - len(self._in_hand)
        if self._stopping or free <= 0:
            return []
        try:
            async with session.begin_nested():
                return await self._take(session, moment, own, free)
        except Exception:
            log.exception("taking_failed")
            return []

    async def _take(
        self, session: AsyncSession, moment: datetime, own: Collection[str], most: int
    ) -> list[Errand]:
        """Rows for which there is a budget, marked as begun, with their lanes leased."""
        exhausted = await pacing.find_exhausted(session, self._limits, moment)
        due = await lanes.find_due(session, moment=moment, most=most, without=exhausted, own=own)
        if not due:
            return []
        errands, progress, leases = [], [], []
        until = moment + timedelta(seconds=LEASE_SECONDS)
        for reserved in await pacing.reserve(session, self._limits, due, moment):
            row = reserved.due
            errand, state, error = await self._prepare(session, reserved)
            begins = errand is not None
            progress.append(Progress(row.seq, row.attempts, state, error, begins=begins))
            if errand is not None:
                errands.append(errand)
                leases.append(Lease(row.lane, self._owner, until, reserved.arrives_at))
        await lanes.write_progress(session, progress)
        await lanes.lease_lanes(session, leases)
        for one in progress:
            if one.error == NOT_SHOWN and one.state == State.FAILED:
                await ledger.tell(session, self._notices.refused, one, NOT_SHOWN)
        return errands

    async def _prepare(
        self, session: AsyncSession, reserved: Reserved
    ) -> tuple[Errand | None, State, str | None]:
        """The errand for a row, if there is something to do, and how the row stands then."""
        due = reserved.due
        try:
            prepared = await prepare(session, due, self._renderers)
        except CannotBeShown as error:
            return None, State.FAILED, str(error)
        if prepared is None:
            return None, State.EMPTY, None
        purpose, body = prepared
        doubt = INTERRUPTED if due.state == State.SENDING else due.error
        now = self._timing.watch()
        errand = Errand(
            due=due,
            attempts=due.attempts + 1,
            call=purpose,
            body=body,
            start=now + reserved.wait,
            end=now + LEASE_SECONDS - TIMEOUT_SECONDS,
            doubt=doubt,
            feature=feature_of(due.card_kind, self._renderers),
        )
        return errand, BEGUN[purpose], doubt

    async def _carry(self, errand: Errand) -> None:
        """Make the call when its time has come, and hand in what became of it."""
        outcome: retry.Outcome = retry.NotBegun()
        try:
            if errand.start > self._timing.watch():
                await self._timing.sleep(errand.start - self._timing.watch())
            async with self._calls:
                if self._timing.watch() <= errand.end and not self._stopping:
                    outcome = retry.AnswerLost("stopped")
                    outcome = await self._call(errand)
        except asyncio.CancelledError:
            pass  # whether the call had begun is told apart above
        except Exception as error:
            log.exception("call_failed", delivery=errand.due.id)
            outcome = retry.AnswerLost(type(error).__name__)
        count_send(errand.due.method, type(outcome).__name__)
        self._back.append(Back(errand, outcome))

    async def _call(self, errand: Errand) -> retry.Outcome:
        due = errand.due
        try:
            client = self._clients.find(due.installation_id)
        except LookupError:
            return retry.Unreachable("not_installed")
        if errand.call is Call.LOOK:
            return await look(client, due.method, errand.body, due.id)
        return await call(client, due.method, errand.body)

    def _let_go(self, task: asyncio.Task[None]) -> None:
        """A call is back. Others that come back at the same time are written down with it."""
        del self._in_hand[task]
        if not self._in_hand or len(self._back) >= HANDS // 2:
            self._awake.set()
        elif len(self._back) == 1:
            busy = len(self._in_hand) >= CALLS
            seconds = BUSY_TOGETHER_SECONDS if busy else TOGETHER_SECONDS
            asyncio.get_running_loop().call_later(seconds, self._awake.set)
