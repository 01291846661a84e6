"""Identifiers that say nothing: neither when a thing was made, nor in what order."""

import secrets


def new_id() -> str:
    """A random id of 128 bits as 32 hexadecimal digits, safe in URLs, logs and Slack values."""
    return secrets.token_hex(16)
