"""What people see of kudos: the card, the direct message, private answers. Pure."""

from collections.abc import Sequence

from bot.core.people import Member, Side
from bot.kudos.exporting import list_named
from bot.kudos.rules import Rules, Value
from handlers import blocks, words
from handlers.blocks import Block, escape
from handlers.kudos import ids
from storage.kudos import Kudos
from storage.outbox import Message
from storage.relationships import Relationship

USAGE = (
    "`/kudos @someone for what they did` thanks people of either side; name as many as you like, "
    "picked from Slack's suggestions. `#kept-a-promise` or another value may stand in the words. "
    "`/kudos` alone opens a form."
)
HELP = (
    (
        "@someone++ for what they did",
        "the same in a message; the emoji of `/kudos rules` on a message thanks its author",
    ),
    ("/kudos me", "what you were given, what you gave, and how much is left today"),
    ("/kudos list", "the latest; also with a person, a `#value`, or `this month`"),
    ("/kudos export", "everything that you gave and were given, as files in a direct message"),
    ("/kudos rules", "the emoji, the daily allowance and the values that both sides agreed on"),
    ("/kudos quiet on", "be thanked without being named in the channel; `off` ends that"),
)

WITHOUT_COMMAND = (
    "Without a command: an emoji on a message thanks its author (`/kudos rules` shows which one); "
    "so do `@someone++ for ...` and `@Rapport thanks @someone for ...` in the channel. Whoever has "
    "no `/kudos` can do all of this by mentioning me."
)

# So many people who joined are named on the card.
NAMED_JOINERS = 30


def card(kudos: Kudos, relationship: Relationship, rules: Rules, source: str | None) -> Message:
    """The kudos in the channel. `source` is the address of the message they are about."""
    head = f":tada: {tell_thanks(kudos, relationship)}"
    shown = [*blocks.sections(head), *_show_words(kudos)]
    if details := _list_details(kudos, rules, source):
        shown.append(blocks.context(" · ".join(details)))
    shown += _show_joined(kudos)
    join = blocks.button("Me too", f"{ids.JOIN}:{kudos.id}", kudos.id)
    shown.append(blocks.actions("kudos_acts", [join, _menu(kudos, *CARD_ACTS)]))
    text = f"{head}: {escape(kudos.text)}" if kudos.text else head
    return blocks.message(text, blocks.named("kudos_card", shown))


def _show_words(kudos: Kudos) -> list[Block]:
    return list(blocks.quotation(kudos.text)) if kudos.text else []


def _show_joined(kudos: Kudos) -> list[Block]:
    joined = kudos.giver_ids[1:]
    return [blocks.context(f"Also thanks: {_name_some(joined)}")] if joined else []


def _list_details(kudos: Kudos, rules: Rules, source: str | None) -> list[str]:
    value = rules.find(kudos.value_id) if kudos.value_id else None
    details = [tell_value(value)] if value else []
    if kudos.source_gone:
        details.append("The message they were about is gone")
    elif source is not None:
        details.append(f"About <{source}|this message>")
    return details


def tell_value(value: Value) -> str:
    return f":{value.emoji}: {escape(value.name)}"


def _name_some(user_ids: Sequence[str]) -> str:
    more = len(user_ids) - NAMED_JOINERS
    if more <= 0:
        return words.people(user_ids)
    named = [words.person(user_id) for user_id in user_ids[:NAMED_JOINERS]]
    return words.join_words([*named, f"{more} more"])


# What the menu of a card offers: its texts by what they do.
CHANGE, TAKE_BACK, HIDE, SHOW = "change", "take back", "hide", "show"
CARD_ACTS = (CHANGE, TAKE_BACK, HIDE)
_TEXTS = {
    CHANGE: "Change it",
    TAKE_BACK: "Take it back",
    HIDE: "Hide it (contacts)",
    SHOW: "Show it again (contacts)",
}


def _menu(kudos: Kudos, *acts: str) -> Block:
    """The menu of a card. Everybody has it before them; who may not is told so."""
    options = [blocks.option(_TEXTS[act], f"{act}:{kudos.id}") for act in acts]
    return blocks.overflow(f"{ids.MENU}:{kudos.id}", options)


def withdrawn_card(kudos: Kudos) -> Message:
    """What stands in the channel after the last giver took them back."""
    sentence = f"{words.person(kudos.giver)} took back what stood here."
    return blocks.message(sentence, [blocks.context(sentence)])


def hidden_card(kudos: Kudos) -> Message:
    """What stands in the channel while a contact hides them: no words, no names."""
    sentence = "A contact hid the kudos that stood here."
    return blocks.message(sentence, [blocks.section(sentence, _menu(kudos, SHOW, TAKE_BACK))])


