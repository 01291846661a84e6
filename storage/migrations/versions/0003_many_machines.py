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
    op.drop_index("ix_outbox_open", table_name="outbox")
    _index("ix_outbox_open", ["lane", "seq"], OPEN)
    _index("ix_outbox_due", ["seq"], OPEN)
    _index("ix_outbox_kept", ["seq"], KEPT)


def downgrade() -> None:
    for name in ("ix_outbox_kept", "ix_outbox_due", "ix_outbox_open"):
        op.drop_index(name, table_name="outbox")
    # What was looked for is for a person again; what a person dropped was not to be said.
    op.execute("UPDATE outbox SET state = 'unknown' WHERE state = 'looking'")
    op.execute("UPDATE outbox SET state = 'empty' WHERE state = 'dropped'")
    _index("ix_outbox_open", ["lane", "seq"], OPEN_BEFORE)
    op.drop_column("relationships", "looking_until")
    op.drop_column("relationships", "archived")
    op.drop_column("installations", "revoked_at")
    op.drop_column("outbox", "relationship_id")
    op.drop_column("lanes", "arrives_at")
    op.drop_table("rate_budgets")


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        "outbox",
        columns,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
