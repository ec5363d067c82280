"""Every query of release."""

from collections.abc import Sequence

from sqlalchemy import or_, select

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


def is_others(db: Session, actor: Actor, dataset: DatasetId, folder: str) -> bool:
    """Tell whether a release of another data set lies there, of whichever organisation."""
    name = folder.rpartition("/")[2]
    same = or_(ReleaseRow.folder == folder, ReleaseRow.folder.endswith(f"/{name}", autoescape=True))
    query = select(ReleaseRow.id).where(ReleaseRow.dataset != dataset, same)
    return db.scalars(query.limit(1)).first() is not None
