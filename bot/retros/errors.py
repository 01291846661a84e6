"""What can be the matter with a retro, as sentences."""

from bot.core.errors import RapportError


class RetroGone(RapportError):
    """This retro is not on record. `/retro list` shows those that are."""


class RetroMovedOn(RapportError):
    """This retro is {stage} by now, so nothing was changed. Its card in the channel shows what \
    comes next."""


class RetroRunning(RapportError):
    """Another retro is still running, and one at a time is enough: "{title}". Close or cancel it \
    first; `/retro list` shows where it stands."""


class NotInvited(RapportError):
    """This retro is held by some people of both sides, and you are not one of them. A facilitator \
    can add you with "Change" on its card."""


class NoNotes(RapportError):
    """There is no note yet. Everybody who takes part writes theirs with the button on the card; \
    without any, the retro can be cancelled."""


class NotesAreOpen(RapportError):
    """The notes were opened meanwhile: everybody sees at once what is written now."""


class TooManyTopics(RapportError):
    """There are {count} headings and single notes, and a vote has room for {most}. Put more of \
    them together first."""


class OwnSideReady(RapportError):
    """Your own side is ready already; a facilitator of the other side goes on with you. Until \
    then you can take it back with the button on the card."""


class NotStalled(RapportError):
    """Your side can go on alone once the other one has not answered for {days} working days."""


class NothingProposed(RapportError):
    """Nobody waits for an answer here any more. The card in the channel shows how it stands."""


class NoSchedule(RapportError):
    """No retro is planned to come back by itself. `/retro every month` plans one."""


class UnclearRhythm(RapportError):
    """I do not understand how often. Try `/retro every 4 weeks on Friday at 14:00`, `/retro every \
    month on the first Tuesday at 10:00`, or `/retro every` alone for a form."""
