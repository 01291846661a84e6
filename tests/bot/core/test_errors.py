"""Every error is a sentence that can be said, wherever it is raised."""

import ast
import importlib
import inspect
import pkgutil
import re
import string
from pathlib import Path

import pytest

import bot
import handlers
from bot.core.errors import InvalidInput, NotAllowed, RapportError

HOUSE = Path(bot.__file__).parent.parent


def find_errors() -> list[type[RapportError]]:
    """All of them, wherever they are defined."""
    for package in (bot, handlers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found, waiting = [], [RapportError]
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting.extend(error.__subclasses__())
    return sorted(found, key=lambda error: (error.__module__, error.__name__))


ERRORS = find_errors()


def facts_of(error: type[RapportError]) -> set[str]:
    """What the braces of its sentence ask for."""
    return {name for _, name, _, _ in string.Formatter().parse(error.__doc__ or "") if name}


def find_uses() -> dict[str, list[tuple[str, set[str]]]]:
    """By class name: every place in the code that makes it, and the facts given there."""
    names = {error.__name__ for error in ERRORS}
    uses: dict[str, list[tuple[str, set[str]]]] = {name: [] for name in names}
    for path in [*HOUSE.glob("bot/**/*.py"), *HOUSE.glob("handlers/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=used) | ast.Attribute(attr=used), keywords=given):
                    facts = {keyword.arg or "" for keyword in given}
                case ast.Raise(exc=ast.Name(id=used) | ast.Attribute(attr=used)):
                    facts = set()
                case _:
                    continue
            if used in names:
                uses[used].append((f"{path.relative_to(HOUSE)}:{node.lineno}", facts))
    return uses


USES = find_uses()


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_each_has_a_sentence_of_its_own(error: type[RapportError]) -> None:
    assert error.__doc__, "the docstring is what a person reads"
    raised = error({}) if error is InvalidInput else error(**dict.fromkeys(facts_of(error), "x"))
    sentence = raised.sentence if error is not InvalidInput else inspect.getdoc(error)
    assert sentence is not None
    assert sentence[0].isupper() or sentence[0] == "x"
    assert sentence[-1] in ".?"
    assert "  " not in " ".join(sentence.split())
    assert len(sentence) < 300
    assert not any(mark in re.sub(r"<[@#]x>", "", sentence) for mark in "{}\\<>&")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_each_is_given_its_facts_wherever_it_is_raised(error: type[RapportError]) -> None:
    uses = USES[error.__name__]
    assert uses or error is RapportError, "an error that nobody raises"
    for place, facts in uses:
        assert facts_of(error) <= facts, place


def test_codes_tell_errors_apart() -> None:
    codes = [error.code for error in ERRORS]
    assert len(set(codes)) == len(codes)
    assert NotAllowed.code == "not-allowed"


def test_a_fact_is_never_read_as_a_format() -> None:
    assert "Only {0} {who} can" in NotAllowed(who="{0} {who}").sentence


def test_invalid_input_says_all_that_is_the_matter() -> None:
    error = InvalidInput({"name": "Give it a name.", "tz": "Pick {a} zone."})
    assert error.sentence == "Give it a name. Pick {a} zone."
    assert str(error)
