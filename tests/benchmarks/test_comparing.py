"""Two things by turns."""

from benchmarks.comparing import Turn, by_turns


def saying(name: str, figures: list[float], said: list[str]) -> Turn:
    async def turn() -> float:
        said.append(name)
        return figures.pop(0)

    return turn


async def test_medians_of_the_turns_after_the_first() -> None:
    said: list[str] = []
    ours, theirs = saying("ours", [90, 3, 1, 2], said), saying("theirs", [80, 6, 5, 4], said)
    assert await by_turns(ours, theirs, 3) == (2, 5)
    assert said == ["ours", "theirs"] * 4


async def test_of_no_turns_the_first_counts() -> None:
    said: list[str] = []
    assert await by_turns(saying("ours", [9], said), saying("theirs", [8], said), 0) == (9, 8)
    assert said == ["ours", "theirs"]
