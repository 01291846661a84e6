"""What a sound lesson is, and which ones are alike."""

import pytest

from bot.core.errors import InvalidInput
from bot.lessons import rules
from bot.lessons.errors import LessonChanged
from bot.lessons.rules import LessonDraft, State, Step
from storage.search import list_telling


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (LessonDraft("It failed", ""), rules.LEARNT),
        (LessonDraft("", "x" * 2001), rules.LEARNT),
        (LessonDraft("x" * 2001, "Look"), rules.HAPPENED),
        (LessonDraft("", "Look", "x" * 2001), rules.NOW_DO),
        (LessonDraft("", "Look", tags=tuple("abcdefghi")), rules.TAGS),
        (LessonDraft("", "Look", tags=("x" * 31,)), rules.TAGS),
        (LessonDraft("", "Look", theme="weather"), rules.THEME),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(draft: LessonDraft, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rules.check(draft)
    assert list(refused.value.problems) == [field]


def test_a_lesson_needs_only_what_was_learnt() -> None:
    rules.check(LessonDraft("", "Look on Mondays"))
    rules.check(LessonDraft("", "Look", tags=tuple("abcdefgh"), theme="trust"))


def test_tags_are_read_as_people_write_them() -> None:
    assert rules.read_tags(" #Export, billing;Übergabe  #export\n#日本 ") == (
        "export",
        "billing",
        "übergabe",
        "日本",
    )
    assert rules.read_tags(" # ,") == ()
    assert rules.read_tags("Caf\u00e9 cafe\u0301 ＃日本、東京") == ("caf\u00e9", "日本", "東京")


def test_nothing_becomes_of_what_is_retired_but_that_it_comes_back() -> None:
    for step in Step:
        if step is Step.RESTORE:
            rules.take(step, State.RETIRED)
        else:
            with pytest.raises(LessonChanged, match="retired"):
                rules.take(step, State.RETIRED)


@pytest.mark.parametrize(
    ("asked", "found", "alike"),
    [
        ("The nightly export fails", "Exports failed because the disk was full", True),
        ("The nightly export fails", "Invoices fail to arrive", False),
        ("Rechnungen kommen zu spät", "Die Rechnung kam zu spät", True),
        ("Export", "Exports need a full disk", True),
        ("Export", "Invoices are late", False),
        ("Who is it and what do they need", "What is it that we want from them", False),
        ("Our people report a full disk", "The repository has a bug", False),
        ("引き継ぎが遅い", "引き継ぎが遅れた", True),
        ("引き継ぎが遅い", "契約はまだです", False),
        ("...", "Anything", False),
    ],
)
def test_two_texts_are_alike_from_two_common_words_on(asked: str, found: str, alike: bool) -> None:
    assert rules.are_alike(list_telling(asked), list_telling(found)) is alike
