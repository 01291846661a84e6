"""Anonymous notes, what is written under them, and the way back to whoever wrote them.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("NOT wiped")


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("relationship_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=True),
        sa.Column("readers", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("show_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_by", sa.String(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("wiped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["relationship_id"],
            ["relationships.id"],
            name=op.f("fk_notes_relationship_id_relationships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_relationship_id", "notes", ["relationship_id"])
    op.create_index(
        "ix_notes_unfinished",
        "notes",
        ["last_day"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
    _of_note(
        "note_words",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_words")),
        sa.UniqueConstraint("note_id", "seq", name=op.f("uq_note_words_note_id_seq")),
    )
    _of_note(
        "note_cards",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("note_id", "user_id", name=op.f("pk_note_cards")),
    )
    _prepare_way_back()


def _prepare_way_back() -> None:
    _of_note(
        "note_keys",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_note_keys")),
    )
    _of_note(
        "note_ways_back",
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_note_ways_back")),
    )
    _of_note(
        "note_deliveries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("word_id", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_deliveries")),
        sa.UniqueConstraint("note_id", "seq", name=op.f("uq_note_deliveries_note_id_seq")),
    )


def _of_note(name: str, *parts: sa.schema.SchemaItem) -> None:
    """A table whose rows go with their note."""
    op.create_table(
        name,
        sa.Column("note_id", sa.String(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["note_id"], ["notes.id"], name=op.f(f"fk_{name}_note_id_notes"), ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    for name in ("note_deliveries", "note_ways_back", "note_keys", "note_cards", "note_words"):
        op.drop_table(name)
    op.drop_index("ix_notes_unfinished", table_name="notes")
    op.drop_index("ix_notes_relationship_id", table_name="notes")
    op.drop_table("notes")
