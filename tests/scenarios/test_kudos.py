"""Thanks by every way in, across the border, told once, and taken back."""

from datetime import timedelta

import pytest

from sandbox.client import Message, Person, Refused
from tests.engines import ONE_ENGINE
from tests.world import PATIENT_SECONDS, World

RAW_CHANNEL_CALL = "<!channel>"


async def cards(world: World, person: Person) -> list[Message]:
    """The kudos that everybody in the room sees."""
    await world.settle()
    return [m for m in await person.sees(world.room) if ":tada:" in m.words and not m.ephemeral]


async def refuse(world: World, text: str) -> str:
    """What Ann reads after a `/kudos` that posts nothing."""
    await world.ann.command("/kudos", text, in_=world.room)
    assert await cards(world, world.bo) == []
    return (await world.notice(world.ann)).words


async def test_a_command_thanks_people_of_both_sides(world: World) -> None:
    await world.ann.command(
        "/kudos", f"{world.bo}, {world.amir} and {world.bea} for the calm handover", in_=world.room
    )
    (card,) = await cards(world, world.bob)
    assert (
        f"<@{world.ann.id}> of *Acme* thanks <@{world.amir.id}> of *Acme* and "
        f"<@{world.bo.id}> and <@{world.bea.id}> of *Vee*"
    ) in card.words
    assert ">the calm handover" in card.words

    notice = await world.notice(world.ann)
    assert "Your kudos for" in notice.words
    assert notice.buttons == ["Take it back"]


async def test_within_a_side_no_organisation_is_named(world: World) -> None:
    await world.ann.command("/rapport", f"kudos {world.ada} thank you!", in_=world.room)
    (card,) = await cards(world, world.bo)
    assert f"<@{world.ann.id}> thanks <@{world.ada.id}>" in card.words
    assert "Acme" not in card.words


async def test_a_person_without_the_app_thanks_through_the_menu(world: World) -> None:
    said = await world.ann.says("We are late.", in_=world.room)
    with pytest.raises(Refused):
        await world.bo.command("/kudos", f"{world.ann} for trust", in_=world.room)
    with pytest.raises(Refused):
        await world.bo.shortcut("give_kudos", said)

    await world.menu_button(world.bo, "Give kudos")
    form = await world.bo.modal()
    assert "Acme and Vee" in form.words
    result = await world.bo.submits({"Whom": [world.ann], "What for": "for telling us early"})

    assert result.errors == {}
    (card,) = await cards(world, world.ann)
    assert f"<@{world.bo.id}> of *Vee* thanks <@{world.ann.id}> of *Acme*" in card.words
    assert "Your kudos for" in (await world.notice(world.bo)).words


async def test_names_alone_open_the_form_with_them(world: World) -> None:
    await world.ann.command("/kudos", f"{world.bo} {world.bea} for", in_=world.room)
    form = await world.ann.modal()
    picked = next(b["element"] for b in form.blocks if b["block_id"] == "receivers")
    assert picked["initial_users"] == [world.bo.id, world.bea.id]
    assert (await world.ann.submits({"What for": "the review"})).errors == {}
    assert len(await cards(world, world.ann)) == 1


async def test_an_empty_form_and_wrong_people_are_shown_beside_the_fields(world: World) -> None:
    robo = await world.practice.client.bot_user("Other Bot")
    await world.room.add(robo)
    await world.settle()
    await world.ann.command("/kudos", in_=world.room)

    empty = await world.ann.submits({})
    assert set(empty.errors) == {"receivers", "reason"}
    blank = await world.ann.submits({"receivers": [world.bo], "reason": "   "})
    assert "what it is for" in blank.errors["reason"]
    wrong = await world.ann.submits(
        {"receivers": [world.ann, robo, world.bo], "reason": "good work"}
    )
    assert "leave yourself out" in wrong.errors["receivers"]
    assert "Other Bot is a bot" in wrong.errors["receivers"]
    assert await cards(world, world.bo) == []

    right = await world.ann.submits({"receivers": [world.bo], "reason": "good work"})
    assert right.errors == {}
    assert len(await cards(world, world.bo)) == 1


