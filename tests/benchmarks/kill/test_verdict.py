"""What the kill test would say if something were lost or there twice."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.kill.respondents import Crowd, Sheet
from benchmarks.kill.town import PULSES, Town, open_town, prepare
from benchmarks.kill.verdict import CARDS, Verdict
from sandbox.client.wire import Wire
from storage.database import Database

PEOPLE = 4


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town in which no bot runs."""
    async with open_town(PEOPLE, tmp_path) as opened:
        yield opened


@pytest.fixture
async def bot(town: Town) -> AsyncIterator[AsyncWebClient]:
    """What a bot says, it says with this."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            town.installation.bot_token, base_url=town.slack.api_url, session=session
        )


@pytest.fixture
async def crowd(town: Town) -> AsyncIterator[Crowd]:
    wire = Wire(town.slack.url, aiohttp.ClientSession())
    yield Crowd(town, wire, random.Random(1))  # noqa: S311
    await wire.close()


async def test_a_question_that_was_not_asked_is_lost(town: Town) -> None:
    verdict = Verdict()
    await verdict.check_questions(town)
    assert len(verdict.lost) == PEOPLE * len(PULSES)
    assert verdict.doubled == []


async def test_a_question_is_seen_when_it_is_there_again_or_stays_open(
    town: Town, bot: AsyncWebClient
) -> None:
    for person in town.people:
        opened = await bot.conversations_open(users=person.id)
        for number in PULSES:
            text = f"This round of pulse {number} is closed."
            await bot.chat_postMessage(channel=opened["channel"]["id"], text=text)
    verdict = Verdict()
    await verdict.check_questions(town)
    assert (verdict.lost, verdict.doubled) == ([], [])
    channel = opened["channel"]["id"]
    await bot.chat_postMessage(channel=channel, text="Acme and Vee · pulse 2\nHow was it?")
    await bot.chat_postMessage(channel=channel, text="Something else.")
    await verdict.check_questions(town)
    assert verdict.lost == [f"{person.name} was not shown that the round is closed"]
    assert verdict.doubled == [
        f"question 2 of {person.name} is there again",
        f"{person.name} was told as well: Something else.",
    ]


async def test_contacts_are_asked_for_actions_and_nobody_else(
    town: Town, bot: AsyncWebClient
) -> None:
    contact, colleague = town.clients[:2]
    for person in (contact, contact, colleague):
        opened = await bot.conversations_open(users=person.id)
        channel, text = opened["channel"]["id"], "What will Acme do about it?"
        await bot.chat_postMessage(channel=channel, text=text)
    verdict = Verdict()
    await verdict.check_requests(town)
    assert verdict.lost == [f"{town.vendors[0].name} was asked for 0 actions instead of 2"]
    assert verdict.doubled == [f"{colleague.name} was asked for 1 actions instead of 0"]


async def test_the_channel_has_each_card_once(
    town: Town, crowd: Crowd, bot: AsyncWebClient
) -> None:
    verdict = Verdict()
    await verdict.check_channel(town, crowd)
    assert len(verdict.lost) == len(CARDS)
    for words in (*CARDS.values(), CARDS["introduction"], "Something else."):
        await bot.chat_postMessage(channel=town.channel.id, text=words)
    verdict = Verdict()
    await verdict.check_channel(town, crowd)
    assert verdict.lost == [
        f"digest {number} does not say that 0 of {side} answered"
        for number in PULSES
        for side in ("Acme", "Vee")
    ]
    assert verdict.doubled == [
        "the introduction is there again",
        "in the channel is as well: Something else.",
    ]


async def test_answers_that_are_not_kept_are_lost(
    town: Town, crowd: Crowd, database_url: str
) -> None:
    await prepare(town, database_url)
    database = Database(database_url)
    for one in crowd.respondents:
        one.sheet = Sheet(score=3, comment="Fine.", acts=["click 3"])
    verdict = Verdict()
    await verdict.check_results(town, crowd, database)
    await verdict.check_outbox(database)
    await database.close()
    scores = [one for one in verdict.lost if one.startswith("not kept: score 3 of")]
    assert len(scores) == PEOPLE * len(PULSES)
    assert sum("who did: click 3" in one for one in scores) == PEOPLE
    assert "post pulse_plan waiting: None" in verdict.lost
