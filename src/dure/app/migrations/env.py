"""Run by Alembic: our tables, our engine, foreign keys checked at the end."""

from alembic import context

from dure.app import tables
from dure.app.migrate import run_in

for engine in run_in(context.config.get_main_option("sqlalchemy.url") or ""):
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=tables.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