def tell_thanks(kudos: Kudos, relationship: Relationship, reader: str = "") -> str:
    """ "ann thanks bo", with both organisations where it crosses the border.

    The first of those who give it. Who is not announced is named only to a `reader` whom it
    concerns.
    """
    first, named = kudos.standing[0], list_named(kudos, reader)
    giver, side = words.person(first.user_id), Side(first.side)
    sides = {one.user_id: Side(one.side) for one in kudos.receivers}
    if all(sides[user_id] is side for user_id in named):
        return f"{giver} thanks {words.people(named)}"
    there = [
        f"{words.people(on_side)} of *{escape(relationship.name(one))}*"
        for one in Side
        if (on_side := [user_id for user_id in named if sides[user_id] is one])
    ]
    home = escape(relationship.name(side))
    return f"{giver} of *{home}* thanks {words.join_words(there)}"


def tell_all_thanks(kudos: Kudos, relationship: Relationship, reader: str = "") -> str:
    """The same with those who joined."""
    joined = kudos.giver_ids[1:]
    thanks = tell_thanks(kudos, relationship, reader)
    so = "so does" if len(joined) == 1 else "so do"
    return f"{thanks}, and {so} {_name_some(joined)}" if joined else thanks


def private_card(
    kudos: Kudos, relationship: Relationship, rules: Rules, reader: Member, source: str | None
) -> Message:
    """The direct message to somebody who is thanked, or to a contact of theirs.

    Whom it does not concern any more reads neither words nor names.
    """
    thanked = _tell_thanked(kudos, reader)
    if not kudos.stands or not thanked:
        why = "are not for you any more" if kudos.stands else "were taken back or hidden"
        sentence = f"The kudos that stood here {why}."
        return blocks.message(sentence, [blocks.context(sentence)])
    first = kudos.standing[0]
    home = escape(relationship.name(Side(first.side)))
    head = f":tada: {words.person(first.user_id)} of *{home}* thanks {thanked}"
    details = [
        *_list_details(kudos, rules, source),
        _tell_audience(kudos, relationship, reader.user_id),
    ]
    small = [blocks.context(" · ".join(details)), *_show_joined(kudos)]
    shown = [*blocks.sections(head), *_show_words(kudos), *small]
    text = f"{head}: {escape(kudos.text)}" if kudos.text else head
    return blocks.message(text, blocks.named("kudos_private", shown))


def _tell_thanked(kudos: Kudos, reader: Member) -> str:
    """ "you", or to a contact who is to know those of their side; "" where it is nobody."""
    if reader.user_id in kudos.receiver_ids:
        return "you"
    own = [one.user_id for one in kudos.receivers if one.side == reader.side]
    return words.people(own) if kudos.contact_too else ""


def _tell_audience(kudos: Kudos, relationship: Relationship, reader: str) -> str:
    if not kudos.private:
        where = words.channel(relationship.channel_id)
        return f"In {where} you are not named, as you wish"
    if reader not in kudos.receiver_ids:
        return "Only they and the contacts of their side are told"
    return "Only you and the contacts of your side are told" if kudos.contact_too else "Only to you"


def given(kudos: Kudos, relationship: Relationship) -> Message:
    """The private answer to giving: where it stands, and a way back.

    What has no card of its own with a menu is changed from here.
    """
    sentence = _tell_way(kudos, relationship)
    buttons = [take_back_button(kudos)]
    if kudos.private or kudos.collection_id is not None:
        change = blocks.button(_TEXTS[CHANGE], f"{ids.MENU}:{kudos.id}", f"{CHANGE}:{kudos.id}")
        buttons = [change, *buttons]
    return blocks.message(
        sentence, [*blocks.sections(sentence), blocks.actions("kudos_given", buttons)]
    )


def _tell_way(kudos: Kudos, relationship: Relationship) -> str:
    yours = f"Your kudos for {words.people(kudos.receiver_ids)}"
    where = words.channel(relationship.channel_id)
    if kudos.private:
        also = " and the contacts of their side" if kudos.contact_too else ""
        return f"{yours} go to them{also}, by direct message, and to nobody else."
    silent = words.why_silent(relationship)
    if silent is not None:
        return f"{yours} are kept. {silent}"
    if kudos.collection_id is not None:
        return f"{yours} join the card of the milestone in {where}."
    if len(kudos.announced_ids) < len(kudos.receivers):
        return f"{yours} go to {where}; who does not want to be named there is told directly."
    return f"{yours} go to {where}."


def taken_back() -> Message:
    return blocks.message("Taken back: it is said nowhere any more that you give them.")


def hidden() -> Message:
    return blocks.message(
        "Hidden: the card shows neither words nor names now, and no list has it. Its menu shows it "
        "again."
    )


def usage(notice: str = "") -> Message:
    """What `/kudos` can do; `notice` says first what was not understood."""
    commands = [f"`{typed}`  {meaning}" for typed, meaning in HELP]
    lines = [notice, USAGE, WITHOUT_COMMAND, *commands]
    return blocks.message("\n".join(line for line in lines if line))


def take_back_button(kudos: Kudos) -> Block:
    return blocks.button(
        "Take it back",
        f"{ids.TAKE_BACK}:{kudos.id}",
        kudos.id,
        confirm=blocks.confirm(
            "Take it back?",
            "Where nobody else gives it, it then no longer shows what you wrote.",
            "Take it back",
        ),
    )
