"""The places where a private answer can appear, one for each way in."""

from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers import blocks
from storage.outbox import Message

log = structlog.get_logger(__name__)


class CommandSurface:
    """Slack shows the first answer from the ack itself, further ones from the response url."""

    def __init__(self, ack: AsyncAck, respond: AsyncRespond) -> None:
        self._ack, self._respond = ack, respond
        self._acked = False

    async def tell(self, message: Message) -> None:
        if self._acked:
            await self._respond(**message, response_type="ephemeral", replace_original=False)
            return
        self._acked = True
        await self._ack(**message, response_type="ephemeral")

    async def end(self) -> None:
        """Tell Slack that the command was heard, if no answer said so already."""
        if not self._acked:
            await self._ack()

    async def show_problems(self, problems: dict[str, str]) -> None:
        await self.tell(blocks.message(" ".join(problems.values())))


class ConversationSurface:
    """An ephemeral message in a conversation, or a direct message where that cannot be seen."""

    def __init__(
        self, client: AsyncWebClient, user_id: str, channel_id: str | None, thread_ts: str | None
    ) -> None:
        self._client, self._user_id = client, user_id
        self._channel_id, self._thread_ts = channel_id, thread_ts

    async def tell(self, message: Message) -> None:
        if self._channel_id is not None:
            try:
                await self._client.chat_postEphemeral(
                    channel=self._channel_id,
                    user=self._user_id,
                    thread_ts=self._thread_ts,
                    **message,
                )
            except SlackApiError as error:
                log.info("ephemeral_refused", error=str(error.response.get("error")))
            else:
                return
        opened = await self._client.conversations_open(users=self._user_id)
        await self._client.chat_postMessage(channel=opened["channel"]["id"], **message)

    async def show_problems(self, problems: dict[str, str]) -> None:
        await self.tell(blocks.message(" ".join(problems.values())))


class ClickSurface(ConversationSurface):
    """An ephemeral message beside the message that was clicked; the message itself stays."""

    def __init__(
        self,
        client: AsyncWebClient,
        user_id: str,
        channel_id: str | None,
        thread_ts: str | None,
        respond: AsyncRespond | None,
    ) -> None:
        super().__init__(client, user_id, channel_id, thread_ts)
        self._respond = respond

    async def tell(self, message: Message) -> None:
        if self._respond is None:
            await super().tell(message)
            return
        await self._respond(**message, response_type="ephemeral", replace_original=False)


class ModalSurface(ConversationSurface):
    """A notice on top of the modal in which a button was clicked."""

    def __init__(
        self, client: AsyncWebClient, user_id: str, trigger_id: str, modal: dict[str, Any]
    ) -> None:
        super().__init__(client, user_id, None, None)
        self._trigger_id, self._title = trigger_id, modal["title"]["text"]

    async def tell(self, message: Message) -> None:
        notice = blocks.modal("notice", self._title, message["blocks"], close="Close")
        try:
            await self._client.views_push(trigger_id=self._trigger_id, view=notice)
        except SlackApiError as error:
            log.info("notice_refused", error=str(error.response.get("error")))
            await super().tell(message)


class FormSurface:
    """An answer to a submitted form: beside its fields, or in its place."""

    def __init__(self, ack: AsyncAck, view: dict[str, Any]) -> None:
        self._ack, self._view = ack, view

    async def tell(self, message: Message) -> None:
        done = blocks.modal("notice", self._view["title"]["text"], message["blocks"], close="Close")
        await self._ack(response_action="update", view=done)

    async def show_problems(self, problems: dict[str, str]) -> None:
        """Slack wants block ids; a problem of no field in particular stands at the first one."""
        inputs = [b["block_id"] for b in self._view["blocks"] if b.get("type") == "input"]
        if not inputs:
            await self.tell(blocks.message(" ".join(problems.values())))
            return
        errors: dict[str, str] = {}
        for name, sentence in problems.items():
            place = name if name in inputs else inputs[0]
            errors[place] = f"{errors[place]} {sentence}" if place in errors else sentence
        await self._ack(response_action="errors", errors=errors)
