"""Facts for others: published inside the transaction, delivered after it (outbox).

An event is a row of the same transaction as the change it tells of, so none is lost and none
is told of a change that was rolled back. Delivery is in order, but for what is told again
after a failure. A subscriber's own change is saved together with the mark that it was told;
what it does outside the database may happen twice.
"""

import traceback
from collections import defaultdict
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Mapped, mapped_column

from dure.core import Event

from .clock import now
from .db import Session, Table, reading, unit_of_work

E = TypeVar("E", bound=Event)
_log = structlog.get_logger(__name__)


class Subscriber(Protocol):
    """Takes the values of an event, in a transaction of its own."""

    __qualname__: str

    def __call__(self, db: Session, values: dict[str, Any], /) -> None:
        """Do what follows from the event."""


_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


class OutboxRow(Table):
    __tablename__ = "event_outbox"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str]
    values: Mapped[dict[str, Any]]
    published_at: Mapped[datetime] = mapped_column(default_factory=now)
    due_at: Mapped[datetime] = mapped_column(default_factory=now)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    # Which subscribers have had it, so that one that fails is told again and the others are not.
    told: Mapped[list[Any]] = mapped_column(default_factory=list)
    failures: Mapped[int] = mapped_column(default=0)


def subscribe(event: type[E], deliver_to: Subscriber) -> None:
    """Call `deliver_to(db, values)` for each event of this type, in a transaction of its own.

    A subscriber is remembered by its function's name, which must be its own.
    """
    there = _subscribers[event.__name__]
    if deliver_to in there:
        return
    if _name(deliver_to) in map(_name, there):
        raise ValueError(f"two subscribers of {event.__name__} are called {_name(deliver_to)}")
    there.append(deliver_to)


def _name(subscriber: Subscriber) -> str:
    return f"{subscriber.__module__}.{subscriber.__qualname__}"


def publish(db: Session, event: Event) -> None:
    """Save an event with the change it tells of."""
    values = {k: str(v) if isinstance(v, UUID) else v for k, v in asdict(event).items()}
    db.add(OutboxRow(name=type(event).__name__, values=values))


def deliver(engine: Engine, *, at_most: int = 500, max_failures: int = 10) -> int:
    """Deliver what is due, oldest first; returns how many events every subscriber has had.

    A subscriber that raises is told again later, waiting twice as long each time, up to
    `max_failures` times; the other subscribers are not told again.
    """
    with reading(engine) as db:
        waiting = db.execute(
            select(OutboxRow.id, OutboxRow.name)
            .where(
                OutboxRow.delivered_at.is_(None),
                OutboxRow.failures < max_failures,
                OutboxRow.due_at <= now(),
            )
            .order_by(OutboxRow.id)
            .limit(at_most)
        ).all()
    return sum(_deliver_one(engine, id, name) for id, name in waiting)


def _deliver_one(engine: Engine, id: int, name: str) -> bool:
    good = [_tell(engine, id, subscriber) for subscriber in _subscribers.get(name, ())]
    with unit_of_work(engine) as db:
        row = _waiting(db, id)
        if row is None:
            return False
        if all(good):
            row.delivered_at = now()
        else:
            row.failures += 1
            row.due_at = now() + timedelta(seconds=2**row.failures)
    return all(good)


def _tell(engine: Engine, id: int, subscriber: Subscriber) -> bool:
    name = _name(subscriber)
    try:
        with unit_of_work(engine) as db:
            row = _waiting(db, id)
            if row is not None and name not in row.told:
                row.told = [*row.told, name]
                subscriber(db, row.values)
    except Exception:  # noqa: BLE001  (one bad subscriber must not stop the others)
        # Not `exception`: it would print the values of local variables, and fail on lost rows.
        trace = traceback.format_exc()
        _log.error("event_not_delivered", subscriber=name, id=id, trace=trace)
        return False
    return True


def _waiting(db: Session, id: int) -> OutboxRow | None:
    """Take an event that is not yet delivered, and keep other processes from it meanwhile."""
    query = select(OutboxRow).where(OutboxRow.id == id, OutboxRow.delivered_at.is_(None))
    return db.scalars(query.with_for_update()).one_or_none()
