"""Loads what is shown of a note, when it is sent."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.notes import service
from handlers.notes import views
from storage import notes, relationships
from storage.notes import Errand, Note
from storage.outbox import Message


async def render_card(session: AsyncSession, note_id: str) -> Message:
    note = await notes.get_note(session, note_id)
    relationship = await relationships.get_relationship(session, note.relationship_id)
    return views.card(note, relationship, await notes.list_words(session, note_id))


async def render_word(session: AsyncSession, word_id: str) -> Message:
    return views.word(await notes.get_word(session, word_id))


async def render_ended(session: AsyncSession, note_id: str) -> Message:
    return views.ended(await notes.get_note(session, note_id))


async def render_for_writer(session: AsyncSession, note_id: str, errand: Errand) -> Message:
    """What is to be said to the person who wrote a note."""
    note = await notes.get_note(session, note_id)
    match errand.kind, errand.word_id:
        case service.ANSWERED, str() as word_id:
            return await _render_answer(session, note, word_id)
        case service.LEFT, _:
            return views.receipt(note)
        case _:
            return views.closed(note)


async def _render_answer(session: AsyncSession, note: Note, word_id: str) -> Message:
    spoken = await notes.get_word(session, word_id)
    relationship = await relationships.get_relationship(session, note.relationship_id)
    contact = await relationships.find_known_member(session, relationship.id, str(spoken.author))
    return views.answered(note, spoken, relationship, contact.side if contact else None)


RENDERERS = {
    service.CARD: render_card,
    service.WORD: render_word,
    service.ENDED: render_ended,
}
