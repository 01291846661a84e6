"""The client's people and channels: everything a person does, says and sees."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.client.shown import File, Message, Reply, Submission, View
from sandbox.client.wire import Wire

if TYPE_CHECKING:
    from sandbox.client.box import Workspace

_LOOKS = 6
_LOOK_SECONDS = 0.05


class Installation:
    """An app in a workspace, with what its administrator gets to see."""

    def __init__(self, wire: Wire, made: dict[str, Any]) -> None:
        self._wire = wire
        self.bot_token: str = made["bot_token"]
        self.bot_user_id: str = made["bot_user_id"]
        self.bot_id: str = made["bot_id"]
        self.team_id: str = made["team_id"]
        self.scopes: list[str] = made["scopes"]

    def __str__(self) -> str:
        return f"<@{self.bot_user_id}>"

    async def uninstall(self) -> None:
        await self._wire.ask("app.uninstall", bot=self.bot_user_id)

    async def revoke_token(self) -> None:
        """Its calls are answered `token_revoked`; `App.install` gives another token."""
        await self._wire.ask("app.revoke_token", bot=self.bot_user_id)


class Channel:
    """A conversation; `str(channel)` is its mention."""

    def __init__(self, wire: Wire, channel_id: str, name: str) -> None:
        self._wire = wire
        self.id = channel_id
        self.name = name

    def __str__(self) -> str:
        return f"<#{self.id}|{self.name}>"

    async def add(self, person: Person, inviter: Person | None = None) -> None:
        by = inviter.id if inviter else None
        await self._wire.ask("channel.add", channel=self.id, user=person.id, inviter=by)

    async def remove(self, person: Person) -> None:
        await self._wire.ask("channel.remove", channel=self.id, user=person.id)

    async def add_bot(self, bot: Installation, inviter: Person | None = None) -> None:
        by = inviter.id if inviter else None
        await self._wire.ask("channel.add", channel=self.id, user=bot.bot_user_id, inviter=by)

    async def remove_bot(self, bot: Installation) -> None:
        await self._wire.ask("channel.remove", channel=self.id, user=bot.bot_user_id)

    async def archive(self) -> None:
        await self._wire.ask("channel.archive", channel=self.id)

    async def unarchive(self) -> None:
        await self._wire.ask("channel.unarchive", channel=self.id)

    async def share(self, workspace: Workspace) -> None:
        await self._wire.ask("channel.share", channel=self.id, workspace=workspace.id)

    async def look(self, workspace: Workspace, name: str, *, private: bool = False) -> None:
        """The connected workspace calls it by this name, and may have it private."""
        await self._wire.ask(
            "channel.look", channel=self.id, workspace=workspace.id, name=name, private=private
        )

    async def unshare(self, workspace: Workspace) -> None:
        """End the connection; the workspace's people are out."""
        await self._wire.ask("channel.unshare", channel=self.id, workspace=workspace.id)

    async def change_id(self) -> None:
        """Slack gives the channel a new id, as it may when sharing begins."""
        self.id = (await self._wire.ask("channel.change_id", channel=self.id))["id"]


