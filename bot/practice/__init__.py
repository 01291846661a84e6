"""The practice room: a local Slack with two workspaces, and the real bot in it."""

from bot.practice.environment import leave_environment
from bot.practice.errors import CannotOpen
from bot.practice.opening import Practice, open_practice
from bot.practice.room import Room, describe, open_room

__all__ = [
    "CannotOpen",
    "Practice",
    "Room",
    "describe",
    "leave_environment",
    "open_practice",
    "open_room",
]
