"""The language of shapes says what differs, and is silent where nothing does."""

import re

import pytest

from tests.sandbox.faithful.spec import Spec, differences

PERSON = {"id": re.compile(r"U\w+"), "age": int, "name?": str}


@pytest.mark.parametrize(
    ("value", "spec"),
    [
        ({"id": "U1", "age": 4}, PERSON),
        ({"id": "U1", "age": 4, "name": "Ann"}, PERSON),
        ([{"id": "U1", "age": 4}], [PERSON]),
        ([], [PERSON]),
        (None, (str, None)),
        (False, False),
        ({"any": ["thing"]}, object),
    ],
)
def test_what_fits(value: object, spec: Spec) -> None:
    assert list(differences(value, spec)) == []


@pytest.mark.parametrize(
    ("value", "spec", "difference"),
    [
        ({"id": "U1"}, PERSON, "/age is missing"),
        ({"id": "T1", "age": 4}, PERSON, r"/id is 'T1', not U\w+"),
        ({"id": "U1", "age": True}, PERSON, "/age is True, not int"),
        ({"id": "U1", "age": 4, "team": 1}, PERSON, "/team is nothing that Slack sends: 1"),
        ([{"id": "U1"}], [PERSON], "/0/age is missing"),
        ("U1", PERSON, " is 'U1', not an object"),
        ({}, [PERSON], " is {}, not an array"),
        (3, (str, None), " is none of its 2 alternatives: 3"),
        (0, False, " is 0, not False"),
    ],
)
def test_what_does_not(value: object, spec: Spec, difference: str) -> None:
    assert list(differences(value, spec)) == [difference]
