"""Who has put which numbers under a message, as Slack says it."""

from bot.pulse.questions import Kind, Question
from handlers.pulse.reading import read_standing

SCALE = Question(Kind.SCALE, "How?", "How?")


def test_numbers_are_read_by_person_in_slacks_order() -> None:
    message = {
        "reactions": [
            {"name": "five", "users": ["U1", "U2"], "count": 2},
            {"name": "tada", "users": ["U1", "U3"], "count": 2},
            {"name": "keycap_two::skin-tone-3", "users": ["U2"], "count": 1},
            {"name": "one", "users": ["U1"], "count": 1},
        ]
    }
    assert read_standing(SCALE, message) == {"U1": [5, 1], "U2": [5, 2]}


def test_a_message_without_reactions_has_none() -> None:
    assert read_standing(SCALE, {}) == read_standing(SCALE, {"reactions": []}) == {}
