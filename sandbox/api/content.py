"""What a message or a view may contain: reads the parameters and refuses what Slack refuses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sandbox.api.call import Call
from sandbox.blockkit import validate_blocks, validate_view
from sandbox.elements import with_ids
from sandbox.errors import SlackError, bad_arguments, bad_blocks
from sandbox.model import JSON

MAX_TEXT = 40_000
MAX_UPDATE_TEXT = 4_000
MAX_MARKDOWN = 12_000
# Of all blocks together. Slack tells no number, and counts more than the texts; people who measured
# were refused from about here on (slackapi/bolt-js, issues 2509 and 2867).
MAX_BLOCKS = 13_200
MAX_ATTACHMENTS = 100
MAX_VIEW_BYTES = 250_000


@dataclass(frozen=True)
class Content:
    """A message's content; None means that the parameter was not given."""

    text: str | None
    blocks: list[JSON] | None
    attachments: list[JSON] | None

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.blocks or self.attachments)


def read_content(call: Call) -> Content:
    text, blocks = call.text("text"), _parsed_blocks(call)
    markdown = call.text("markdown_text")
    if markdown is not None:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        if len(markdown) > MAX_MARKDOWN:
            raise SlackError("msg_too_long")
        text = markdown
    if blocks is not None:
        blocks = _checked_blocks(blocks)
    return Content(text, blocks, _checked_attachments(call.parsed("attachments")))


def _parsed_blocks(call: Call) -> Any:
    try:
        return call.parsed("blocks")
    except SlackError as error:
        raise SlackError("invalid_blocks_format") from error


def _checked_blocks(blocks: Any) -> list[JSON]:
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = validate_blocks(blocks, "message")
    if problems:
        raise bad_blocks("invalid_blocks", problems)
    if sum(len(json.dumps(block, ensure_ascii=False)) for block in blocks) > MAX_BLOCKS:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks)


def _checked_attachments(attachments: Any) -> list[JSON] | None:
    if attachments is None:
        return None
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if len(attachments) > MAX_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return attachments


def read_metadata(call: Call) -> JSON | None:
    """None when not given, `{}` when it is to be cleared."""
    metadata = call.parsed("metadata")
    if metadata is None or metadata == {}:
        return metadata  # type: ignore[no-any-return]
    known = isinstance(metadata, dict) and {"event_type", "event_payload"} <= metadata.keys()
    if not known or not isinstance(metadata["event_payload"], dict):
        raise SlackError("invalid_metadata_format")
    return {name: metadata[name] for name in ("event_type", "event_payload")}


def read_view(call: Call, *kinds: str) -> JSON:
    """The parameter `view`, valid and of one of these types."""
    return checked_view(call.parsed("view"), *kinds)


def checked_view(view: Any, *kinds: str) -> JSON:
    """The view as it is, when it is valid and of one of these types."""
    if len(json.dumps(view).encode()) > MAX_VIEW_BYTES:
        raise SlackError("view_too_large")
    problems = validate_view(view)
    if problems:
        raise bad_blocks("invalid_arguments", problems)
    if view["type"] not in kinds:
        raise bad_arguments("invalid view type [json-pointer:/view/type]")
    return dict(view)
