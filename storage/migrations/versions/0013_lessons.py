"""Lessons that both sides hold, and the search over them.

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

from storage.search import normalise

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# On SQLite an index of its own that keeps no words, on Postgres a column: each is kept equal to
# `search_entries` by the database.
SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
        relationship_id, title, body, tags, content='search_entries', content_rowid='id',
        tokenize='porter unicode61', prefix='2 3')""",
    """CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
        INSERT INTO search_index(rowid, relationship_id, title, body, tags)
        VALUES (new.id, new.relationship_id, new.title, new.body, new.tags); END""",
    """CREATE TRIGGER search_entries_gone AFTER DELETE ON search_entries BEGIN
        INSERT INTO search_index(search_index, rowid, relationship_id, title, body, tags)
        VALUES ('delete', old.id, old.relationship_id, old.title, old.body, old.tags); END""",
    """CREATE TRIGGER search_entries_changed AFTER UPDATE ON search_entries BEGIN
        INSERT INTO search_index(search_index, rowid, relationship_id, title, body, tags)
        VALUES ('delete', old.id, old.relationship_id, old.title, old.body, old.tags);
        INSERT INTO search_index(rowid, relationship_id, title, body, tags)
        VALUES (new.id, new.relationship_id, new.title, new.body, new.tags); END""",
)
POSTGRES_INDEX = (
    """ALTER TABLE search_entries ADD COLUMN search_index tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english'::regconfig, title), 'A')
        || setweight(to_tsvector('english'::regconfig, tags), 'B')
        || setweight(to_tsvector('english'::regconfig, body), 'C')) STORED""",
    "CREATE INDEX search_index_words ON search_entries USING gin (search_index)",
)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    _create_search()
    _fill_search()


def _create_search() -> None:
    op.create_table(
        "search_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_text(name) for name in ("kind", "subject_id", "relationship_id")),
        *(_text(name) for name in ("title", "body", "tags")),
        sa.ForeignKeyConstraint(
            ["relationship_id"],
            ["relationships.id"],
            name=op.f("fk_search_entries_relationship_id_relationships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_search_entries_kind_subject_id")),
    )
    op.create_index(
        op.f("ix_search_entries_relationship_id"), "search_entries", ["relationship_id"]
    )
    for statement in SQLITE_INDEX if _is_sqlite() else POSTGRES_INDEX:
        op.execute(statement)


def _fill_search() -> None:
    """What is there already is found, too: the words of a problem's description, and lessons."""
    rows = op.get_bind().execute(
        sa.text(
            "SELECT 'problem', id, relationship_id, title, what FROM problems UNION ALL"
            " SELECT 'lesson', id, relationship_id, text, '' FROM lessons"
        )
    )
    entries = [
        {
            "kind": kind,
            "subject_id": subject_id,
            "relationship_id": relationship_id,
            "title": normalise(title),
            "body": normalise(body),
            "tags": "",
        }
        for kind, subject_id, relationship_id, title, body in rows
    ]
    names = ("kind", "subject_id", "relationship_id", "title", "body", "tags")
    op.bulk_insert(sa.table("search_entries", *(sa.column(name) for name in names)), entries)


def downgrade() -> None:
    if _is_sqlite():
        op.execute("DROP TABLE search_index")
    op.drop_table("search_entries")
