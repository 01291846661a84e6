"""People's words in Markdown: text, whatever they look like."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.markdown import escape, quote, write_line

# What begins a block where a line begins with it, after CommonMark and the tables of GitHub.
BEGINS = re.compile(r"(?:[-+*=>#|~`:]|\d+[.)]|\s)")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("# Not a title", r"\# Not a title"),
        ("1. one\n- two\n  + three", "1\\. one\n\\- two\n\\+ three"),
        ("A title\n===\n---", "A title\n\\===\n\\---"),
        ("    code\n\tcode", "code\ncode"),
        ("[a](b) *c* _d_ `e` <f> ~~g~~", r"\[a\](b) \*c\* \_d\_ \`e\` \<f\> \~\~g\~\~"),
        ("| a |\n:-", "\\| a \\|\n\\:-"),
        ("&lt; & 5&6 &#35;", r"\&lt; & 5&6 \&#35;".replace("#", r"\#")),
        ("plain - words, 2026 = 1", "plain - words, 2026 = 1"),
    ],
)
def test_what_people_write_stays_text(typed: str, expected: str) -> None:
    assert escape(typed) == expected
    assert quote(typed) == [f"> {line}" for line in expected.split("\n")]
    assert "\n" not in write_line(typed)


@given(st.text(alphabet="ab1 .)-+=*_`~#>|<[]()&;:\\\n\r\u2028\t"))
def test_no_line_begins_anything_and_no_word_is_lost(text: str) -> None:
    for written in (escape(text), write_line(text)):
        assert not any(BEGINS.match(line) for line in written.split("\n"))
        read = re.sub(r"\\([\\`*_{}\[\]<>#|~&=+.):-])", r"\1", written)
        assert read.split() == text.split()
