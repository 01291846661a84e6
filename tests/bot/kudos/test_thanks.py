"""What is read as thanks in a message, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kudos.thanks import Thanks, read_marks, read_thanks

BOT = "U0BOT"

user_ids = st.from_regex(r"[UW][A-Z0-9]{2,8}", fullmatch=True).filter(lambda user: user != BOT)
people = st.lists(user_ids, min_size=1, max_size=4, unique=True)
words = st.from_regex(r"[a-z]{3,9}( [a-z]{3,9}){0,4}", fullmatch=True).filter(
    lambda text: text.split()[0] not in {"for", "because", "and"}
)
labels = st.sampled_from(["", "|ann", "|ann.berg"])
pieces = st.lists(
    st.one_of(
        st.sampled_from(
            ["++", "+", " ", ",", "and", "\n", "`", "```", "&gt; ", "<", ">", "@", "|"]
        ),
        st.sampled_from(["<@U1>", "<@U2|bo>", "<@W3>", "<!channel>", "<!subteam^S1|@x>", "<@U1"]),
        st.sampled_from(["<@U0BOT>", "thanks", "kudos to", "for", "the demo", "@bo", "C++"]),
        st.text(max_size=3),
    ),
    max_size=14,
).map("".join)


@pytest.mark.parametrize(
    ("text", "receivers", "reason"),
    [
        ("<@U1>++ for the demo", ("U1",), "the demo"),
        ("<@U1|ann> ++ because of the demo!", ("U1",), "the demo!"),
        ("<@U1>++", ("U1",), ""),
        ("<@U1>++ !", ("U1",), ""),
        ("<@U1>++ for", ("U1",), ""),
        ("<@U1>+++ the demo", ("U1",), "the demo"),
        ("Great demo! <@U1>++", ("U1",), "Great demo!"),
        ("hey <@U1>++ for the demo", ("U1",), "the demo"),
        ("<@U1> <@W2>++ for the demo", ("U1", "W2"), "the demo"),
        ("<@U1>, <@U2> and <@U3> ++ for it", ("U1", "U2", "U3"), "it"),
        ("<@U1>++ &amp; <@U2>++, <@U1>++ — thank you", ("U1", "U2"), "thank you"),
        ("<@U1>++ for a\n<@U2>++ for b", ("U1", "U2"), "<@U1> for a\n<@U2> for b"),
        ("<@U1>++ for `x++` in C++", ("U1",), "`x++` in C++"),
        ("<@U1>++ with <@U9> &lt;3", ("U1",), "with <@U9> &lt;3"),
    ],
)
def test_marks_thank(text: str, receivers: tuple[str, ...], reason: str) -> None:
    assert read_marks(text) == Thanks(receivers, reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<@U1> for the demo",
        "C++ and i++",
        "<@U1> wrote it in C++",
        "<@U1>+ for half",
        "`<@U1>++ for the demo`",
        "```\n<@U1>++ for the demo\n```",
        "&gt; <@U1>++ for the demo\nI agree",
        "<#C1|room>++",
        "mail ann@bo++",
    ],
)
def test_other_words_do_not(text: str) -> None:
    assert read_marks(text) is None


def test_groups_and_typed_names_are_told_apart() -> None:
    assert read_marks("<!subteam^S1|@team>++ for all") == Thanks((), "all", has_group=True)
    assert read_marks("<@U1> and <!here> ++ for all") == Thanks(("U1",), "all", has_group=True)
    assert read_marks("@bo++ for all") == Thanks((), has_raw_name=True)
    to_group = read_thanks(f"<@{BOT}> thanks <!here> for all", BOT)
    assert to_group == Thanks((), "all", has_group=True, to_bot=True)
    typed = read_thanks(f"<@{BOT}> thanks @bo for all", BOT)
    assert typed == Thanks((), has_raw_name=True, to_bot=True)


@pytest.mark.parametrize(
    ("text", "receivers", "reason"),
    [
        ("<@U0BOT> thanks <@U1> for the demo", ("U1",), "the demo"),
        ("<@U0BOT|rapport>: Thank you <@U1>, that was great", ("U1",), "that was great"),
        ("<@U0BOT> please give kudos to <@U1|ann> and <@U2> because they listened", ("U1", "U2"),
         "they listened"),
        ("Thx <@U1> for the demo <@U0BOT>", ("U1",), "the demo"),
        ("<@U0BOT> kudos: <@U1>", ("U1",), ""),
        ("<@U0BOT> <@U1>++ for the demo", ("U1",), "the demo"),
    ],
)  # fmt: skip
def test_a_mention_of_the_bot_thanks(text: str, receivers: tuple[str, ...], reason: str) -> None:
    assert read_thanks(text, BOT) == Thanks(receivers, reason, to_bot="++" not in text)


@pytest.mark.parametrize(
    "text",
    [
        "<@U0BOT>",
        "<@U0BOT> thanks!",
        "<@U0BOT> thanks a lot",
        "<@U0BOT> thankful people: <@U1>",
        "<@U0BOT> can you remind <@U1> of the thanks",
        "thanks <@U0BOT>",
        "<@U0BOT>++ for listening",
        "thanks <@U1> for the demo",
    ],
)
def test_other_mentions_do_not(text: str) -> None:
    assert read_thanks(text, BOT) is None


@given(people, words, st.data())
def test_whoever_is_marked_is_thanked_for_what_follows(
    receivers: list[str], reason: str, data: st.DataObject
) -> None:
    named = [f"<@{user}{data.draw(labels)}>" for user in receivers]
    joint = data.draw(st.sampled_from([" ", ", ", " and ", ", and ", " &amp; "]))
    for text in (
        f"{joint.join(named)}++ for {reason}",
        f"{joint.join(n + '++' for n in named)} {reason}",
    ):
        assert read_marks(text) == Thanks(tuple(receivers), reason)
    said = read_thanks(f"<@{BOT}> thanks {joint.join(named)} for {reason}", BOT)
    assert said == Thanks(tuple(receivers), reason, to_bot=True)


@given(pieces)
def test_nobody_is_thanked_who_is_not_named_and_no_words_are_made_up(text: str) -> None:
    for thanks in (read_marks(text), read_thanks(text, BOT), read_thanks(f"<@{BOT}> {text}", BOT)):
        if thanks is not None:
            assert all(f"<@{user}" in text for user in thanks.user_ids)
            assert len(set(thanks.user_ids)) == len(thanks.user_ids)
            assert set(thanks.words) <= set(text) | {" "}
            assert thanks.user_ids or thanks.has_group or thanks.has_raw_name


@given(pieces)
def test_without_a_mark_nothing_is_read(text: str) -> None:
    assert read_marks(text.replace("++", "+ ").replace("++", "+ ")) is None


@given(pieces)
def test_what_is_quoted_as_code_thanks_nobody(text: str) -> None:
    inside = text.replace("`", "'")
    assert read_marks(f"```{inside}```") is None


def test_a_long_list_is_one() -> None:
    assert read_marks("<@U1> and " * 4000 + "++ for all") is None
    assert read_marks("<@U1> and " * 4000 + "<@U2>++ for it") == Thanks(("U1", "U2"), "it")
