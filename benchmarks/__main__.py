"""The command `python -m benchmarks`."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import click
from rich.console import Console

from benchmarks.chromium import NoBrowser
from benchmarks.databases import ENGINES
from benchmarks.lab import FULL, QUICK, TINY, Size, open_lab
from benchmarks.measures import MEASURES
from benchmarks.results import Result, to_line, to_table

SIZES = {"full": FULL, "quick": QUICK, "tiny": TINY}


class Commands(click.Group):
    """Loads a command when it is called: what it brings along would weigh on every measure."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return ["kill"]

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name != "kill":
            return None
        from benchmarks.kill.command import kill  # noqa: PLC0415 - as the class says

        return kill


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--only", multiple=True, type=click.Choice(list(MEASURES)), help="Take only these.")
@click.option("--engine", multiple=True, type=click.Choice(ENGINES), help="Only on this one.")
@click.option("--size", type=click.Choice(list(SIZES)), default="full", show_default=True)
@click.option("--quick", "size", flag_value="quick", help="The same as --size quick.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each figure.")
@click.pass_context
def main(
    context: click.Context,
    only: Sequence[str],
    engine: Sequence[str],
    size: str,
    as_json: bool,
) -> None:
    """Measure Rapport, each time beside a baseline in the same run."""
    if context.invoked_subcommand is None:
        asyncio.run(_measure(only or list(MEASURES), engine or ENGINES, SIZES[size], as_json))


async def _measure(names: Sequence[str], engines: Sequence[str], size: Size, as_json: bool) -> None:
    """Say each figure when it is there, and end with the table."""
    progress = Console(stderr=True)
    results = []
    async for result in take(names, engines, size):
        results.append(result)
        if as_json:
            click.echo(to_line(result))
        else:
            progress.print(to_line(result), markup=False, soft_wrap=True)
    if not as_json:
        Console().print(to_table(results))


async def take(names: Sequence[str], engines: Sequence[str], size: Size) -> AsyncIterator[Result]:
    """Take these measures on these engines, one after the other; what needs a browser, with one."""
    for engine in engines:
        async with open_lab(engine, size) as lab:
            for name in names:
                try:
                    async for result in MEASURES[name](lab):
                        yield result
                except NoBrowser as missing:
                    click.echo(f"{name}: {missing}", err=True)


if __name__ == "__main__":
    main()
