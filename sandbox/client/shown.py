"""What the client hands out: messages, views and outcomes, as they were when asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.words import buttons_of, inputs_of, words_of


class Refused(Exception):
    """Slack does not let the person do this; `error` is its code."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(f"{error}: {message}")
        self.error = error


@dataclass(frozen=True)
class File:
    """A file of a message; `Person.downloads` has its bytes."""

    id: str
    name: str
    title: str
    size: int
    url: str


@dataclass(frozen=True)
class Message:
    """`reactions` are user ids by name; `ephemeral` means that only this person sees it."""

    ts: str
    channel_id: str
    user_id: str
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None
    ephemeral: bool
    reactions: dict[str, list[str]]
    edited: dict[str, Any] | None
    metadata: dict[str, Any] | None
    files: tuple[File, ...] = ()

    @classmethod
    def of(cls, shape: dict[str, Any]) -> Message:
        return cls(
            shape["ts"],
            shape["channel"],
            shape["user"],
            shape["text"],
            shape.get("blocks", []),
            shape.get("thread_ts"),
            shape["ephemeral"],
            {row["name"]: row["users"] for row in shape.get("reactions", [])},
            shape.get("edited"),
            shape.get("metadata"),
            tuple(_file_of(row) for row in shape.get("files", [])),
        )

    @property
    def words(self) -> str:
        """All visible text of the blocks, a line each; the text where there are none."""
        return words_of(self.blocks) or self.text

    @property
    def buttons(self) -> list[str]:
        return buttons_of(self.blocks)

    @property
    def target(self) -> dict[str, str]:
        return {"channel": self.channel_id, "ts": self.ts}


def _file_of(shape: dict[str, Any]) -> File:
    names = ("id", "name", "title", "size", "url_private_download")
    return File(*(shape[name] for name in names))


@dataclass(frozen=True)
class View:
    """A modal or a Home tab; `state` holds what was entered, by block and action id.

    `submit` is what the button says that sends it, empty where there is none.
    """

    id: str
    type: str
    callback_id: str
    title: str
    blocks: list[dict[str, Any]]
    private_metadata: str
    state: dict[str, Any]
    submit: str

    @classmethod
    def of(cls, shape: dict[str, Any]) -> View:
        return cls(
            shape["id"],
            shape["type"],
            shape["callback_id"],
            (shape["title"] or {}).get("text", ""),
            shape["blocks"],
            shape["private_metadata"],
            shape["state"]["values"],
            (shape["submit"] or {}).get("text", ""),
        )

    @property
    def words(self) -> str:
        """The title and all visible text, a line each."""
        return "\n".join(filter(None, [self.title, words_of(self.blocks)]))

    @property
    def buttons(self) -> list[str]:
        return buttons_of(self.blocks)

    @property
    def inputs(self) -> dict[str, str]:
        """The label of each input, by block id."""
        return inputs_of(self.blocks)

    @property
    def target(self) -> dict[str, str]:
        return {"view": self.id}


@dataclass(frozen=True)
class Reply:
    """What a person saw at once after an act; `error` such as operation_timeout."""

    text: str | None = None
    blocks: list[dict[str, Any]] | None = None
    error: str | None = None


@dataclass(frozen=True)
class Submission:
    """What became of a submitted modal: no `errors` when accepted, `view` what is shown now."""

    errors: dict[str, str] = field(default_factory=dict)
    view: View | None = None
    error: str | None = None
