"""A person who is named as a cause is noticed; a word that looks like a name is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.problems.blame import find_blamed

NAMES = {
    "UBO": "Bo Lind",
    "UWILL": "Will Stone",
    "UINGRID": "Ingrid Solheim",
    "UTAKESHI": "健",
    "UODD": "J. (Joe) O'Neil+",
}


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("Bo Lind never answers", ["Bo Lind"]),
        ("it was BO LIND again", ["Bo Lind"]),
        ("<@UBO> did not read it, nor did <@UWILL|will>", ["Bo Lind", "Will Stone"]),
        ("@ingrid forgot it", ["Ingrid Solheim"]),
        ("Solheim's list was old", ["Ingrid Solheim"]),
        ("Because 健 was away", ["健"]),
        ("Ask J. (Joe) O'Neil+ why", ["J. (Joe) O'Neil+"]),
        ("Lind and Ingrid, then Bo Lind", ["Bo Lind", "Ingrid Solheim"]),
    ],
)
def test_people_are_noticed_however_they_are_named(text: str, blamed: list[str]) -> None:
    assert find_blamed(text, NAMES) == blamed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It will fail again, as will all of them",
        "The bo staff broke",
        "A stone fell on the cable",
        "Willpower is not a plan",
        "Our mails are read once a week",
        "<@USOMEBODY> is of neither side",
    ],
)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    assert find_blamed(text, NAMES) == []


@given(st.text(), st.dictionaries(st.text(), st.text()))
def test_any_text_and_any_names_are_read(text: str, names: dict[str, str]) -> None:
    assert set(find_blamed(text, names)) <= set(names.values())
