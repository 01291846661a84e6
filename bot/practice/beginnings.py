"""What stands in a practice room that is opened for the first time."""

from datetime import UTC, datetime, time

from bot.practice.cast import CLIENT, HOME, VENDOR
from bot.practice.folder import Folder
from bot.practice.opening import open_practice
from bot.practice.stage import Stage
from bot.practice.story import play_story
from bot.practice.story.calendar import plan_days


async def begin_empty(folder: Folder) -> None:
    """Two workspaces and a shared channel with the bot in it; nothing is set up."""
    async with (
        open_practice(CLIENT, VENDOR, kept=folder.slack) as practice,
        Stage(practice, folder.database_url) as stage,
    ):
        await stage.invites_bot(stage.cast.ingrid)


async def begin_with_story(folder: Folder, now: datetime | None = None) -> None:
    """Some weeks of history, which end at this moment."""
    now = now or datetime.now(UTC)
    monday = plan_days(now.astimezone(HOME)).monday
    start = datetime.combine(monday, time(8, 30), tzinfo=HOME)
    async with (
        open_practice(CLIENT, VENDOR, start=start, kept=folder.slack) as practice,
        Stage(practice, folder.database_url) as stage,
    ):
        await play_story(stage, now)
