"""What can be the matter with a problem, as sentences."""

from bot.core.errors import RapportError


class MovedOn(RapportError):
    """This problem has moved on to "{stage}", so nothing was changed. Its card in the channel \
    shows what comes next."""


class NeedsEntry(RapportError):
    """Before this moves on, it needs at least one {kind}. Anybody on either side can add it with \
    the button on the card."""


class Withdrawn(RapportError):
    """This was already taken back."""


class AlreadyClosed(RapportError):
    """This problem is closed, so what was said there stays. An owner or contact can reopen it."""
