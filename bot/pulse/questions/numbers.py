"""Reading numbers: as names of emoji, and in words."""

import re

# Slack's names of the keycaps; some clients write them with a prefix.
KEYCAPS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PREFIX = "keycap_"
_NUMBER = re.compile(r"\s*(?::(?P<name>\w+):|(?P<digits>\d{1,2})(?!\d|[.,]\d))(?:\s*/\s*\d+)?")


def read_keycap(name: str) -> int | None:
    """The number that the name of an emoji shows."""
    plain = name.removeprefix(PREFIX)
    return KEYCAPS.index(plain) if plain in KEYCAPS else None


def read_number(text: str) -> tuple[int | None, str]:
    """The number with which a text begins ("4", "4/5", ":four:"), and what comes after it."""
    found = _NUMBER.match(text)
    if found is None:
        return None, text
    name, digits = found["name"], found["digits"]
    number = int(digits) if digits else read_keycap(name)
    return (None, text) if number is None else (number, text[found.end() :])


def strip_joint(text: str) -> str:
    """The words after an answer without what joins them to it."""
    return text.strip().lstrip(",.;:!-–— ").strip()
