"""Bring a database to the present schema, without loss.

SQLite changes a table by building it anew; with foreign keys on that would delete the rows that
refer to it, silently. So migrations run with foreign keys off and end with a check of all keys.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from dure.core import Conflict, say
from dure.kit.db import connect

HEAD = "0001"


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


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        row = connection.execute(text("select version_num from alembic_version")).first()
        return row[0] if row else None


def _run(url: str) -> None:
    from alembic import command  # noqa: PLC0415  (heavy: only a first start or an update needs it)

    command.upgrade(configuration(url), "head")


def configuration(url: str) -> "Config":  # noqa: F821
    """Point Alembic at our chain of migrations and at a database."""
    from alembic.config import Config  # noqa: PLC0415  (heavy)

    config = Config()
    config.set_main_option("script_location", str(files("dure.app") / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def run_in(url: str) -> Iterator[Engine]:
    """Give the engine that migrations run on, and check every foreign key afterwards."""
    engine = connect(url, foreign_keys=False)
    yield engine
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"a migration broke foreign keys: {broken[:3]}")
    engine.dispose()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let one process migrate at a time."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
