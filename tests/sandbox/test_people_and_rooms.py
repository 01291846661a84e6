"""conversations.*, users.* and team.info, across the border of two workspaces."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.client import Refused, Workspace
from tests.sandbox.test_messages import refusal
from tests.sandbox.town import SCOPES, Town


async def test_a_shared_channel_shows_that_it_is_shared(town: Town) -> None:
    answer = await town.client().conversations_info(channel=town.room.id, include_num_members=True)
    channel = answer["channel"]
    assert channel["is_ext_shared"] is True
    assert channel["is_private"] is False
    assert channel["is_member"] is True
    assert channel["context_team_id"] == town.acme.id
    assert channel["conversation_host_id"] == town.acme.id
    assert channel["connected_team_ids"] == [town.vee.id]
    assert channel["num_members"] == 4


async def test_members_include_externals_and_users_list_does_not(town: Town) -> None:
    client = town.client()
    members = (await client.conversations_members(channel=town.room.id))["members"]
    everyone = [town.ann.id, town.cy.id, town.vic.id, town.inst.bot_user_id]
    assert members == everyone
    local = [user["id"] for user in (await client.users_list())["members"]]
    assert town.ann.id in local
    assert town.vic.id not in local


async def test_people_of_the_other_workspace_are_thinner(town: Town) -> None:
    client = town.client()
    ann = (await client.users_info(user=town.ann.id, include_locale=True))["user"]
    vic = (await client.users_info(user=town.vic.id, include_locale=True))["user"]
    assert (ann["locale"], ann["tz"], ann["team_id"]) == ("en-US", "Europe/Berlin", town.acme.id)
    assert "locale" not in vic
    assert "is_stranger" not in vic
    assert (vic["tz"], vic["tz_offset"], vic["team_id"]) == ("Asia/Tokyo", 32400, town.vee.id)
    wil = await town.vee.person("Wil", hide_tz=True)
    stranger = (await client.users_info(user=wil.id))["user"]
    assert stranger["is_stranger"] is True
    assert "tz" not in stranger
    assert (await refusal(client.users_info(user="U0")))["error"] == "user_not_found"


async def test_direct_messages_need_a_shared_channel(town: Town) -> None:
    client = town.client()
    opened = await client.conversations_open(users=[town.vic.id])
    dm = opened["channel"]["id"]
    again = await client.conversations_open(users=town.vic.id, return_im=True)
    assert (again["channel"]["id"], again["already_open"]) == (dm, True)
    assert again["channel"]["user"] == town.vic.id
    await client.chat_postMessage(channel=town.vic.id, text="by user id")
    await client.chat_postMessage(channel=dm, text="by channel id")
    assert [m.text for m in await town.vic.sees_dm(town.inst)] == ["by user id", "by channel id"]
    await town.room.unshare(town.vee)
    ended = client.chat_postMessage(channel=dm, text="anybody there?")
    assert (await refusal(ended))["error"] == "channel_not_found"
    reopened = client.conversations_open(users=[town.vic.id])
    assert (await refusal(reopened))["error"] == "user_not_visible"
    with pytest.raises(Refused, match="channel_not_found"):
        await town.vic.dm(town.inst)


async def test_who_cannot_be_written_to(town: Town) -> None:
    client = town.client()
    robo = await town.acme.bot_user("Other Bot")
    dm = (await client.conversations_open(users=town.cy.id))["channel"]["id"]
    await town.cy.deactivated()
    errors = [
        (await refusal(client.conversations_open(users=users)))["error"]
        for users in ("U0", robo.id, town.cy.id, ",".join([town.ann.id] * 9))
    ]
    assert errors == ["user_not_found", "cannot_dm_bot", "user_disabled", "too_many_users"]
    assert (await client.chat_postMessage(channel=dm, text="silently"))["ok"]
    assert (await client.users_info(user=town.cy.id))["user"]["deleted"] is True


async def test_group_messages(town: Town) -> None:
    client = town.client()
    group = await client.conversations_open(users=[town.ann.id, town.vic.id])
    posted = await client.chat_postMessage(channel=group["channel"]["id"], text="both of you")
    assert posted["ok"]
    wil = await town.vee.person("Wil")
    strange = client.conversations_open(users=[town.ann.id, wil.id])
    assert (await refusal(strange))["error"] == "invalid_user_combination"


async def test_joining_and_listing(town: Town) -> None:
    client = town.client()
    hall = await town.acme.channel("hall", members=[town.ann])
    secret = await town.acme.channel("secret", members=[town.ann], private=True)
    joined = await client.conversations_join(channel=hall.id)
    assert joined["channel"]["is_member"] is True
    assert (await client.conversations_join(channel=hall.id))["warning"] == "already_in_channel"
    hidden = client.conversations_join(channel=secret.id)
    assert (await refusal(hidden))["error"] == "channel_not_found"
    await secret.add_bot(town.inst)
    private = client.conversations_join(channel=secret.id)
    assert (await refusal(private))["error"] == "method_not_supported_for_channel_type"
    both = await client.conversations_list(types="public_channel,private_channel")
    assert {c["id"] for c in both["channels"]} == {town.room.id, hall.id, secret.id}
    await hall.archive()
    rest = await client.conversations_list(exclude_archived=True)
    assert [c["id"] for c in rest["channels"]] == [town.room.id]
    assert (await refusal(client.conversations_list(types="x")))["error"] == "invalid_types"


async def test_a_changed_id_replaces_the_old_one(town: Town) -> None:
    old = town.room.id
    await town.room.change_id()
    assert town.room.id != old
    assert (await town.client().conversations_info(channel=town.room.id))["ok"]
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await town.client().conversations_info(channel=old)


async def test_team_and_bot(town: Town) -> None:
    team = (await town.client().team_info())["team"]
    assert (team["id"], team["name"], team["domain"]) == (town.acme.id, "Acme", "acme")
    bot = (await town.client().bots_info(bot=town.inst.bot_id))["bot"]
    assert (bot["app_id"], bot["user_id"]) == (town.app.id, town.inst.bot_user_id)


async def test_outsiders_are_not_put_into_channels(town: Town) -> None:
    with pytest.raises(Refused, match="not_connected"):
        await town.acme.channel("inside", members=[town.ann, town.vic])
    with pytest.raises(Refused, match="invalid_tz"):
        await town.acme.person("Moon", tz="Moon/Crater")
    with pytest.raises(Refused, match="invalid_tz"):
        await town.ann.changes(tz="Moon/Crater")
    nowhere = Workspace(None, "T0", "Nowhere")
    with pytest.raises(Refused, match="workspace_not_found"):
        await town.acme.channel("lost", shared_with=[nowhere])


async def test_each_workspace_has_its_own_name_and_privacy_for_a_channel(listened: Town) -> None:
    theirs = await listened.app.install(listened.vee)
    await listened.room.add_bot(theirs)
    await listened.room.look(listened.vee, "with-acme", private=True)
    ours, other = listened.client(), listened.client(theirs.bot_token)
    here = (await ours.conversations_info(channel=listened.room.id))["channel"]
    there = (await other.conversations_info(channel=listened.room.id))["channel"]
    assert (here["name"], here["is_private"], here["is_channel"]) == ("acme-vee", False, True)
    assert (there["name"], there["is_private"], there["is_group"]) == ("with-acme", True, True)
    assert here["id"] == there["id"]
    listed = await other.conversations_list(types="private_channel")
    assert [channel["id"] for channel in listed["channels"]] == [listened.room.id]
    await listened.vic.command("/hello", f"in {listened.room}", in_=listened.room)
    await listened.ann.command("/hello", f"in {listened.room}", in_=listened.room)
    entries = [e for e in await listened.box.wire() if e.get("in") == "slash_commands"]
    by_vic, by_ann = [entry["envelope"]["payload"] for entry in entries]
    assert (by_vic["channel_name"], by_vic["text"]) == (
        "privategroup",
        f"in <#{listened.room.id}|>",
    )
    assert (by_ann["channel_name"], by_ann["text"]) == (
        "acme-vee",
        f"in <#{listened.room.id}|acme-vee>",
    )
    (row,) = await listened.vic.conversations()
    assert row.name == "with-acme"
    outsider = await listened.vee.person("Wil")
    with pytest.raises(Refused, match="channel_not_found"):
        await outsider.sees(listened.room)
    with pytest.raises(Refused, match="not_connected"):
        await listened.room.look(listened.acme, "mine")


async def test_what_is_private_on_one_side_needs_that_sides_scopes(listened: Town) -> None:
    granted = [scope for scope in SCOPES if not scope.startswith("groups:")]
    theirs = await listened.app.install(listened.vee, scopes=granted)
    await listened.room.add_bot(theirs)
    await listened.vic.says("one", in_=listened.room)
    await listened.room.look(listened.vee, "with-acme", private=True)
    await listened.vic.says("two", in_=listened.room)
    heard = [
        (e["envelope"]["payload"]["context_team_id"], e["envelope"]["payload"]["event"])
        for e in await listened.box.wire()
        if e.get("in") == "events_api" and e["envelope"]["payload"]["event"]["type"] == "message"
    ]
    assert [(team, event["text"]) for team, event in heard] == [
        (listened.vee.id, "one"),
        (listened.acme.id, "two"),
    ]
    history = listened.client(theirs.bot_token).conversations_history(channel=listened.room.id)
    assert (await refusal(history))["needed"] == "groups:history"


async def test_the_events_of_a_channel_are_those_of_the_side_they_go_to(listened: Town) -> None:
    theirs = await listened.app.install(listened.vee)
    await listened.room.look(listened.vee, "with-acme", private=True)
    await listened.room.add_bot(theirs)
    message = await listened.vic.says("hi", in_=listened.room)
    await listened.vic.edits(message, "hello")
    events = [
        e["envelope"]["payload"]["event"]
        for e in await listened.box.wire()
        if e.get("in") == "events_api"
    ]
    joined = next(e for e in reversed(events) if e["type"] == "member_joined_channel")
    assert joined["channel_type"] == "G"
    assert [e["channel_type"] for e in events if e["type"] == "message"] == ["group", "group"]


async def test_a_severed_channel_keeps_the_look_it_had(town: Town) -> None:
    await town.room.look(town.vee, "with-acme", private=True)
    await town.room.unshare(town.vee)
    (copy,) = await town.vic.conversations()
    assert copy.name == "with-acme"
    wil = await town.vee.person("Wil")
    with pytest.raises(Refused, match="channel_not_found"):
        await wil.sees(copy)


async def test_direct_messages_are_listed_by_whom_they_are_with(town: Town) -> None:
    await town.ann.dm(town.inst)
    await town.client().conversations_open(users=[town.ann.id, town.vic.id])
    names = [row.name for row in await town.ann.conversations()]
    assert names == ["acme-vee", "helper", "helper, Vic Ost"]
