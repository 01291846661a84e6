"""Answers to a pulse in words: "4 because the handover was late".

The words of an answer are never written down anywhere but in its draft: where several questions
wait, they are carried by the buttons that ask which one is meant.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import RapportError
from bot.core.people import Side
from bot.pulse import questions, rounds
from bot.pulse.answers import NOTHING, Answer, Click
from bot.pulse.bank import fill
from bot.pulse.questions import Kind, Question, kinds
from bot.pulse.rounds import Change
from handlers import blocks, words
from handlers.pulse import ids, question_views, saying_views
from handlers.pulse.answering import Meant, answer
from handlers.pulse.saying_views import LONGEST_CARRIED, Choice
from handlers.request import Request
from storage import outbox, pulse, pulse_answers
from storage.outbox import Message
from storage.pulse_answers import Waiting


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody is told who wrote to the bot; without an answer it is the menu, below
    `notice`."""

    answer: Message | None = None
    notice: str = ""


async def on_words(request: Request, session: AsyncSession) -> Heard:
    """Take words in a direct message as an answer to the question that waits, if there is one."""
    said = words.unescape(request.text).strip()
    waiting = await _find_meant(request, session)
    if not waiting or not said:
        return Heard()
    if len(waiting) > 1:
        return _ask_which(request, waiting, said)
    (one,) = waiting
    question = _question_of(one)
    change = _read_change(question, said, request.acted_at)
    if change is None:
        return Heard(notice=saying_views.explain(question))
    try:
        given = await answer(request, session, Meant(one.round.id, one.position), change)
    except RapportError as error:
        return Heard(answer=blocks.message(error.sentence))
    return Heard(answer=question_views.noted(given))


async def _find_meant(request: Request, session: AsyncSession) -> list[Waiting]:
    """The question whose thread it is; else those that are not answered, or the only one."""
    post = None
    if request.thread_ts and request.channel_id:
        post = await outbox.find_post(session, request.channel_id, request.thread_ts)
    waiting = await pulse_answers.list_waiting(
        session,
        request.user_id,
        request.installation_id,
        post_id=post.id if post is not None else None,
    )
    return [one for one in waiting if not _is_answered(one)] or waiting


def _is_answered(one: Waiting) -> bool:
    answer = rounds.open_draft(one.key, one.participant.id, one.sealed).get(one.position, NOTHING)
    return not answer.is_empty(_question_of(one).kind)


def _question_of(one: Waiting) -> Question:
    return questions.load(one.round.questions)[one.position]


def _read_change(question: Question, said: str, moment: str) -> Change | None:
    """What these words change in an answer; None where they are none."""
    value, rest = kinds.read_words(question, said)
    if question.kind is Kind.TEXT:
        return lambda before: before.with_comment(said[: question_views.LONGEST_COMMENT])
    if value is None:
        return None

    def change(before: Answer) -> Answer:
        after = before.record(Click(moment, value))
        return after.with_comment(rest[: question_views.LONGEST_COMMENT]) if rest else after

    return change


def _say(one: Waiting) -> str:
    home = one.relationship
    return fill(_question_of(one), Side(one.participant.side), home.client_name, home.vendor_name)


def _ask_which(request: Request, waiting: list[Waiting], said: str) -> Heard:
    if len(said) > LONGEST_CARRIED:
        return Heard(answer=saying_views.too_long())
    choices = [Choice(one.round.id, one.position, one.pulse.number, _say(one)) for one in waiting]
    return Heard(answer=saying_views.which(choices, request.acted_at, said))


async def on_meant(request: Request) -> None:
    """The person said which question their words answer."""
    round_id, position, moment, said = request.value.split(":", 3)
    async with request.change() as session:
        asked = await pulse.get_round(session, round_id)
        question = questions.load(asked.questions)[int(position)]
        change = _read_change(question, said, moment)
        if change is None:
            told = blocks.message(saying_views.explain(question))
        else:
            given = await answer(request, session, Meant(round_id, int(position)), change)
            told = question_views.noted(given)
    await request.tell(told)


ACTIONS = {ids.MEANT: on_meant}
