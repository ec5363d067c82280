"""Run by Alembic: our tables, on the connection that `migrate` opens."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum

from dure.app import tables
from dure.app.migrate import migrating
from dure.kit.db import Json, Text, UtcDateTime, Whole

_WORDS = {id(Text): "TEXT", id(Json): "JSON", id(Whole): "WHOLE"}


def _written(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:  # noqa: ANN401
    """Write the types that all tables share as the words of the migration's head."""
    if kind != "type":
        return False
    if isinstance(item, Enum) and not item.native_enum:
        return "WORD"
    return "MOMENT" if isinstance(item, UtcDateTime) else _WORDS.get(id(item), False)


def _of_this_database(item: Any, *_: object) -> bool:  # noqa: ANN401
    """Leave aside what the tables declare for another database alone (`ddl_if`)."""
    condition = getattr(item, "_ddl_if", None)
    return condition is None or condition.dialect == connection.dialect.name


with migrating(context.config.get_main_option("sqlalchemy.url") or "") as connection:
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        render_as_batch=True,
        render_item=_written,
        include_object=_of_this_database,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
