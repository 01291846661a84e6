"""What can be the matter with a milestone, as sentences."""

from bot.core.errors import RapportError


class MilestoneGone(RapportError):
    """This milestone is not on record any more. `/milestone list` shows those that are."""


class MilestoneChanged(RapportError):
    """This milestone is {status} by now, so nothing was changed. Its card in the channel shows \
    what comes next."""


class NotReached(RapportError):
    """This milestone is not celebrated yet: both sides say first that it is reached. Its card in \
    the channel shows how far it is."""


class OwnSide(RapportError):
    """Your own side says that it is reached; the other side confirms it. Until then you can take \
    it back with the button on the card."""


class CelebrationOver(RapportError):
    """The day on which thanks and thoughts were collected for this milestone is over. Its thread \
    is still open for whatever is left to say."""


class PulseAsked(RapportError):
    """The pulse after this milestone was asked already. `/pulse` shows what waits for you."""


class ProblemRaised(RapportError):
    """This milestone was raised as a problem already; the card of the milestone leads there."""
