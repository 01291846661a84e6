"""Let the database itself refuse a side, a role or a status that nobody knows.

Revision: 0002, after 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHECKS = {
    "relationships": {
        "status": "status IN ('proposed', 'active', 'declined')",
        "proposed_side": "proposed_side IN ('client', 'vendor')",
    },
    "members": {
        "side": "side IN ('client', 'vendor')",
        "role": "role IN ('member', 'contact')",
    },
}


def upgrade() -> None:
    for table, checks in CHECKS.items():
        with op.batch_alter_table(table) as batch:
            for name, condition in checks.items():
                batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def downgrade() -> None:
    for table, checks in reversed(CHECKS.items()):
        with op.batch_alter_table(table) as batch:
            for name in checks:
                batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
