"""What several machines share: Slack's limits, and what became of messages without an answer.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OPEN_BEFORE = "state IN ('waiting', 'sending')"
OPEN = "state IN ('waiting', 'sending', 'looking')"
KEPT = "state IN ('failed', 'unknown')"


def upgrade() -> None:
    op.create_table(
        "rate_budgets",
        sa.Column("installation_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["installation_id"],
            ["installations.id"],
            name=op.f("fk_rate_budgets_installation_id_installations"),
        ),
        sa.PrimaryKeyConstraint("installation_id", "method", name=op.f("pk_rate_budgets")),
    )
    op.add_column("lanes", sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("relationship_id", sa.String(), nullable=True))
    op.drop_index("ix_outbox_open", table_name="outbox")
    _index("ix_outbox_open", "outbox", ["lane", "seq"], OPEN)
    _index("ix_outbox_due", "outbox", ["seq"], OPEN)
    _index("ix_outbox_kept", "outbox", ["seq"], KEPT)
    _prepare_reading_back()
    _prepare_looking()
    op.create_index("ix_problems_closed", "problems", ["relationship_id", "closed_at"])
    # The hourly look for what need not be kept any more.
    op.create_index("ix_outbox_created_at", "outbox", ["created_at"])


def _prepare_looking() -> None:
    op.add_column(
        "installations", sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "relationships",
        sa.Column("archived", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "relationships", sa.Column("looking_until", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("relationships", sa.Column("heard_ts", sa.String(), nullable=True))


def _prepare_reading_back() -> None:
    op.create_table(
        "listening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listening")),
    )
    for name in ("reading_since", "reading_until"):
        op.add_column("pulse_rounds", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("pulse_rounds", sa.Column("reader", sa.String(), nullable=True))
    op.add_column(
        "pulse_participants",
        sa.Column("read_back", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _index("ix_pulse_rounds_unfinished", "pulse_rounds", ["status", "closes_at"], "NOT wiped")
    _index(
        "ix_pulse_participants_unasked",
        "pulse_participants",
        ["round_id", "ask_at"],
        "post_id IS NULL",
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_created_at", table_name="outbox")
    op.drop_index("ix_problems_closed", table_name="problems")
    op.drop_index("ix_pulse_participants_unasked", table_name="pulse_participants")
    op.drop_index("ix_pulse_rounds_unfinished", table_name="pulse_rounds")
    op.drop_column("pulse_participants", "read_back")
    for name in ("reader", "reading_until", "reading_since"):
        op.drop_column("pulse_rounds", name)
    op.drop_table("listening")
    for name in ("ix_outbox_kept", "ix_outbox_due", "ix_outbox_open"):
        op.drop_index(name, table_name="outbox")
    # What was looked for is for a person again; what a person dropped was not to be said.
    op.execute("UPDATE outbox SET state = 'unknown' WHERE state = 'looking'")
    op.execute("UPDATE outbox SET state = 'empty' WHERE state = 'dropped'")
    _index("ix_outbox_open", "outbox", ["lane", "seq"], OPEN_BEFORE)
    for name in ("heard_ts", "looking_until", "archived"):
        op.drop_column("relationships", name)
    op.drop_column("installations", "revoked_at")
    op.drop_column("outbox", "relationship_id")
    op.drop_column("lanes", "arrives_at")
    op.drop_table("rate_budgets")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        table,
        columns,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
