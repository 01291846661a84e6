"""The story ends now, on whatever day that is, and the real bot goes on from there."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.practice.beginnings import begin_with_story
from bot.practice.folder import Folder
from bot.practice.room import open_room
from sandbox.clock import Clock
from sandbox.keeping import restore
from sandbox.model import Channel
from sandbox.words import words_of
from sandbox.world import World


def texts_of(channel: Channel) -> str:
    return "\n".join(words_of(one.blocks) or one.text for one in channel.messages.values())


# A Sunday night over which clocks go back in Europe, and a Monday after they went forward in
# America only.
@pytest.mark.parametrize("moment", ["2026-10-25T01:30+00:00", "2026-03-16T07:00+00:00"])
async def test_it_ends_at_any_moment(tmp_path: Path, moment: str) -> None:
    now = datetime.fromisoformat(moment)
    await begin_with_story(Folder(tmp_path), now)
    world = World(Clock(now))
    restore(world, Folder(tmp_path).slack.read_bytes())
    room = next(one for one in world.channels.values() if one.kind == "channel")
    text = texts_of(room)
    assert text.count("Both sides see it alike") + text.count("The two views are") == 3
    assert "#1 Timetable changes" in text and "#2 Refunds take" in text
    assert text.count(":tada:") == 7, "five kudos, a milestone, and its celebration"
    assert "Havna Ferries and Quillbox have reached it together" in text
    assert text.count("Moved from") == 2, "on the card and on the way"
    assert "Our oldest customer is our proudest reference." in text
    assert ">One list that both of us could read." in text
    assert "Havna Ferries has done it" in text and "Quillbox will" in text
    assert float(world.next_ts()) - now.timestamp() < 120
    assert any(one.edited and one.bot_id is None for one in room.messages.values())


async def test_the_bot_goes_on_where_the_story_ends(tmp_path: Path) -> None:
    async with open_room(tmp_path, tell=print) as room:
        plan = await room.slack.core.planned()
        assert plan is not None
        assert plan.what.startswith("Pulse 1 asks")
        people = [user for _, users in room.people() for user in users]
        direct = [one for one in room.slack.core.world.channels.values() if one.kind == "im"]
        before = sum(len(one.messages) for one in direct)
        assert len(people) == 10
    async with open_room(tmp_path, tell=print) as room:
        room.slack.clock.move_to(plan.at + timedelta(hours=1))
        await room.rapport.settle()
        direct = [one for one in room.slack.core.world.channels.values() if one.kind == "im"]
        assert sum(len(one.messages) for one in direct) > before
