"""What people do by mistake, and what may be missing: each gets one private sentence."""

import pytest

from sandbox.client import Channel, Person, Refused
from tests.engines import ONE_ENGINE
from tests.world import World, open_world


async def second_relationship(world: World, person: Person) -> Channel:
    """Another relationship, of Acme with Zed, in which this person stands; its channel."""
    zoe = await world.practice.client.person("Zoe Zed")
    room = await world.practice.client.channel("acme-zed", members=[person, zoe])
    await room.add_bot(world.inst)
    await world.settle()
    await person.command("/rapport", "setup", in_=room)
    await world.settle()
    result = await person.submits(
        {
            "client_name": "Acme",
            "vendor_name": "Zed",
            "client_people": [person],
            "client_contacts": [person],
            "vendor_people": [zoe],
            "vendor_contacts": [zoe],
        }
    )
    assert result.errors == {}
    await world.settle()
    await zoe.presses((await zoe.sees(room))[-1], "Confirm")
    await world.settle()
    return room


@ONE_ENGINE
async def test_an_unknown_subcommand_gets_the_help(world: World) -> None:
    reply = await world.ann.command("/rapport", "frobnicate <!channel>", in_=world.room)
    assert "I do not know that one: `/rapport frobnicate`" in reply.text
    assert "<!channel>" not in str(reply.blocks)
    assert "/kudos @someone" in str(reply.blocks)


@ONE_ENGINE
async def test_help_and_the_long_names_of_the_short_commands(world: World) -> None:
    for text in ("", "help", "  HELP  "):
        reply = await world.ann.command("/rapport", text, in_=world.room)
        assert "/problem what is wrong" in str(reply.blocks)
    short = await world.ann.command("/kudos", "list", in_=world.room)
    long = await world.ann.command("/rapport", "kudos list", in_=world.room)
    assert short.text == long.text


@ONE_ENGINE
@pytest.mark.parametrize(
    ("command", "text"), [("/kudos", "list"), ("/problem", "list"), ("/pulse", "list")]
)
async def test_without_a_setup_commands_say_how_to_begin(
    bare_world: World, command: str, text: str
) -> None:
    reply = await bare_world.ann.command(command, text, in_=bare_world.room)
    assert "`/rapport setup`" in reply.text


async def test_before_the_other_side_confirmed_commands_say_who_can(bare_world: World) -> None:
    world = bare_world
    await world.open_setup(world.ann)
    await world.ann.submits(
        {"client_name": "Acme", "vendor_name": "Vee", "vendor_contacts": [world.bo]}
    )
    await world.settle()
    reply = await world.ann.command("/kudos", f"{world.bo} for nothing yet", in_=world.room)
    assert "not confirmed yet" in reply.text


@ONE_ENGINE
async def test_in_a_direct_message_the_only_relationship_is_meant(world: World) -> None:
    dm = await world.ann.dm(world.inst)
    reply = await world.ann.command("/rapport", "who", in_=dm)
    assert "Acme and Vee" in reply.text


async def test_with_several_relationships_the_bot_asks_which(world: World) -> None:
    await second_relationship(world, world.ann)
    dm = await world.ann.dm(world.inst)
    reply = await world.ann.command("/rapport", "kudos list", in_=dm)
    assert "Which relationship" in reply.text
    shown = (await world.ann.sees_dm(world.inst))[-1]
    assert {"Acme and Vee", "Acme and Zed"} <= set(shown.buttons)
    await world.ann.presses(shown, "Acme and Zed")
    answer = (await world.ann.sees_dm(world.inst))[-1]
    assert "Zed" in answer.words or "kudos" in answer.words.lower()
    assert "Which relationship" not in answer.words


async def test_nobody_sees_another_relationship(world: World) -> None:
    room = await second_relationship(world, world.ann)
    await room.add(world.amir)
    await world.settle()
    for command, text in (("/kudos", "list"), ("/problem", "list"), ("/pulse", "list")):
        reply = await world.amir.command(command, text, in_=room)
        assert "neither side" in reply.text


@ONE_ENGINE
async def test_a_mention_is_answered_once_with_a_menu_only_its_author_sees(world: World) -> None:
    await world.bo.says(f"{world.bot} what can you do?", in_=world.room)
    await world.settle()
    await world.box.redeliver_last("app_mention")
    await world.settle()
    menus = [m for m in await world.bo.sees(world.room) if m.ephemeral]
    assert len(menus) == 1
    assert {"Give kudos", "Raise a problem", "New pulse", "Who is who"} <= set(menus[0].buttons)
    assert not [m for m in await world.ann.sees(world.room) if m.ephemeral]


