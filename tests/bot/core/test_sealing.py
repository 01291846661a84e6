"""A draft opens with its round's key, for its participant, and says nothing otherwise."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sealing import new_key, seal, unseal

KEY = new_key()
TEXTS = st.text(max_size=3000).map(lambda text: f"{{{text}}}")


@given(TEXTS)
def test_what_is_sealed_comes_back(text: str) -> None:
    assert unseal(KEY, "p1", seal(KEY, "p1", text)) == text


def test_nobody_elses_key_or_draft_opens_it() -> None:
    sealed = seal(KEY, "p1", "{4}")
    for key, owner in ((new_key(), "p1"), (KEY, "p2")):
        with pytest.raises(InvalidTag):
            unseal(key, owner, sealed)


@given(TEXTS, TEXTS)
def test_length_does_not_tell_a_comment_from_a_number(one: str, other: str) -> None:
    short = [text for text in (one, other) if len(text.encode()) <= 4096]
    assert len({len(seal(KEY, "p1", text)) for text in short}) <= 1


def test_the_same_answer_never_looks_the_same() -> None:
    assert seal(KEY, "p1", "{4}") != seal(KEY, "p1", "{4}")