class Person:
    """Somebody of a workspace; `str(person)` is the mention."""

    def __init__(self, wire: Wire, user_id: str, name: str, workspace: Workspace) -> None:
        self._wire = wire
        self.id = user_id
        self.name = name
        self.workspace = workspace

    def __str__(self) -> str:
        return f"<@{self.id}>"

    async def says(self, text: str, *, in_: Channel, thread: Message | None = None) -> Message:
        answer = await self._do(
            "says", channel=in_.id, text=text, thread=thread.ts if thread else None
        )
        return Message.of(answer["message"])

    async def edits(self, message: Message, text: str) -> Message:
        answer = await self._do("edits", **message.target, text=text)
        return Message.of(answer["message"])

    async def deletes(self, message: Message) -> None:
        await self._do("deletes", **message.target)

    async def reacts(self, message: Message, name: str) -> None:
        await self._do("reacts", **message.target, name=name)

    async def unreacts(self, message: Message, name: str) -> None:
        await self._do("unreacts", **message.target, name=name)

    async def command(
        self, command: str, text: str = "", *, in_: Channel, thread: Message | None = None
    ) -> Reply:
        answer = await self._do(
            "command", channel=in_.id, command=command, text=text, thread=bool(thread)
        )
        return Reply(**answer["reply"])

    async def shortcut(self, name: str, message: Message | None = None) -> Reply:
        """A message shortcut when a message is given, else a global one."""
        target = message.target if message else {}
        return Reply(**(await self._do("shortcut", name=name, **target))["reply"])

    async def presses(
        self, target: Message | View, label: str, *, value: str | None = None
    ) -> Reply:
        """Click what shows this text, or has this action id; `value` tells equals apart."""
        answer = await self._do("presses", target=target.target, label=label, value=value)
        return Reply(**answer["reply"])

    async def chooses(self, target: Message | View, label: str, value: Any) -> Reply:
        """Give a value to the element with this action id, block id or label."""
        answer = await self._do("chooses", target=target.target, label=label, value=_plain(value))
        return Reply(**answer["reply"])

    async def modal(self) -> View | None:
        """The modal on top; waits a moment while the app may still be about to open it."""
        views = await self.modals()
        return views[-1] if views else None

    async def modals(self) -> list[View]:
        """The whole stack, the top one last."""
        for _ in range(_LOOKS):
            await self._wire.ask("wire.settle")
            answer = await self._wire.ask("sees.modals", person=self.id)
            if answer["views"] or not answer["expecting"]:
                break
            await asyncio.sleep(_LOOK_SECONDS)
        return [View.of(shape) for shape in answer["views"]]

    async def submits(self, values: dict[str, Any] | None = None) -> Submission:
        """Fill in the top modal by block id, action id or label, and submit it."""
        await self.modals()
        plain = {label: _plain(value) for label, value in (values or {}).items()}
        result = (await self._do("submits", values=plain))["result"]
        view = View.of(result["view"]) if result["view"] else None
        return Submission(result["errors"], view, result["error"])

    async def closes(self, *, everything: bool = False) -> Reply:
        """Cancel the top modal; `everything` is the cross that closes the whole stack."""
        return Reply(**(await self._do("closes", everything=everything))["reply"])

    async def opens_home(self, bot: Installation) -> View | None:
        """The Home that the app then shows; None for people whose workspace lacks the app."""
        await self._do("opens_app", bot=bot.bot_user_id, tab="home")
        await self._wire.ask("wire.settle")
        return await self.home(bot)

    async def home(self, bot: Installation) -> View | None:
        """The Home as it is, without opening it again."""
        answer = await self._wire.ask("sees.home", person=self.id, bot=bot.bot_user_id)
        return View.of(answer["view"]) if answer["view"] else None

    async def reads(self, channel: Channel) -> None:
        """All that is there at this moment."""
        await self._do("reads", channel=channel.id)

    async def opens_messages(self, bot: Installation) -> None:
        await self._do("opens_app", bot=bot.bot_user_id, tab="messages")

    async def dm(self, bot: Installation) -> Channel:
        answer = await self._do("dm", bot=bot.bot_user_id)
        return Channel(self._wire, answer["id"], answer["name"])

    async def joins(self, channel: Channel) -> None:
        await self._do("joins", channel=channel.id)

    async def leaves(self, channel: Channel) -> None:
        await self._do("leaves", channel=channel.id)

    async def changes(self, **traits: str) -> None:
        """Change `name` or `tz` in the profile."""
        await self._do("changes", traits=traits)

    async def deactivated(self) -> None:
        await self._do("deactivated")

    async def reactivated(self) -> None:
        await self._do("reactivated")

    async def conversations(self) -> list[Channel]:
        """All that the person is in, direct messages included."""
        answer = await self._wire.ask("sees.conversations", person=self.id)
        return [Channel(self._wire, row["id"], row["name"]) for row in answer["conversations"]]

    async def sees(self, channel: Channel) -> list[Message]:
        """Oldest first, without thread replies, with what only this person sees."""
        return await self._messages("sees.messages", channel=channel.id)

    async def sees_thread(self, message: Message) -> list[Message]:
        """The parent first."""
        return await self._messages("sees.thread", **message.target)

    async def sees_dm(self, bot: Installation) -> list[Message]:
        return await self._messages("sees.dm", bot=bot.bot_user_id)

    async def downloads(self, file: File) -> bytes:
        """Only who sees a message with it may."""
        return await self._wire.fetch(file.url, person=self.id)

    async def _messages(self, verb: str, **where: str) -> list[Message]:
        answer = await self._wire.ask(verb, person=self.id, **where)
        return [Message.of(shape) for shape in answer["messages"]]

    async def _do(self, act: str, **details: Any) -> dict[str, Any]:
        return await self._wire.ask(f"person.{act}", person=self.id, **details)


def _plain(value: Any) -> Any:
    """A value for the wire: people and channels become their ids."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.id if isinstance(value, Person | Channel) else value
