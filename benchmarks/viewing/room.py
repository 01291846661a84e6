"""A child: the practice room, with a short conversation and a long one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.children import Answer, be_child
from sandbox.client import Channel, Person, Sandbox
from sandbox.model import Message
from sandbox.slack import Slack

PEOPLE = 10
FEW = 50


@asynccontextmanager
async def open_room(*, many: int) -> AsyncIterator[Answer]:
    """Answers with the addresses of both conversations, as the first person reads them."""
    slack = Slack(limits="off")
    await slack.start()
    async with await Sandbox.connect(slack.url) as box:
        acme = await box.workspace("Acme")
        people = [await acme.person(f"Person {number}") for number in range(PEOPLE)]
        addresses = {}
        for name, count in (("short", FEW), ("long", many)):
            channel = await acme.channel(name, members=people)
            _fill(slack, channel, people, count)
            addresses[name] = f"{slack.url}/#/{people[0].id}/{channel.id}"

        async def answer() -> dict[str, Any]:
            return addresses

        yield answer
    await slack.stop()


def _fill(slack: Slack, channel: Channel, people: list[Person], count: int) -> None:
    """Let everybody speak in turn; nobody has to be told, so none of it goes over the wire."""
    messages = slack.core.world.channels[channel.id].messages
    for number in range(count):
        speaker = people[number % len(people)]
        ts = slack.core.world.next_ts()
        text = f"Message {number}: {'words that somebody wrote ' * (number % 5 + 1)}"
        messages[ts] = Message(ts, channel.id, speaker.id, speaker.workspace.id, text)


if __name__ == "__main__":
    be_child(open_room)
