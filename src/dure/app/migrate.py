"""Bring a database to the present schema, without loss.

SQLite changes a table by building it anew; with foreign keys on that would delete the rows that
refer to it, silently. So migrations run with foreign keys off, all in one transaction, and every
key is checked before it is saved.

After a change of a ``tables.py``, write the migration, look it over and set `HEAD` to it::

    python -m dure.app.migrate "Say why"      # the next number, from the difference
    python -m dure.app.migrate --first        # 0001 anew; only while nobody has data yet
"""

import fcntl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, Engine, inspect, select, text

from dure.core import Actor, Conflict, DatasetId, MemberId, OrganizationId, Permission, say
from dure.kit.db import connect, reading, unit_of_work

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0003"
COPIED = "0002"  # since then records carry copies of what they are found by
_LOCK = 0x44555246  # "DURF": one process migrates a PostgreSQL database at a time


def upgrade(engine: Engine, url: str, home: Path) -> None:
    """Upgrade to `HEAD`; costs one query where there is nothing to do."""
    if _revision(engine) == HEAD:
        return
    with _alone(home):
        if (found := _revision(engine)) == HEAD:
            return
        if found is not None and found > HEAD:
            raise Conflict(
                say(
                    "This workspace was made by a newer Dure (schema {found}); update Dure.",
                    found=found,
                )
            )
        _run(url)
        if found is not None and found < COPIED:
            _fill(engine)


def _fill(engine: Engine) -> None:
    """Write what an older schema lacked and the rows can tell: how records are found."""
    from dure import catalog  # noqa: PLC0415  (heavy: only an update needs it)

    with reading(engine) as db:
        held = db.execute(select(catalog.Dataset.id, catalog.Dataset.organization)).all()
    may = frozenset({Permission.CATALOG_READ, Permission.CATALOG_WRITE})
    for dataset, organization in held:
        nobody = Actor(MemberId(UUID(int=0)), OrganizationId(organization), may)
        with unit_of_work(engine) as db:
            catalog.rebuild(db, nobody, DatasetId(dataset))


def _revision(engine: Engine) -> str | None:
    with engine.connect().execution_options(reading=True) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        row = connection.execute(text("select version_num from alembic_version")).first()
        return row[0] if row else None


def _run(url: str) -> None:
    from alembic import command  # noqa: PLC0415  (heavy: only a first start or an update needs it)

    command.upgrade(configuration(url), HEAD)


def configuration(url: str) -> "Config":
    """Point Alembic at our chain of migrations and at a database."""
    from alembic.config import Config  # noqa: PLC0415  (heavy)

    config = Config()
    config.set_main_option("script_location", str(files("dure.app") / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


@contextmanager
def migrating(url: str) -> Iterator[Connection]:
    """Give the connection that migrations run on; what they did is saved if every key is right."""
    engine = connect(url, foreign_keys=False)
    try:
        with engine.connect() as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
            if engine.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"a migration broke foreign keys: {broken[:3]}")
    finally:
        engine.dispose()


def revise(message: str, *, first: bool = False) -> Path:
    """Write the migration from the newest schema to that of the models; gives its file."""
    from alembic import command  # noqa: PLC0415  (heavy)

    versions = Path(str(files("dure.app"))) / "migrations" / "versions"
    if first:
        (versions / "0001_first.py").unlink(missing_ok=True)
    number = 1 + max((int(path.name[:4]) for path in versions.glob("[0-9]*.py")), default=0)
    with tempfile.TemporaryDirectory() as folder:
        config = configuration(f"sqlite:///{folder}/empty.db")
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.upgrade(config, "head")
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
    return next(versions.glob(f"{number:04d}_*.py"))


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let one process migrate at a time."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    made = revise("First" if "--first" in sys.argv else sys.argv[1], first="--first" in sys.argv)
    sys.stdout.write(f"{made}\n")
