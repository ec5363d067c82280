"""Facts for others: published inside the transaction, delivered after it (outbox).

An event is a row of the same transaction as the change it tells of, so none is lost and none
is told of a change that was rolled back. Delivery is at least once and in order; a subscriber
must bear a repetition.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import Event

from .clock import now
from .db import Session, Table, reading, unit_of_work

E = TypeVar("E", bound=Event)
_log = structlog.get_logger(__name__)
_subscribers: dict[str, list[Callable[[Session, dict[str, Any]], None]]] = defaultdict(list)


class OutboxRow(Table):
    __tablename__ = "event_outbox"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str]
    values: Mapped[dict[str, Any]]
    published_at: Mapped[datetime] = mapped_column(default_factory=now)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    failures: Mapped[int] = mapped_column(default=0)


def subscribe(event: type[E], deliver_to: Callable[[Session, dict[str, Any]], None]) -> None:
    """Call `deliver_to(db, values)` for each event of this type, in a transaction of its own."""
    _subscribers[event.__name__].append(deliver_to)


def publish(db: Session, event: Event) -> None:
    """Save an event with the change it tells of."""
    values = {k: str(v) if isinstance(v, UUID) else v for k, v in asdict(event).items()}
    db.add(OutboxRow(name=type(event).__name__, values=values))


def deliver(engine: Engine, *, at_most: int = 500, max_failures: int = 5) -> int:
    """Deliver what waits, oldest first; returns how many events were delivered.

    A subscriber that raises leaves its event waiting, up to `max_failures` times.
    """
    with reading(engine) as db:
        waiting = db.scalars(
            select(OutboxRow)
            .where(OutboxRow.delivered_at.is_(None), OutboxRow.failures < max_failures)
            .order_by(OutboxRow.id)
            .limit(at_most)
        ).all()
    return sum(_deliver_one(engine, row) for row in waiting)


def _deliver_one(engine: Engine, row: OutboxRow) -> bool:
    try:
        with unit_of_work(engine) as db:
            claimed = db.execute(
                update(OutboxRow)
                .where(OutboxRow.id == row.id, OutboxRow.delivered_at.is_(None))
                .values(delivered_at=now())
                .returning(OutboxRow.id)
            ).first()
            if claimed is None:
                return False
            for deliver_to in _subscribers[row.name]:
                deliver_to(db, row.values)
    except Exception:  # noqa: BLE001  (one bad subscriber must not stop the others)
        _log.exception("event_not_delivered", event=row.name, id=row.id)
        with unit_of_work(engine) as db:
            db.execute(
                update(OutboxRow)
                .where(OutboxRow.id == row.id)
                .values(failures=OutboxRow.failures + 1)
            )
        return False
    return True
