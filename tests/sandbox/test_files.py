"""Files come in steps, stand in a message, and are saved by who sees it."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest
from slack_sdk.errors import SlackRequestError

from sandbox.client import File, Person, Refused, Sandbox
from sandbox.page.serving import PROTECTION
from sandbox.slack import Slack
from tests.sandbox.test_messages import refusal
from tests.sandbox.town import Town, build_town

EVIL = "a\r\n<b>\"'; ü.html"


async def share(town: Town, person: Person, content: str = "a,b", name: str = "a.csv") -> File:
    """What the bot sends this person, as this person has it."""
    dm = await person.dm(town.inst)
    await town.client().files_upload_v2(
        channel=dm.id, content=content, filename=name, initial_comment="Here it is."
    )
    message = (await person.sees_dm(town.inst))[-1]
    assert message.text == "Here it is."
    return message.files[0]


async def ticket(town: Town, length: int = 3) -> dict[str, str]:
    answer = await town.client().files_getUploadURLExternal(filename="a.csv", length=length)
    assert isinstance(answer.data, dict)
    return answer.data


async def bring(address: str, content: bytes) -> int:
    async with aiohttp.ClientSession() as http, http.post(address, data=content) as response:
        return response.status


async def test_the_sdk_shares_several_at_once_in_a_thread(town: Town) -> None:
    root = await town.ann.says("Have you got it?", in_=town.room)
    uploads = [
        {"filename": "one.csv", "content": "1", "title": "One"},
        {"filename": "two.json", "content": b"{}"},
    ]
    await town.client().files_upload_v2(
        channel=town.room.id, file_uploads=uploads, thread_ts=root.ts
    )
    reply = (await town.vic.sees_thread(root))[-1]
    assert [(file.name, file.title, file.size) for file in reply.files] == [
        ("one.csv", "One", 1),
        ("two.json", "two.json", 2),
    ]
    assert await town.vic.downloads(reply.files[1]) == b"{}"


async def test_only_who_sees_the_message_has_the_file(town: Town) -> None:
    file = await share(town, town.vic, "grün,1")
    assert await town.vic.downloads(file) == "grün,1".encode()
    with pytest.raises(Refused, match="404"):
        await town.ann.downloads(file)


async def test_a_file_goes_with_its_message(town: Town) -> None:
    file = await share(town, town.ann)
    message = (await town.ann.sees_dm(town.inst))[-1]
    await town.client().chat_delete(channel=message.channel_id, ts=message.ts)
    with pytest.raises(Refused, match="404"):
        await town.ann.downloads(file)


async def test_what_is_saved_never_becomes_a_page(town: Town) -> None:
    file = await share(town, town.ann, "<script>alert(1)</script>", EVIL)
    query = {"person": town.ann.id}
    async with aiohttp.ClientSession() as http, http.get(file.url, params=query) as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"] == (
            "attachment; filename*=UTF-8''a%0D%0A%3Cb%3E%22%27%3B%20%C3%BC.html"
        )
        assert {name: response.headers[name] for name in PROTECTION} == PROTECTION


async def test_no_other_page_fetches_it(town: Town) -> None:
    file = await share(town, town.ann)
    address, headers = f"{file.url}?person={town.ann.id}", {"Sec-Fetch-Site": "cross-site"}
    async with aiohttp.ClientSession() as http, http.get(address, headers=headers) as response:
        assert response.status == 403


async def test_what_cannot_be_completed(town: Town) -> None:
    client, room = town.client(), town.room.id
    complete = client.files_completeUploadExternal
    one = await ticket(town)
    files = [{"id": one["file_id"]}]
    error = (await refusal(complete(files=files, channel_id=room)))["error"]
    assert error == "file_not_found", "its bytes have not come"
    assert await bring(one["upload_url"], b"a,b") == 200
    stranger = town.client((await town.app.install(town.vee)).bot_token)
    foreign = stranger.files_completeUploadExternal(files=files)
    assert (await refusal(foreign))["error"] == "file_not_found"
    hall = await town.acme.channel("hall", members=[town.ann])
    nowhere, outside = (
        complete(files=files, channel_id="D0"),
        complete(files=files, channel_id=hall.id),
    )
    assert (await refusal(nowhere))["error"] == "channel_not_found"
    assert (await refusal(outside))["error"] == "not_in_channel"
    lost = complete(files=files, channel_id=room, thread_ts="1.000001")
    assert (await refusal(lost))["error"] == "thread_not_found"
    await town.room.archive()
    late = complete(files=files, channel_id=room)
    assert (await refusal(late))["error"] == "posting_to_channel_denied"
    await town.room.unarchive()
    await complete(files=files, channel_id=room)
    again = complete(files=files, channel_id=room)
    assert (await refusal(again))["error"] == "file_not_found"
    assert await bring(one["upload_url"], b"c,d") == 404


async def test_without_a_conversation_nobody_sees_it(town: Town) -> None:
    answer = await town.client().files_upload_v2(content="a,b", filename="a.csv")
    address = f"{town.slack.url}/sandbox/files/{answer['file']['id']}"
    file = File(answer["file"]["id"], "a.csv", "a.csv", 3, address)
    with pytest.raises(Refused, match="404"):
        await town.ann.downloads(file)


async def test_an_upload_can_be_made_to_fail(town: Town) -> None:
    await town.box.fail("upload", status=500)
    with pytest.raises(SlackRequestError, match="status: 500"):
        await share(town, town.ann)
    assert await town.ann.sees_dm(town.inst) == []


async def test_the_wire_has_each_step_but_no_bytes(town: Town) -> None:
    await share(town, town.ann, "secret,1")
    entries = [entry for entry in await town.box.wire() if "out" in entry][-3:]
    assert [entry["out"] for entry in entries] == [
        "files.getUploadURLExternal",
        "upload",
        "files.completeUploadExternal",
    ]
    assert entries[1]["body"]["length"] == len("secret,1")
    assert "secret" not in str(entries)


async def test_it_is_there_after_a_new_start(tmp_path: Path) -> None:
    path = tmp_path / "slack.json"
    first = Slack(limits="off", kept=path)
    await first.start()
    async with await Sandbox.connect(first.url) as box:
        town = await build_town(first, box)
        file = await share(town, town.ann)
    await first.stop()
    second = Slack(limits="off", kept=path)
    await second.start()
    address = f"{second.url}/sandbox/files/{file.id}?person={town.ann.id}"
    async with aiohttp.ClientSession() as http, http.get(address) as response:
        assert await response.read() == b"a,b"
    await second.stop()
