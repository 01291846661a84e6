"""The few checks of which every Block Kit table is made.

A check takes a JSON value and its pointer and returns the problems found, worded as Slack's
own schema validator words them. A null is a value of the wrong type, never an absent field.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal: Slack's sentence, and the JSON pointer of the value it is about."""

    message: str
    pointer: str

    @property
    def text(self) -> str:
        """The line Slack puts into `errors`."""
        return f"{self.message} [json-pointer:{self.pointer}]"


Check = Callable[[object, str], list[Problem]]
Fields = Mapping[str, Check]
Rule = Callable[[dict[str, Any], str], list[Problem]]
"""A rule across the fields of one object. It only ever sees fields that passed their check."""


def string(minimum: int = 0, maximum: int | None = None) -> Check:
    """A string of so many characters, counted as sent."""

    def check(value: object, pointer: str) -> list[Problem]:
        if not isinstance(value, str):
            return [Problem("must provide a string", pointer)]
        if len(value) < minimum:
            return [Problem(f"must be more than {minimum - 1} characters", pointer)]
        if maximum is not None and len(value) > maximum:
            return [Problem(f"must be less than {maximum + 1} characters", pointer)]
        return []

    return check


def matching(pattern: str) -> Check:
    """A string that is, as a whole, of this pattern."""

    def check(value: object, pointer: str) -> list[Problem]:
        if not isinstance(value, str):
            return [Problem("must provide a string", pointer)]
        if re.fullmatch(pattern, value, re.ASCII) is None:
            return [Problem(f"input must match regex pattern: ^{pattern}$", pointer)]
        return []

    return check


def one_of(*values: str) -> Check:
    def check(value: object, pointer: str) -> list[Problem]:
        return [] if value in values else [Problem("must be a valid enum value", pointer)]

    return check


def boolean(value: object, pointer: str) -> list[Problem]:
    return [] if isinstance(value, bool) else [Problem("must be a boolean", pointer)]


def number(value: object, pointer: str) -> list[Problem]:
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return [] if numeric else [Problem("must provide a number", pointer)]


def integer(minimum: int, maximum: int | None = None) -> Check:
    """A whole number within both ends. Slack's sentence names the end itself."""

    def check(value: object, pointer: str) -> list[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            return [Problem("must provide an integer", pointer)]
        if value < minimum:
            return [Problem(f"must be greater than {minimum}", pointer)]
        if maximum is not None and value > maximum:
            return [Problem(f"must be less than {maximum}", pointer)]
        return []

    return check


def listing(item: Check, minimum: int = 0, maximum: int | None = None) -> Check:
    """An array of items. With a wrong count, the items are not looked at."""

    def check(value: object, pointer: str) -> list[Problem]:
        if not isinstance(value, list):
            return [Problem("must provide an array", pointer)]
        if len(value) < minimum:
            return [Problem(f"must provide at least {minimum} items", pointer)]
        if maximum is not None and len(value) > maximum:
            return [Problem(f"no more than {maximum} items allowed", pointer)]
        return [p for place, each in enumerate(value) for p in item(each, f"{pointer}/{place}")]

    return check


def record(required: Fields, optional: Fields | None = None, *rules: Rule) -> Check:
    """An object with these fields and no others; the rules run when the fields are right."""
    fields = {**required, **(optional or {})}

    def check(value: object, pointer: str) -> list[Problem]:
        if not isinstance(value, dict):
            return [Problem("must provide an object", pointer)]
        missing = [name for name in required if name not in value]
        unknown = [name for name in value if name not in fields]
        problems = [
            *(Problem(f"missing required field: {name}", pointer) for name in missing),
            *(Problem(f"invalid additional property: {name}", pointer) for name in unknown),
        ]
        for name, inner in fields.items():
            if name in value:
                problems += inner(value[name], f"{pointer}/{name}")
        return problems or [p for rule in rules for p in rule(value, pointer)]

    return check


def typed(required: Fields, optional: Fields | None = None, *rules: Rule) -> Check:
    """A record whose `type` was already read by `tagged` or `either`."""
    return record({"type": string(), **required}, optional, *rules)


def tagged(kinds: Fields) -> Check:
    """An object that its `type` sends to one of these checks; other types are unsupported."""
    return _choose(kinds, lambda kind, at: Problem(f"unsupported type: {kind}", f"{at}/type"))


def either(kinds: Fields) -> Check:
    """As `tagged`, where Slack tries each schema in turn and says so when none fits."""
    return _choose(kinds, lambda _, at: Problem("failed to match all allowed schemas", at))


def _choose(kinds: Fields, refuse: Callable[[str, str], Problem]) -> Check:
    def check(value: object, pointer: str) -> list[Problem]:
        if not isinstance(value, dict):
            return [Problem("must provide an object", pointer)]
        if "type" not in value:
            return [Problem("missing required field: type", pointer)]
        kind = value["type"]
        if not isinstance(kind, str):
            return [Problem("must provide a string", f"{pointer}/type")]
        if kind not in kinds:
            return [refuse(kind, pointer)]
        return kinds[kind](value, pointer)

    return check


def pick(kinds: Fields, *names: str) -> Check:
    """Those of the kinds that are allowed in one place."""
    return tagged({name: kinds[name] for name in names})


def require_any(*names: str) -> Rule:
    """At least one of the fields must be there."""

    def rule(value: dict[str, Any], pointer: str) -> list[Problem]:
        return [] if any(name in value for name in names) else [_undecided(names, value, pointer)]

    return rule


def require_one(*names: str) -> Rule:
    """Exactly one of the fields must be there."""

    def rule(value: dict[str, Any], pointer: str) -> list[Problem]:
        present = sum(name in value for name in names)
        return [] if present == 1 else [_undecided(names, value, pointer)]

    return rule


def _undecided(names: tuple[str, ...], value: dict[str, Any], pointer: str) -> Problem:
    choice = " or ".join(f"`{name}`" for name in names)
    at = f"{pointer}/type" if "type" in value else pointer
    return Problem(f"must define either {choice}", at)
