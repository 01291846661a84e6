"""Full-text search over what a relationship wrote, whichever feature it came from.

Both engines are given the same words: without case and accents, and nothing but letters and digits,
so that a question finds the same on both, in any language.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ForeignKey, UniqueConstraint, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.engines import search as engines
from storage.engines.upsert import replace

# More words than that of a question are not looked for.
MOST_WORDS = 24
# Postgres refuses words of more than 2,046 bytes, and more than a megabyte of them.
LONGEST_WORD = 60
LONGEST_BODY = 100_000
# How many are looked at to complete the beginning of a word, and how short its stem may be.
LOOKED_AT = 20
SHORTEST_STEM = 2

# English words that say nothing of what is meant; Postgres leaves such words out, too.
_EMPTY = """
    a about above after again against all am an and any are as at be because been before being
    below between both but by can could did do does doing don down during each few for from further
    had has have having he her here hers herself him himself his how i if in into is it its itself
    just me more most my myself no nor not now of off on once only or other our ours ourselves out
    over own s same she should so some such t than that the their theirs them themselves then there
    these they this those through to too under until up us very was we were what when where which
    while who whom why will with would you your yours yourself yourselves
"""
_EMPTY_WORDS = frozenset(re.findall(r"\w+", _EMPTY))
_TOKEN = re.compile(r"[^\W_]+")
# Writing without spaces between words, where each character is looked for by itself: Thai, Lao,
# Burmese, Khmer, Japanese and Chinese.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff])"
)


class Kind(StrEnum):
    """What can be found."""

    LESSON = "lesson"
    PROBLEM = "problem"


class SearchEntry(Base):
    """The words by which something is found, as `normalise` makes them."""

    __tablename__ = "search_entries"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    # A number, for SQLite's index refers to rows by their numbers.
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[str]
    relationship_id: Mapped[str] = mapped_column(
        ForeignKey("relationships.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str]
    body: Mapped[str]
    tags: Mapped[str]


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found; the higher its rank the better, within one question.

    `words` are all by which it can be found, as `normalise` makes them.
    """

    kind: Kind
    subject_id: str
    rank: float
    words: str


class _Where(NamedTuple):
    """In what is looked."""

    relationship_id: str
    kinds: Sequence[Kind]


def tokenise(words: str) -> list[str]:
    """The words of a text as they are looked for."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(one for one in letters if not unicodedata.category(one).startswith("M"))
    spaced = _UNSPACED.sub(r" \1 ", unicodedata.normalize("NFKC", bare).casefold())
    return [token[:LONGEST_WORD] for token in _TOKEN.findall(spaced)]


def normalise(words: str) -> str:
    """A text as the engines are given it."""
    return " ".join(tokenise(words))


def list_telling(words: str) -> list[str]:
    """The same words, each once, without those that say nothing of what is meant."""
    tokens = (token for token in tokenise(words) if token not in _EMPTY_WORDS)
    return list(dict.fromkeys(tokens))


async def index(
    session: AsyncSession,
    kind: Kind,
    subject_id: str,
    *,
    relationship_id: str,
    title: str,
    body: str,
    tags: Iterable[str] = (),
) -> None:
    """Let it be found by these words from now on, and by no others.

    Of a body only so many are kept that both engines take them.
    """
    await replace(
        session,
        SearchEntry,
        ("kind", "subject_id"),
        kind=kind,
        subject_id=subject_id,
        relationship_id=relationship_id,
        title=normalise(title),
        body=normalise(body)[:LONGEST_BODY],
        tags=normalise(" ".join(tags)),
    )


async def forget(session: AsyncSession, kind: Kind, subject_id: str) -> None:
    """Let it not be found any more."""
    await session.execute(
        delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id == subject_id)
    )


async def search(
    session: AsyncSession,
    relationship_id: str,
    words: str,
    *,
    kinds: Sequence[Kind] = tuple(Kind),
    most: int,
    every: bool = True,
) -> list[Found]:
    """What of that relationship has these words, best first, of equally good ones the newest.

    With `every`, all of the words have to be there, of which the last may be the beginning of one;
    else any of them. Words of the English language are found in their other forms, too. Nothing
    that is typed is anything but words: there is no syntax.
    """
    where, read = _Where(relationship_id, kinds), _read(words)
    if not read:
        return []
    rest: list[engines.Term] = [[(tokens, False)] for tokens in read[:-1]]
    last: engines.Term = [(read[-1], every)]
    found = await _find(session, where, [*rest, last], most=most, every=every)
    if every and len(found) < most:
        whole = await _complete(session, where, rest, read[-1])
        if whole:
            asked = [*rest, [*last, *whole]]
            found = await _find(session, where, asked, most=most, every=every)
    return found


def _read(words: str) -> list[tuple[str, ...]]:
    """The last words, each once, as its tokens: those of one word have to stand side by side."""
    read = [tuple(tokens) for tokens in map(tokenise, words.split()) if tokens]
    telling = [tokens for tokens in read if not _EMPTY_WORDS.issuperset(tokens)] or read
    latest = list(dict.fromkeys(reversed(telling)))[:MOST_WORDS]
    return latest[::-1]


async def _complete(
    session: AsyncSession, where: _Where, rest: Sequence[engines.Term], tokens: Sequence[str]
) -> engines.Term:
    """The words that begin like that, in what has all the rest, too.

    Engines keep the stems of words, and one that is shorter than what was typed does not begin with
    it: "universi" is no beginning of "univers". So what has such a stem is looked at.
    """
    *before, beginning = tokens
    stems = _list_stems(beginning)
    if not stems:
        return []
    found = await _find(session, where, [*rest, stems], most=LOOKED_AT, every=True)
    begun = {word for one in found for word in one.words.split() if word.startswith(beginning)}
    return [([*before, word], False) for word in sorted(begun)[:MOST_WORDS]]


def _list_stems(beginning: str) -> engines.Term:
    """Words whose stem may be that of a word that begins like that.

    An "e" keeps what stands before it from being taken off, too; "-bility" becomes "-ble". Nobody
    looks for an empty word, nor for one that ends in "y" as it is: so for all that begin almost so.
    """
    shorter = [beginning[:length] for length in range(SHORTEST_STEM, len(beginning))]
    stems: list[engines.Phrase] = [
        ([bare + ending], False)
        for bare in shorter
        if bare not in _EMPTY_WORDS
        for ending in ("", "e", *(["le"] if bare.endswith("b") else []))
    ]
    if shorter and (beginning.endswith("y") or beginning in _EMPTY_WORDS):
        stems.append(([shorter[-1]], True))
    return stems


async def _find(
    session: AsyncSession,
    where: _Where,
    terms: Sequence[engines.Term],
    *,
    most: int,
    every: bool,
) -> list[Found]:
    engine = session.get_bind().dialect.name
    rows = await session.execute(
        engines.find_statement(engine),
        {
            "question": engines.ask(engine, *where, terms, every=every),
            "relationship_id": where.relationship_id,
            "kinds": list(where.kinds),
            "most": most,
        },
    )
    return [Found(Kind(kind), *rest) for kind, *rest in rows]
