"""Who reads a note, what is told of where it comes from, and how much is too much."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InvalidInput
from bot.core.people import Member, Role, Side, Sides
from bot.notes import rules
from bot.notes.errors import TooMany
from bot.notes.rules import ANSWERS, LONGEST, NOTES, Limit, Pace, Readers

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def sides(clients: int, vendors: int) -> Sides:
    """So many people on each; the first of each is its contact."""
    counts = {Side.CLIENT: clients, Side.VENDOR: vendors}
    members = [
        Member(f"U{side}{number}", side, Role.CONTACT if number == 0 else Role.MEMBER)
        for side, count in counts.items()
        for number in range(count)
    ]
    return Sides("Acme", "Vee", tuple(members))


@pytest.mark.parametrize(
    ("readers", "expected"),
    [
        (Readers.CLIENT, ["Uclient0"]),
        (Readers.VENDOR, ["Uvendor0"]),
        (Readers.BOTH, ["Uclient0", "Uvendor0"]),
    ],
)
def test_the_contacts_of_the_chosen_sides_read_it(readers: Readers, expected: list[str]) -> None:
    found = rules.find_readers(sides(3, 3), readers)
    assert [member.user_id for member in found] == expected


@given(st.integers(1, 6), st.integers(1, 6))
def test_silence_about_the_side_does_not_tell_the_side(clients: int, vendors: int) -> None:
    """Either a note from either side says which, or none of them does."""
    both = sides(clients, vendors)
    told = {rules.find_told_side(both, side) for side in Side}
    assert told in ({None}, set(Side))
    assert (told == {None}) == (min(clients, vendors) < 3)


@pytest.mark.parametrize("word", ["", "nobody", "CLIENT"])
def test_readers_have_to_be_chosen(word: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rules.read_readers(word)
    assert set(refused.value.problems) == {"readers"}
    assert rules.read_readers("both") is Readers.BOTH


def test_a_side_without_contacts_cannot_read() -> None:
    with pytest.raises(InvalidInput):
        rules.check_readers(rules.find_readers(sides(3, 0), Readers.VENDOR))
    rules.check_readers(rules.find_readers(sides(3, 0), Readers.BOTH))


def test_a_text_has_to_be_there_and_not_too_long() -> None:
    rules.check_text("x" * LONGEST)
    for text in ("", "x" * (LONGEST + 1)):
        with pytest.raises(InvalidInput) as refused:
            rules.check_text(text)
        assert set(refused.value.problems) == {"text"}


@pytest.mark.parametrize("limit", [NOTES, ANSWERS])
def test_so_many_within_a_day_and_no_more(limit: Limit) -> None:
    pace = Pace()
    for number in range(limit.most):
        pace.take("U1", limit, NOW + timedelta(minutes=number))
    with pytest.raises(TooMany) as refused:
        pace.take("U1", limit, NOW + timedelta(hours=23))
    assert f"{limit.most} {limit.what} within a day" in refused.value.sentence
    pace.take("U2", limit, NOW)
    pace.take("U1", limit, NOW + timedelta(days=1))
    with pytest.raises(TooMany):
        pace.take("U1", limit, NOW + timedelta(days=1))


@given(st.lists(st.integers(0, 200), max_size=80).map(sorted))
def test_no_day_ever_has_more_than_the_limit(hours: list[int]) -> None:
    pace, sent = Pace(), []
    for hour in hours:
        now = NOW + timedelta(hours=hour)
        try:
            pace.take("U1", NOTES, now)
        except TooMany:
            continue
        sent.append(now)
    for begin in sent:
        assert len([one for one in sent if begin <= one < begin + rules.DAY]) <= NOTES.most
