"""The client's HTTP side: one verb, one JSON body, one answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import aiohttp

from sandbox.client.shown import Refused


class Wire:
    """Asks the control API; refusals become `Refused`, things not found on screen LookupError."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    async def ask(self, verb: str, **body: Any) -> dict[str, Any]:
        async with self._session.post(f"{self._url}/sandbox/{verb}", json=body) as response:
            answer: dict[str, Any] = await response.json()
        if answer["ok"]:
            return answer
        if answer["error"] == "not_found_there":
            raise LookupError(answer["message"])
        raise Refused(answer["error"], answer["message"])

    async def fetch(self, url: str, **query: str) -> bytes:
        """What stands at this address; what one may not have is `Refused`."""
        async with self._session.get(url, params=query) as response:
            if response.status != HTTPStatus.OK:
                raise Refused(str(response.status), await response.text())
            return await response.read()

    async def close(self) -> None:
        await self._session.close()
