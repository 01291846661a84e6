"""What a migration checks before it takes something away."""

from alembic import op
from sqlalchemy import text

from storage.migrations.errors import WouldLoseRows


def refuse_if_filled(table: str) -> None:
    """Raise WouldLoseRows where the table holds anything."""
    if op.get_bind().execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first():  # noqa: S608
        raise WouldLoseRows(
            "Going back below the first schema would erase everything. Export what you need, then "
            "delete the database itself."
        )
