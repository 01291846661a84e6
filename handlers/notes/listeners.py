"""`/pulse note`, its form, and the buttons of readers and writers.

What a writer does is told apart by the id their form was opened with, and not by its view: see
`bot.notes.service`.
"""

from bot.core.authority import Act, require
from bot.core.ids import new_id
from bot.notes import rules, service
from bot.notes.rules import ANSWERS, NOTES
from bot.notes.service import Draft, Writer
from handlers import blocks
from handlers.errors import carry_out_typed
from handlers.notes import forms, ids, views
from handlers.notes.errands import say_waiting
from handlers.request import (
    Request,
    WhichRelationship,
    find_member,
    find_relationship,
    read_typed,
)
from storage import relationships


async def on_command(request: Request, text: str) -> None:
    """Open the form with what was typed in it."""
    request.text = text
    if text:
        await carry_out_typed(request, _open_form, f"/pulse note {text}")
    else:
        await _open_form(request)


async def on_leave(request: Request) -> None:
    """A button that says which relationship it is about."""
    request.relationship_id, request.text = request.value, ""
    await _open_form(request)


async def _open_form(request: Request) -> None:
    async with request.desk.database.read() as session:
        typed = await read_typed(request, session)
    try:
        await _open_form_with(request, typed)
    except WhichRelationship as question:  # a question that holds commands would hold who asked
        found = [(one.id, one.name, one.channel_id) for one in question.candidates]
        await request.tell(views.which(found, typed))


async def _open_form_with(request: Request, typed: str) -> None:
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        member = await find_member(request, session, relationship)
        member = require(Act.NOTE_LEAVE, member)
        sides = await relationships.load_sides(session, relationship)
    if len(typed) > blocks.INPUT_TEXT:
        await request.tell(views.too_long(typed))
        return
    await request.open(
        forms.form(
            relationship,
            sides,
            member=member,
            typed=typed,
            note_id=new_id(),
            operator=request.desk.operator,
        )
    )


async def on_form(request: Request) -> None:
    note_id = request.metadata["note"]
    draft = Draft(note_id, rules.read_readers(request.text_of("readers")), request.text_of("text"))
    writer = Writer(request.user_id, request.installation_id)
    async with request.desk.database.write() as session:
        kept = await service.leave(
            session, request.metadata["relationship"], draft, writer=writer, now=request.now
        )
        if kept:
            request.desk.note_pace.take(request.user_id, NOTES, request.now)
    await request.tell(blocks.message(forms.left()))
    request.desk.spawn(say_waiting(request.desk, note_id))


async def on_answer(request: Request) -> None:
    async with request.desk.database.read() as session:
        await service.check_reader(session, request.value, request.user_id)
    await request.open(forms.answer_form(request.value, new_id()))


async def on_answer_form(request: Request) -> None:
    note_id, word_id = request.metadata["note"], request.metadata["word"]
    async with request.desk.database.write() as session:
        heard = await service.answer(
            session,
            note_id,
            word_id=word_id,
            text=request.text_of("text"),
            user_id=request.user_id,
            now=request.now,
        )
        if heard:
            request.desk.note_pace.take(request.user_id, ANSWERS, request.now)
    request.desk.spawn(say_waiting(request.desk, note_id))


async def on_more(request: Request) -> None:
    async with request.desk.database.read() as session:
        await service.check_may_write(session, request.value, request.user_id)
    await request.open(forms.more_form(request.value, new_id()))


async def on_more_form(request: Request) -> None:
    async with request.desk.database.write() as session:
        heard = await service.write_more(
            session,
            request.metadata["note"],
            word_id=request.metadata["word"],
            text=request.text_of("text"),
            user_id=request.user_id,
            now=request.now,
        )
        if heard:
            request.desk.note_pace.take(request.user_id, ANSWERS, request.now)


async def on_block(request: Request) -> None:
    async with request.desk.database.write() as session:
        await service.block(session, request.value, user_id=request.user_id, now=request.now)


async def on_close(request: Request) -> None:
    async with request.desk.database.write() as session:
        await service.close_as_reader(
            session, request.value, user_id=request.user_id, now=request.now
        )
    request.desk.spawn(say_waiting(request.desk, request.value))


async def on_end(request: Request) -> None:
    """The writer closes their note."""
    async with request.desk.database.write() as session:
        await service.close_as_writer(
            session, request.value, user_id=request.user_id, now=request.now
        )
    await request.tell(blocks.message("Your note is closed, and the way back to you is erased."))


ACTIONS = {
    ids.LEAVE: on_leave,
    ids.ANSWER: on_answer,
    ids.BLOCK: on_block,
    ids.CLOSE: on_close,
    ids.MORE: on_more,
    ids.END: on_end,
}

FORMS = {
    ids.FORM: on_form,
    ids.ANSWER_FORM: on_answer_form,
    ids.MORE_FORM: on_more_form,
}
