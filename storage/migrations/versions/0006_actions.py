"""Actions that come from pulses, who was asked for them, and who was asked after them.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _of_relationship(
        "actions",
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'done', 'dropped')", name=op.f("ck_actions_status")),
    )
    op.create_index("ix_actions_of_relationship", "actions", ["relationship_id", "status", "due"])
    op.create_index("ix_actions_of_series", "actions", ["series_id", "status"])
    _of_relationship(
        "action_requests",
        sa.Column("thread_post_id", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("action_id", sa.String(), nullable=True),
        sa.UniqueConstraint("source_id", "side", name=op.f("uq_action_requests_source_id_side")),
        sa.CheckConstraint(
            "answer IN ('named', 'nothing')", name=op.f("ck_action_requests_answer")
        ),
    )
    op.create_index("ix_action_requests_of_series", "action_requests", ["series_id", "asked_at"])
    _create_posts()
    op.create_index("ix_pulse_rounds_closed_at", "pulse_rounds", ["closed_at"])


def _of_relationship(name: str, *parts: sa.schema.SchemaItem) -> None:
    """A table of what a side of a relationship said or is asked, and where that came from."""
    op.create_table(
        name,
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("relationship_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("source_kind", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("series_id", sa.String(), nullable=False),
        *parts,
        sa.CheckConstraint("side IN ('client', 'vendor')", name=op.f(f"ck_{name}_side")),
        sa.ForeignKeyConstraint(
            ["relationship_id"],
            ["relationships.id"],
            name=op.f(f"fk_{name}_relationship_id_relationships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _create_posts() -> None:
    op.create_table(
        "action_request_posts",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["action_requests.id"],
            name=op.f("fk_action_request_posts_request_id_action_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "user_id", name=op.f("pk_action_request_posts")),
    )
    op.create_table(
        "action_followups",
        sa.Column("action_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("not_yet", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["actions.id"],
            name=op.f("fk_action_followups_action_id_actions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "action_id", "source_id", "user_id", name=op.f("pk_action_followups")
        ),
    )


def downgrade() -> None:
    op.drop_index("ix_pulse_rounds_closed_at", table_name="pulse_rounds")
    for name in ("action_followups", "action_request_posts", "action_requests", "actions"):
        op.drop_table(name)
