"""Names as Slack makes them: a letter and ten characters, and the other opaque strings."""

from __future__ import annotations

import secrets
import string

_UPPER = string.ascii_uppercase + string.digits
_MIXED = string.ascii_letters + string.digits


def new_id(prefix: str) -> str:
    """Such as U7K2... for `U`, C... for a channel."""
    return prefix + "".join(secrets.choice(_UPPER) for _ in range(10))


def new_block_id() -> str:
    return "".join(secrets.choice(_MIXED) for _ in range(5))


def new_secret() -> str:
    return secrets.token_hex(16)
