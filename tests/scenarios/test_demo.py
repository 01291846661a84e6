"""`rapport demo`, as a newcomer starts it, and what it says when something does not happen."""

import asyncio
import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.demo.play import perform
from bot.demo.poster import choose
from bot.demo.story import BEGINNING
from bot.practice import open_practice
from bot.practice.cast import CLIENT, VENDOR

DEADLINE_SECONDS = 60

# What may stand in the shell of whoever types the command; none of it answers.
DISTURBING = {
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "SLACK_BOT_TOKEN": "not-a-token",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "not-a-secret",
    "DATABASE_URL": "nonsense://nowhere",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
}


@dataclass
class Played:
    code: int
    out: str
    err: str
    wire: list[dict[str, Any]]
    left: list[Path]

    @property
    def text(self) -> str:
        """What was shown, without bars and line ends."""
        return " ".join(self.out.replace("┃", " ").replace("│", " ").replace("▏", " ").split())


async def run_demo(folder: Path, *words: str) -> tuple[int, str, str]:
    """`python -m bot demo` in an empty folder, in 80 columns that are not a terminal."""
    temporary = folder / "temporary"
    temporary.mkdir()
    (folder / ".env").write_text("SLACK_API_URL=nonsense\nLOG_LEVEL=LOUD\n")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        *words,
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "TMPDIR": str(temporary),
            "COLUMNS": "80",
            **DISTURBING,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(DEADLINE_SECONDS):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The whole story, once for all tests that look at it."""
    folder = tmp_path_factory.mktemp("demo")
    code, out, err = asyncio.run(run_demo(folder, "--wire", "wire.jsonl"))
    lines = (folder / "wire.jsonl").read_text(encoding="utf-8").splitlines()
    (folder / "wire.jsonl").unlink()
    left = [path for path in folder.rglob("*") if path.is_file() and path.name != ".env"]
    return Played(code, out, err, [json.loads(line) for line in lines], left)


def test_the_story_comes_to_its_end(played: Played) -> None:
    assert (played.code, played.err) == (0, ""), played.out[-2000:] + played.err
    assert "The story ends here" in played.text
    assert played.left == []


def test_it_is_shown_as_both_sides_see_it(played: Played) -> None:
    for sentence in (
        "Ingrid Solheim · Havna Ferries · #havna-quillbox /rapport setup",
        "→ Maya Okafor (Quillbox) presses [ Confirm ]",
        "only Kenji sees this Here I am. What would you like to do?",
        "Rapport · direct message to Kenji Mori",
        "→ Priya Nair (Quillbox) reacts with 2️⃣",
        "Havna Ferries: 5 of 6 answered Quillbox: 3 of 4 answered",
        "Havna Ferries: 3.4 of 5 · 5 answered, from 3 to 4",
        "Quillbox: 2.3 of 5 · 3 answered",
        "The two views are 1.1 apart.",
        "@Per Dahl (Havna Ferries) added a part of their own:",
        "@Kenji Mori (Quillbox) added a part of their own:",
        "What was learnt Tell the other side while it is still a draft.",
        "🎉 @Ingrid Solheim of Havna Ferries thanks @Priya Nair and @Kenji Mori of Quillbox",
        "🎉 @Maya Okafor of Quillbox thanks @Per Dahl of Havna Ferries",
        "The machine that Rapport runs on is switched off",
        "Both sides see it alike.",
    ):
        assert sentence in played.text, sentence
    assert all(f"Week {number}:" in played.out for number in (1, 2, 3, 4))
    assert {"Oslo", "Lisbon", "Toronto", "Kolkata", "Tokyo"} <= set(played.text.split())


def test_it_is_plain_text_of_80_columns_where_it_is_no_terminal(played: Played) -> None:
    assert "\x1b" not in played.out
    assert all(cell_len(line) <= 80 for line in played.out.splitlines())
    assert "<@" not in played.out
    assert "<!" not in played.out


def test_the_wire_is_written_in_order_and_in_shape(played: Played) -> None:
    calls = [entry for entry in played.wire if "out" in entry]
    heard = [entry for entry in played.wire if "in" in entry]
    assert len(calls) + len(heard) == len(played.wire)
    assert {tuple(entry) for entry in calls} == {("out", "body", "response")}
    assert {tuple(entry) for entry in heard} == {("in", "envelope", "ack")}
    assert played.wire[0]["out"] == "auth.test"
    methods = {entry["out"] for entry in calls}
    assert {"chat.postMessage", "chat.update", "views.open"} <= methods
    kinds = {"events_api", "slash_commands", "interactive"}
    assert {entry["in"] for entry in heard} == kinds
    first = [next(i for i, e in enumerate(played.wire) if e.get("in") == kind) for kind in kinds]
    assert max(first) < len(played.wire) / 2
    assert all(entry["response"]["ok"] for entry in calls)
    assert not any("xoxb-" in json.dumps(e) or "xapp-" in json.dumps(e) for e in calls)


async def test_what_does_not_happen_ends_the_story(tmp_path: Path) -> None:
    """Slack refuses the card of the proposal: nobody sees it, and the demo says so."""
    console = Console(width=80, file=io.StringIO(), color_system=None)
    async with open_practice(CLIENT, VENDOR, start=BEGINNING) as practice:
        await practice.box.fail("chat.postMessage", error="channel_not_found")
        assert await perform(practice, f"sqlite:///{tmp_path / 'story.db'}", console) == 1
    said = " ".join(console.file.getvalue().split())
    assert "The story stopped: Maya Okafor should see “proposes Rapport for" in said
    assert "The story ends here" not in said


async def test_a_wire_file_that_cannot_be_written_is_told_before_the_story(tmp_path: Path) -> None:
    code, out, err = await run_demo(tmp_path, "--wire", "nowhere/wire.jsonl")
    assert (code, err) == (1, "")
    assert out == (
        "nowhere/wire.jsonl cannot be written (No such file or directory). Name another file for "
        "--wire.\n"
    )


async def test_the_readmes_picture_can_be_made_from_it(played: Played) -> None:
    shown = choose(played.out).plain
    for words in ("direct message to Kenji Mori", "The two views are 1.1 apart.", "Take it back"):
        assert words in shown
    assert "/rapport who" not in shown
