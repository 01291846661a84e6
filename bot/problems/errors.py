"""What can be the matter with a problem, as sentences."""

from bot.core.errors import RapportError


class MovedOn(RapportError):
    """This problem has moved on to "{stage}", so nothing was changed. Its card in the channel \
    shows what comes next."""


class Answered(MovedOn):
    """This proposal is not open any more, and the problem is at "{stage}" now. Its card in the \
    channel shows what comes next."""


class AnotherRound(MovedOn):
    """Another round has begun since you opened this form, so nothing of it was kept. Copy what \
    you still want to say, and open the form anew with the button on the problem's card."""


class AlreadyProposed(RapportError):
    """{side} has proposed something that is not answered yet. Answer it first, with the buttons \
    on the card; who proposed it can take it back."""


class OwnProposal(RapportError):
    """Your own side proposed this, so {side} answers it. You can take it back."""


class OwnWords(OwnProposal):
    """You proposed this yourself, when you stood on the other side. Hand the problem over to \
    somebody else on your side, who can answer it."""


class TooEarly(RapportError):
    """One side can go on alone from {day} on, if nobody answers until then."""


class DayCame(RapportError):
    """The day until which this should rest has come. Say what is missing, or let whoever proposed \
    it take it back."""


class BadTarget(RapportError):
    """From here it can only go to {stages}."""


class NeedsCause(RapportError):
    """Before this moves on, it needs at least one cause. Anybody on either side can add it with \
    the button on the card."""


class IdeasHidden(RapportError):
    """The ideas are hidden still. They are shown once both sides said that these are all of \
    theirs, or two working days after the first one."""


class NeedsIdea(RapportError):
    """Before this moves on, it needs at least one idea. Anybody on either side can add it with \
    the button on the card."""


class ScoresHidden(RapportError):
    """The scores are hidden still. They are shown once both sides have scored and said that they \
    are done."""


class NeedsScore(RapportError):
    """Your side is done once at least one of you has scored every idea."""


class NeedsAction(RapportError):
    """A decision needs somebody who does something by some day. Add an action with the button on \
    the card first."""


class NeedsMeasure(RapportError):
    """Say first what would show that it works, and on which day both sides look at it."""


class NeedsVerdicts(RapportError):
    """This can be closed once both sides said that it worked."""


class NeedsNo(RapportError):
    """This goes back to its options once a side said that it did not work."""


class NotNow(RapportError):
    """That has its time at "{stages}", and this problem is at "{stage}"."""


class AlreadyShown(RapportError):
    """This was shown to both sides already, so it stays as it is."""


class StillHidden(RapportError):
    """Your idea is hidden until both sides have given theirs. Until then you can change its words \
    or take it back."""


class NotThere(RapportError):
    """That was taken back or merged meanwhile. The record of the problem shows what stands."""


class AuthorOutside(RapportError):
    """Only what people of both sides wrote can be kept on a problem."""


class WithoutWords(RapportError):
    """There are no words in this message, and only words can be kept. Say in the thread what it \
    shows, and mark that."""


class AlreadyThat(RapportError):
    """The message that this comes from is on record as that already, so this one stays as it is."""


class TakenBack(RapportError):
    """Whoever wrote this has taken it back, or named it otherwise, and so it stays."""


class Withdrawn(RapportError):
    """This was already taken back."""


class AlreadyClosed(RapportError):
    """This problem is closed, so what was said there stays. A facilitator can reopen it."""


class NotWaiting(RapportError):
    """This problem is not waiting for anything."""
