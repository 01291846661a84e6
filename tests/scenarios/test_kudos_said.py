"""Thanks in what people say: `++` behind names, and words to the bot; and every way back."""

from typing import Any

import pytest

from tests.engines import ONE_ENGINE
from tests.scenarios.thanks import (
    address,
    card,
    cards,
    notices,
    taken_back,
)
from tests.world import World


async def test_marks_behind_names_thank_people_of_both_sides(world: World) -> None:
    root = await world.ada.says("Who was it?", in_=world.room)
    said = await world.bo.says(
        f"{world.ann} and {world.bea}++ for asking {world.amir} & me #listened",
        in_=world.room,
        thread=root,
    )
    thanked = await card(world)
    assert (
        f"<@{world.bo.id}> of *Vee* thanks <@{world.ann.id}> of *Acme* and <@{world.bea.id}> "
        "of *Vee*"
    ) in thanked.words
    assert ">asking @Amir Khan &amp; me" in thanked.words
    assert ":ear: listened" in thanked.words
    assert address(said) in thanked.words

    said = await world.bo.edits(said, f"{world.ann} ++ for the patience")
    changed = await card(world)
    assert changed.ts == thanked.ts
    assert ">the patience" in changed.words
    assert f"<@{world.bea.id}>" not in changed.words
    assert "listened" not in changed.words

    said = await world.bo.edits(said, f"{world.ann} for the patience")
    assert await cards(world) == []
    assert len(await taken_back(world)) == 1
    said = await world.bo.edits(said, f"Thanks {world.ann}! {world.ada}++")
    assert f"thanks <@{world.ada.id}>" in (await card(world)).words
    await world.bo.deletes(said)
    assert await cards(world) == []
    assert await notices(world, world.bo) == []


@ONE_ENGINE
async def test_marks_that_thank_nobody_are_answered_privately(world: World) -> None:
    for text, why in {
        f"{world.ann}++ for me": "leave yourself out",
        f"{world.bo} and {world.inst}++": "",
        "<!here>++ for all": "one by one",
        "@bo++ for typing": "from Slack's suggestions",
        "<@U0NOBODY99>++ for being new": "I do not know one of these people",
    }.items():
        await world.ann.says(text, in_=world.room)
        await world.box.redeliver_last("message")
        if why:
            assert why in (await notices(world, world.ann))[-1], text
    assert len(await notices(world, world.ann)) == 5
    assert await cards(world) == []


@ONE_ENGINE
async def test_without_words_the_bot_asks_for_them(world: World) -> None:
    root = await world.ann.says("Here is the review.", in_=world.room)
    said = await world.bo.says(f"{world.ann} {world.amir} ++", in_=world.room, thread=root)
    await world.box.redeliver_last("message")
    assert await cards(world) == []
    (question,) = [m for m in await world.bo.sees_thread(root) if m.ephemeral]
    assert f"What do you thank <@{world.ann.id}> and <@{world.amir.id}> for?" in question.words
    await world.bo.presses(question, "Say what for")
    form = await world.bo.modal()
    picked = next(b["element"] for b in form.blocks if b["block_id"] == "receivers")
    assert picked["initial_users"] == [world.ann.id, world.amir.id]
    await world.bo.closes()

    await world.bo.edits(said, f"{world.ann} {world.amir} ++ for the review")
    assert ">the review" in (await card(world)).words


@ONE_ENGINE
async def test_words_to_the_bot_thank_once_however_often_they_are_heard(world: World) -> None:
    """Slack tells of it as `app_mention` and as `message`, and of each again where in doubt."""
    said = await world.bo.says(f"{world.bot} thanks {world.ann} for the calm call", in_=world.room)
    for kind in ("app_mention", "message"):
        await world.box.redeliver_last(kind)
    thanked = await card(world)
    assert f"<@{world.bo.id}> of *Vee* thanks <@{world.ann.id}> of *Acme*" in thanked.words
    assert ">the calm call" in thanked.words
    assert await notices(world, world.bo) == []

    await world.bo.edits(said, f"{world.bot} thanks {world.ann} for the call")
    assert ">the call" in (await card(world)).words
    await world.bo.deletes(said)
    assert await cards(world) == []

    for text in (f"{world.bot} thanks!", f"{world.bot} kudos to {world.bot}", f"{world.bot} hello"):
        await world.bo.says(text, in_=world.room)
        assert "Here I am" in (await notices(world, world.bo))[-1]
    await world.bo.says(f"Kudos to {world.bo} for me {world.bot}", in_=world.room)
    assert "leave yourself out" in (await notices(world, world.bo))[-1]
    assert len(await notices(world, world.bo)) == 4
    assert await cards(world) == []


@pytest.mark.parametrize("order", [{"reverse": True}, {"twice": True}], ids=["last first", "twice"])
async def test_the_latest_words_of_a_message_count(world: World, order: dict[str, Any]) -> None:
    await world.box.hold_events()
    kept = await world.bo.says(f"{world.ann}++ for one", in_=world.room)
    kept = await world.bo.edits(kept, f"{world.ann}++ for two")
    await world.bo.edits(kept, f"{world.ada}++ for three")
    gone = await world.bo.says(f"{world.ann}++ for gone", in_=world.room)
    await world.bo.deletes(gone)
    unsaid = await world.bo.says(f"{world.ann}++ for unsaid", in_=world.room)
    await world.bo.edits(unsaid, "Never mind")
    late = await world.bo.says(f"{world.ann}+ for late", in_=world.room)
    await world.bo.edits(late, f"{world.ann}++ for late")
    await world.box.release_events(**order)
    words = sorted(m.words for m in await cards(world))
    assert len(words) == 2, words
    assert any(f"<@{world.ada.id}>" in w and ">three" in w for w in words)
    assert any(f"<@{world.ann.id}>" in w and ">late" in w for w in words)
