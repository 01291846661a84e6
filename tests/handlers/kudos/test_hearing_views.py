"""What people are told about thanks that they said."""

import pytest

from handlers.kudos import hearing_views, ids
from handlers.words import find_users
from sandbox.blockkit import validate_blocks


@pytest.mark.parametrize("count", [1, 2, 300])
def test_the_button_carries_whom_the_form_is_to_thank(count: int) -> None:
    people = [f"U{number:010}" for number in range(count)]
    asked = hearing_views.ask_for_words(people)
    assert [p.text for p in validate_blocks(asked["blocks"], "message")] == []
    button = asked["blocks"][-1]["elements"][0]
    assert button["action_id"] == ids.WORDS
    assert find_users(button["value"]) == people[: hearing_views.MOST_NAMED]
