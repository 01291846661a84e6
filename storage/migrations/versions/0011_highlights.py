"""Highlights that were said, which of them a relationship switched off, and when it was looked.

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "highlights",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("relationship_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=True),
        sa.Column("subject_id", sa.String(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        _of_relationship("highlights"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_highlights")),
        sa.UniqueConstraint(
            "relationship_id", "kind", "mark", name=op.f("uq_highlights_relationship_id_kind_mark")
        ),
    )
    op.create_index(op.f("ix_highlights_subject_id"), "highlights", ["subject_id"])
    op.create_table(
        "highlight_switches",
        sa.Column("relationship_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _of_relationship("highlight_switches"),
        sa.PrimaryKeyConstraint("relationship_id", "kind", name=op.f("pk_highlight_switches")),
    )
    op.create_table(
        "highlight_looks",
        sa.Column("relationship_id", sa.String(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        _of_relationship("highlight_looks"),
        sa.PrimaryKeyConstraint("relationship_id", name=op.f("pk_highlight_looks")),
    )


def downgrade() -> None:
    op.drop_table("highlight_looks")
    op.drop_table("highlight_switches")
    op.drop_table("highlights")


def _of_relationship(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["relationship_id"],
        ["relationships.id"],
        name=op.f(f"fk_{table}_relationship_id_relationships"),
        ondelete="CASCADE",
    )
