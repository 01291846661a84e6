"""The page comes with what protects it, and nothing else comes out of its folder."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import pytest
from yarl import URL

from sandbox.page.serving import PROTECTION, ROOT, emoji_by_name
from sandbox.slack import Slack

EVIL = "http://evil.example"


@pytest.fixture
async def http(slack: Slack) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(slack.url) as session:
        yield session


async def ask_raw(slack: Slack, path: str, host: str) -> str:
    """The status line that this path and Host header get, sent as they are."""
    where = urlsplit(slack.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    async with asyncio.timeout(10):
        status = (await reader.readline()).decode()
    writer.close()
    return status


async def test_the_page_lets_in_no_code_but_its_own(http: aiohttp.ClientSession) -> None:
    async with http.get("/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert {name: response.headers[name] for name in PROTECTION} == PROTECTION
        html = await response.text()
    for forbidden in (r"\son\w+=", r"\sstyle=", r"<style", r"<script(?![^>]*\ssrc=)"):
        assert not re.search(forbidden, html)


async def test_its_files_have_their_types_and_are_asked_for_again(
    http: aiohttp.ClientSession,
) -> None:
    for path, kind in (("js/dom.js", "text/javascript"), ("css/base.css", "text/css")):
        async with http.get(f"/page/{path}") as response:
            assert (response.status, response.content_type) == (200, kind)
            assert response.charset == "utf-8"
            assert response.headers["Cache-Control"] == "no-cache"
            assert {name: response.headers[name] for name in PROTECTION} == PROTECTION
            assert await response.text() == (ROOT / path).read_text()
            etag = response.headers["ETag"]
        async with http.get(f"/page/{path}", headers={"If-None-Match": etag}) as response:
            assert response.status == 304


@pytest.mark.parametrize(
    "path",
    [
        "",
        "js",
        "js/",
        "js/none.js",
        "serving.py",
        "__init__.py",
        "index.html",
        "js/../serving.py",
        "../slack.py",
        "..%2f..%2fpyproject.toml",
        "%2e%2e/%2e%2e/docs/x.svg",
        "js/%2e%2e/%2e%2e/page/js/dom.js",
        "//etc/passwd",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "js\\..\\..\\slack.py",
        "js/dom.js%00",
        "js/dom.js%00.css",
        "js/dom%0a.js",
        "js/" + "x" * 300 + ".js",
        "js/" * 400 + "dom.js",
        "js/d%C3%B6m.js",
        "%ff.js",
    ],
)
async def test_nothing_else_comes_out_of_the_folder(slack: Slack, path: str) -> None:
    status = await ask_raw(slack, f"/page/{path}", "127.0.0.1")
    assert status.split()[1] in ("400", "404"), status


async def test_all_emoji_have_their_names(http: aiohttp.ClientSession) -> None:
    async with http.get("/page/emoji.json") as response:
        named = await response.json()
        assert "max-age" in response.headers["Cache-Control"]
    assert named == emoji_by_name()
    assert named["+1"] == named["thumbsup"] == "👍"
    assert named["+1::skin-tone-4"] == "👍🏽"
    assert [named[name] for name in ("one", "two", "keycap_ten")] == ["1️⃣", "2️⃣", "🔟"]
    assert {"tada", "handshake", "white_check_mark", "bar_chart"} <= named.keys()


@pytest.mark.parametrize("path", ["/", "/page/js/dom.js", "/sandbox", "/sandbox/live", "/api/x"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::1]", "", "a b:x:y"])
async def test_other_names_for_this_machine_are_refused(slack: Slack, path: str, host: str) -> None:
    assert (await ask_raw(slack, path, host)).split()[1] in ("400", "403")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_other_pages_are_refused(
    http: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    asked = [
        http.post("/sandbox/workspace.create", json={"name": "Evil"}, headers=headers),
        http.get("/sandbox/live", headers=headers),
        http.get("/sandbox", headers=headers),
        http.get(URL("/s%61ndbox/live", encoded=True), headers=headers),
    ]
    for request in asked:
        async with request as response:
            assert response.status == 403
            assert (await response.json())["error"] == "foreign_origin"
            assert "Access-Control-Allow-Origin" not in response.headers
    async with http.post("/sandbox/sees.people", json={}) as response:
        assert (await response.json())["workspaces"] == []


async def test_the_page_itself_may_ask(slack: Slack, http: aiohttp.ClientSession) -> None:
    local = slack.url.replace("127.0.0.1", "localhost")
    for origin in (slack.url, local):
        headers = {
            "Origin": origin,
            "Host": origin.removeprefix("http://"),
            "Sec-Fetch-Site": "same-origin",
        }
        async with http.post("/sandbox/sees.people", json={}, headers=headers) as response:
            assert response.status == 200


async def test_a_form_of_another_page_changes_nothing(http: aiohttp.ClientSession) -> None:
    async with http.post("/sandbox/workspace.create", data={"name": "Evil"}) as response:
        assert response.status == 415
