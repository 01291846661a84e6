"""What `python -m benchmarks kill` prints of its runs."""

import json

import pytest

from benchmarks.kill.command import tell
from benchmarks.kill.run import Plan, Report
from benchmarks.kill.verdict import Verdict


def report(*, accidents: tuple[str, ...] = (), **verdict: list[str]) -> Report:
    return Report(
        plan=Plan("postgresql", "postgresql:///rapport", 2, kills=5, people=20, seed=1),
        kills=5,
        at_work=4,
        errors_seen=3,
        unheard=2,
        seconds=90,
        verdict=Verdict(**verdict),
        accidents=list(accidents),
    )


def test_a_line_of_json_for_each_run(capsys: pytest.CaptureFixture[str]) -> None:
    tell([report(), report()], as_json=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (
        lines == [{"engine": "postgresql", "processes": 2, "kills": 5, "lost": 0, "doubled": 0}] * 2
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"lost": ["a question is missing"]}, "postgresql: lost: a question is missing"),
        ({"doubled": ["a digest is there again"]}, "postgresql: doubled: a digest is there again"),
        ({"accidents": ("a process ended",)}, "postgresql: a process ended"),
        ({"lost": ["one is missing"] * 150}, "postgresql: lost: and 50 more"),
    ],
)
def test_what_went_wrong_is_said_and_is_an_error(
    found: dict[str, list[str]], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        tell([report(), report(**found)], as_json=False)
    assert ended.value.code == 1
    assert said in capsys.readouterr().err.splitlines()
