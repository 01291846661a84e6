"""Full-text search, in each engine's own words: FTS5 of SQLite, tsvector of Postgres.

What the engines keep for it has names that begin with `search_index` and is made by a migration;
no record knows of it, and the database itself keeps it equal to `search_entries`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import TextClause, bindparam, text

# The tokens that have to stand side by side, and whether the last of them may go on.
Phrase = tuple[Sequence[str], bool]
# A word of a question: any of these.
Term = Sequence[Phrase]

_INDEX = "search_index"

# Merges all parts of SQLite's index, for words that were taken out stand in older parts until then.
PURGE = text("INSERT INTO search_index(search_index) VALUES ('optimize')")

# Words of the title count ten times, tags five times those of the body. The kind and the
# relationship stand in SQLite's index, so that the words of others are not looked at; they weigh
# nothing. The best are picked before anything else of them is read.
_SQLITE = """
    SELECT rowid AS id, -bm25(search_index, 0, 0, 10, 1, 5) AS rank
    FROM search_index WHERE search_index MATCH :question
    ORDER BY rank DESC, id DESC LIMIT :most"""
_POSTGRES = """
    SELECT id, ts_rank('{0, 0.1, 0.5, 1}', search_index, question, 1) AS rank
    FROM search_entries, to_tsquery('english', :question) AS question
    WHERE search_index @@ question AND relationship_id = :relationship_id AND kind IN :kinds
    ORDER BY rank DESC, id DESC LIMIT :most"""
_FOUND = """
    SELECT entry.kind, entry.subject_id, best.rank,
        entry.title || ' ' || entry.body || ' ' || entry.tags
    FROM ({best}) AS best JOIN search_entries AS entry ON entry.id = best.id
    WHERE entry.relationship_id = :relationship_id AND entry.kind IN :kinds
    ORDER BY best.rank DESC, entry.id DESC"""
# Made once: to expand a list takes a statement that is known.
_STATEMENTS = {
    engine: text(_FOUND.format(best=best)).bindparams(bindparam("kinds", expanding=True))
    for engine, best in (("sqlite", _SQLITE), ("postgresql", _POSTGRES))
}


def find_statement(engine: str) -> TextClause:
    """The query with the parameters question, relationship_id, kinds and most."""
    return _STATEMENTS[engine]


def ask(
    engine: str, relationship_id: str, kinds: Sequence[str], terms: Sequence[Term], *, every: bool
) -> str:
    """The question in the engine's syntax. Tokens are letters and digits, and so none of it."""
    if engine == "sqlite":
        words = _join(terms, _ask_sqlite, " OR ", " AND " if every else " OR ")
        kind = " OR ".join(f'"{one}"' for one in kinds)
        home = f'relationship_id : "{relationship_id}" AND kind : ({kind})'
        return f"{home} AND {{title body tags}} : ({words})"
    return _join(terms, _ask_postgres, " | ", " & " if every else " | ")


def _join(terms: Sequence[Term], ask_for: Callable[..., str], any_of: str, join: str) -> str:
    return join.join(f"({any_of.join(ask_for(*phrase) for phrase in term)})" for term in terms)


def _ask_sqlite(tokens: Sequence[str], goes_on: bool) -> str:
    return f'"{" ".join(tokens)}"' + ("*" if goes_on else "")


def _ask_postgres(tokens: Sequence[str], goes_on: bool) -> str:
    *before, last = (f"'{token}'" for token in tokens)
    return f"({' <-> '.join([*before, last + ':*' if goes_on else last])})"


def is_of_records(name: str | None, _kind: str, _parents: Any) -> bool:
    """Whether Alembic is to compare that table, column or index with the records."""
    return not (name or "").startswith(_INDEX)