async def test_a_form_counts_once_and_two_equal_forms_are_two(world: World) -> None:
    """The person meant it twice: they filled two forms."""
    for _ in range(2):
        await world.ann.command("/kudos", in_=world.room)
        await world.ann.submits({"receivers": [world.bo], "reason": "the release"})
    assert len(await cards(world, world.bo)) == 2


async def test_a_form_whose_answer_got_lost_is_submitted_again_and_counts_once(
    world: World,
) -> None:
    await world.ann.command("/kudos", in_=world.room)
    filled = {"receivers": [world.bo], "reason": "the release"}
    await world.box.ack_within_seconds(0.5)
    await world.box.drop_acks(1)
    lost = await world.ann.submits(filled)
    assert lost.error == "operation_timeout"
    await world.box.ack_within_seconds(PATIENT_SECONDS)
    again = await world.ann.submits(filled)
    assert (again.error, again.errors) == (None, {})
    assert len(await cards(world, world.bo)) == 1


async def test_the_shortcut_thanks_the_author_and_keeps_the_message(world: World) -> None:
    said = await world.bo.says("The export runs again.", in_=world.room)
    await world.ann.shortcut("give_kudos", said)
    form = await world.ann.modal()
    picked = next(b["element"] for b in form.blocks if b["block_id"] == "receivers")
    assert picked["initial_users"] == [world.bo.id]
    await world.ann.submits({"reason": "fixing the export at night"})

    (card,) = await cards(world, world.bea)
    assert f"/archives/{world.room.id}/p{said.ts.replace('.', '')}|this message>" in card.words
    assert "The export runs again" not in card.words


async def test_the_shortcut_on_own_and_bots_messages(world: World) -> None:
    own = await world.ann.says("I did it.", in_=world.room)
    await world.ann.shortcut("give_kudos", own)
    assert "That message is your own" in (await world.notice(world.ann)).words

    of_the_bot = next(m for m in await world.ann.sees(world.room) if "What I keep" in m.words)
    await world.ann.shortcut("give_kudos", of_the_bot)
    assert "That message is from an app" in (await world.notice(world.ann)).words
    assert await world.ann.modal() is None


async def test_the_shortcut_on_a_message_of_somebody_on_no_side(world: World) -> None:
    cy = await (await world.box.workspace("Third")).person("Cy Day")
    await world.room.share(cy.workspace)
    await world.room.add(cy)
    await world.settle()
    said = await cy.says("hello", in_=world.room)
    await world.ann.shortcut("give_kudos", said)
    assert "Cy Day is on neither side yet" in (await world.notice(world.ann)).words

    await world.menu_button(cy, "Give kudos")
    assert "You are on neither side" in (await world.notice(cy)).words


async def test_refusals_say_why_and_give_the_words_back(world: World) -> None:
    robo = await world.practice.client.bot_user("Other Bot")
    for text, why in {
        f"{world.ann} for me": "leave yourself out",
        f"{robo} for the reminders": "Other Bot is a bot",
        f"{world.bot} for listening": "is a bot",
        f"{world.bo} {robo} for teamwork": "Other Bot is a bot",
        "<!subteam^S0123ABCD|@team-vee> for all": "one by one",
        "<!channel> for all": "one by one",
        "@bo for typing it by hand": "from Slack's suggestions",
        f"{world.bo} and @bea for half": "from Slack's suggestions",
        "<@U0NOBODY99> for being new": "I do not know one of these people",
        "nonsense": "Whom do you want to thank?",
    }.items():
        said = await refuse(world, text)
        assert why in said, text
        assert "Nothing was posted. You typed:" in said
        assert text.split(" ", 1)[-1].rpartition("> ")[-1] in said


async def test_slack_in_trouble_gives_the_words_back(world: World) -> None:
    await world.box.fail("users.info", error="ratelimited")
    said = await refuse(world, "<@U0NOBODY99> for being new")
    assert "Slack asks me to slow down" in said
    assert "for being new" in said


