"""What can be the matter with highlights, as sentences."""

from bot.core.errors import RapportError


class UnknownHighlight(RapportError):
    """I do not know that highlight any more. `/rapport highlights` shows those that there are."""
