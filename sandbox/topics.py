"""What an entry of the wire is about, in words by which a long record can be read.

The words are those of the app's slash commands: `/kudos` makes the word `kudos`. An entry is about
the words in its command and in the ids that the app gave to its forms, blocks and elements, such
as `kudos_form`. One without any is about what the message, form or interaction that it names was
about; where that is unknown, too, it is about `other`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sandbox.model import JSON

OTHER = "other"
_OWN_IDS = ("action_id", "block_id", "callback_id")
# No two things in the sandbox share one of these, so the value alone says what is meant.
_NAMES = (
    "ts",
    "thread_ts",
    "message_ts",
    "deleted_ts",
    "timestamp",
    "view_id",
    "root_view_id",
    "trigger_id",
    "response_url",
)


class Topics:
    """Labels the entries of one wire, each once more when it has got its answer."""

    def __init__(self) -> None:
        self._labels: list[list[str]] = []
        self._unanswered: list[int] = []
        self._known: dict[str, list[str]] = {}

    def of_all(self, entries: Sequence[JSON], words: Collection[str]) -> list[list[str]]:
        """The topics of each entry; `entries` are those of the last time and what came since."""
        due = [*self._unanswered, *range(len(self._labels), len(entries))]
        self._labels += [[] for _ in entries[len(self._labels) :]]
        for number in due:
            self._labels[number] = self._label(entries[number], words)
        self._unanswered = [number for number in due if _answer(entries[number]) is None]
        return self._labels

    def _label(self, entry: JSON, words: Collection[str]) -> list[str]:
        own = _own_words(entry, words)
        topics = own or self._inherited(entry)
        if topics:
            self._known |= dict.fromkeys(_made(entry), topics)
        return topics or [OTHER]

    def _inherited(self, entry: JSON) -> list[str]:
        named = (self._known.get(name, []) for name in _named(_said(entry)))
        return next((topics for topics in named if topics), [])


def _said(entry: JSON) -> JSON:
    said: JSON = entry["body"] if "out" in entry else entry["envelope"]["payload"]
    return said


def _answer(entry: JSON) -> Any:
    return entry["response"] if "out" in entry else entry["ack"]


def _own_words(entry: JSON, words: Collection[str]) -> list[str]:
    """Blocks count where the app sends them; in what comes in they only stood nearby."""
    said = _said(entry)
    found = _command_words(said) if entry.get("in") == "slash_commands" else set()
    for name, value in _fields(said, leave_out=() if "out" in entry else ("blocks",)):
        if name in _OWN_IDS and isinstance(value, str):
            found.update(re.split(r"[_:.-]", value))
    return [word for word in words if word in found]


def _command_words(command: JSON) -> set[str]:
    """`/kudos`, and in `/helper kudos list` the first word, too."""
    return {command["command"].removeprefix("/"), *command["text"].split()[:1]}


def _made(entry: JSON) -> Iterator[str]:
    """What came into being with an entry: by its answer, or for the app to answer with."""
    if "out" not in entry:
        said = _said(entry)
        yield from (said[name] for name in ("trigger_id", "response_url") if name in said)
        return
    answer = entry["response"] or {}
    yield from (answer[name] for name in ("ts", "message_ts") if name in answer)
    yield from _named({"view": answer.get("view")})


def _named(said: JSON) -> Iterator[str]:
    for name, value in _fields(said, leave_out=("blocks",)):
        if name in _NAMES and isinstance(value, str):
            yield value
        elif name == "view" and isinstance(value, dict) and "id" in value:
            yield value["id"]


def _fields(node: Any, leave_out: Collection[str]) -> Iterator[tuple[str, Any]]:
    """All fields of all objects in there, the outer ones first."""
    waiting = [node]
    for each in waiting:
        if isinstance(each, dict):
            yield from each.items()
            waiting += [value for name, value in each.items() if name not in leave_out]
        elif isinstance(each, list):
            waiting += each
