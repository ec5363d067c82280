"""Grid, deliveries, maps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
WORD = sa.String(32)
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def _bulk_change() -> None:
    op.create_table(
        "bulk_change",
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("organization", sa.Uuid(), nullable=False),
        sa.Column("member", sa.Uuid(), nullable=False),
        sa.Column("action", WORD, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.id"], name="fk_bulk_change_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_change"),
    )
    op.create_index("ix_bulk_change_dataset", "bulk_change", ["dataset"], unique=False)


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("organization", sa.Uuid(), nullable=False),
        sa.Column("member", sa.Uuid(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("mirrors", sa.Boolean(), nullable=False),
        sa.Column("expected", JSON, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("job", sa.Uuid(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.id"], name="fk_delivery_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_dataset", "delivery", ["dataset", "at"], unique=False)
    op.create_index("ix_delivery_organization", "delivery", ["organization"], unique=False)


def _embedding_map() -> None:
    op.create_table(
        "embedding_map",
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("engine", TEXT, nullable=False),
        sa.Column("method", TEXT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.id"], name="fk_embedding_map_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dataset", name="pk_embedding_map"),
    )


def _saved_view() -> None:
    op.create_table(
        "saved_view",
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("organization", sa.Uuid(), nullable=False),
        sa.Column("member", sa.Uuid(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("where", JSON, nullable=False),
        sa.Column("sort", TEXT, nullable=False),
        sa.Column("order", TEXT, nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.id"], name="fk_saved_view_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint(
            "dataset",
            "organization",
            "member",
            "name",
            name="uq_saved_view_dataset_organization_member_name",
        ),
    )


def _synced_file() -> None:
    op.create_table(
        "synced_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("stamp", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.id"], name="fk_synced_file_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_synced_file"),
    )
    op.create_index("ix_synced_file_source", "synced_file", ["dataset", "source"], unique=False)


def _changed_record() -> None:
    op.create_table(
        "changed_record",
        sa.Column("change", sa.Uuid(), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["change"], ["bulk_change.id"], name="fk_changed_record_change", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["record"], ["record.id"], name="fk_changed_record_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("change", "record", name="pk_changed_record"),
    )
    op.create_index("ix_changed_record_record", "changed_record", ["record"], unique=False)


def _delivery_file() -> None:
    op.create_table(
        "delivery_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery", sa.Uuid(), nullable=False),
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", TEXT, nullable=True),
        sa.Column("record", sa.Uuid(), nullable=True),
        sa.Column("kind", TEXT, nullable=True),
        sa.Column("severity", WORD, nullable=True),
        sa.Column("message", TEXT, nullable=True),
        sa.Column("message_values", JSON, nullable=False),
        sa.Column("duplicate_of", TEXT, nullable=True),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery"], ["delivery.id"], name="fk_delivery_file_delivery", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_file"),
        sa.UniqueConstraint("delivery", "path", name="uq_delivery_file_delivery_path"),
    )
    op.create_index("ix_delivery_file_digest", "delivery_file", ["dataset", "digest"], unique=False)
    op.create_index("ix_delivery_file_path", "delivery_file", ["dataset", "path"], unique=False)


def _delivery_finding() -> None:
    op.create_table(
        "delivery_finding",
        sa.Column("delivery", sa.Uuid(), nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("severity", WORD, nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("message_values", JSON, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery"], ["delivery.id"], name="fk_delivery_finding_delivery", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_finding"),
    )
    op.create_index("ix_delivery_finding", "delivery_finding", ["delivery", "number"], unique=False)


def _record_mark() -> None:
    op.create_table(
        "record_mark",
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record"], ["record.id"], name="fk_record_mark_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dataset", "key", "value", "record", name="pk_record_mark"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_mark_record", "record_mark", ["record", "key"], unique=False)


def _upload() -> None:
    op.create_table(
        "upload",
        sa.Column("delivery", sa.Uuid(), nullable=False),
        sa.Column("organization", sa.Uuid(), nullable=False),
        sa.Column("member", sa.Uuid(), nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", TEXT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("completed_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery"], ["delivery.id"], name="fk_upload_delivery", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_upload"),
        sa.UniqueConstraint("delivery", "path", name="uq_upload_delivery_path"),
    )
    op.create_index("ix_upload_organization", "upload", ["organization"], unique=False)


def _record() -> None:
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("word", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("label", TEXT, server_default="", nullable=False))
        batch_op.add_column(sa.Column("labels", TEXT, server_default="", nullable=False))
        batch_op.add_column(sa.Column("layer", WORD, nullable=True))
        batch_op.add_column(sa.Column("confidence", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("finding", TEXT, server_default="", nullable=False))
        batch_op.add_column(sa.Column("levels", TEXT, server_default="", nullable=False))
        batch_op.add_column(
            sa.Column(
                "split_chosen", sa.Boolean(), server_default=sa.text("(false)"), nullable=False
            )
        )
        batch_op.add_column(sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("revision", WHOLE, server_default="1", nullable=False))
        if op.get_bind().dialect.name == "sqlite":  # PostgreSQL combines narrow ones itself
            batch_op.create_index(
                "ix_record_copies",
                [
                    "dataset",
                    "split",
                    "layer",
                    "provider",
                    "modality",
                    "labels",
                    "finding",
                    "group_key",
                    "confidence",
                    "levels",
                    "label",
                    "created_at",
                    "path",
                    "id",
                ],
                unique=False,
                sqlite_where=sa.text("withdrawn_at is null"),
            )
        batch_op.create_index(
            "ix_record_path",
            ["dataset", "path", "id"],
            unique=False,
            sqlite_where=sa.text("withdrawn_at is null"),
            postgresql_where=sa.text("withdrawn_at is null"),
        )


def upgrade() -> None:
    _bulk_change()
    _delivery()
    _embedding_map()
    _saved_view()
    _synced_file()
    _changed_record()
    _delivery_file()
    _delivery_finding()
    _record_mark()
    _upload()
    _record()


def downgrade() -> None:
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_record_path",
            sqlite_where=sa.text("withdrawn_at is null"),
            postgresql_where=sa.text("withdrawn_at is null"),
        )
        if op.get_bind().dialect.name == "sqlite":
            batch_op.drop_index("ix_record_copies", sqlite_where=sa.text("withdrawn_at is null"))
        batch_op.drop_column("revision")
        batch_op.drop_column("withdrawn_by")
        batch_op.drop_column("split_chosen")
        batch_op.drop_column("levels")
        batch_op.drop_column("finding")
        batch_op.drop_column("confidence")
        batch_op.drop_column("layer")
        batch_op.drop_column("labels")
        batch_op.drop_column("label")
        batch_op.drop_column("word")
    op.drop_table("upload")
    op.drop_table("record_mark")
    op.drop_table("delivery_finding")
    op.drop_table("delivery_file")
    op.drop_table("changed_record")
    op.drop_table("synced_file")
    op.drop_table("saved_view")
    op.drop_table("embedding_map")
    op.drop_table("delivery")
    op.drop_table("bulk_change")
