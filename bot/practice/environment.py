"""What is in the shell of whoever starts the practice room, and must not get into it."""

import os


def leave_environment() -> None:
    """Nothing of this shell's Slack settings or proxies gets between the bot and this machine."""
    for name in list(os.environ):
        if name.upper().startswith("SLACK_") or name.lower().endswith("_proxy"):
            del os.environ[name]
    os.environ["no_proxy"] = "*"
