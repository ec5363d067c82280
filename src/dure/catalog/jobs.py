"""Make every copy of a data set again, from the truth."""

from dure.core import Actor, DatasetId
from dure.kit.db import Session

from . import copies, service, store


def rebuild(db: Session, actor: Actor, dataset: DatasetId) -> int:
    """Write the copies by which records are found again; counts the records."""
    service.mine(db, actor, dataset)
    records = [row.id for row in store.whole(db, actor, dataset)]
    for member in copies.EVERY:
        member.refresh(db, actor, dataset, records, anew=True)
    return len(records)
