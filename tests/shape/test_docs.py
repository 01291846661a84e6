"""The documents name only commands, settings and figures that there are."""

import re
from pathlib import Path

import click
import pytest

from bot.__main__ import main
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/operating.md")
COMMAND = re.compile(r"(?<![\w./-])rapport ([a-z]+)(?: ([a-z]+))?")
FIGURE = re.compile(r"\brapport_[a-z_]+[a-z]\b")
OPTION = re.compile(r"(?<!\S)(--[a-z]+)")
LINK = re.compile(r"\]\(([^)#:]+)\)")
# What is called so and is no figure.
OTHERS = {"rapport_restored", "rapport_delivery"}


def code_of(name: str) -> str:
    """Only what stands as code: sentences speak of Rapport in other ways."""
    text = (ROOT / name).read_text()
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_is_one(name: str) -> None:
    for line in code_of(name).splitlines():
        for word, second in COMMAND.findall(line):
            assert word in main.commands, line
            command = main.commands[word]
            if isinstance(command, click.Group) and second:
                assert second in command.commands, line


def test_every_option_of_our_commands_is_one() -> None:
    commands = [*main.commands.values()]
    commands += [sub for c in commands if isinstance(c, click.Group) for sub in c.commands.values()]
    options = {name for c in commands for param in c.params for name in param.opts}
    for name in DOCUMENTS:
        for line in code_of(name).splitlines():
            for part in re.split(r"[|&;`#]+", line):
                if COMMAND.search(part):
                    assert set(OPTION.findall(part)) <= options, line


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_setting_is_one(name: str) -> None:
    settings = {field.upper() for field in Settings.model_fields} | {"POSTGRES_PASSWORD"}
    named = re.findall(r"\b([A-Z]+_[A-Z_]+)\b", code_of(name))
    assert set(named) <= settings


def test_every_figure_is_one_and_each_is_explained() -> None:
    source = "".join((ROOT / "bot" / name).read_text() for name in ("metrics.py", "figures.py"))
    counters = re.findall(r'Counter\(\s*"(rapport_[a-z_]+)"', source)
    figures = {f"{name}_total" for name in counters}
    figures |= set(re.findall(r'(?:Gauge|Histogram)\(\s*"(rapport_[a-z_]+)"', source))
    named = set(FIGURE.findall((ROOT / "docs/operating.md").read_text())) - OTHERS
    assert named == figures


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name: str) -> None:
    for target in LINK.findall((ROOT / name).read_text()):
        assert ((ROOT / name).parent / target).exists(), target
