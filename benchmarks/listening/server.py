"""The process that is measured: Rapport as it runs in production, or the bare app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from benchmarks.callers import SECRET
from benchmarks.children import Answer, be_child
from benchmarks.listening.bare import open_bare
from benchmarks.population import imagine_pairs
from bot.log import configure_log
from bot.main import Rapport
from bot.settings import LogLevel, Settings


@asynccontextmanager
async def open_server(
    *, bare: bool, database_url: str, slack_url: str, port: int, shape: tuple[int, int]
) -> AsyncIterator[Answer]:
    """Serve on that port; any question is answered with nothing once requests are taken."""
    configure_log(LogLevel.INFO)
    if bare:
        serving: Any = open_bare(database_url, slack_url, port, imagine_pairs(*shape))
    else:
        serving = Rapport(_settings(database_url, slack_url, port))
    async with serving:

        async def answer() -> None:
            return None

        yield answer


def _settings(database_url: str, slack_url: str, port: int) -> Settings:
    return Settings.model_construct(
        slack_bot_token=SecretStr("xoxb-benchmark"),
        slack_app_token=None,
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=slack_url,
        database_url=database_url,
        rapport_operator="nobody",
        host="127.0.0.1",
        port=port,
        log_level=LogLevel.INFO,
    )


if __name__ == "__main__":
    be_child(open_server)
