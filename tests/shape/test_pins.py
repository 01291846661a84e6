"""The pinned versions fit the bounds, carry hashes, and name no package index."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)


FILES = ("requirements.txt", "requirements-run.txt")


def pins(name: str = "requirements.txt") -> dict[str, str]:
    text = (ROOT / name).read_text()
    return {canonicalize_name(name): version for name, version in PIN.findall(text)}


def test_every_dependency_is_pinned_within_its_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    for line in wanted:
        requirement = Requirement(line)
        pinned = pins().get(canonicalize_name(requirement.name))
        assert pinned is not None, line
        assert requirement.specifier.contains(pinned), f"{line}: {pinned}"


def test_what_runs_has_the_same_pins_and_nothing_of_the_tests() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    running = pins("requirements-run.txt")
    assert running.items() <= pins().items()
    for line in project["project"]["dependencies"]:
        assert canonicalize_name(Requirement(line).name) in running, line
    for line in project["dependency-groups"]["dev"]:
        assert canonicalize_name(Requirement(line).name) not in running, line


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_a_hash_and_no_address_stands_there(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.split(r"\n(?=\S)", text)
    assert len(entries) >= len(pins(name)) > 20
    for entry in entries:
        assert "--hash=sha256:" in entry, entry[:60]
    assert "://" not in text
    assert "--index" not in text and "--find-links" not in text
