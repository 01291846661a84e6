"""Closed rounds for tests of what is shown of them."""

from datetime import UTC, datetime, timedelta

from bot.core.people import Side
from bot.pulse.figures import Given, Minimums, publish
from bot.pulse.questions import Anonymity, Question
from bot.pulse.trends import Past
from storage.relationships import Relationship

BEGIN = datetime(2026, 11, 2, 9, tzinfo=UTC)


def home(client: str = "Acme", vendor: str = "Vee") -> Relationship:
    return Relationship(
        id="r1", channel_id="C1", client_name=client, vendor_name=vendor, tz="Europe/Berlin"
    )


def close(
    *asked: tuple[Question, list[int], list[int]],
    week: int = 0,
    anonymity: Anonymity = Anonymity.ANONYMOUS,
) -> Past:
    """A round of some questions, each with what the client's and the vendor's people answered."""
    questions = tuple(question for question, _, _ in asked)
    given = [
        Given(f"{side}{place}:{person}", side, {place: value}, {})
        for place, (_, *sides) in enumerate(asked)
        for side, values in zip(Side, sides, strict=True)
        for person, value in enumerate(values)
    ]
    figures = publish(questions, given, anonymity, Minimums())
    return Past(BEGIN + timedelta(weeks=week), questions, figures)