async def test_people_who_left_or_were_deactivated(world: World) -> None:
    await world.bob.leaves(world.room)
    await world.amir.deactivated()
    await world.settle()
    assert "Bob Ito is not in the channel" in await refuse(world, f"{world.bob} for years")
    assert "Amir Khan has been deactivated" in await refuse(world, f"{world.amir} for years")


async def test_the_same_command_within_a_minute_asks_first(world: World) -> None:
    for _ in range(2):
        await world.ann.command("/kudos", f"{world.bo} for the demo", in_=world.room)
    assert len(await cards(world, world.bo)) == 1
    question = await world.notice(world.ann)
    assert "a moment ago" in question.words

    await world.ann.presses(question, "Yes, once more")
    await world.ann.presses(question, "Yes, once more")
    assert len(await cards(world, world.bo)) == 2
    assert "answered this question before" in (await world.notice(world.ann)).words

    await world.pass_time(by=timedelta(seconds=61))
    await world.ann.command("/kudos", f"{world.bo} for the demo", in_=world.room)
    assert len(await cards(world, world.bo)) == 3


async def test_other_people_or_other_words_are_not_the_same(world: World) -> None:
    await world.ann.command("/kudos", f"{world.bo} for the demo", in_=world.room)
    await world.ann.command("/kudos", f"{world.bea} for the demo", in_=world.room)
    await world.ann.command("/kudos", f"{world.bo} for the demo!", in_=world.room)
    await world.ada.command("/kudos", f"{world.bo} for the demo", in_=world.room)
    assert len(await cards(world, world.bo)) == 4


async def test_only_the_giver_takes_kudos_back(world: World) -> None:
    await world.ann.command("/kudos", f"{world.bo} for the wrong thing", in_=world.room)
    await world.settle()
    confirmation = await world.notice(world.ann)
    for _ in range(2):
        await world.ann.presses(confirmation, "Take it back")
        assert "Taken back" in (await world.notice(world.ann)).words

    assert await cards(world, world.bo) == []
    said = [m.words for m in await world.bo.sees(world.room)]
    assert f"<@{world.ann.id}> took back what stood here." in said
    assert not any("the wrong thing" in words for words in said)
    await world.ann.command("/kudos", "list", in_=world.room)
    assert "No kudos" in (await world.notice(world.ann)).words


async def test_kudos_taken_back_can_be_given_again_at_once(world: World) -> None:
    await world.ann.command("/kudos", f"{world.bo} for courage", in_=world.room)
    await world.ann.presses(await world.notice(world.ann), "Take it back")
    await world.ann.command("/kudos", f"{world.bo} for courage", in_=world.room)
    assert len(await cards(world, world.bo)) == 1


async def test_the_list_shows_the_latest_ten_with_links(world: World) -> None:
    await world.ann.command("/kudos", "LIST", in_=world.room)
    empty = await world.notice(world.ann)
    assert "No kudos in" in empty.words
    assert empty.buttons == ["Give kudos"]

    for number in range(12):
        await world.pass_time(by=timedelta(hours=7))
        await world.ann.command("/kudos", f"{world.bo} for deed {number}.", in_=world.room)
    await world.menu_button(world.bo, "Give kudos")
    await world.bo.submits({"Whom": [world.ada], "What for": "deed of Bo"})
    last = (await cards(world, world.ann))[-1]

    await world.ann.command("/kudos", "list", in_=world.room)
    listed = await world.notice(world.ann)
    assert [n for n in range(12) if f"deed {n}." in listed.words] == list(range(3, 12))
    assert listed.words.index("deed of Bo") < listed.words.index("deed 11.")
    assert f"/p{last.ts.replace('.', '')}|open>" in listed.words
    assert listed.buttons.count("Take it back") == 4  # those of the last day

    await world.ann.presses(listed, "Older ones")
    older = await world.notice(world.ann)
    assert [n for n in range(12) if f"deed {n}." in older.words] == list(range(3))
    assert "Older ones" not in older.buttons

    await world.ann.presses(listed, "Give kudos")
    assert (await world.ann.modal()).title == "Give kudos"
    await world.ann.closes()

    await world.menu_button(world.bo, "Recent kudos")
    theirs = await world.notice(world.bo)
    assert theirs.buttons.count("Take it back") == 1
    await world.bo.presses(theirs, "Take it back")
    await world.menu_button(world.bo, "Recent kudos")
    assert "deed of Bo" not in (await world.notice(world.bo)).words


