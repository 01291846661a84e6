"""Answers to interactions: through their response_url, or in the body of an ack."""

from __future__ import annotations

from sandbox.blockkit import validate_blocks
from sandbox.elements import with_ids
from sandbox.errors import SlackError
from sandbox.ids import new_secret
from sandbox.model import JSON, Installation, Message, ResponseUrl
from sandbox.rooms import Rooms
from sandbox.world import World

MAX_USES = 5
LIFETIME_SECONDS = 30 * 60


class ResponseUrls:
    """Makes the URLs and carries out what is posted to them."""

    def __init__(self, world: World, rooms: Rooms) -> None:
        self.base_url = ""
        self._world = world
        self._rooms = rooms

    def issue(
        self,
        kind: str,
        installation: Installation,
        channel_id: str,
        user_id: str,
        original: Message | None = None,
    ) -> ResponseUrl:
        """`kind` is commands, actions or app; `original` the message that was clicked."""
        url = ResponseUrl(
            f"{kind}/{installation.team_id}/{self._world.seconds()}/{new_secret()}",
            installation,
            channel_id,
            user_id,
            self._world.clock.timestamp() + LIFETIME_SECONDS,
            original_ts=original.ts if original else None,
            original_is_ephemeral=bool(original and original.ephemeral_to),
        )
        self._world.response_urls[url.key] = url
        return url

    def address(self, url: ResponseUrl) -> str:
        return f"{self.base_url}/response/{url.key}"

    def answer(self, key: str, body: JSON) -> Message | None:
        """One use; raises SlackError `used_url`, `expired_url` or what is wrong in the body."""
        url = self._world.response_urls.get(key)
        if url is None or url.uses >= MAX_USES or not url.installation.active:
            raise SlackError("used_url")
        if self._world.clock.timestamp() > url.expires:
            raise SlackError("expired_url")
        url.uses += 1
        return self.carry_out(url, body)

    def carry_out(self, url: ResponseUrl, body: JSON) -> Message | None:
        """The message that this shows now; None when it deleted one."""
        original = self._original(url)
        if body.get("delete_original"):
            if original:
                self._remove(original)
            return None
        text, blocks = self._content(body)
        if body.get("replace_original") and original:
            return self._replace(original, text, blocks)
        message = self._new(url, body, text, blocks)
        if message.ephemeral_to:
            self._rooms.post_ephemeral(message)
        else:
            self._rooms.post(message)
        return message

    def _original(self, url: ResponseUrl) -> Message | None:
        channel = self._world.channels.get(url.channel_id)
        if channel is None or url.original_ts is None:
            return None
        kept = channel.ephemerals if url.original_is_ephemeral else channel.messages
        return kept.get(url.original_ts)

    def _remove(self, original: Message) -> None:
        if original.ephemeral_to:
            self._rooms.dismiss(original)
        else:
            self._rooms.delete(original)

    def _replace(self, original: Message, text: str, blocks: list[JSON]) -> Message:
        if original.ephemeral_to:
            self._rooms.change_ephemeral(original, text, blocks)
        else:
            self._rooms.change(original, text=text, blocks=blocks)
        return original

    def _new(self, url: ResponseUrl, body: JSON, text: str, blocks: list[JSON]) -> Message:
        in_channel = body.get("response_type") == "in_channel"
        installation = url.installation
        return Message(
            self._world.next_ts(),
            url.channel_id,
            installation.bot_user_id,
            installation.team_id,
            text,
            blocks,
            bot_id=installation.bot_id,
            app_id=installation.app.id,
            thread_ts=body.get("thread_ts"),
            ephemeral_to=None if in_channel else url.user_id,
        )

    @staticmethod
    def _content(body: JSON) -> tuple[str, list[JSON]]:
        text, blocks = body.get("text") or "", body.get("blocks") or []
        if not text and not blocks:
            raise SlackError("no_text")
        if validate_blocks(blocks, "message"):
            raise SlackError("invalid_blocks")
        return str(text), with_ids(blocks)
