"""What can be the matter with kudos, as sentences."""

from bot.core.errors import RapportError


class JustGiven(RapportError):
    """You gave exactly these kudos a moment ago, and they are posted. Give them once more?"""


class KudosGone(RapportError):
    """These kudos are not on record any more. `/kudos list` shows those that are."""


class NotByPeople(RapportError):
    """That message is from an app. Kudos are for people: `/kudos @someone for ...` names them."""


class OwnMessage(RapportError):
    """That message is your own. Kudos are for others: thank somebody for a message of theirs."""


class AllowanceUsed(RapportError):
    """You have given all your kudos for today ({allowance}). At midnight ({zone}) it starts \
    anew."""


class ForYou(RapportError):
    """These kudos are for you, so somebody else has to join them. `/kudos` thanks people back."""


class TooLateToChange(RapportError):
    """Kudos can be changed and taken back for {hours} hours. A contact of either side can still \
    hide them."""


class ProposalDecided(RapportError):
    """This proposal has been decided, or another one took its place. `/kudos rules` shows what \
    applies."""
