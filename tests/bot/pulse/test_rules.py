"""A pulse is planned such that it can be asked."""

import pytest

from bot.core.errors import InvalidInput
from bot.pulse.rules import check_plan
from tests.factories import make_plan

SOUND = make_plan()


def test_a_sound_plan() -> None:
    assert check_plan(SOUND) is SOUND


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"questions": []}, "question"),
        ({"questions": [{"client": ""}]}, "question"),
        ({"questions": [{"client": "x" * 3001}]}, "question"),
        ({"in_channel": True}, "where"),
        ({"open_hours": 5}, "open_hours"),
    ],
)
def test_an_unsound_plan_says_beside_which_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_plan(make_plan(**changes))
    assert list(caught.value.problems) == [field]
