"""The Slack clients that delivery speaks through, and what Slack's answers mean."""

from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.retry import AnswerLost, Outcome, RateLimited, Refused, Sent, Unreachable

TIMEOUT_SECONDS = 20
# How often in a row a call in the background is made again when Slack asks to come later.
PATIENCE = 10
SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429
# Our word for an answer that is not one of Slack's, though its HTTP status says that all is well.
UNREADABLE = "unreadable_answer"


class SlackClient(AsyncWebClient):
    """A client to which every answer is one of Slack's.

    What stands between us and Slack may answer in its own words (a page, an empty body); that
    becomes an error by its HTTP status, so that whoever handles a SlackApiError can read it.
    """

    async def _request(
        self, *, http_verb: str, api_url: str, req_args: dict[str, Any]
    ) -> dict[str, Any]:
        try:
            answer = await super()._request(http_verb=http_verb, api_url=api_url, req_args=req_args)
        except SlackApiError as error:  # neither JSON nor declared as anything else
            status, headers = error.response.status, error.response.headers
            answer = {"status_code": status, "headers": headers, "data": None}
        if not isinstance(answer["data"], dict) or "ok" not in answer["data"]:
            answer["data"] = {"ok": False, "error": _name_status(answer["status_code"])}
        return answer


def _name_status(status: int) -> str:
    if status == TOO_MANY_REQUESTS:
        return "ratelimited"
    return "service_unavailable" if status >= SERVER_ERROR else UNREADABLE


class SlackClients:
    """One client for each installation. All of them speak to the same base URL."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._clients: dict[str, SlackClient] = {}
        self._patient: dict[str, SlackClient] = {}
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the connection pool that all clients share."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout, trust_env=True)

    def add(self, installation_id: str, token: str) -> SlackClient:
        """Make the clients of an installation from its bot token; return the one of `find`."""
        self._clients[installation_id] = self.bare(token)
        self._patient[installation_id] = self.bare(token, patience=PATIENCE)
        return self._clients[installation_id]

    def bare(self, token: str | None = None, *, patience: int = 0) -> SlackClient:
        """A client with this token, or with none, that belongs to no installation.

        It waits out so many rate limits in a row for each call.
        """
        return SlackClient(
            token=token,
            base_url=self._base_url,
            timeout=TIMEOUT_SECONDS,
            session=self._session,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=patience)],
        )

    def find(self, installation_id: str) -> SlackClient:
        """The client of that installation. Raises LookupError where it is not ours any more."""
        return self._clients[installation_id]

    def find_patient(self, installation_id: str) -> SlackClient:
        """The same, but waiting as long as Slack's rate limits ask for: never before an ack."""
        return self._patient[installation_id]

    async def close(self) -> None:
        """Close the connection pool."""
        if self._session is not None:
            await self._session.close()


async def call(client: AsyncWebClient, method: str, body: dict[str, Any]) -> Outcome:
    """Call a method of the Web API once and say what happened; never raises for Slack's part."""
    try:
        response = await getattr(client, method.replace(".", "_"))(**body)
    except SlackApiError as error:
        return _read_refusal(error)
    except (aiohttp.ClientConnectorError, aiohttp.ClientConnectorDNSError) as error:
        return Unreachable(type(error).__name__)
    except (aiohttp.ClientError, TimeoutError) as error:
        return AnswerLost(type(error).__name__)
    data = response.data if isinstance(response.data, dict) else {}
    channel = data.get("channel")
    channel_id = channel.get("id") if isinstance(channel, dict) else channel
    return Sent(channel_id=channel_id, ts=data.get("ts"))


def _read_refusal(error: SlackApiError) -> Outcome:
    response, status = error.response, error.response.status_code
    if status == TOO_MANY_REQUESTS:
        return RateLimited(float(response.headers.get("Retry-After", 1)))
    if status >= SERVER_ERROR:
        return Unreachable(f"HTTP {status}")
    code = str(response.get("error", "unknown_error"))
    return AnswerLost(code) if code == UNREADABLE else Refused(code)
