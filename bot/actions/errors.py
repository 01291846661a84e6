"""What can be the matter with an action, as sentences."""

from bot.core.errors import RapportError


class ActionGone(RapportError):
    """This action is not on record any more. `/rapport actions` shows those that are."""


class AlreadyNamed(RapportError):
    """A contact of your side has named an action meanwhile, and one a round is enough. \
    `/rapport actions` shows it."""


class NotOpen(RapportError):
    """This action is {status} already. Reopen it with the button on its card, and then change \
    its date."""


class NotReviewed(RapportError):
    """Nobody asks whether this action helped: it was dropped, or has no day for that."""
