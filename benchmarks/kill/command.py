"""`python -m benchmarks kill`."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.table import Table

from benchmarks.databases import ENGINES, POSTGRES, SQLITE, open_databases
from benchmarks.kill.run import Plan, Report, run

# How many processes serve a database of each kind.
PROCESSES = {SQLITE: 1, POSTGRES: 2}
SHOWN = 100


@click.command()
@click.option("--kills", default=50, show_default=True, help="How often a process is killed.")
@click.option("--people", default=300, show_default=True, help="How many are asked.")
@click.option("--engine", type=click.Choice(ENGINES), multiple=True, default=ENGINES)
@click.option("--seed", type=int, help="Repeat the choices of another run.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON a run.")
@click.option(
    "--logs",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep there what the processes log.",
)
def kill(
    *,
    kills: int,
    people: int,
    engine: tuple[str, ...],
    seed: int | None,
    as_json: bool,
    logs: Path | None,
) -> None:
    """Kill the bot again and again during a round, and count what is lost or there twice."""
    seed = SystemRandom().randrange(10**6) if seed is None else seed
    click.echo(f"Seed {seed}.", err=True)
    tell([_play(one, kills, people, seed, logs) for one in engine], as_json=as_json)


def tell(reports: list[Report], *, as_json: bool) -> None:
    """Show what came of runs. Ends the command with exit code 1 where something went wrong."""
    if as_json:
        for report in reports:
            click.echo(json.dumps(_line(report)))
    else:
        Console().print(_table(reports))
    wrong = [line for report in reports for line in _complaints(report)]
    for line in wrong:
        click.echo(line, err=True)
    if wrong:
        raise SystemExit(1)


def _play(engine: str, kills: int, people: int, seed: int, logs: Path | None) -> Report:
    with TemporaryDirectory(prefix="rapport-kill-") as temporary:
        folder = logs / engine if logs else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return asyncio.run(_run(engine, kills, people, seed, folder))


async def _run(engine: str, kills: int, people: int, seed: int, folder: Path) -> Report:
    async with open_databases(engine) as databases, databases.fresh() as address:
        return await run(Plan(engine, address, PROCESSES[engine], kills, people, seed), folder)


def _line(report: Report) -> dict[str, str | int]:
    return {
        "engine": report.plan.engine,
        "processes": report.plan.processes,
        "kills": report.kills,
        "lost": len(report.verdict.lost),
        "doubled": len(report.verdict.doubled),
    }


def _table(reports: list[Report]) -> Table:
    table = Table("", *(report.plan.engine for report in reports), title="Rounds under SIGKILL")
    rows: dict[str, Callable[[Report], object]] = {
        "processes": lambda report: report.plan.processes,
        "people, each asked in two rounds": lambda report: report.plan.people,
        "kills": lambda report: report.kills,
        "of them while Slack was spoken to": lambda report: report.at_work,
        "acts that people had to repeat": lambda report: report.errors_seen,
        "events that Slack gave up on": lambda report: report.unheard,
        "minutes": lambda report: f"{report.seconds / 60:.1f}",
        "lost": lambda report: len(report.verdict.lost),
        "doubled": lambda report: len(report.verdict.doubled),
    }
    for name, read in rows.items():
        table.add_row(name, *(str(read(report)) for report in reports))
    return table


def _complaints(report: Report) -> Iterator[str]:
    engine = report.plan.engine
    verdict = report.verdict
    for kind, sentences in (("lost", verdict.lost), ("doubled", verdict.doubled)):
        yield from (f"{engine}: {kind}: {sentence}" for sentence in sentences[:SHOWN])
        if len(sentences) > SHOWN:
            yield f"{engine}: {kind}: and {len(sentences) - SHOWN} more"
    yield from (f"{engine}: {accident}" for accident in report.accidents)
