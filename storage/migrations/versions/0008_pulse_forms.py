"""Forms of pulses that are being filled in, templates that a relationship keeps, and who edited.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pulses", sa.Column("edited_by", sa.String(), nullable=True))
    op.create_table(
        "pulse_sketches",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("relationship_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_relationship("pulse_sketches"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_sketches")),
    )
    op.create_index(op.f("ix_pulse_sketches_at"), "pulse_sketches", ["at"])
    op.create_table(
        "pulse_templates",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("relationship_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        _of_relationship("pulse_templates"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse_templates")),
    )
    op.create_index(
        "ix_pulse_templates_relationship_id", "pulse_templates", ["relationship_id", "title"]
    )


def downgrade() -> None:
    op.drop_table("pulse_templates")
    op.drop_table("pulse_sketches")
    op.drop_column("pulses", "edited_by")


def _of_relationship(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["relationship_id"],
        ["relationships.id"],
        name=op.f(f"fk_{table}_relationship_id_relationships"),
        ondelete="CASCADE",
    )
