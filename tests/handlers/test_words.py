"""Slack's notation, read and written."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ids import gone_id
from handlers import blocks, words
from handlers.blocks import escape

MENTIONS = {
    "<@U0123ABCDE>": "U0123ABCDE",
    "<@U0123ABCDE|ann.berg>": "U0123ABCDE",
    "<@W0123ABCDE>": "W0123ABCDE",
    "<@W0123ABCDE|علي>": "W0123ABCDE",
    "<@U9|>": "U9",
    "<@U9|a | b>": "U9",
}
JOINTS = (" ", ", ", " and ", " AND ", " &amp; ", " + ", "\n", "", "\u200f ", "\u2067", "، ", "、")
PLAIN = st.text(st.characters(exclude_characters="<>@", exclude_categories=["Cs"]))


@pytest.mark.parametrize(("mention", "user_id"), MENTIONS.items())
def test_one_mention_in_each_notation(mention: str, user_id: str) -> None:
    assert words.read_mentions(f"{mention} for help") == words.Mentions((user_id,), "for help")


@given(
    st.lists(
        st.tuples(st.sampled_from(list(MENTIONS)), st.sampled_from(JOINTS)), min_size=1, max_size=6
    )
)
def test_any_row_of_mentions_is_read_once_each_in_order(row: list[tuple[str, str]]) -> None:
    text = "".join(mention + joint for mention, joint in row[:-1]) + row[-1][0] + " thank you"
    found = words.read_mentions(text)
    assert found.user_ids == tuple(dict.fromkeys(MENTIONS[mention] for mention, _ in row))
    assert found.rest == "thank you"
    assert not found.has_group
    assert not found.has_raw_name


@given(PLAIN)
def test_without_a_mention_the_text_is_the_rest(text: str) -> None:
    found = words.read_mentions(escape(text))
    assert found.user_ids == ()
    assert found.rest == escape(text).strip().lstrip(", ")


@pytest.mark.parametrize(
    ("text", "users", "rest", "group", "raw"),
    [
        ("", (), "", False, False),
        ("<!subteam^S01|@team> for it", (), "for it", True, False),
        ("<!subteam^S01>", (), "", True, False),
        ("<@U1> <!subteam^S01|@team> x", ("U1",), "x", True, False),
        ("<!channel> x", (), "x", True, False),
        ("<!here|here> x", (), "x", True, False),
        ("@bo for it", (), "@bo for it", False, True),
        ("<@U1> and @bo for it", ("U1",), "and @bo for it", False, True),
        ("<@U1>, @علي شكرا", ("U1",), "@علي شكرا", False, True),
        ("<@U1> for mail to a@b.c @bo", ("U1",), "for mail to a@b.c @bo", False, False),
        ("<@U1> for asking <@U2>", ("U1",), "for asking <@U2>", False, False),
        ("<@U1> +1 for you", ("U1",), "+1 for you", False, False),
        ("<@U1> andere Sache", ("U1",), "andere Sache", False, False),
        ("<#C1|room> for it", (), "<#C1|room> for it", False, False),
        ("<https://x.example|@bo>", (), "<https://x.example|@bo>", False, False),
        ("&lt;@U1&gt; for it", (), "&lt;@U1&gt; for it", False, False),
        ("<@u1> <@B1> x", (), "<@u1> <@B1> x", False, False),
        ("  <@U1>  \n 🎉 👩‍👩‍👧 ", ("U1",), "🎉 👩‍👩‍👧", False, False),
        ("\u200f<@U1> \u200fשלום", ("U1",), "\u200fשלום", False, False),
        ("<@U1", (), "<@U1", False, False),
    ],
)
def test_what_a_command_may_begin_with(
    text: str, users: tuple[str, ...], rest: str, group: bool, raw: bool
) -> None:
    assert words.read_mentions(text) == words.Mentions(users, rest, group, raw)


def test_everybody_mentioned_anywhere_is_found_once() -> None:
    assert words.find_users("<@U1|ann> and <#C1> <@W2>, <@U1> &lt;@U3&gt;") == ["U1", "W2"]


@given(st.text())
def test_what_was_escaped_comes_back(text: str) -> None:
    assert words.unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("ask <@U1|ann> in <#C1|room>", "ask @ann in #room"),
        ("ask <@U1> in <#C1>", "ask @U1 in #C1"),
        ("ask <@U2|bo.lind>", "ask @Bo Lind"),
        (
            "<!here> <!channel|channel> <!subteam^S1|@team> <!subteam^S1>",
            "@here @channel @team @subteam",
        ),
        ("<!date^1^{date}|Monday>", "Monday"),
        ("<https://a.example/?b&amp;c>", "https://a.example/?b&c"),
        ("<https://a.example|a.example>", "https://a.example"),
        ("<https://a.example|the plan>", "the plan (https://a.example)"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("&lt;!channel&gt; &amp;amp; <b", "<!channel> &amp; <b"),
        ("<@U1|a &amp; b>", "@a & b"),
    ],
)
def test_slacks_notation_becomes_words(sent: str, read: str) -> None:
    assert words.unescape(sent, {"U2": "Bo Lind"}) == read


@given(st.text(), st.text(st.characters(exclude_characters="<>|&", exclude_categories=["Cs"])))
def test_nothing_sent_raises_or_leaves_a_mention(text: str, label: str) -> None:
    assert isinstance(words.unescape(text), str)
    assert "<@U1" not in words.unescape(f"<@U1|{label}>")


def test_people_in_a_sentence() -> None:
    assert words.people([]) == ""
    assert words.people(["U1"]) == "<@U1>"
    assert words.people(["U1", "U2"]) == "<@U1> and <@U2>"
    assert words.people(["U1", "U2", "U3"]) == "<@U1>, <@U2> and <@U3>"


def test_who_was_erased_is_someone_and_picked_in_no_form() -> None:
    gone = gone_id()
    assert words.people(["U1", gone]) == "<@U1> and someone"
    picked = blocks.users_input("f", "Whom", initial=["U1", gone])["element"]
    assert picked["initial_users"] == ["U1"]
    assert "initial_users" not in blocks.users_input("f", "Whom", initial=[gone])["element"]
    assert "initial_user" not in blocks.user_input("f", "Who", initial=gone)["element"]


def test_a_moment_is_shown_in_each_readers_zone() -> None:
    shown = words.moment(datetime(2026, 11, 2, 8, 0, tzinfo=UTC))
    assert shown == "<!date^1793606400^{date_short_pretty} at {time}|2026-11-02 08:00 UTC>"


def test_a_quote_keeps_every_line_and_calls_nobody() -> None:
    assert words.quote("a\n\n<!here> & b") == ">a\n>\n>&lt;!here&gt; &amp; b"
    assert words.quote("") == ">"


def test_a_permanent_address() -> None:
    address = "https://acme.slack.com/archives/C1/p1730000000000100"
    for url in ("https://acme.slack.com/", "https://acme.slack.com"):
        assert words.link_to(url, "C1", "1730000000.000100") == address


@pytest.mark.parametrize(
    ("reaction", "name"),
    [("four", "four"), ("+1::skin-tone-3", "+1"), ("wave::skin-tone-6", "wave")],
)
def test_skin_tones_do_not_count(reaction: str, name: str) -> None:
    assert words.emoji_name(reaction) == name
