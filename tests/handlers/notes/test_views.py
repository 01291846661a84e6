"""Everything people see of notes is what Slack takes, and loses nothing of what they wrote."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.core.people import Member, Role, Side, Sides
from bot.notes.rules import Ending, Readers
from handlers.notes import forms, views
from sandbox.blockkit import validate_blocks, validate_view
from sandbox.words import buttons_of, words_of
from storage.notes import Note, NoteWord
from storage.outbox import Message
from storage.relationships import Relationship, Status

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
EXTREMES = (
    "&" * 3000,
    "<" * 3000,
    "🙈" * 3000,
    "word " * 600,
    "<!channel> & <@U1>\n" * 150,
    "\n".join("line" for _ in range(600)),
    "שלום עולם " * 300,
    "x",
)


def relationship(name: str = "Acme") -> Relationship:
    return Relationship(
        id="r" * 32,
        installation_id="T1",
        channel_id="C1",
        client_name=name,
        vendor_name="Vee",
        tz="Europe/Berlin",
        status=Status.ACTIVE,
        proposed_by="UANN",
        proposed_side=Side.CLIENT,
        created_at=NOW,
        bot_present=True,
        synced_at=NOW,
    )


def sides(clients: int = 3, vendors: int = 3, name: str = "Acme") -> Sides:
    counts = {Side.CLIENT: clients, Side.VENDOR: vendors}
    members = [
        Member(f"U{side}{number}", side, Role.CONTACT if number == 0 else Role.MEMBER)
        for side, count in counts.items()
        for number in range(count)
    ]
    return Sides(name, "Vee", tuple(members))


def note(text: str = "the call is tense", **traits: Any) -> Note:
    return Note(
        **{
            "id": "n" * 32,
            "relationship_id": "r" * 32,
            "side": Side.CLIENT,
            "readers": Readers.BOTH,
            "text": text,
            "day": date(2026, 11, 2),
            "last_day": date(2026, 11, 2),
            "wiped": False,
            **traits,
        }
    )


def word(seq: int, text: str, author: str | None = None, doubtful: bool = False) -> NoteWord:
    return NoteWord(
        id=f"{seq:032d}", note_id="n", seq=seq, author=author, text=text, doubtful=doubtful
    )


def shown(message: Message) -> str:
    """The words of a message, which Slack must take, and in which nobody is called."""
    assert validate_blocks(message["blocks"], "message") == []
    assert 0 < len(message["text"]) <= 4000
    for text in (message["text"], *mrkdwn_of(message["blocks"])):
        assert "<!" not in text
    return str(words_of(message["blocks"]))


def mrkdwn_of(part: Any) -> Iterator[str]:
    """All texts in which Slack would follow a mention; in plain text it does not."""
    if isinstance(part, list):
        for inner in part:
            yield from mrkdwn_of(inner)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        yield from mrkdwn_of(list(part.values()))


def squeeze(text: str) -> str:
    """A text without what quoting and cutting it adds: quotation marks and white space."""
    return "".join(text.replace(">", "").split())


def escaped(text: str) -> str:
    return squeeze(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


@pytest.mark.parametrize("text", EXTREMES)
def test_slack_takes_every_message_with_any_text(text: str) -> None:
    said = [word(number, text, None if number % 2 else "UBO") for number in range(9)]
    for message in (
        views.card(note(text), relationship(), said),
        views.word(said[0]),
        views.word(said[1]),
        views.receipt(note(text)),
        views.answered(note(text), said[0], relationship(), Side.VENDOR),
        views.closed(note(text, ending=Ending.QUIET)),
        views.which([("r1", text[:60], "C1"), ("r2", "Acme and Vee", "C2")], text),
        views.too_long(text * 4),
    ):
        shown(message)


# The first two are longer, once escaped, than Slack takes of any message.
@pytest.mark.parametrize("text", EXTREMES[2:])
def test_nothing_of_what_was_written_is_lost(text: str) -> None:
    said = word(1, text, "UBO")
    for message in (
        views.card(note(text), relationship(), []),
        views.word(said),
        views.receipt(note(text)),
        views.answered(note(), said, relationship(), None),
    ):
        found = squeeze("\n".join(mrkdwn_of(message["blocks"])))
        assert escaped(text) in found


@pytest.mark.parametrize("text", EXTREMES)
@pytest.mark.parametrize("name", ["Acme", "<&>" * 20])
def test_slack_takes_every_form(text: str, name: str) -> None:
    for view in (
        forms.form(
            relationship(name),
            sides(name=name),
            member=Member("U1", Side.VENDOR),
            typed=text,
            note_id="n" * 32,
            operator=name,
        ),
        forms.answer_form("n" * 32, "w" * 32),
        forms.more_form("n" * 32, "w" * 32),
    ):
        assert validate_view(view) == []


def form_words(clients: int, vendors: int, side: Side) -> str:
    view = forms.form(
        relationship(),
        sides(clients, vendors),
        member=Member("U1", side),
        typed="",
        note_id="n",
        operator="Acme IT",
    )
    return str(words_of(view["blocks"])) + json.dumps(view, ensure_ascii=False)


@pytest.mark.parametrize("side", Side)
def test_the_other_sides_contacts_are_proposed_as_readers(side: Side) -> None:
    view = forms.form(
        relationship(), sides(), member=Member("U1", side), typed="", note_id="n", operator="x"
    )
    (choice,) = [b["element"] for b in view["blocks"] if b.get("block_id") == "readers"]
    assert choice["initial_option"]["value"] == side.other
    assert [option["value"] for option in choice["options"]] == [side.other, side, "both"]


@pytest.mark.parametrize(("clients", "vendors"), [(1, 3), (2, 3), (3, 3), (3, 2)])
def test_a_small_side_is_warned_and_told_what_readers_learn(clients: int, vendors: int) -> None:
    words = form_words(clients, vendors, Side.CLIENT)
    assert ("they may guess" in words) == (clients < 3)
    assert ("Readers are told which side" in words) == (min(clients, vendors) == 3)
    assert "Acme IT" in words


def test_the_card_says_where_it_comes_from_only_if_that_may_be_told() -> None:
    assert "from somebody of Acme*" in shown(views.card(note(), relationship(), []))
    unsaid = shown(views.card(note(side=None), relationship(), []))
    assert "from somebody of Acme and Vee*" in unsaid


@pytest.mark.parametrize(
    ("ending", "sentence"),
    [
        (Ending.WRITER, "Whoever wrote the note closed it."),
        (Ending.CONTACT, "<@UBO> closed it."),
        (Ending.QUIET, "Closed after 30 days without a word."),
        (Ending.UNREACHABLE, "cannot be reached any more, so it is closed."),
    ],
)
def test_a_closed_note_says_how_and_has_no_buttons(ending: Ending, sentence: str) -> None:
    over = note(ending=ending, ended_by="UBO" if ending is Ending.CONTACT else None)
    message = views.card(over, relationship(), [])
    assert sentence in shown(message)
    assert buttons_of(message["blocks"]) == []
    assert sentence in shown(views.ended(over))


def test_who_is_blocked_is_offered_nothing_to_write() -> None:
    blocked = note(blocked_by="UBO")
    assert buttons_of(views.card(blocked, relationship(), [])["blocks"]) == ["Answer", "Close"]
    assert buttons_of(views.receipt(blocked)["blocks"]) == ["Close"]
    assert buttons_of(views.receipt(note())["blocks"]) == ["Write more", "Close"]


def test_the_card_shows_the_newest_words_and_counts_the_rest() -> None:
    said = [word(number, f"word no. {number}") for number in range(1, 8)]
    words = shown(views.card(note(), relationship(), said))
    assert "2 earlier words stand in the thread." in words
    assert "word no. 2" not in words
    assert words.index("word no. 3") < words.index("word no. 7")


def test_doubt_is_said() -> None:
    words = shown(views.card(note(), relationship(), [word(1, "hm", "UBO", doubtful=True)]))
    assert "Slack did not say whether this reached them." in words
