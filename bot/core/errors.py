"""One tree of errors. The docstring of a class is the sentence that a person reads.

A docstring may name facts in braces; they are filled in from the keyword arguments. Sentences are
plain text (a form shows them as they are), so mentions and links have no place in them.
"""

import inspect
from typing import ClassVar


class RapportError(Exception):
    """Something went wrong on our side. Nothing was lost; please try again in a moment."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence)

    def __init_subclass__(cls) -> None:
        cls.code = "".join(f"-{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("-")

    @property
    def sentence(self) -> str:
        """What to show, privately: what is the matter and what to do next."""
        wording = " ".join(inspect.getdoc(type(self)).split())  # type: ignore[union-attr]
        return wording.format(**self.facts)


class NotAllowed(RapportError):
    """Only {who} can do that. Ask one of them, or see `/rapport who`."""


class NoRelationship(RapportError):
    """Rapport does not know this conversation yet. Go to the channel that client and vendor share \
    and type `/rapport setup` there, or mention me there and press Set up."""


class NotOnASide(RapportError):
    """You are on neither side of this relationship yet. Ask one of its contacts to put you on \
    one: `/rapport setup` in the channel."""


class NotActive(RapportError):
    """This relationship is not confirmed yet. A contact of the other side can confirm it with the \
    button in the channel."""


class InvalidInput(RapportError):
    """Some of what you entered needs another look."""

    def __init__(self, problems: dict[str, str]) -> None:
        """`problems` maps the name of a field to the sentence shown beside it."""
        super().__init__()
        self.problems = problems

    @property
    def sentence(self) -> str:
        return " ".join(self.problems.values()) if hasattr(self, "problems") else super().sentence
