"""Every query of quality."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer

from dure.core import Actor, DatasetId
from dure.kit.db import Session

from .tables import QualityReportRow


def of_state(db: Session, actor: Actor, dataset: DatasetId, state: str) -> QualityReportRow | None:
    """Find the report on exactly this state of a data set."""
    query = select(QualityReportRow).where(
        QualityReportRow.dataset == dataset, QualityReportRow.state == state
    )
    return db.scalars(query).one_or_none()


def latest(db: Session, actor: Actor, dataset: DatasetId) -> QualityReportRow | None:
    """Find the newest report on a data set that the actor was given."""
    query = select(QualityReportRow).where(QualityReportRow.dataset == dataset)
    newest = query.order_by(QualityReportRow.created_at.desc(), QualityReportRow.id)
    return db.scalars(newest.limit(1)).first()


def reports(db: Session, actor: Actor, dataset: DatasetId) -> Sequence[QualityReportRow]:
    """List the reports on a data set that the actor was given, the newest first.

    What they found is megabytes each, and is read of the one that is looked at.
    """
    row = QualityReportRow
    query = select(row).where(row.dataset == dataset)
    query = query.options(defer(row.report), defer(row.near), defer(row.flags))
    newest = query.order_by(QualityReportRow.created_at.desc(), QualityReportRow.id)
    return db.scalars(newest).all()