@ONE_ENGINE
async def test_help(world: World) -> None:
    await world.ann.command("/kudos", "help", in_=world.room)
    said = (await world.notice(world.ann)).words
    assert "`/kudos list`" in said


@ONE_ENGINE
@pytest.mark.parametrize(
    "text",
    [
        "<!channel> look & see <b>this</b> &amp; that",
        "شكرا جزيلا על הכול 👩‍👩‍👧‍👦🎉 ありがとう",
        "&<>" * 780,
        "word " * 590,
        "x" * 2990,
        "*bold*\n\n> quote `code`\n```\nblock",
        "{0} {name} %s",
    ],
    ids=["escapes", "scripts", "entities", "words", "one word", "marks", "braces"],
)
async def test_any_text_arrives_whole_and_harmless(world: World, text: str) -> None:
    await world.menu_button(world.bo, "Give kudos")
    result = await world.bo.submits({"receivers": [world.ann], "reason": text})
    assert result.errors == {}
    (card,) = await cards(world, world.ann)
    assert RAW_CHANNEL_CALL not in card.words + card.text
    quoted = "".join(b["text"]["text"] for b in card.blocks[1:-1])
    shown = quoted.replace("&lt;", "<").replace("&gt;", "»").replace("&amp;", "&")
    wanted = text.strip().replace(">", "»")
    assert shown.replace(">", "").replace("\n", "") == wanted.replace("\n", "")


async def test_a_typed_broadcast_and_a_mention_in_the_words_call_nobody(world: World) -> None:
    await world.ann.command(
        "/kudos", f"{world.bo} for asking {world.bea} in {RAW_CHANNEL_CALL} & <b>", in_=world.room
    )
    (card,) = await cards(world, world.bo)
    assert ">asking @Bea Ruiz in @channel &amp; &lt;b&gt;" in card.words
    assert f"<@{world.bea.id}>" not in card.words


async def test_away_from_the_channel_they_are_kept_and_posted_later(world: World) -> None:
    await world.room.remove_bot(world.inst)
    await world.settle()
    await world.ann.command("/kudos", f"{world.bo} for patience", in_=world.room)
    await world.settle()
    assert "I am not in <#" in (await world.notice(world.ann)).words
    assert await cards(world, world.bo) == []

    await world.room.add_bot(world.inst)
    assert len(await cards(world, world.bo)) == 1


async def test_a_form_says_that_they_wait_for_the_bot(world: World) -> None:
    await world.ann.command("/kudos", in_=world.room)
    await world.room.remove_bot(world.inst)
    await world.settle()
    result = await world.ann.submits({"receivers": [world.bo], "reason": "patience"})
    assert "I am not in <#" in result.view.words
    await world.ann.presses(result.view, "Take it back")
    await world.room.add_bot(world.inst)
    assert await cards(world, world.bo) == []


async def test_taken_back_before_anybody_saw_them_nothing_is_posted(world: World) -> None:
    await world.room.remove_bot(world.inst)
    await world.settle()
    await world.ann.command("/kudos", f"{world.bo} for haste", in_=world.room)
    await world.settle()
    await world.ann.presses(await world.notice(world.ann), "Take it back")
    before = len(await world.bo.sees(world.room))

    await world.room.add_bot(world.inst)
    await world.settle()
    assert len(await world.bo.sees(world.room)) == before


async def test_elsewhere_and_before_any_setup(bare_world: World) -> None:
    world = bare_world
    await world.ann.command("/kudos", f"{world.bo} for hope", in_=world.room)
    said = (await world.notice(world.ann)).words
    assert "`/rapport setup`" in said
    assert " for hope" in said


async def test_in_a_direct_message_the_only_relationship_is_meant(world: World) -> None:
    await world.ann.command(
        "/kudos", f"{world.bo} for the call", in_=await world.ann.dm(world.inst)
    )
    assert len(await cards(world, world.bo)) == 1
