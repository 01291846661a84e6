"""Events carry every field that Slack sends, and no other, over Socket Mode and HTTP."""

from __future__ import annotations

from typing import Any

from tests.sandbox.faithful.ears import Ear
from tests.sandbox.faithful.events import EVENTS
from tests.sandbox.faithful.payloads import ENVELOPE
from tests.sandbox.faithful.spec import check

HOME = {"type": "home", "blocks": [{"type": "divider"}]}


async def told(ear: Ear, what: str) -> dict[str, Any]:
    """The last event of the kind of `what`, once its shape is right."""
    await ear.town.box.quiet()
    envelope = ear.last_event(EVENTS[what]["type"])
    check(envelope, ENVELOPE | {"event": EVENTS[what]})
    event: dict[str, Any] = envelope["event"]
    return event


async def test_home_and_messages_of_the_app(ear: Ear) -> None:
    town = ear.town
    await town.ann.opens_home(town.inst)
    await told(ear, "home opened first")
    await town.client().views_publish(user_id=town.ann.id, view=HOME)
    await town.ann.opens_home(town.inst)
    await told(ear, "home opened again")
    await town.ann.opens_messages(town.inst)
    await told(ear, "messages opened")


async def test_what_people_say(ear: Ear) -> None:
    town = ear.town
    await town.ann.says("hi", in_=await town.ann.dm(town.inst))
    await told(ear, "said directly")
    root = await town.ann.says("hi", in_=town.room)
    await told(ear, "said")
    await town.vic.says("hi", in_=town.room)
    await told(ear, "said by an external")
    await town.cy.says("hi", in_=town.room, thread=root)
    assert (await told(ear, "replied"))["parent_user_id"] == town.ann.id
    cellar = await town.acme.channel("cellar", members=[town.ann], private=True)
    await cellar.add_bot(town.inst)
    await town.ann.says("psst", in_=cellar)
    await told(ear, "said in private")


async def test_files_that_bots_share(ear: Ear) -> None:
    town = ear.town
    client = town.client()
    for person, what in (
        (town.ann, "a file shared by the bot"),
        (town.vic, "a file shared with an external"),
    ):
        dm = await person.dm(town.inst)
        await client.files_upload_v2(channel=dm.id, content="a,b", filename="a.csv")
        await told(ear, what)


async def test_what_bots_say_and_who_mentions_them(ear: Ear) -> None:
    town = ear.town
    await town.client().chat_postMessage(channel=town.room.id, text="hi")
    await told(ear, "posted by the bot")
    await town.ann.says(f"{town.inst} hi", in_=town.room)
    await told(ear, "mentioned")
    await town.vic.says(f"{town.inst} hi", in_=town.room)
    assert (await told(ear, "mentioned by an external"))["user_team"] == town.vee.id


async def test_changes_and_reactions(ear: Ear) -> None:
    town = ear.town
    message = await town.ann.says("one", in_=town.room)
    await town.vic.reacts(message, "+1::skin-tone-3")
    await told(ear, "reacted")
    await town.vic.unreacts(message, "+1::skin-tone-3")
    await told(ear, "reacted no more")
    edited = await town.ann.edits(message, "two")
    await told(ear, "edited")
    await town.ann.deletes(edited)
    await told(ear, "deleted")


async def test_who_comes_and_goes(ear: Ear) -> None:
    town = ear.town
    hall = await town.acme.channel("hall", members=[town.ann])
    await hall.add_bot(town.inst, inviter=town.ann)
    await told(ear, "invited")
    await town.cy.joins(hall)
    await told(ear, "joined")
    await town.cy.leaves(hall)
    await told(ear, "left")


async def test_people_who_change(ear: Ear) -> None:
    town = ear.town
    await town.ann.changes(name="Ann Hill")
    await told(ear, "changed")
    await town.cy.deactivated()
    await told(ear, "deactivated")
    await town.box.behave(user_change_of_externals=True)
    await town.vic.changes(tz="Asia/Seoul")
    assert (await told(ear, "an external changed"))["user"]["team_id"] == town.vee.id


async def test_channels_that_change(ear: Ear) -> None:
    town = ear.town
    await town.room.archive()
    await told(ear, "archived")
    await town.room.unarchive()
    await told(ear, "unarchived")
    await town.room.change_id()
    await told(ear, "given another id")
    await town.room.unshare(town.vee)
    await told(ear, "unshared")
    await town.room.share(town.vee)
    await told(ear, "shared")
    cellar = await town.acme.channel("cellar", members=[town.ann], private=True)
    await cellar.add_bot(town.inst)
    await cellar.archive()
    await told(ear, "archived in private")


async def test_the_end(ear: Ear) -> None:
    await ear.town.inst.uninstall()
    await told(ear, "revoked")
    await told(ear, "uninstalled")
