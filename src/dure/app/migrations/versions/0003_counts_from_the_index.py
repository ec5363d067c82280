"""Let SQLite count records in the index of copies alone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COPIES = (
    *("split", "layer", "provider", "modality", "labels", "finding", "group_key"),
    *("confidence", "levels", "label", "created_at", "path", "id"),
)


def _index(*first: str) -> None:
    """Make the index of copies anew; PostgreSQL has none."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.drop_index("ix_record_copies", "record")
    columns = [*first, *COPIES]
    op.create_index(
        "ix_record_copies", "record", columns, sqlite_where=sa.text("withdrawn_at is null")
    )


def upgrade() -> None:
    _index("dataset", "withdrawn_at")


def downgrade() -> None:
    _index("dataset")
