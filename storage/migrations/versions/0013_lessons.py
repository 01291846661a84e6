"""Lessons that both sides hold, and the search over them.

Revision: 0013, after 0012
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.search import normalise

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATES = "state IN ('proposed', 'joint', 'objected', 'retired')"
JOINT = sa.text("state = 'joint'")
SIDES = "side IN ('client', 'vendor')"

# On SQLite an index of its own that keeps no words, on Postgres a column: each is kept equal to
# `search_entries` by the database.
SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
        kind, relationship_id, title, body, tags, content='search_entries', content_rowid='id',
        tokenize='porter unicode61', prefix='2 3')""",
    """CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
        INSERT INTO search_index(rowid, kind, relationship_id, title, body, tags)
        VALUES (new.id, new.kind, new.relationship_id, new.title, new.body, new.tags); END""",
    """CREATE TRIGGER search_entries_gone AFTER DELETE ON search_entries BEGIN
        INSERT INTO search_index(search_index, rowid, kind, relationship_id, title, body, tags)
        VALUES (
            'delete', old.id, old.kind, old.relationship_id, old.title, old.body, old.tags); END""",
    """CREATE TRIGGER search_entries_changed AFTER UPDATE ON search_entries BEGIN
        INSERT INTO search_index(search_index, rowid, kind, relationship_id, title, body, tags)
        VALUES (
            'delete', old.id, old.kind, old.relationship_id, old.title, old.body, old.tags);
        INSERT INTO search_index(rowid, kind, relationship_id, title, body, tags)
        VALUES (new.id, new.kind, new.relationship_id, new.title, new.body, new.tags); END""",
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


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    _create_search()
    _extend_lessons()
    _create_parts()
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


def _extend_lessons() -> None:
    """What was learnt at the end of a problem was written by one side, and is held by both."""
    op.alter_column("lessons", "text", new_column_name="learnt")
    for column in _list_added():
        op.add_column("lessons", column)
    _complete_lessons()
    with op.batch_alter_table("lessons") as batch:
        batch.alter_column("number", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("side", existing_type=sa.String(), nullable=False)
        batch.alter_column("fresh_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch.alter_column("problem_id", existing_type=sa.String(), nullable=True)
        for name in ("origin_kind", "state", *_WORDS):
            batch.alter_column(name, existing_type=sa.String(), server_default=None)
        batch.create_unique_constraint(
            op.f("uq_lessons_relationship_id_number"), ["relationship_id", "number"]
        )
        batch.create_check_constraint(op.f("ck_lessons_state"), STATES)
        batch.create_check_constraint(op.f("ck_lessons_side"), SIDES)
        batch.drop_index(op.f("ix_lessons_relationship_id"))
    op.create_index(
        "ix_lessons_fresh", "lessons", ["fresh_at"], sqlite_where=JOINT, postgresql_where=JOINT
    )


def _list_added() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("origin_kind", sa.String(), nullable=False, server_default="problem"),
        *(_text(name, nullable=True) for name in ("origin_id", "source_channel_id", "source_ts")),
        *(sa.Column(name, sa.String(), nullable=False, server_default="") for name in _WORDS),
        *(_text(name, nullable=True) for name in ("theme", "side")),
        sa.Column("state", sa.String(), nullable=False, server_default="joint"),
        _text("answered_by", nullable=True),
        *(_moment(name, nullable=True) for name in _MOMENTS),
        _text("post_id", nullable=True),
    )


_WORDS = ("happened", "now_do")
_MOMENTS = ("answered_at", "edited_at", "checked_at", "fresh_at")


def _complete_lessons() -> None:
    op.execute(
        "UPDATE lessons SET origin_id = problem_id, fresh_at = created_at,"
        " answered_at = created_at,"
        " happened = COALESCE((SELECT title FROM problems WHERE problems.id = problem_id), ''),"
        " side = COALESCE((SELECT members.side FROM members WHERE members.user_id = lessons.author"
        " AND members.relationship_id = lessons.relationship_id), 'client'),"
        " number = (SELECT count(*) FROM lessons AS other"
        " WHERE other.relationship_id = lessons.relationship_id"
        " AND (other.created_at < lessons.created_at"
        " OR (other.created_at = lessons.created_at AND other.id <= lessons.id))),"
        " post_id = (SELECT outbox.id FROM outbox WHERE outbox.card_id = lessons.id"
        " AND outbox.card_kind = 'problem_lesson' AND outbox.kind = 'post')"
    )
    op.execute("UPDATE outbox SET card_kind = 'lesson' WHERE card_kind = 'problem_lesson'")


def _create_parts() -> None:
    op.create_table(
        "lesson_tags",
        *(_text(name) for name in ("lesson_id", "tag")),
        _of_lesson("lesson_tags"),
        sa.PrimaryKeyConstraint("lesson_id", "tag", name=op.f("pk_lesson_tags")),
    )
    op.create_index(op.f("ix_lesson_tags_tag"), "lesson_tags", ["tag"])
    op.create_table(
        "lesson_additions",
        *(_text(name) for name in ("id", "lesson_id", "side", "author", "words")),
        _flag("objection"),
        _moment("at"),
        _of_lesson("lesson_additions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_additions")),
        sa.CheckConstraint(SIDES, name=op.f("ck_lesson_additions_side")),
    )
    op.create_index(op.f("ix_lesson_additions_lesson_id"), "lesson_additions", ["lesson_id"])
    op.create_table(
        "lesson_uses",
        *(_text(name) for name in ("lesson_id", "user_id", "place")),
        _flag("useful"),
        _moment("at"),
        _of_lesson("lesson_uses"),
        sa.PrimaryKeyConstraint("lesson_id", "user_id", "place", name=op.f("pk_lesson_uses")),
    )
    op.create_table(
        "lesson_checks",
        *(_text(name) for name in ("lesson_id", "user_id", "post_id")),
        _moment("asked_at"),
        _of_lesson("lesson_checks"),
        sa.PrimaryKeyConstraint("lesson_id", "user_id", "asked_at", name=op.f("pk_lesson_checks")),
    )


