"""What can be the matter with a lesson, as sentences."""

from bot.core.errors import RapportError


class LessonGone(RapportError):
    """This lesson is not on record any more. `/lesson list` shows those that are."""


class LessonChanged(RapportError):
    """This lesson is {state} by now, so nothing was done. Its card shows what comes next."""


class OtherWords(RapportError):
    """The words of this lesson were changed since you saw them. Its card shows them as they are \
    now; read them again before you answer for your side."""


class OwnLesson(RapportError):
    """You or your side wrote this lesson; the other side says whether it holds it, too."""
