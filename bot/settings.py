"""Typed settings, read once: from the environment, then from `.env` in the working folder."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.engines import UnknownDatabase, parse_address

Port = Annotated[int, Field(ge=1, le=65535)]


class LogLevel(StrEnum):
    """How much the log says."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class Mode(StrEnum):
    """How Slack reaches the bot."""

    SOCKET = "Socket Mode"
    HTTP = "HTTP"


class WrongSettings(Exception):
    """Some settings are missing or wrong; each line of the text says which and what to do."""


class Settings(BaseSettings):
    """Every setting stands in `.env.example` with a sentence; a test keeps the two equal."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///rapport.db"
    rapport_operator: str = "the people who installed this app in Slack"
    host: str = "127.0.0.1"
    port: Port = 3000
    health_port: Port | None = None
    log_level: LogLevel = LogLevel.INFO
    pulse_most: Annotated[int, Field(ge=1, le=100)] = 3
    pulse_days: Annotated[int, Field(ge=1, le=90)] = 7

    @field_validator("slack_bot_token")
    @classmethod
    def _check_bot_token(cls, token: SecretStr | None) -> SecretStr | None:
        return _check_prefix(token, "xoxb-", "the bot token of the app (OAuth & Permissions)")

    @field_validator("slack_app_token")
    @classmethod
    def _check_app_token(cls, token: SecretStr | None) -> SecretStr | None:
        return _check_prefix(token, "xapp-", "an app-level token (Basic Information)")

    @field_validator("slack_api_url")
    @classmethod
    def _check_api_url(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return url if url.endswith("/") else f"{url}/"

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, url: str) -> str:
        try:
            parse_address(url)
        except UnknownDatabase as error:
            raise ValueError("must begin with sqlite:/// or postgresql://") from error
        return url

    @property
    def mode(self) -> Mode:
        """Socket Mode where there is an app token, else HTTP. Raises WrongSettings for neither."""
        if self.slack_app_token is not None:
            return Mode.SOCKET
        if self.slack_signing_secret is not None:
            return Mode.HTTP
        raise WrongSettings(
            "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing: "
            "set one of them in .env"
        )

    @property
    def bot_token(self) -> str:
        """The bot token. Raises WrongSettings where there is none."""
        if self.slack_bot_token is None:
            raise WrongSettings("SLACK_BOT_TOKEN is missing: set it in .env")
        return self.slack_bot_token.get_secret_value()


def read_settings() -> Settings:
    """Read the settings. Raises WrongSettings with a line for each that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(part) for part in problem['loc']).upper()}: "
            f"{problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_input=False)
        ]
        raise WrongSettings("\n".join(lines)) from None


def _check_prefix(token: SecretStr | None, prefix: str, meaning: str) -> SecretStr | None:
    if token is not None and not token.get_secret_value().startswith(prefix):
        raise ValueError(f"must begin with {prefix}: it is {meaning}")
    return token
