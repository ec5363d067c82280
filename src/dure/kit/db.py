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
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator

from dure.core import Unavailable, say

__all__ = [
    "Json",
    "Session",
    "Table",
    "Text",
    "UtcDateTime",
    "Whole",
    "connect",
    "holds",
    "reading",
    "unit_of_work",
]

Json = JSON().with_variant(JSONB(), "postgresql")
# Text is ordered by its signs on both databases, so that lists and releases come out the same.
Text = String().with_variant(String(collation="C"), "postgresql")
# SQLite's integers hold 64 bits anyway, and only an INTEGER key counts by itself there.
Whole = BigInteger().with_variant(Integer(), "sqlite")

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
TURN_S = 60.0


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC on both databases; SQLite itself would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite gives no zone, PostgreSQL that of its session; the same moment reads the same.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Base of every table, so that rows are dataclasses."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        int: Whole,
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
        return create_engine(
            address, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True
        )
    # A writer that waits for its turn holds a connection, so none is counted: readers never wait.
    engine = create_engine(
        address,
        connect_args={"timeout": 15, "check_same_thread": False},
        pool_size=8,
        max_overflow=-1,
        hide_parameters=True,  # errors go to logs and job lists, where no value belongs
    )
    _configure(engine, (*_PRAGMAS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}"))
    _take_turns(engine)
    return engine


def _configure(engine: Engine, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def _opened(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401
        connection.isolation_level = None  # the "begin" event below issues BEGIN itself
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")


def _take_turns(engine: Engine) -> None:
    """Let one thread write at a time, from its first query to its commit.

    SQLite has one writer; waiting here is orderly, while its own busy handler starves threads.
    The turn begins with the first query and not with the session, because a request's session
    is opened in one thread of the server and used in another: if sessions that wait could take
    every thread, the one whose turn it is would never get one.
    """
    turn = threading.Lock()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reading"):
            connection.exec_driver_sql("BEGIN")
            return
        held = connection.connection.info
        if "turn" not in held:
            if not turn.acquire(timeout=TURN_S):
                raise Unavailable(say("The database is busy; try again."))
            held["turn"] = turn
        # A transaction that may write takes the write lock at once, so that busy_timeout
        # applies; a deferred one that upgrades later fails at once with "database is locked".
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def _ended(_connection: Any, entry: ConnectionPoolEntry) -> None:  # noqa: ANN401
        held: threading.Lock | None = entry.info.pop("turn", None)
        if held:
            held.release()


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """Commit when the block ends well; roll back when it raises."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that only reads, and so never waits for a writer."""
    with engine.connect().execution_options(reading=True) as connection:
        with Session(connection, expire_on_commit=False, autoflush=False) as session:
            yield session
        connection.rollback()


class strpos(GenericFunction[int]):
    """Where a text stands in another, counted from 1; 0 where it does not."""

    type = Integer()
    inherit_cache = True


@compiles(strpos, "sqlite")
def _instr(element: strpos, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    return f"instr{compiler.process(element.clause_expr, **more)}"


def holds(column: Any, text: str) -> ColumnElement[bool]:  # noqa: ANN401  (an SQL expression)
    """Look for a text sign by sign: SQLite's LIKE takes A for a, and no pattern over 50,000."""
    return strpos(column, text) > 0
