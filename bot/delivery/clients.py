"""The Slack clients that delivery speaks through, and what Slack's answers mean."""

from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryState
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.retry import (
    TIMEOUT_SECONDS,
    TOO_FAST,
    AnswerLost,
    Missing,
    Outcome,
    RateLimited,
    Refused,
    Sent,
    Unreachable,
)
from bot.metrics import count_rate_limit

# How often in a row a call in the background is made again when Slack asks to come later.
PATIENCE = 10
SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429
# Our word for an answer that is not one of Slack's, though its HTTP status says that all is well.
UNREADABLE = "unreadable_answer"
# What Slack always tells when it has done this, and we could not go on without.
TELLING = {"chat.postMessage": "ts", "conversations.open": "channel"}
# How far back a message is looked for: the newest pages of what was said since it was asked for.
PAGE, PAGES = 100, 10
TOO_MUCH = "too_much_history"
HISTORY = "conversations.history"  # newest first; replies come oldest first
# Who is told in the middle of looking to come again so late, would hardly get to the end.
TOO_LATE_SECONDS = 30.0


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
        if answer["status_code"] == TOO_MANY_REQUESTS:
            count_rate_limit(_method_of(api_url))
        if not isinstance(answer["data"], dict) or "ok" not in answer["data"]:
            answer["data"] = {"ok": False, "error": _name_status(answer["status_code"])}
        return answer


class Patience(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Slack asks for, and counts how often it does."""

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        count_rate_limit(_method_of(request.url))
        await super().prepare_for_next_attempt_async(
            state=state, request=request, response=response, error=error
        )


def _method_of(url: str) -> str:
    return url.rpartition("/")[2]


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
        self._session = aiohttp.ClientSession(timeout=timeout)

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
            retry_handlers=[Patience(max_retry_count=patience)],
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
    answer = await _ask(client, method, body)
    if not isinstance(answer, dict):
        return answer
    if not answer.get(TELLING.get(method, "ok")):
        return AnswerLost(UNREADABLE)
    channel = answer.get("channel")
    channel_id = channel.get("id") if isinstance(channel, dict) else channel
    return Sent(channel_id=channel_id, ts=answer.get("ts"))


async def look(
    client: AsyncWebClient, method: str, body: dict[str, Any], delivery_id: str
) -> Outcome:
    """Look whether a delivery stands in Slack, in history or in the replies to a message.

    `oldest` is where looking through history ends. It is not asked of Slack: what was said last is
    looked at in any case, however far our clock is from Slack's. Where there is too much to look
    through, it cannot be read.
    """
    asked = {name: value for name, value in body.items() if name != "oldest"}
    cursor: str | None = None
    for _ in range(PAGES):
        page = {**asked, "limit": PAGE, "include_all_metadata": True, "cursor": cursor}
        answer = await _ask(client, method, page)
        if isinstance(answer, RateLimited) and cursor and answer.seconds >= TOO_LATE_SECONDS:
            break
        if not isinstance(answer, dict):
            return answer
        messages = answer.get("messages") or []
        for message in messages:
            if _is_delivery(message, delivery_id):
                return Sent(channel_id=body["channel"], ts=message.get("ts"))
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if method == HISTORY and any(_is_older(message, body["oldest"]) for message in messages):
            return Missing()
        if not cursor:
            return Refused(TOO_MUCH) if answer.get("has_more") else Missing()
    return Refused(TOO_MUCH)


def _is_older(message: dict[str, Any], ts: str) -> bool:
    return float(message.get("ts") or ts) < float(ts)


def _is_delivery(message: dict[str, Any], delivery_id: str) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return bool(payload.get("id") == delivery_id)


async def _ask(
    client: AsyncWebClient, method: str, body: dict[str, Any]
) -> dict[str, Any] | Outcome:
    try:
        response = await getattr(client, method.replace(".", "_"))(**body)
    except SlackApiError as error:
        return _read_refusal(error)
    except (aiohttp.ClientConnectorError, aiohttp.ClientConnectorDNSError) as error:
        return Unreachable(type(error).__name__)
    except (aiohttp.ClientError, TimeoutError) as error:
        return AnswerLost(type(error).__name__)
    return response.data if isinstance(response.data, dict) else {}


def _read_refusal(error: SlackApiError) -> Outcome:
    response, status = error.response, error.response.status_code
    code = str(response.get("error", "unknown_error"))
    if status == TOO_MANY_REQUESTS or code in TOO_FAST:
        return RateLimited(_read_seconds(response.headers.get("Retry-After")))
    if status >= SERVER_ERROR:
        return Unreachable(f"HTTP {status}")
    return AnswerLost(code) if code == UNREADABLE else Refused(code)


def _read_seconds(text: str | None) -> float:
    """What Slack says in whole seconds; one second where it says nothing that can be read."""
    return float(text) if text and text.isascii() and text.isdigit() else 1.0
