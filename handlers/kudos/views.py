"""What people see of kudos. Pure: from records to blocks."""

from collections.abc import Sequence

from bot.core.people import Side
from bot.kudos.rules import REASON, RECEIVERS
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.kudos import ids
from storage.kudos import Kudos
from storage.outbox import Message
from storage.relationships import Relationship

TITLE = "Give kudos"
USAGE = (
    "`/kudos @someone for what they did` thanks people of either side; name as many as you like, "
    "picked from Slack's suggestions. `/kudos` alone opens a form, `/kudos list` shows the latest."
)
LISTED_TEXT = 300


def card(kudos: Kudos, relationship: Relationship, source: str | None) -> Message:
    """The kudos in the channel. `source` is the address of the message they are about."""
    head = f":tada: {_thanks(kudos, relationship)}"
    shown = [*blocks.sections(head), *blocks.quotation(kudos.text)]
    if source is not None:
        shown.append(blocks.context(f"About <{source}|this message>"))
    return blocks.message(f"{head}: {escape(kudos.text)}", blocks.named("kudos_card", shown))


def withdrawn_card(kudos: Kudos) -> Message:
    """What stands in the channel after the giver took them back."""
    sentence = f"{words.person(kudos.giver)} took back what stood here."
    return blocks.message(sentence, [blocks.context(sentence)])


def _thanks(kudos: Kudos, relationship: Relationship) -> str:
    """ "ann thanks bo", with both organisations where it crosses the border."""
    giver = words.person(kudos.giver)
    if not kudos.crosses_the_border:
        return f"{giver} thanks {words.people(kudos.receiver_ids)}"
    thanked = [
        f"{words.people(there)} of *{escape(relationship.name(side))}*"
        for side in Side
        if (there := kudos.receivers_on(side))
    ]
    home = escape(relationship.name(Side(kudos.giver_side)))
    return f"{giver} of *{home}* thanks {words.join_words(thanked)}"


def form(relationship: Relationship, receivers: Sequence[str], metadata: dict[str, str]) -> View:
    """The form: whom, and what for. `receivers` are picked already."""
    names = escape(relationship.both)
    where = words.channel(relationship.channel_id)
    return blocks.modal(
        ids.FORM,
        TITLE,
        [
            blocks.section(f"Thank people of {names}. It is posted in {where}."),
            blocks.users_input(RECEIVERS, "Whom", initial=receivers),
            blocks.text_input(
                REASON,
                "What for",
                multiline=True,
                placeholder="for the calm handover on Friday night",
                hint="What they did, and what was better for it.",
            ),
        ],
        submit="Give",
        metadata=metadata,
    )


def given(kudos: Kudos, relationship: Relationship) -> Message:
    """The private answer to giving: where it stands, and a way back."""
    thanked = words.people(kudos.receiver_ids)
    sentence = f"Your kudos for {thanked} go to {words.channel(relationship.channel_id)}."
    silent = words.why_silent(relationship)
    if silent is not None:
        sentence = f"Your kudos for {thanked} are kept. {silent}"
    return blocks.message(
        sentence,
        [*blocks.sections(sentence), blocks.actions("kudos_given", [_take_back(kudos)])],
    )


def taken_back() -> Message:
    return blocks.message("Taken back: the card says so, and they are not in the list any more.")


def help_text() -> Message:
    return blocks.message(USAGE)


def latest(
    relationship: Relationship, entries: Sequence[tuple[Kudos, str | None]], reader: str
) -> Message:
    """The latest kudos, each with the address of its card; `reader` can take back their own."""
    where = words.channel(relationship.channel_id)
    give = blocks.actions("kudos_latest", [blocks.button(TITLE, ids.OPEN, relationship.id)])
    if not entries:
        sentence = f"No kudos in {where} yet. Is there something you are glad somebody did?"
        return blocks.message(sentence, [blocks.section(sentence), give])
    shown = [blocks.section(f"*Latest kudos in {where}*")]
    shown += [_entry(kudos, relationship, link, reader) for kudos, link in entries]
    return blocks.message("Latest kudos", [*shown, give])


def _entry(kudos: Kudos, relationship: Relationship, link: str | None, reader: str) -> Block:
    where = f" · <{link}|open>" if link else ""
    head = f"{_thanks(kudos, relationship)} · {words.moment(kudos.created_at)}{where}"
    text = f"{head}\n{words.quote(blocks.cut(kudos.text, LISTED_TEXT))}"
    return blocks.section(text, _take_back(kudos) if kudos.giver == reader else None)


def _take_back(kudos: Kudos) -> Block:
    return blocks.button(
        "Take it back",
        f"{ids.TAKE_BACK}:{kudos.id}",
        kudos.id,
        confirm=blocks.confirm(
            "Take it back?",
            "The card in the channel then says so, and no longer shows what you wrote.",
            "Take it back",
        ),
    )