def _of_lesson(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["lesson_id"],
        ["lessons.id"],
        name=op.f(f"fk_{table}_lesson_id_lessons"),
        ondelete="CASCADE",
    )


def _fill_search() -> None:
    """What is there already is found, too: the words of a problem's description, and lessons."""
    rows = op.get_bind().execute(
        sa.text(
            "SELECT 'problem', id, relationship_id, title, what FROM problems UNION ALL"
            " SELECT 'lesson', id, relationship_id, learnt, happened FROM lessons"
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
    """What was learnt elsewhere than in a problem has no place in the older schema."""
    if _is_sqlite():
        op.execute("DROP TABLE search_index")
    op.drop_table("search_entries")
    for part in ("checks", "uses", "additions", "tags"):
        op.drop_table(f"lesson_{part}")
    op.execute("DELETE FROM lessons WHERE problem_id IS NULL")
    op.execute(
        "UPDATE outbox SET card_kind = 'problem_lesson' WHERE card_kind = 'lesson'"
        " AND key LIKE 'problem_lesson:%'"
    )
    op.drop_index("ix_lessons_fresh", table_name="lessons")
    with op.batch_alter_table("lessons") as batch:
        batch.drop_constraint(op.f("ck_lessons_side"), type_="check")
        batch.drop_constraint(op.f("ck_lessons_state"), type_="check")
        batch.drop_constraint(op.f("uq_lessons_relationship_id_number"), type_="unique")
        batch.alter_column("problem_id", existing_type=sa.String(), nullable=False)
        batch.alter_column("learnt", existing_type=sa.String(), new_column_name="text")
        for name in (
            *("number", "origin_kind", "origin_id", "source_channel_id", "source_ts"),
            *("theme", "side", "state", "answered_by", "post_id", *_WORDS, *_MOMENTS),
        ):
            batch.drop_column(name)
        batch.create_index(op.f("ix_lessons_relationship_id"), ["relationship_id"])
