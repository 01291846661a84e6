"""What can be the matter with kudos, as sentences."""

from bot.core.errors import RapportError


class JustGiven(RapportError):
    """You gave exactly these kudos a moment ago, and they are posted. Give them once more?"""


class KudosGone(RapportError):
    """These kudos are not on record any more. `/kudos list` shows those that are."""


class NotByPeople(RapportError):
    """That message is from an app. Kudos are for people: `/kudos @someone for ...` names them."""


class OwnMessage(RapportError):
    """That message is your own. Kudos are for others: use the shortcut on a message of theirs."""
