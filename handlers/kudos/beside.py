"""Where a form of kudos is answered: beside it in the channel, so that the form can close."""

from handlers.request import Request
from handlers.surfaces import ConversationSurface
from storage.outbox import Message
from storage.relationships import Relationship


async def tell_beside(request: Request, relationship: Relationship, answer: Message) -> None:
    """Only this person sees it. Where the bot cannot speak in the channel, the form shows it."""
    if not relationship.reachable:
        await request.tell(answer)
        return
    beside = ConversationSurface(request.client, request.user_id, relationship.channel_id, None)
    request.desk.spawn(beside.tell(answer))
