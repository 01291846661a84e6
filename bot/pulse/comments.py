"""Comments in pages of a size that one message holds. Pure."""

from collections.abc import Sequence

from bot.pulse.figures import Comment
from bot.pulse.questions import Question

# A page holds so many characters or entries, whichever comes first.
PAGE_CHARACTERS = 6000
PAGE_ENTRIES = 20


def paginate(comments: Sequence[Comment]) -> list[list[Comment]]:
    """All comments, in their order."""
    pages: list[list[Comment]] = []
    size = 0
    for comment in comments:
        size += len(comment.text)
        if not pages or size > PAGE_CHARACTERS or len(pages[-1]) == PAGE_ENTRIES:
            pages.append([])
            size = len(comment.text)
        pages[-1].append(comment)
    return pages


def count_in_digest(questions: Sequence[Question]) -> int:
    """How many pages stand in the digest: there is room where only one thing was asked."""
    return 1 if len(questions) == 1 else 0
