"""The places where a private answer can appear, one for each way in."""

from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers import blocks
from storage.outbox import Message

log = structlog.get_logger(__name__)


# Slack refuses, or the network does: either way the call did not bring what was hoped for.
FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError)

# Slack's words for a call that may work a little later, and ours for an answer that is not Slack's.
TOO_FAST = frozenset({"ratelimited", "rate_limited"})
OUT_OF_ORDER = frozenset(
    {
        "service_unavailable",
        "internal_error",
        "fatal_error",
        "request_timeout",
        "unreadable_answer",
    }
)


class ConversationSurface:
    """An ephemeral message in a conversation, or a direct message where that cannot be seen."""

    def __init__(
        self, client: AsyncWebClient, user_id: str, channel_id: str | None, thread_ts: str | None
    ) -> None:
        self._client, self._user_id = client, user_id
        self._channel_id, self._thread_ts = channel_id, thread_ts

    async def tell(self, message: Message) -> None:
        """What was done is done: an answer that reaches nobody is logged, and no error."""
        if await self._whisper(message):
            return
        try:
            opened = await self._client.conversations_open(users=self._user_id)
            await self._client.chat_postMessage(channel=opened["channel"]["id"], **message)
        except FAILURES as error:
            log.warning("answer_lost", error=name_failure(error), user=self._user_id)

    async def _whisper(self, message: Message) -> bool:
        if self._channel_id is None:
            return False
        try:
            await self._client.chat_postEphemeral(
                channel=self._channel_id,
                user=self._user_id,
                thread_ts=self._thread_ts,
                **message,
            )
        except FAILURES as error:
            log.info("ephemeral_refused", error=name_failure(error))
            return False
        return True

    async def show_problems(self, problems: dict[str, str]) -> None:
        await self.tell(blocks.message(blocks.escape(" ".join(problems.values()))))


class ResponseSurface(ConversationSurface):
    """A private answer through the response url of a click or command, where there is one.

    The message that was clicked stays as it is.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        user_id: str,
        channel_id: str | None,
        thread_ts: str | None,
        respond: AsyncRespond,
    ) -> None:
        super().__init__(client, user_id, channel_id, thread_ts)
        self._respond = respond

    async def _whisper(self, message: Message) -> bool:
        return await self._write_back(message) or await super()._whisper(message)

    async def _write_back(self, message: Message) -> bool:
        if not self._respond.response_url:
            return False
        try:
            answer = await self._respond(
                **message,
                response_type="ephemeral",
                replace_original=False,
                thread_ts=self._thread_ts,
            )
        except FAILURES as error:
            log.info("response_refused", error=name_failure(error))
            return False
        if answer.status_code != HTTPStatus.OK:
            log.info("response_refused", error=answer.status_code)
        return answer.status_code == HTTPStatus.OK


class CommandSurface(ResponseSurface):
    """Slack shows the first answer from the ack itself, further ones from the response url."""

    def __init__(
        self,
        ack: AsyncAck,
        client: AsyncWebClient,
        user_id: str,
        channel_id: str,
        respond: AsyncRespond,
    ) -> None:
        super().__init__(client, user_id, channel_id, None, respond)
        self._ack, self._acked = ack, False

    async def tell(self, message: Message) -> None:
        if self._acked:
            await super().tell(message)
            return
        self._acked = True
        await self._ack(**message, response_type="ephemeral")

    async def end(self) -> None:
        """Tell Slack that the command was heard, if no answer said so already."""
        if not self._acked:
            self._acked = True
            await self._ack()


def is_passing(error: Exception) -> bool:
    """Whether the same call may work a little later."""
    if not isinstance(error, SlackApiError):
        return True
    is_broken = error.response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return is_broken or name_failure(error) in TOO_FAST | OUT_OF_ORDER


def name_failure(error: Exception) -> str:
    """Slack's word for it where there is one."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error"))
    return type(error).__name__


class ModalSurface(ConversationSurface):
    """A notice on top of the modal in which a button was clicked."""

    def __init__(
        self, client: AsyncWebClient, user_id: str, trigger_id: str | None, modal: dict[str, Any]
    ) -> None:
        super().__init__(client, user_id, None, None)
        self._trigger_id, self._title = trigger_id, modal["title"]["text"]

    async def tell(self, message: Message) -> None:
        notice = blocks.modal("notice", self._title, message["blocks"], close="Close")
        try:
            await self._client.views_push(trigger_id=str(self._trigger_id), view=notice)
        except FAILURES as error:
            log.info("notice_refused", error=name_failure(error))
            await super().tell(message)


class FormSurface:
    """An answer to a submitted form: beside its fields, or in its place."""

    def __init__(self, ack: AsyncAck, view: dict[str, Any]) -> None:
        self._ack, self._view = ack, view

    async def tell(self, message: Message) -> None:
        done = blocks.modal("notice", self._view["title"]["text"], message["blocks"], close="Close")
        await self._ack(response_action="update", view=done)

    async def turn(self, form: dict[str, Any]) -> None:
        """Show another form in its place; what was entered stays where block ids stay."""
        await self._ack(response_action="update", view=form)

    async def show_problems(self, problems: dict[str, str]) -> None:
        """Slack wants block ids; a problem of no field in particular stands at the first one."""
        inputs = [b["block_id"] for b in self._view["blocks"] if b.get("type") == "input"]
        inputs += self._view.get("state", {}).get("values", {})
        if not inputs:
            await self.tell(blocks.message(blocks.escape(" ".join(problems.values()))))
            return
        errors: dict[str, str] = {}
        for name, sentence in problems.items():
            place = name if name in inputs else inputs[0]
            errors[place] = f"{errors[place]} {sentence}" if place in errors else sentence
        await self._ack(response_action="errors", errors=errors)
