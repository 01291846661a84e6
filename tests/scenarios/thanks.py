"""What people see in the scenarios of thanks without a command."""

from bot.kudos.rules import DEFAULT_EMOJI
from sandbox.client import Message, Person
from tests.world import World

STAR = DEFAULT_EMOJI


async def cards(world: World) -> list[Message]:
    """The kudos that stand in the room, as everybody sees them."""
    await world.settle()
    return [m for m in await world.bob.sees(world.room) if "Me too" in m.buttons]


async def card(world: World) -> Message:
    (only,) = await cards(world)
    return only


async def notices(world: World, person: Person) -> list[str]:
    """What only this person sees."""
    await world.settle()
    return [m.words for m in await person.sees(world.room) if m.ephemeral]


async def taken_back(world: World) -> list[Message]:
    return [m for m in await world.bob.sees(world.room) if "took back what stood here" in m.words]


def address(message: Message) -> str:
    return f"/archives/{message.channel_id}/p{message.ts.replace('.', '')}|this message>"
