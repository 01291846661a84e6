"""What can be the matter with a pulse, as sentences."""

from bot.core.errors import RapportError


class NoPulse(RapportError):
    """There is no pulse for that yet. `/pulse new` plans one, `/pulse list` shows those there \
    are."""


class UnknownPulse(RapportError):
    """There is no pulse with that number here. `/pulse list` shows those there are."""


class PulseStopped(RapportError):
    """This pulse was stopped and is not asked again. `/pulse new` plans another."""


class AlreadyPaused(RapportError):
    """This pulse is paused already. `/pulse resume` starts it again."""


class NotPaused(RapportError):
    """This pulse is not paused. `/pulse list` shows when it is asked next."""


class RoundOpen(RapportError):
    """This pulse is being asked already. Its result comes when the round closes."""


class NobodyToAsk(RapportError):
    """A pulse is asked of both sides, and one of them has nobody in the channel. A contact can \
    place people with `/rapport setup`."""


class NobodyFree(RapportError):
    """Everybody of a side is away, or was asked in {most} rounds of the last {days} days. Try \
    again when somebody is there."""


class NothingToSkip(RapportError):
    """This pulse is not asked next, so there is nothing to skip. `/pulse list` shows when pulses \
    are asked."""


class NothingSkipped(RapportError):
    """Nothing of this pulse is skipped. `/pulse list` shows when it is asked next."""


class AwayUnclear(RapportError):
    """I did not understand until when. Say it like `/pulse away until Friday`, `/pulse away until \
    2026-12-01` or `/pulse away for 3 days`; `/pulse away back` ends it."""


class DayPassed(RapportError):
    """That day has passed. Name one from today on."""


class AwayTooLong(RapportError):
    """That is more than a year from now. Name an earlier day; you can set a later one then."""


class AwayFromChannel(RapportError):
    """I am not in the channel of this relationship at the moment, so I cannot ask both sides. \
    Invite me there with `/invite` and try again."""


class ChannelArchived(RapportError):
    """The channel of this relationship is archived, so I cannot ask both sides. Unarchive it and \
    try again."""


class RoundClosed(RapportError):
    """This round is closed, so answers cannot be changed any more. The result is in the \
    relationship's channel."""


class NotAsked(RapportError):
    """This question was put to others, so your answer is not counted. The next round asks \
    everybody who is on a side by then."""


class NoTemplate(RapportError):
    """This template is gone: somebody removed it. Pick another one."""


class TooManyTemplates(RapportError):
    """There are {most} templates already. Remove one that is not used any more, and try again."""


class FormForgotten(RapportError):
    """This form was open for too long, and I have forgotten what stood in it. Close it and open \
    it again."""


class TooManyQuestions(RapportError):
    """A pulse has {most} questions at the most. Remove some first."""
