"""Notices where a person is named as the cause of something. Pure.

Causes that name a person end a conversation; causes that name what happened go on with it. So
whoever writes one is asked once whether they mean it, and nobody is kept from it.
"""

import re
from collections.abc import Mapping

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
# Shorter parts of names are words of many languages.
SHORTEST = 3


def find_blamed(text: str, names: Mapping[str, str]) -> list[str]:
    """The names of the people whom a text names, in the order of `names`, each once.

    `names` are those of people of both sides by user id. A person is named by a mention, by their
    whole name however it is written, or by a part of it that is written as a name: "Will", but not
    "will".
    """
    mentioned = set(_MENTION.findall(text))
    found = [
        name
        for user_id, name in names.items()
        if user_id in mentioned or _is_named(" ".join(name.split()), text)
    ]
    return list(dict.fromkeys(found))


def _is_named(name: str, text: str) -> bool:
    if not name:
        return False
    if _stands_in(name, text, re.IGNORECASE):
        return True
    parts = [part for part in name.split() if len(part) >= SHORTEST and part[0].isupper()]
    return any(
        _stands_in(part, text) or _stands_in(f"@{part}", text, re.IGNORECASE) for part in parts
    )


def _stands_in(word: str, text: str, flags: int = 0) -> bool:
    """Whether the text has it as words of its own."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags) is not None
