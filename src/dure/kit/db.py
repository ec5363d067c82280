"""The database: one session a request or job step, one commit at its edge.

SQLite by default and PostgreSQL by one setting, with the same code and the same tests.
"""

import enum
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

import sqlalchemy
from sqlalchemy import JSON, DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

__all__ = ["Json", "Session", "Table", "UtcDateTime", "connect", "reading", "unit_of_work"]

Json = JSON().with_variant(JSONB(), "postgresql")

_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=15000",
    "temp_store=MEMORY",
    "cache_size=-16384",
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC on both databases; SQLite itself would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


class Table(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Base of every table, so that rows are dataclasses."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[Any]: Json,
        enum.Enum: sqlalchemy.Enum(
            enum.Enum,
            native_enum=False,
            length=32,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


def connect(url: str, *, foreign_keys: bool = True) -> Engine:
    """Open a database by its SQLAlchemy URL.

    Args:
        url: ``sqlite:///path`` or ``postgresql+psycopg://…``.
        foreign_keys: off only while a migration rebuilds tables (see `app.migrate`).
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(address, connect_args={"timeout": 15, "check_same_thread": False})
    pragmas = (*_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401
        connection.isolation_level = None  # the "begin" event below issues BEGIN itself
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that may write takes the write lock at once, so that busy_timeout
        # applies; a deferred one that upgrades later fails at once with "database is locked".
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    # SQLite has one writer; waiting here is fair, while its own busy handler starves threads.
    engine.__dict__["write_turn"] = threading.Lock()
    return engine


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """Commit when the block ends well; roll back when it raises."""
    turn: threading.Lock | None = engine.__dict__.get("write_turn")
    if turn:
        turn.acquire()
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    finally:
        if turn:
            turn.release()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that only reads, and so never waits for a writer."""
    with engine.connect().execution_options(reading=True) as connection:
        with Session(connection, expire_on_commit=False, autoflush=False) as session:
            yield session
        connection.rollback()
