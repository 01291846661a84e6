"""Answers to a pulse: by button, by reaction, and the comment."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import RapportError
from bot.pulse import rounds
from bot.pulse.answers import Answer, Click, Reaction, read_emoji
from bot.pulse.errors import NotAsked, RoundClosed
from bot.pulse.rounds import Change
from handlers import blocks
from handlers.pulse import ids, question_views
from handlers.request import Request
from storage import pulse, pulse_answers
from storage.pulse import RoundStatus


async def on_answer(request: Request) -> None:
    """A number was pressed."""
    round_id, score = request.value.split(":")
    await _click(request, round_id, lambda answer: answer.record(_click_of(request, int(score))))


async def on_withdraw(request: Request) -> None:
    """The answer is taken back, with its comment."""
    await _click(
        request,
        request.value,
        lambda answer: answer.record(_click_of(request, None)).with_comment(""),
    )


def _click_of(request: Request, score: int | None) -> Click:
    return Click(request.acted_at, score)


async def _click(request: Request, round_id: str, change: Change) -> None:
    """Change the answer; a question of one's own shows it itself, the channel's must not."""
    async with request.change() as session:
        given = await rounds.answer(
            session, round_id, user_id=request.user_id, now=request.now, change=change
        )
    if given.in_channel:
        await request.tell(question_views.noted(given.answer, given.closes_at))


async def on_comment(request: Request) -> None:
    """Open the form with the comment as it is."""
    async with request.desk.database.read() as session:
        asked = await pulse.find_round(session, request.value)
        if asked is None or asked.status == RoundStatus.CLOSED:
            raise RoundClosed
        participant = await pulse_answers.find_participant(session, asked.id, request.user_id)
        if participant is None:
            raise NotAsked
        answer = await rounds.read_answer(session, participant)
        own = await pulse.get_pulse(session, asked.pulse_id)
    await request.open(question_views.comment_form(asked, own, answer))


async def on_comment_form(request: Request) -> None:
    comment = request.text_of("comment")
    async with request.change() as session:
        await rounds.answer(
            session,
            request.metadata["round"],
            user_id=request.user_id,
            now=request.now,
            change=lambda answer: answer.with_comment(comment),
        )


async def on_question_reaction(
    request: Request, session: AsyncSession, card_id: str, reaction_name: str, added: bool
) -> None:
    """An emoji under somebody's own question."""
    participant = await pulse_answers.get_participant(session, card_id)
    await _react(request, session, participant.round_id, reaction_name, added)


async def on_channel_reaction(
    request: Request, session: AsyncSession, card_id: str, reaction_name: str, added: bool
) -> None:
    """An emoji under the question in the channel."""
    await _react(request, session, card_id, reaction_name, added)


async def _react(
    request: Request, session: AsyncSession, round_id: str, reaction_name: str, added: bool
) -> None:
    score = read_emoji(reaction_name)
    if score is None or request.user_id == request.bot_user_id:
        return
    reaction = Reaction(request.acted_at, score, added)

    def change(answer: Answer) -> Answer:
        return answer.record(reaction)

    try:
        await rounds.answer(
            session, round_id, user_id=request.user_id, now=request.now, change=change
        )
    except RapportError as error:
        if added:  # said after the event is done with; raising would have Slack send it again
            request.desk.spawn(request.tell(blocks.message(error.sentence)))


ACTIONS = {
    ids.ANSWER: on_answer,
    ids.WITHDRAW: on_withdraw,
    ids.COMMENT: on_comment,
}
FORMS = {ids.COMMENT_FORM: on_comment_form}
REACTIONS = {
    rounds.QUESTION_CARD: on_question_reaction,
    rounds.CHANNEL_CARD: on_channel_reaction,
}
