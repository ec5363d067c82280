"""Every query of release."""

from collections.abc import Sequence

from sqlalchemy import select

from dure.core import Actor, DatasetId
from dure.kit.db import Session

from .tables import ReleaseRow


def of_dataset(db: Session, actor: Actor, dataset: DatasetId) -> Sequence[ReleaseRow]:
    """List the releases of a data set that the actor was given, the oldest first."""
    query = select(ReleaseRow).where(ReleaseRow.dataset == dataset)
    return db.scalars(query.order_by(ReleaseRow.version)).all()


def version(db: Session, actor: Actor, dataset: DatasetId, number: int) -> ReleaseRow | None:
    """Find one version of a data set that the actor was given."""
    query = select(ReleaseRow).where(ReleaseRow.dataset == dataset, ReleaseRow.version == number)
    return db.scalars(query).one_or_none()
