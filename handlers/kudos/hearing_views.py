"""What people are told about thanks that they said. Pure."""

from collections.abc import Sequence

from handlers import blocks, words
from handlers.kudos import ids
from storage.outbox import Message

# A button carries no more names than this.
MOST_NAMED = 100


def ask_for_words(user_ids: Sequence[str]) -> Message:
    """Somebody was thanked without a word; a message alone cannot open the form."""
    named = user_ids[:MOST_NAMED]
    people = words.people(named)
    sentence = (
        f"What do you thank {people} for? Press the button, or edit your message: `++ for ...` "
        "behind the name."
    )
    button = blocks.button("Say what for", ids.WORDS, " ".join(map(words.person, named)))
    return blocks.message(
        sentence, [*blocks.sections(sentence), blocks.actions("kudos_words", [button])]
    )
