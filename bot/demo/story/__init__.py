"""The story, an act a file. Each reads like a screenplay: who does what, who sees what."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.demo.stage import Stage
from bot.demo.story.first_pulse import play_first_pulse
from bot.demo.story.fresh_start import play_fresh_start
from bot.demo.story.kudos import play_kudos
from bot.demo.story.problem import play_problem
from bot.demo.story.second_pulse import play_second_pulse

Act = Callable[[Stage], Awaitable[None]]

# When the clock of the story begins: half past eight on a Monday in Oslo, in UTC.
BEGINNING = datetime.fromisoformat("2026-11-02T07:30:00+00:00")

ACTS: tuple[Act, ...] = (
    play_fresh_start,
    play_first_pulse,
    play_problem,
    play_kudos,
    play_second_pulse,
)
