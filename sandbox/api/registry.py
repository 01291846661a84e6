"""The table of Web API methods; each family of methods adds its own on import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.api.call import Call
from sandbox.model import JSON

Function = Callable[[Call], JSON]
Caller = Literal["bot", "app", "anyone"]


@dataclass(frozen=True)
class Method:
    """`scope` is what a token always needs; methods that hang on the conversation ask further."""

    function: Function
    caller: Caller
    scope: str | None


METHODS: dict[str, Method] = {}


def method(
    name: str, *, scope: str | None = None, by: Caller = "bot"
) -> Callable[[Function], Function]:
    """Register a function as a method. It returns the answer without `ok`."""

    def register(function: Function) -> Function:
        METHODS[name] = Method(function, by, scope)
        return function

    return register
