"""What a person did, the same whichever way it came: command, click, form, shortcut, event."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bind_contextvars

from bot.core.authority import Act, require
from bot.core.errors import NoRelationship, NotActive
from bot.core.people import Member
from handlers import blocks, words
from handlers.blocks import View
from handlers.desk import Desk
from storage import people, relationships, seen
from storage.outbox import Message
from storage.relationships import Relationship, Status


class Surface(Protocol):
    """Where a private answer goes."""

    async def tell(self, message: Message) -> None: ...

    async def show_problems(self, problems: dict[str, str]) -> None:
        """Show sentences beside the fields of a form."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A relationship that may be meant. A record would be void once its transaction is undone."""

    id: str
    name: str
    channel_id: str


class WhichRelationship(Exception):
    """The person stands in several relationships, and the conversation does not say which."""

    def __init__(self, candidates: list[Candidate]) -> None:
        super().__init__()
        self.candidates = candidates


class AskFirst(Exception):
    """The same was asked a moment ago; `sentence` asks whether it is meant again."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass
class Request:
    """One act of a person.

    `team_id` is the person's own workspace where the payload tells; `values` are the inputs of the
    form that was submitted or clicked in, by block id; `acted_at` is Slack's timestamp of the act,
    which tells old from new; `confirmed` is true where the person was asked whether they mean it
    again, and does;
    `shown_in` is the modal or Home tab in which a button was clicked, `action_id` says which one
    it was; `chosen` are the values of all options that are chosen where there are several. `once`
    names an act of which Slack may tell again, with what tells it from others.
    """

    desk: Desk
    surface: Surface
    client: AsyncWebClient
    installation_id: str
    bot_user_id: str
    user_id: str
    now: datetime
    team_id: str | None = None
    channel_id: str | None = None
    thread_ts: str | None = None
    trigger_id: str | None = None
    command: str = ""
    text: str = ""
    value: str = ""
    acted_at: str = ""
    relationship_id: str | None = None
    confirmed: bool = False
    message: dict[str, Any] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)
    shown_in: dict[str, Any] = field(default_factory=dict)
    action_id: str = ""
    chosen: list[str] = field(default_factory=list)
    once: str = ""

    async def tell(self, message: Message) -> None:
        """Answer so that only this person sees it."""
        await self.surface.tell(message)

    async def open(self, view: View) -> str:
        """Open a modal and return its view id."""
        opened = await self.client.views_open(trigger_id=str(self.trigger_id), view=view)
        return str(opened["view"]["id"])

    @asynccontextmanager
    async def change(self) -> AsyncIterator[AsyncSession]:
        """The transaction of this act. Raises Repeated where it was done before, as it may be of
        a form that is submitted twice and of an event."""
        key = f"view:{self.view['id']}" if self.view.get("id") else self.once
        async with self.desk.database.write() as session:
            if key and not await seen.take_once(session, key, self.now):
                raise Repeated
            yield session

    @property
    def metadata(self) -> dict[str, str]:
        """What a modal carried through its private metadata."""
        raw = (self.view or self.shown_in).get("private_metadata")
        return dict(json.loads(raw)) if raw else {}

    @property
    def values(self) -> dict[str, Any]:
        """What stands in a form, by block id: a string, a list of strings, or None."""
        state = (self.view or self.shown_in).get("state", {}).get("values", {})
        return {
            block_id: read_input(element)
            for block_id, elements in state.items()
            for element in elements.values()
        }

    def text_of(self, block_id: str) -> str:
        """A text input, stripped; empty where nothing was entered."""
        return str(self.values.get(block_id) or "").strip()

    def day_of(self, block_id: str) -> date | None:
        """The day picked in an input; None where none was."""
        entered = self.text_of(block_id)
        return date.fromisoformat(entered) if entered else None

    def users_of(self, block_id: str) -> list[str]:
        """The people picked in an input, whether it takes one or several."""
        picked = self.values.get(block_id)
        if isinstance(picked, str):
            return [picked]
        return list(picked or [])

    def become(self, command: str, text: str) -> None:
        """Go on as if this person had typed that command in this conversation.

        A question that comes up on the way then holds the command, and not the click before it.
        """
        self.command, self.text, self.value = command, text, ""


class Repeated(Exception):
    """This was done before: its effect is there, nothing more is to be done."""


async def read_typed(request: Request, session: AsyncSession) -> str:
    """What was typed behind a command, as people read it: with names in place of mentions."""
    named = await people.find_people(session, words.find_users(request.text))
    names = {user_id: person.name for user_id, person in named.items()}
    return words.unescape(request.text, names).strip()


async def find_relationship(request: Request, session: AsyncSession) -> Relationship:
    """The relationship that this act is about.

    That of the form or button, else that of the channel, else the only one the person stands in.
    The log names it from here on. Raises NoRelationship, NotActive, NotOnASide or
    WhichRelationship.
    """
    return _bind(
        await _find_meant(
            request, session, relationships.get_relationship, relationships.find_by_channel
        )
    )


async def lock_relationship(request: Request, session: AsyncSession) -> Relationship:
    """The same; nobody else changes it or what hangs on it until the transaction ends."""
    return _bind(
        await _find_meant(
            request, session, relationships.lock_relationship, relationships.lock_by_channel
        )
    )


def _bind(found: Relationship) -> Relationship:
    bind_contextvars(relationship=found.id)
    return found


async def _find_meant(
    request: Request,
    session: AsyncSession,
    get: Callable[[AsyncSession, str], Awaitable[Relationship]],
    find_by_channel: Callable[[AsyncSession, str], Awaitable[Relationship | None]],
) -> Relationship:
    chosen = request.relationship_id or request.metadata.get("relationship")
    if chosen:
        return await get(session, chosen)
    if request.channel_id:
        here = await find_by_channel(session, request.channel_id)
        if here is not None:
            return _active(here)
    own = await relationships.find_by_person(session, request.user_id)
    if len(own) > 1:
        raise WhichRelationship([Candidate(one.id, one.both, one.channel_id) for one in own])
    if not own:
        raise NoRelationship
    return await get(session, own[0].id)


async def find_member(
    request: Request, session: AsyncSession, relationship: Relationship
) -> Member | None:
    """Where this person stands in the relationship; None where they do not."""
    return await relationships.find_member(session, relationship.id, request.user_id)


async def require_member(
    request: Request, session: AsyncSession, relationship: Relationship
) -> Member:
    """The same for those who may look at things: nobody sees another relationship.

    Raises NotOnASide.
    """
    return require(Act.LOOK, await find_member(request, session, relationship))


async def tell_silence(request: Request, relationship: Relationship) -> bool:
    """Say why what was done is kept but cannot be posted now. False where it can."""
    silent = words.why_silent(relationship)
    if silent is not None:
        await request.tell(blocks.message(silent))
    return silent is not None


async def tell_silence_of(request: Request, relationship_id: str) -> bool:
    """The same, where only the id of the relationship is at hand."""
    async with request.desk.database.read() as session:
        relationship = await relationships.get_relationship(session, relationship_id)
    return await tell_silence(request, relationship)


def _active(relationship: Relationship) -> Relationship:
    if relationship.status != Status.ACTIVE:
        raise NotActive
    return relationship


def read_input(element: dict[str, Any]) -> str | list[str] | None:
    """What was entered in an element: of a form's state, or of a click."""
    match element.get("type"):
        case "multi_users_select":
            return list(element.get("selected_users") or [])
        case "users_select":
            return element.get("selected_user")
        case "timepicker":
            return element.get("selected_time")
        case "datepicker":
            return element.get("selected_date")
        case "static_select" | "radio_buttons" | "overflow":
            return (element.get("selected_option") or {}).get("value")
        case "multi_static_select" | "checkboxes":
            return [option["value"] for option in element.get("selected_options") or []]
        case _:
            return element.get("value")
