"""What can be the matter with a relationship, as sentences."""

from bot.core.errors import RapportError


class AlreadySetUp(RapportError):
    """This channel is already the home of a relationship. Its contacts can change it with \
    `/rapport setup`; `/rapport who` shows them."""


class ProposalChanged(RapportError):
    """This proposal was corrected after you looked at it. Please look at it once more, then \
    confirm or decline."""


class AlreadyDecided(RapportError):
    """This proposal was already answered. `/rapport who` shows how things stand."""
