"""A few kills in a small round; `python -m benchmarks kill` does the same with many."""

from pathlib import Path

from benchmarks.kill.run import Plan, run
from storage.engines import is_sqlite


async def test_nothing_is_lost_or_doubled_by_kills(database_url: str, tmp_path: Path) -> None:
    alone = is_sqlite(database_url)
    plan = Plan(
        engine="sqlite" if alone else "postgresql",
        address=database_url,
        processes=1 if alone else 2,
        kills=3,
        people=20,
        seed=11,
        lease_seconds=6,
    )
    report = await run(plan, tmp_path)
    assert report.kills == plan.kills
    assert report.verdict.lost == []
    assert report.verdict.doubled == []
    assert report.accidents == []
