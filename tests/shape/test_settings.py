"""`.env.example` and the settings say the same."""

import re
from pathlib import Path

import pytest

from bot.settings import LogLevel, Mode, Settings, WrongSettings, read_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def example() -> dict[str, str]:
    lines = EXAMPLE.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_example_names_every_setting_and_its_default() -> None:
    fields = Settings.model_fields
    assert set(example()) == {name.upper() for name in fields}
    for name, field in fields.items():
        default = "" if field.default is None else str(field.default)
        assert example()[name.upper()] == default, name


def test_every_setting_of_the_example_has_a_sentence() -> None:
    blocks = EXAMPLE.read_text().strip().split("\n\n")
    for block in blocks[1:]:
        *comments, setting = block.splitlines()
        assert re.match(r"[A-Z_]+=", setting), block
        assert comments and all(line.startswith("# ") for line in comments), block
        assert comments[-1].endswith("."), block


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_itself_can_be_read(folder: Path) -> None:
    (folder / ".env").write_text(EXAMPLE.read_text())
    settings = read_settings()
    assert settings.slack_bot_token is None
    assert settings.port == 3000
    assert settings.log_level is LogLevel.INFO


def test_an_app_token_means_socket_mode_and_a_secret_alone_means_http(folder: Path) -> None:
    (folder / ".env").write_text("SLACK_APP_TOKEN=xapp-1\nSLACK_SIGNING_SECRET=abc\n")
    assert read_settings().mode is Mode.SOCKET
    (folder / ".env").write_text("SLACK_SIGNING_SECRET=abc\n")
    assert read_settings().mode is Mode.HTTP


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("SLACK_BOT_TOKEN=xoxp-1", "SLACK_BOT_TOKEN: must begin with xoxb-"),
        ("SLACK_APP_TOKEN=xoxb-1", "SLACK_APP_TOKEN: must begin with xapp-"),
        ("SLACK_API_URL=slack.com", "SLACK_API_URL: must begin with https:// or http://"),
        ("DATABASE_URL=mysql://x/y", "DATABASE_URL: must begin with sqlite:/// or postgresql://"),
        ("DATABASE_URL=sqlite://", "DATABASE_URL: must begin with sqlite:/// or postgresql://"),
        ("PORT=http", "PORT: "),
        ("PORT=70000", "PORT: "),
        ("LOG_LEVEL=LOUD", "LOG_LEVEL: "),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(folder: Path, line: str, sentence: str) -> None:
    (folder / ".env").write_text(f"{line}\n")
    with pytest.raises(WrongSettings) as error:
        read_settings()
    assert sentence in str(error.value)
    if "TOKEN" in line:
        assert line.split("=")[1] not in str(error.value)


def test_missing_settings_are_named(folder: Path) -> None:
    settings = read_settings()
    with pytest.raises(WrongSettings, match="SLACK_BOT_TOKEN is missing"):
        _ = settings.bot_token
    with pytest.raises(WrongSettings, match=r"SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET"):
        _ = settings.mode
