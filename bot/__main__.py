"""The command `rapport`."""

import asyncio
import functools
import gc
import json
import signal
import webbrowser
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import click
from rich.console import Console
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import erase, export, outbox
from bot.check import check as check_everything
from bot.core.clock import SystemClock
from bot.erase import CannotErase
from bot.export import CannotExport
from bot.log import configure_log
from bot.main import Rapport
from bot.outbox import NotPossible
from bot.pulse.exporting import WRITERS
from bot.settings import Settings, WrongSettings, read_settings
from handlers.manifest import build_manifest
from storage import schema
from storage.migrations.errors import UnknownRevision, WouldLoseRows
from storage.serving import AlreadyServed, serve_alone

# Errors whose text is the sentence that the operator reads.
MENDABLE = (
    WrongSettings,
    AlreadyServed,
    CannotErase,
    CannotExport,
    NotPossible,
    schema.OldSchema,
    WouldLoseRows,
    UnknownRevision,
)

# Python has it at 700.
OBJECTS_BETWEEN_LOOKS = 10_000

console = Console()
Result = TypeVar("Result")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Rapport keeps the relationship of a client and a vendor strong, in Slack."""


@main.command()
def run() -> None:
    """Serve Slack until stopped."""
    settings = _settings()
    configure_log(settings.log_level)
    _run(_serve(settings))


async def _serve(settings: Settings) -> None:
    async with Rapport(settings):
        _calm_collector()
        await _heed_signals().wait()


def _calm_collector() -> None:
    """Look for garbage less often, and not among what is here to stay.

    Each request makes thousands of objects that end with it; looking for circles among them took a
    fifth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)


def _heed_signals() -> asyncio.Event:
    """From now on this is set, and nothing else happens, when the process is told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


@main.command()
def check() -> None:
    """Say line by line whether everything is right, and what to do where it is not."""
    settings = _settings()
    if not _run(_check(settings)):
        raise SystemExit(1)


async def _check(settings: Settings) -> bool:
    all_right = True
    async for finding in check_everything(settings):
        mark = "[green]ok[/]  " if finding.right else "[red]no[/]  "
        console.print(f"{mark}[bold]{finding.name}[/]: ", end="")
        console.print(finding.text, markup=False, highlight=False, soft_wrap=True)
        all_right = all_right and finding.right
    return all_right


@main.command()
@click.option("--url", help="Where Slack reaches the bot over HTTP, with /slack/events.")
def manifest(url: str | None) -> None:
    """Print the app manifest, to paste into Slack's app settings."""
    click.echo(json.dumps(build_manifest(url), indent=2, ensure_ascii=False))


@main.command()
@click.option("--to", "revision", default="head", help="Another revision than the newest.")
def migrate(revision: str) -> None:
    """Bring the database to the schema of this version."""
    settings = _settings()
    _run(_migrate(settings.database_url, revision))
    click.echo(f"The database is at {_run(schema.current_revision(settings.database_url))}.")


async def _migrate(address: str, revision: str) -> None:
    with serve_alone(address):
        await schema.migrate(address, revision)


@main.group("outbox", invoke_without_command=True)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How many of each part to show.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
@click.pass_context
def show_outbox(context: click.Context, limit: int, as_json: bool) -> None:
    """Show what is still to be said to Slack, what failed and why; act on it."""
    if context.invoked_subcommand is not None:
        return
    seen = _run(outbox.look(_settings().database_url, limit))
    for line in outbox.to_json(seen) if as_json else outbox.describe(seen):
        click.echo(line)


