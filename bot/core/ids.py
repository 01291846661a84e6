"""Identifiers that say nothing: neither when a thing was made, nor in what order."""

import secrets

GONE = "gone-"


def new_id() -> str:
    """A random id of 128 bits as 32 hexadecimal digits, safe in URLs, logs and Slack values."""
    return secrets.token_hex(16)


def gone_id() -> str:
    """What stands in place of the id of a person who was erased: another one at each place, so that
    nothing of theirs can be put together again."""
    return f"{GONE}{new_id()}"


def is_gone(user_id: str) -> bool:
    """Whether that is a person who was erased."""
    return user_id.startswith(GONE)
