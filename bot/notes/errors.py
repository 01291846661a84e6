"""What can be the matter with a note, as sentences."""

from bot.core.errors import RapportError


class NoteClosed(RapportError):
    """This note is closed, and the way back to whoever wrote it is erased, so nobody can answer \
    any more. A new note can be left with `/pulse note`, or with the menu that I show when I am \
    mentioned."""


class NoteBlocked(RapportError):
    """A contact has blocked this note, so nothing more can be written under it. They did not \
    learn who you are. You can still close it."""


class NotTheWriter(RapportError):
    """Only the person who wrote this note can do that, and only while it is open."""


class TooMany(RapportError):
    """You have sent {most} {what} within a day. More I do not pass on, so that nobody is flooded. \
    Please come back tomorrow."""
