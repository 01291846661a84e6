"""Reads the part of YAML that our compose file keeps to, for no dependency of ours reads it.

Two spaces a level; mappings, lists of words, `[a, b]`, and plain values on one line.
"""

from typing import Any


def read_yaml(text: str) -> dict[str, Any]:
    """Raises ValueError for whatever does not fit in here."""
    lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#"]
    found, rest = _read_block(lines, 0)
    if rest or not isinstance(found, dict):
        raise ValueError(f"not understood: {rest[:1]}")
    return found


def _read_block(lines: list[str], depth: int) -> tuple[Any, list[str]]:
    if lines and lines[0].startswith("  " * depth + "- "):
        return _read_list(lines, depth)
    found: dict[str, Any] = {}
    while lines and _depth_of(lines[0]) == depth:
        name, colon, value = lines[0].strip().partition(":")
        if not colon or name in found:
            raise ValueError(f"not understood: {lines[0]}")
        lines = lines[1:]
        if value:
            found[name] = _read_value(value.strip())
        elif lines and _depth_of(lines[0]) > depth:
            found[name], lines = _read_block(lines, depth + 1)
        else:
            found[name] = None
    return found, lines


def _read_list(lines: list[str], depth: int) -> tuple[list[str], list[str]]:
    found = []
    while lines and lines[0].startswith("  " * depth + "- "):
        found.append(lines[0].strip().removeprefix("- "))
        lines = lines[1:]
    return found, lines


def _read_value(value: str) -> str | list[str]:
    if value.startswith("["):
        return [item.strip() for item in value.strip("[]").split(",")]
    return value


def _depth_of(line: str) -> int:
    spaces = len(line) - len(line.lstrip(" "))
    if spaces % 2:
        raise ValueError(f"not understood: {line}")
    return spaces // 2
