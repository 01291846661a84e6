"""Answers to a pulse: by button, by reaction, in a form, and in words."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import RapportError
from bot.pulse import questions, rounds
from bot.pulse.answers import NOTHING, Click, Reaction
from bot.pulse.errors import NotAsked, RoundClosed
from bot.pulse.questions import Question, choices, kinds
from bot.pulse.rounds import Change, Given, read_card_id
from handlers import blocks
from handlers.pulse import ids, question_views
from handlers.request import Request
from handlers.words import emoji_name
from storage import pulse, pulse_answers
from storage.pulse import RoundStatus


@dataclass(frozen=True, slots=True)
class Meant:
    """The question that a button belongs to, and what the button says."""

    round_id: str
    position: int
    value: str = ""


def _read(value: str) -> Meant:
    """What a button carries. One of an older version has no position: there was one question."""
    round_id, *rest = value.split(":", 2)
    match rest:
        case [position, said]:
            return Meant(round_id, int(position), said)
        case [position]:
            return Meant(round_id, int(position))
        case _:
            return Meant(round_id, 0)


async def on_answer(request: Request) -> None:
    """An answer was pressed."""
    meant = _read(request.value)
    if not meant.value:  # of an older version: the round and the score
        meant = Meant(meant.round_id, 0, str(meant.position))
    await _click(request, meant, lambda one: one.record(_click_of(request, int(meant.value))))


async def on_choose(request: Request) -> None:
    """Options were ticked: what is chosen now is the answer."""
    meant = _read(request.action_id.partition(":")[2])
    chosen = choices.join(int(place) for place in request.chosen)
    await _click(request, meant, lambda one: one.record(_click_of(request, chosen)))


async def on_withdraw(request: Request) -> None:
    """The answer is taken back, with its comment."""
    await _click(
        request,
        _read(request.value),
        lambda answer: answer.record(_click_of(request, None)).with_comment(""),
    )


async def on_next(request: Request) -> None:
    """On to the next question, without an answer to this one if there is none."""
    meant = _read(request.value)
    async with request.change() as session:
        await rounds.move_on(
            session, meant.round_id, meant.position, user_id=request.user_id, now=request.now
        )


def _click_of(request: Request, value: int | None) -> Click:
    return Click(request.acted_at, value)


async def _click(request: Request, meant: Meant, change: Change) -> None:
    """Change the answer; a question of one's own shows it itself, the channel's must not."""
    async with request.change() as session:
        given = await answer(request, session, meant, change)
    if given.in_channel:
        await request.tell(question_views.noted(given))


async def answer(request: Request, session: AsyncSession, meant: Meant, change: Change) -> Given:
    return await rounds.answer(
        session,
        meant.round_id,
        meant.position,
        user_id=request.user_id,
        now=request.now,
        change=change,
    )


async def on_comment(request: Request) -> None:
    """Open the form with the words as they are."""
    meant = _read(request.value)
    async with request.desk.database.read() as session:
        asked = await pulse.find_round(session, meant.round_id)
        if asked is None or asked.status == RoundStatus.CLOSED:
            raise RoundClosed
        participant = await pulse_answers.find_participant(session, asked.id, request.user_id)
        if participant is None:
            raise NotAsked
        given = (await rounds.read_sheet(session, participant)).get(meant.position, NOTHING)
        question = questions.load(asked.questions)[meant.position]
    await request.open(question_views.comment_form(asked, question, meant.position, given))


async def on_comment_form(request: Request) -> None:
    comment = request.text_of("comment")
    meant = Meant(request.metadata["round"], int(request.metadata.get("position", 0)))
    async with request.change() as session:
        await answer(request, session, meant, lambda answer: answer.with_comment(comment))


async def on_question_reaction(
    request: Request, session: AsyncSession, card_id: str, reaction_name: str, added: bool
) -> None:
    """An emoji under somebody's own question."""
    participant_id, position = read_card_id(card_id)
    participant = await pulse_answers.get_participant(session, participant_id)
    await _react(request, session, Meant(participant.round_id, position), reaction_name, added)


async def on_channel_reaction(
    request: Request, session: AsyncSession, card_id: str, reaction_name: str, added: bool
) -> None:
    """An emoji under the question in the channel."""
    await _react(request, session, Meant(card_id, 0), reaction_name, added)


async def _react(
    request: Request, session: AsyncSession, meant: Meant, reaction_name: str, added: bool
) -> None:
    question = await _find_question(session, meant)
    value = kinds.read_emoji(question, emoji_name(reaction_name)) if question else None
    if value is None or request.user_id == request.bot_user_id:
        return
    reaction = Reaction(request.acted_at, value, added)
    try:
        await answer(request, session, meant, lambda answer: answer.record(reaction))
    except RapportError as error:
        if added:  # said after the event is done with; raising would have Slack send it again
            request.desk.spawn(request.tell(blocks.message(error.sentence)))


async def _find_question(session: AsyncSession, meant: Meant) -> Question | None:
    asked = await pulse.find_round(session, meant.round_id)
    return questions.load(asked.questions)[meant.position] if asked else None


ACTIONS = {
    ids.ANSWER: on_answer,
    ids.CHOOSE: on_choose,
    ids.WITHDRAW: on_withdraw,
    ids.COMMENT: on_comment,
    ids.NEXT: on_next,
}
FORMS = {ids.COMMENT_FORM: on_comment_form}
REACTIONS = {
    rounds.QUESTION_CARD: on_question_reaction,
    rounds.CHANNEL_CARD: on_channel_reaction,
}
