"""The table of control verbs and how their parameters are read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sandbox.core import Core
from sandbox.model import JSON, App, Installation, User, Workspace
from sandbox.people.conduct import RefusedError

Record = TypeVar("Record")


class Request:
    """The JSON body of a control call; reading a missing field refuses with `missing_field`."""

    def __init__(self, core: Core, body: Any) -> None:
        if not isinstance(body, dict):
            raise RefusedError("invalid_body", "the body must be a JSON object")
        self.core = core
        self.body: JSON = body

    def __getitem__(self, name: str) -> Any:
        if name not in self.body:
            raise RefusedError("missing_field", f"the field {name} is missing")
        return self.body[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.body.get(name, default)

    def count(self, name: str) -> int | None:
        """A whole number from one on, or nothing."""
        given = self.get(name)
        if given is None:
            return None
        if not isinstance(given, int) or given < 1:
            raise RefusedError("invalid_value", f"{name} must be a whole number from one on")
        return given

    def workspace(self) -> Workspace:
        return self.known_workspace(self["workspace"])

    def known_workspace(self, team_id: str) -> Workspace:
        return _known(self.core.world.workspaces, "workspace", team_id)

    def app(self) -> App:
        return _known(self.core.world.apps, "app", self["app"])

    def user(self, field: str) -> User:
        """The person or bot whose id stands in this field."""
        return self.known_user(self[field])

    def known_user(self, user_id: str) -> User:
        return _known(self.core.world.users, "user", user_id)

    def installation(self) -> Installation:
        """By the `bot` user id."""
        found = self.core.world.installation_of_bot(self["bot"])
        if found is None:
            raise RefusedError("bot_not_found", f"there is no installation with {self['bot']}")
        return found


def _known(table: dict[str, Record], kind: str, record_id: str) -> Record:
    if record_id not in table:
        raise RefusedError(f"{kind}_not_found", f"there is no {kind} {record_id}")
    return table[record_id]


Verb = Callable[[Request], Awaitable[JSON]]
VERBS: dict[str, Verb] = {}


def verb(name: str) -> Callable[[Verb], Verb]:
    """Register a coroutine as POST /sandbox/<name>. It returns the answer without `ok`."""

    def register(function: Verb) -> Verb:
        VERBS[name] = function
        return function

    return register