@show_outbox.command("retry")
@click.argument("ids", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that failed or is unknown.")
def retry_messages(ids: tuple[str, ...], everything: bool) -> None:
    """Say again what failed or has an unknown outcome, with the replies that failed for it.

    The beginning of an ID is enough.
    """
    if bool(ids) == everything:
        raise click.UsageError("Name the messages by their ids, or say --all.")
    click.echo(_run(outbox.retry(_settings().database_url, ids)))


@show_outbox.command("drop")
@click.argument("ids", nargs=-1, required=True)
def drop_messages(ids: tuple[str, ...]) -> None:
    """Never say these messages, nor the replies under them.

    The beginning of an ID is enough.
    """
    click.echo(_run(outbox.drop(_settings().database_url, ids)))


@main.command("export")
@click.option("--relationship", help="Its id, or the beginning of it; without, all are listed.")
@click.option("--pulse", type=click.IntRange(min=1), help="Only the pulse of this number.")
@click.option(
    "--format", "ending", type=click.Choice(list(WRITERS)), default="csv", show_default=True
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    show_default=True,
    help="Where the file is written.",
)
def export_pulses(relationship: str | None, pulse: int | None, ending: str, folder: Path) -> None:
    """Write the results of pulses into a file: what both sides may see, and no more."""
    address = _settings().database_url
    if not relationship:
        for line in _run(export.list_relationships(address)):
            click.echo(line)
        return
    made = _run(export.export(address, relationship, pulse, ending))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / made.name).write_bytes(made.content)
    except OSError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{folder / made.name}: {made.count} rows.")


@main.command("erase")
@click.argument("user_id")
@click.option("--yes", "sure", is_flag=True, help="Do not ask.")
def erase_person(user_id: str, sure: bool) -> None:
    """Take a person out of kudos, milestones and highlights.

    USER_ID stands in their profile in Slack. What goes is said first; there is no way back.
    """
    address = _settings().database_url
    traces = _run(erase.look(address, user_id))
    for line in erase.describe(traces):
        click.echo(line)
    if not (traces.is_empty or sure):
        click.confirm("Erase it for good?", abort=True)
    done = _run(erase.erase(address, user_id, SystemClock().now()))
    if not traces.is_empty:
        click.echo(done)


@main.command()
@click.option("--wire", type=click.Path(path_type=Path), help="Write what went over the wire here.")
def demo(wire: Path | None) -> None:
    """Play some weeks of a relationship on a local Slack, against the real bot."""
    from bot.demo.play import play  # noqa: PLC0415 - the practice room is not loaded to serve Slack

    configure_log("CRITICAL")
    raise SystemExit(asyncio.run(play(wire)))


@main.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Where the local Slack listens; 0 takes a free one.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=".rapport-sandbox",
    show_default=True,
    help="Where everything is kept between starts.",
)
@click.option("--empty", is_flag=True, help="Begin with nothing set up, instead of a story.")
@click.option("--reset", is_flag=True, help="Forget what is kept, and begin anew.")
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
def sandbox(port: int, folder: Path, empty: bool, reset: bool, show: bool) -> None:
    """Try it: a local Slack in the browser, with the bot in it."""
    configure_log("WARNING")
    _run(_practise(folder, port=port, empty=empty, reset=reset, show=show))


async def _practise(folder: Path, *, port: int, empty: bool, reset: bool, show: bool) -> None:
    from bot import practice  # noqa: PLC0415 - as above

    practice.leave_environment()
    tell = functools.partial(click.echo, err=True)
    try:
        async with practice.open_room(
            folder, tell=tell, port=port, empty=empty, anew=reset
        ) as room:
            stop = _heed_signals()  # before anybody is told that it runs
            for line in practice.describe(room):
                click.echo(line)
            if show and not await asyncio.to_thread(webbrowser.open, room.slack.url):
                click.echo("No browser could be opened: open the address yourself.")
            await stop.wait()
    except practice.CannotOpen as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Stopped. Everything is kept in {folder}.")


def _settings() -> Settings:
    try:
        return read_settings()
    except WrongSettings as error:
        raise click.ClickException(str(error)) from error


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end; what an operator can mend becomes one sentence and exit code 1."""
    try:
        return asyncio.run(work)
    except MENDABLE as error:
        raise click.ClickException(str(error)) from error
    except SlackApiError as error:
        raise click.ClickException(
            f"Slack refused ({error.response.get('error')}). `rapport check` says what to do."
        ) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise click.ClickException(
            f"Slack cannot be reached ({error}). Check the network and SLACK_API_URL."
        ) from error
    except (SQLAlchemyError, OSError) as error:
        raise click.ClickException(
            f"{str(error).splitlines()[0]}. `rapport check` says what to do."
        ) from error


if __name__ == "__main__":
    main()
