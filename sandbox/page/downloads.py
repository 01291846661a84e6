"""Files, to be saved by who sees the message that shows them."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from sandbox.core import Core
from sandbox.model import User
from sandbox.page.serving import PROTECTION
from sandbox.people.conduct import may_see


def serve(core: Core, request: web.Request) -> web.Response:
    """The bytes of a file for the `person` of the query, never to be shown as a page."""
    file = core.world.files.get(request.match_info["file"])
    person = core.world.users.get(request.query.get("person", ""))
    if file is None or person is None or not _sees(core, person, file.id):
        return web.Response(status=404, text="not found", headers=PROTECTION)
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Cache-Control": "no-store",
    }
    return web.Response(body=file.content, headers=PROTECTION | headers)


def _sees(core: Core, person: User, file_id: str) -> bool:
    return any(
        file_id in message.files
        for channel in core.world.channels.values()
        if may_see(person, channel)
        for message in channel.messages.values()
    )
