"""A small language for the shape of a JSON value, in which every field is named.

A dict is an object with these fields and no others, where `name?` may be missing. A list of one is
an array of such. A tuple lists alternatives. A type means exactly this type, a pattern a string
that matches it as a whole, `object` anything, and every other value only itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Spec = Any


def check(value: Any, spec: Spec) -> None:
    """Fail with every difference, each with its path."""
    found = list(differences(value, spec))
    assert not found, "\n".join(found)


def differences(value: Any, spec: Spec, path: str = "") -> Iterator[str]:
    match spec:
        case dict():
            yield from _in_object(value, spec, path)
        case [item]:
            yield from _in_array(value, item, path)
        case tuple():
            if all(any(differences(value, one)) for one in spec):
                yield f"{path} is none of its {len(spec)} alternatives: {value!r}"
        case re.Pattern():
            if not isinstance(value, str) or not spec.fullmatch(value):
                yield f"{path} is {value!r}, not {spec.pattern}"
        case type():
            if spec is not object and type(value) is not spec:
                yield f"{path} is {value!r}, not {spec.__name__}"
        case _:
            if type(value) is not type(spec) or value != spec:
                yield f"{path} is {value!r}, not {spec!r}"


def _in_object(value: Any, spec: dict[str, Spec], path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} is {value!r}, not an object"
        return
    for name, inner in spec.items():
        plain = name.removesuffix("?")
        if plain in value:
            yield from differences(value[plain], inner, f"{path}/{plain}")
        elif plain == name:
            yield f"{path}/{name} is missing"
    for name in value.keys() - {name.removesuffix("?") for name in spec}:
        yield f"{path}/{name} is nothing that Slack sends: {value[name]!r}"


def _in_array(value: Any, item: Spec, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path} is {value!r}, not an array"
        return
    for number, one in enumerate(value):
        yield from differences(one, item, f"{path}/{number}")
