"""What people do and see in the scenarios of faults."""

from sandbox.client import Channel, Message, Person
from tests.world import World

THANKS = "staying calm"


async def thank(world: World, reason: str = THANKS, *, in_: Channel | None = None) -> str:
    """Ann thanks Bo by typing; what she is answered."""
    thanks = f"{world.bo} for {reason}"
    return (await world.ann.command("/kudos", thanks, in_=in_ or world.room)).text


async def cards(world: World, words: str = THANKS) -> list[Message]:
    """The cards with these words that stand in the channel."""
    return [m for m in await world.ann.sees(world.room) if words in m.words and not m.ephemeral]


async def told(world: World, person: Person, words: str) -> list[str]:
    """What the bot wrote to this person directly that has these words."""
    return [m.text for m in await person.sees_dm(world.inst) if words in m.text]


async def plan_pulse(world: World) -> None:
    """A pulse for each Tuesday at ten, which is tomorrow."""
    await world.ann.command("/pulse", "new", in_=world.room)
    result = await world.ann.submits({"weekday": "Tuesday", "at": "10:00", "open_hours": "24"})
    assert result.errors == {}
    await world.settle()


async def questions(world: World, person: Person) -> list[Message]:
    """The questions that are put to this person and not closed."""
    return [m for m in await person.sees_dm(world.inst) if "Comment" in m.buttons]


async def count_questions(world: World) -> list[int]:
    """How many each person has."""
    return [len(await questions(world, one)) for one in (*world.clients, *world.vendors)]