@ONE_ENGINE
async def test_a_mention_in_a_thread_is_answered_in_the_thread(world: World) -> None:
    head = await world.ann.says("about the export", in_=world.room)
    await world.bo.says(f"{world.bot} help", in_=world.room, thread=head)
    await world.settle()
    thread = await world.bo.sees_thread(head)
    assert thread[-1].ephemeral
    assert "Give kudos" in thread[-1].buttons


@ONE_ENGINE
async def test_a_direct_message_in_words_gets_the_menu(world: World) -> None:
    dm = await world.bo.dm(world.inst)
    await world.bo.says("hello?", in_=dm)
    await world.settle()
    answer = (await world.bo.sees_dm(world.inst))[-1]
    assert "Give kudos" in answer.buttons


@ONE_ENGINE
async def test_the_home_tab_has_the_menu_for_people_with_the_app(world: World) -> None:
    home = await world.ann.opens_home(world.inst)
    await world.settle()
    home = await world.ann.opens_home(world.inst)
    assert home is not None
    assert "Give kudos" in home.buttons
    await world.ann.presses(home, "Give kudos")
    assert (await world.ann.modal()) is not None
    assert await world.bo.opens_home(world.inst) is None


@ONE_ENGINE
async def test_slack_itself_refuses_commands_of_people_without_the_app(world: World) -> None:
    for command in ("/rapport", "/pulse", "/kudos", "/problem"):
        with pytest.raises(Refused):
            await world.bo.command(command, "", in_=world.room)


@ONE_ENGINE
async def test_a_token_without_a_scope_says_which_one(database_url: str) -> None:
    async with open_world(database_url, without_scopes=("users:read",)) as world:
        await world.ann.command("/rapport", "setup", in_=world.room)
        await world.settle()
        view = await world.ann.modal()
        assert view is not None
        assert "`users:read`" in view.words
        assert "reinstall" in view.words


async def test_an_act_that_slack_repeats_has_its_effect_once(world: World) -> None:
    carl = await world.practice.client.person("Carl New")
    await world.room.add(carl)
    await world.settle()
    await world.box.redeliver_last("member_joined_channel")
    await world.settle()
    reply = await world.ann.command("/rapport", "who", in_=world.room)
    assert str(reply.blocks).count(f"<@{carl.id}>") == 1


async def test_an_event_that_fails_comes_again_and_then_counts(world: World) -> None:
    await world.box.retry_after_seconds(0.2)
    await world.box.drop_acks(1)
    await world.bo.says(f"{world.bot} hello", in_=world.room)
    await world.settle()
    menus = [m for m in await world.bo.sees(world.room) if m.ephemeral]
    assert len(menus) == 1


async def test_what_waits_for_the_bot_is_posted_when_it_is_invited_back(world: World) -> None:
    await world.room.remove_bot(world.inst)
    await world.settle()
    reply = await world.ann.command("/kudos", f"{world.bo} for staying calm", in_=world.room)
    assert "invite" in str(reply.blocks)
    await world.settle()
    before = len([m for m in await world.bo.sees(world.room) if "staying calm" in m.words])
    await world.room.add_bot(world.inst)
    await world.settle()
    after = len([m for m in await world.bo.sees(world.room) if "staying calm" in m.words])
    assert (before, after) == (0, 1)


@ONE_ENGINE
async def test_a_name_that_looks_like_a_command_calls_nobody(world: World) -> None:
    sam = await world.practice.client.person("<!channel> Sam & Sons")
    await world.room.add(sam)
    said = await sam.says("done", in_=world.room)
    await sam.deactivated()
    await world.settle()
    await world.ann.shortcut("give_kudos", said)
    await world.settle()
    notice = await world.notice(world.ann)
    assert notice.text.startswith("&lt;!channel&gt; Sam &amp; Sons has been deactivated")
    assert "<!channel>" not in str(notice.blocks)


@ONE_ENGINE
async def test_without_a_setup_people_without_the_app_are_told_their_way(
    bare_world: World,
) -> None:
    await bare_world.menu_button(bare_world.bo, "Give kudos")
    assert "mention me there and press Set up" in (await bare_world.notice(bare_world.bo)).text
