"""The image and the compose file name only what is there."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

from bot.__main__ import main
from bot.settings import Settings
from tests.shape.yamls import read_yaml

ROOT = Path(__file__).parents[2]
SETTINGS = {name.upper() for name in Settings.model_fields}
COMPOSE = read_yaml((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "rapport"}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as pairs of an instruction and what follows it."""
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    pairs = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in pairs]


def of(name: str) -> list[str]:
    return [rest for found, rest in instructions() if found == name]


def test_it_has_only_instructions_that_docker_knows() -> None:
    known = {"FROM", "WORKDIR", "RUN", "COPY", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert {name for name, _ in instructions()} == known


def test_what_is_copied_is_there_and_not_kept_out() -> None:
    let_in = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    }
    copied: set[str] = set()
    for line in of("COPY"):
        *sources, _target = line.split()
        if not sources[0].startswith("--from="):
            copied |= set(sources)
    assert copied == let_in
    for source in copied:
        assert (ROOT / source).exists(), source
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    assert set(packages["targets"]["wheel"]["packages"]) <= copied


def test_the_secrets_and_databases_of_a_folder_stay_outside() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert next(line for line in lines if not line.startswith("#")) == "*"
    assert not any(line.startswith("!.") or ".db" in line for line in lines)


def test_it_runs_as_nobody_in_particular_what_the_command_knows() -> None:
    assert of("USER") == ["rapport"]
    assert any("useradd" in line and line.endswith("rapport") for line in of("RUN"))
    program, command = json.loads(of("CMD")[0])
    assert program == "rapport"
    assert command in main.commands


def test_its_python_is_one_that_we_run_on() -> None:
    wanted = SpecifierSet(
        tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    )
    versions = {re.match(r"python:([\d.]+)-slim", line) for line in of("FROM")}
    for found in versions:
        assert found is not None
        assert f"{found[1]}.0" in wanted


def test_its_settings_are_settings() -> None:
    names = {line.partition("=")[0] for line in of("ENV")} - {"PATH"}
    assert names == {"HOST", "HEALTH_PORT"} <= SETTINGS
    assert "/healthz" in of("HEALTHCHECK")[0]


def test_what_its_health_check_runs_is_python(monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, words = of("HEALTHCHECK")[0].partition("CMD ")
    python, option, program = json.loads(words)
    assert (python, option) == ("python", "-c")
    compile(program, "healthcheck", "exec")


def test_two_bots_share_a_database_that_was_migrated_before() -> None:
    assert set(OURS) == {"migrate", "bot"}
    assert OURS["bot"]["deploy"]["replicas"] == "2"
    assert OURS["bot"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert OURS["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert OURS["migrate"]["environment"]["DATABASE_URL"].startswith("postgresql://")
    assert (
        OURS["bot"]["environment"]["DATABASE_URL"]
        == (OURS["migrate"]["environment"]["DATABASE_URL"])
    )
    assert "healthcheck" in SERVICES["postgres"]
    assert set(COMPOSE["volumes"]) == {"postgres"}


def test_compose_uses_commands_and_settings_that_there_are() -> None:
    for name, service in OURS.items():
        program, command = service["command"]
        assert program == "rapport", name
        assert command in main.commands, name
        assert set(service["environment"]) <= SETTINGS, name
        assert service["env_file"] == ".env", name


def test_no_secret_stands_in_the_compose_file() -> None:
    text = (ROOT / "compose.yaml").read_text()
    assert "xoxb-" not in text and "xapp-" not in text
    for line in text.splitlines():
        if "PASSWORD:" in line or ("rapport:" in line and "@" in line):
            assert "${POSTGRES_PASSWORD" in line, line


@pytest.mark.parametrize("text", ["a:\n   b: 1", "a: 1\na: 2", "- a\n", "a\n"])
def test_what_is_no_such_yaml_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        read_yaml(text)
