"""What somebody types after `/problem list` is read in any order, and what is unknown is told."""

import pytest

from bot.core.people import Side
from bot.core.themes import Theme
from bot.problems.rules import Stage
from handlers.problems.filters import Filter, NoSuchList, read
from storage.relationships import Relationship


def relationship(client: str = "Acme", vendor: str = "Vee") -> Relationship:
    return Relationship(client_name=client, vendor_name=vendor)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Filter()),
        ("options", Filter(stage=Stage.OPTIONS)),
        ("VENDOR  closed", Filter(stage=Stage.CLOSED, side=Side.VENDOR)),
        ("#Trust acme try", Filter(Stage.TRY, Side.CLIENT, Theme.TRUST)),
        ("vee learning", Filter(side=Side.VENDOR, theme=Theme.LEARNING)),
    ],
)
def test_words_are_read_in_any_order(text: str, wanted: Filter) -> None:
    assert read(text, relationship()) == wanted
    assert Filter.from_json(wanted.to_json()) == wanted


def test_names_of_several_words_are_found_before_others() -> None:
    named = relationship("Try Harder Ltd.", "Try")
    assert read("try harder ltd. try", named) == Filter(stage=Stage.TRY, side=Side.CLIENT)
    assert read("try", named) == Filter(side=Side.VENDOR)


@pytest.mark.parametrize("text", ["nonsense", "optionsx", "#", "acmee"])
def test_what_is_not_known_is_told(text: str) -> None:
    with pytest.raises(NoSuchList, match="/problem list"):
        read(text, relationship())


def test_mine_is_kept_in_the_menus_of_a_list() -> None:
    assert Filter.from_json(Filter(mine=True).to_json()) == Filter(mine=True)
