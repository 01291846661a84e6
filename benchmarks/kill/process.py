"""`python -m benchmarks.kill.process CLOCK LEASE`: the bot of `rapport run`, to be killed.

What differs: its clock is that of the local Slack, it looks every second what is due, it need not
wait for Slack's rate limits, and LEASE may be fewer seconds than it really leases what it has in
hand, so that a short run need not wait so long for that when it was killed.
"""

import asyncio
import signal
import sys
from pathlib import Path

from benchmarks.kill.clock import SharedClock
from bot import scheduler
from bot.delivery import retry, worker
from bot.delivery.limits import UNLIMITED
from bot.log import configure_log
from bot.main import Rapport
from bot.settings import read_settings
from storage import pulse_reading

LOOK_SECONDS = 1


async def serve(clock_file: Path, lease_seconds: float) -> None:
    """Serve the Slack of the settings until SIGTERM."""
    settings = read_settings()
    configure_log(settings.log_level)
    # These are no settings, for nobody else has a reason to change them.
    vars(scheduler).update(TICK_SECONDS=LOOK_SECONDS)
    shorter = lease_seconds / worker.LEASE_SECONDS
    vars(worker).update(
        LEASE_SECONDS=lease_seconds, TIMEOUT_SECONDS=retry.TIMEOUT_SECONDS * shorter
    )
    vars(pulse_reading).update(LEASE=pulse_reading.LEASE * shorter)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with Rapport(settings, clock=SharedClock(clock_file), limits=UNLIMITED):
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), float(sys.argv[2])))
