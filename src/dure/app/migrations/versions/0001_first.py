"""First."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
WORD = sa.String(32)
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("organization", sa.Uuid(), nullable=False),
        sa.Column("member", sa.Uuid(), nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_organization", "audit_entry", ["organization"], unique=False)


def _cleared_media() -> None:
    op.create_table(
        "cleared_media",
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("cleared_digest", TEXT, nullable=False),
        sa.Column("media_type", TEXT, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_cleared_media"),
    )


def _event_outbox() -> None:
    op.create_table(
        "event_outbox",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.Column("told", JSON, nullable=False),
        sa.Column("failures", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_outbox"),
    )
    op.create_index("ix_event_outbox_delivered_at", "event_outbox", ["delivered_at"], unique=False)


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("arguments", JSON, nullable=False),
        sa.Column("organization", sa.Uuid(), nullable=False),
        sa.Column("member", sa.Uuid(), nullable=False),
        sa.Column("permissions", JSON, nullable=False),
        sa.Column("key", TEXT, nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("attempts", WHOLE, nullable=False),
        sa.Column("max_attempts", WHOLE, nullable=False),
        sa.Column("worker", TEXT, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("progress", JSON, nullable=False),
        sa.Column("result", JSON, nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("error_values", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("run_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_changed_at", "job", ["changed_at"], unique=False)
    op.create_index("ix_job_claim", "job", ["state", "run_at"], unique=False)
    op.create_index("ix_job_organization", "job", ["organization"], unique=False)
    op.create_index(
        "uq_job_key",
        "job",
        ["organization", "key"],
        unique=True,
        sqlite_where=sa.text("state in ('queued', 'running')"),
        postgresql_where=sa.text("state in ('queued', 'running')"),
    )


def _member() -> None:
    op.create_table(
        "member",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("password_hash", TEXT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("email", name="uq_member_email"),
    )


def _organization() -> None:
    op.create_table(
        "organization",
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("tier", WORD, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organization"),
        sa.UniqueConstraint("slug", name="uq_organization_slug"),
    )


def _dataset() -> None:
    op.create_table(
        "dataset",
        sa.Column("organization", sa.Uuid(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("domain", TEXT, nullable=False),
        sa.Column("domain_version", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("consent_basis", TEXT, nullable=False),
        sa.Column("licence", TEXT, nullable=False),
        sa.Column("visibility", WORD, nullable=False),
        sa.Column("origin", TEXT, nullable=True),
        sa.Column("issues", WHOLE, nullable=False),
        sa.Column("latest_release", WHOLE, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization"], ["organization.id"], name="fk_dataset_organization"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dataset"),
        sa.UniqueConstraint("organization", "name", name="uq_dataset_organization_name"),
        sa.UniqueConstraint("organization", "origin", name="uq_dataset_organization_origin"),
    )


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("organization", sa.Uuid(), nullable=False),
        sa.Column("member", sa.Uuid(), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_membership_member"),
        sa.ForeignKeyConstraint(
            ["organization"], ["organization.id"], name="fk_membership_organization"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.UniqueConstraint("organization", "member", name="uq_membership_organization_member"),
    )


def _autolabel_run() -> None:
    op.create_table(
        "autolabel_run",
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("engine", TEXT, nullable=False),
        sa.Column("classes", JSON, nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.id"], name="fk_autolabel_run_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_autolabel_run"),
        sa.UniqueConstraint("dataset", "state", name="uq_autolabel_run_dataset_state"),
    )


def _quality_report() -> None:
    op.create_table(
        "quality_report",
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("near", JSON, nullable=False),
        sa.Column("flags", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.id"], name="fk_quality_report_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_quality_report"),
        sa.UniqueConstraint("dataset", "state", name="uq_quality_report_dataset_state"),
    )


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("modality", WORD, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("streams", JSON, nullable=False),
        sa.Column("conditions", JSON, nullable=False),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("provider", TEXT, nullable=False),
        sa.Column("split", TEXT, nullable=True),
        sa.Column("group_key", TEXT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["dataset"], ["dataset.id"], name="fk_record_dataset"),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint("dataset", "digest", name="uq_record_dataset_digest"),
    )
    op.create_index("ix_record_page", "record", ["dataset", "path", "id"], unique=False)


def _release() -> None:
    op.create_table(
        "release",
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("folder", TEXT, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("splits", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.id"], name="fk_release_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
        sa.UniqueConstraint("dataset", "state", name="uq_release_dataset_state"),
        sa.UniqueConstraint("dataset", "version", name="uq_release_dataset_version"),
    )


def _source_file() -> None:
    op.create_table(
        "source_file",
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("outcome", WORD, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", TEXT, nullable=True),
        sa.Column("record", sa.Uuid(), nullable=True),
        sa.Column("kind", TEXT, nullable=True),
        sa.Column("severity", WORD, nullable=True),
        sa.Column("message", TEXT, nullable=True),
        sa.Column("message_values", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset"], ["dataset.id"], name="fk_source_file_dataset", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_source_file"),
        sa.UniqueConstraint("dataset", "path", name="uq_source_file_dataset_path"),
    )
    op.create_index("ix_source_file_digest", "source_file", ["dataset", "digest"], unique=False)
    op.create_index("ix_source_file_outcome", "source_file", ["dataset", "outcome"], unique=False)


def _token() -> None:
    op.create_table(
        "token",
        sa.Column("membership", sa.Uuid(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["membership"], ["membership.id"], name="fk_token_membership"),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("digest", name="uq_token_digest"),
    )
    op.create_index("ix_token_membership", "token", ["membership"], unique=False)


def _annotation_set() -> None:
    op.create_table(
        "annotation_set",
        sa.Column("dataset", sa.Uuid(), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("layer", WORD, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("annotations", JSON, nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["dataset"], ["dataset.id"], name="fk_annotation_set_dataset"),
        sa.ForeignKeyConstraint(
            ["record"], ["record.id"], name="fk_annotation_set_record", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_annotation_set"),
        sa.UniqueConstraint(
            "record",
            "layer",
            "author",
            "revision",
            name="uq_annotation_set_record_layer_author_revision",
        ),
    )
    op.create_index(
        "ix_annotation_set_current", "annotation_set", ["dataset", "is_current"], unique=False
    )


def _suggestion() -> None:
    op.create_table(
        "suggestion",
        sa.Column("run", sa.Uuid(), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("parent", TEXT, nullable=True),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("parent_probability", sa.Double(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("level", TEXT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record"], ["record.id"], name="fk_suggestion_record", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run"], ["autolabel_run.id"], name="fk_suggestion_run", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suggestion"),
    )
    op.create_index("ix_suggestion_run", "suggestion", ["run", "record"], unique=False)


def upgrade() -> None:
    _audit_entry()
    _cleared_media()
    _event_outbox()
    _job()
    _member()
    _organization()
    _dataset()
    _membership()
    _autolabel_run()
    _quality_report()
    _record()
    _release()
    _source_file()
    _token()
    _annotation_set()
    _suggestion()


def downgrade() -> None:
    op.drop_table("suggestion")
    op.drop_table("annotation_set")
    op.drop_table("token")
    op.drop_table("source_file")
    op.drop_table("release")
    op.drop_table("record")
    op.drop_table("quality_report")
    op.drop_table("autolabel_run")
    op.drop_table("membership")
    op.drop_table("dataset")
    op.drop_table("organization")
    op.drop_table("member")
    op.drop_table("job")
    op.drop_table("event_outbox")
    op.drop_table("cleared_media")
    op.drop_table("audit_entry")
