"""The last rounds as a drawing and in words."""

from typing import Any

import pytest

from bot.pulse.questions import Anonymity, Kind, Question
from bot.pulse.trends import Past
from handlers.pulse import trend_views
from sandbox.blockkit import validate_blocks
from sandbox.words import words_of
from tests.handlers.pulse.closed import close, home

TRUST = Question(Kind.SCALE, "c", "v", key="trust.1", theme="trust")
DELIVERY = Question(Kind.SCALE, "c", "v", key="delivery.1", theme="delivery")
RECOMMEND = Question(Kind.RECOMMEND, "Recommend {own}?", "v", key="bank:r")
YES_NO = Question(Kind.YES_NO, "Again?", "Again?", key="again")
ALIKE = [3] * 5


def draw(*rounds: Past, names: tuple[str, str] = ("Acme", "Vee")) -> list[dict[str, Any]]:
    message = trend_views.chart(home(*names), rounds)
    if message is None:
        return []
    assert validate_blocks(message["blocks"], "message") == []
    assert message["text"]
    return message["blocks"]


def lines_of(block: dict[str, Any]) -> dict[str, list[float]]:
    return {
        line["name"]: [point["value"] for point in line["data"]]
        for line in block["chart"]["series"]
    }


def tell(*rounds: Past) -> str:
    message = trend_views.numbers(home(), rounds)
    if message is None:
        return ""
    assert validate_blocks(message["blocks"], "message") == []
    return words_of(message["blocks"])


def test_both_sides_and_the_gap() -> None:
    rounds = [
        close((TRUST, [3, 3, 3], [4, 4, 4])),
        close((TRUST, [2, 3, 3], [5, 5, 4]), week=1),
    ]
    (drawn,) = draw(*rounds)
    assert drawn["title"] == "c"
    assert drawn["chart"]["axis_config"]["categories"] == ["2 Nov", "9 Nov"]
    assert lines_of(drawn) == {"Acme": [3.0, 2.7], "Vee": [4.0, 4.5], "Gap": [1.0, 1.8]}
    assert tell(*rounds) == (
        "*c* (1 to 5)\n"
        "2 Nov: Acme 3.0 · Vee 4.0 · gap 1.0\n"
        "9 Nov: Acme 2.7 · Vee about 4.5 · gap about 1.8\n"
        "*Themes*\n"
        "Trust: Acme 3.0 → 2.7 · Vee 4.0 → about 4.5"
    )


def test_several_scales_have_one_line_a_side() -> None:
    rounds = [
        close((TRUST, [3, 3, 3], [4, 4, 4]), (DELIVERY, [5, 4, 3], [2, 2, 2]), week=week)
        for week in (0, 1)
    ]
    (drawn,) = draw(*rounds)
    assert drawn["title"] == "All scales together"
    assert lines_of(drawn) == {"Acme": [3.5, 3.5], "Vee": [3.0, 3.0], "Gap": [0.5, 0.5]}


def test_one_round_is_no_trend() -> None:
    only = close((TRUST, [3, 3, 3], [4, 4, 4]))
    assert draw(only) == []
    assert tell(only) == ""


def test_rounds_in_which_a_side_is_hidden_are_left_out_of_the_drawing_only() -> None:
    rounds = [
        close((TRUST, [3, 3, 3], [4, 4, 4])),
        close((TRUST, [3, 3, 3], [4, 4]), week=1),
        close((TRUST, [3, 3, 3], [3, 3, 3]), week=2),
    ]
    (drawn,) = draw(*rounds)
    assert lines_of(drawn) == {"Acme": [3, 3], "Vee": [4, 3], "Gap": [1, 0]}
    assert "9 Nov: Acme 3.0 · Vee –\n" in tell(*rounds)


def test_a_side_that_is_never_shown_has_no_line() -> None:
    rounds = [close((TRUST, [3, 3, 3], [4]), week=week) for week in range(2)]
    (drawn,) = draw(*rounds)
    assert lines_of(drawn) == {"Acme": [3, 3]}
    assert "Vee" not in tell(*rounds)


def test_lines_without_rounds_in_common_are_not_mixed() -> None:
    together = {"anonymity": Anonymity.TOGETHER}
    rounds = [close((TRUST, [3, 3, 3], [3, 3]), week=week, **together) for week in range(3)] + [
        close((TRUST, [3, 3, 3], [4, 4, 4]), week=week) for week in range(3, 5)
    ]
    (drawn,) = draw(*rounds)
    assert lines_of(drawn) == {"Both sides": [3, 3, 3]}


def test_what_is_no_scale_has_a_drawing_of_its_own_and_two_are_the_most() -> None:
    rounds = [
        close(
            (TRUST, ALIKE, ALIKE), (RECOMMEND, ALIKE, ALIKE), (YES_NO, [1] * 5, [0] * 5), week=week
        )
        for week in range(2)
    ]
    scales, recommend = draw(*rounds)
    assert scales["chart"]["axis_config"]["y_label"] == "1 to 5"
    assert recommend["title"] == "Recommend Acme?"
    told = tell(*rounds)
    assert "*Again?* (% yes)\n2 Nov: Acme 100 · Vee 0 · gap 100" in told


def test_the_last_twelve_rounds_over_two_years() -> None:
    rounds = [close((TRUST, ALIKE, ALIKE), week=week) for week in range(15)]
    (drawn,) = draw(*rounds)
    days = drawn["chart"]["axis_config"]["categories"]
    assert (len(days), days[0], days[-1]) == (12, "23 Nov 26", "8 Feb 27")


@pytest.mark.parametrize(
    "names", [("Gap", "Gap"), ("x" * 80, "x" * 90), ("<!channel> & Co", "شكرا " * 20)]
)
def test_any_names_are_taken(names: tuple[str, str]) -> None:
    rounds = [close((TRUST, ALIKE, ALIKE), week=week // 2) for week in range(4)]
    (drawn,) = draw(*rounds, names=names)
    assert len(lines_of(drawn)) == 3
    message = trend_views.numbers(home(*names), rounds)
    assert message is not None
    assert "<!channel>" not in str(message)
