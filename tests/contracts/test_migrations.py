"""A migrated database is that of the models, and nothing is lost on the way."""

import subprocess
import sys
import time

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import inspect, select, text

from dure import catalog, identity
from dure.app import migrate
from dure.catalog.tables import RecordMark
from dure.core import (
    Choice,
    Conflict,
    DatasetId,
    Layer,
    Modality,
    Probe,
    RecordId,
    Stream,
    new_id,
)
from dure.kit.db import connect, reading, unit_of_work

pytestmark = pytest.mark.postgres
UPGRADE = """
import sys
from pathlib import Path
from dure.app.migrate import upgrade
from dure.kit.db import connect
engine = connect(sys.argv[1])
upgrade(engine, sys.argv[1], Path(sys.argv[2]))
engine.dispose()
"""


@pytest.fixture
def empty(url):
    engine = connect(url)
    yield engine
    engine.dispose()


def revision(engine):
    with engine.connect() as connection:
        return connection.execute(text("select version_num from alembic_version")).scalars().all()


def test_a_migrated_database_is_that_of_the_models(empty, url, tmp_path):
    migrate.upgrade(empty, url, tmp_path)

    command.check(migrate.configuration(url))
    assert revision(empty) == [migrate.HEAD]


def test_a_difference_would_be_found(empty, url, tmp_path):
    migrate.upgrade(empty, url, tmp_path)
    with empty.begin() as connection:
        connection.execute(text("alter table organization add column forgotten integer"))

    with pytest.raises(CommandError, match="forgotten"):
        command.check(migrate.configuration(url))


def test_every_constraint_is_named(empty, url, tmp_path):
    migrate.upgrade(empty, url, tmp_path)
    look = inspect(empty)
    tables = set(look.get_table_names()) - {"alembic_version"}
    constraints = [
        constraint
        for table in tables
        for constraint in [
            look.get_pk_constraint(table),
            *look.get_foreign_keys(table),
            *look.get_unique_constraints(table),
        ]
    ]

    assert len(tables) > 10
    assert [c for c in constraints if not c["name"]] == []


def test_an_empty_home_is_ready_at_once(empty, url, tmp_path):
    begun = time.process_time()
    migrate.upgrade(empty, url, tmp_path / "new" / "home")

    assert time.process_time() - begun < 2


def test_an_upgrade_that_is_done_runs_nothing(empty, url, tmp_path, monkeypatch):
    migrate.upgrade(empty, url, tmp_path)
    monkeypatch.setattr(migrate, "_run", None)

    migrate.upgrade(empty, url, tmp_path)

    assert revision(empty) == [migrate.HEAD]


@pytest.mark.slow
def test_two_processes_may_migrate_at_once_even_from_different_homes(empty, url, tmp_path):
    several = [
        subprocess.Popen([sys.executable, "-c", UPGRADE, url, str(tmp_path / home)])
        for home in ("one", "one", "two")
    ]

    assert [process.wait(60) for process in several] == [0, 0, 0]
    assert revision(empty) == [migrate.HEAD]


def test_a_newer_schema_is_refused_in_one_sentence(empty, url, tmp_path):
    migrate.upgrade(empty, url, tmp_path)
    with empty.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))

    with pytest.raises(Conflict, match=r"newer Dure \(schema 9999\); update Dure"):
        migrate.upgrade(empty, url, tmp_path)


def test_the_way_back_leads_to_an_empty_database(empty, url, tmp_path):
    migrate.upgrade(empty, url, tmp_path)
    command.downgrade(migrate.configuration(url), "base")

    assert inspect(empty).get_table_names() == ["alembic_version"]
    assert revision(empty) == []


def test_a_migration_that_breaks_a_key_saves_nothing(empty, url, tmp_path):
    if empty.dialect.name == "postgresql":
        pytest.skip("PostgreSQL never lets a key be broken")
    migrate.upgrade(empty, url, tmp_path)
    orphan = text(
        "insert into membership (organization, member, role, created_at, id)"
        " values ('a', 'b', 'owner', '2026-01-01', 'c')"
    )

    with pytest.raises(RuntimeError, match="membership"), migrate.migrating(url) as connection:
        connection.execute(orphan)

    with empty.connect() as connection:
        assert connection.execute(text("select count(*) from membership")).scalar() == 0


def test_a_migration_that_fails_leaves_no_half_schema(empty, url, monkeypatch):
    from alembic.operations import Operations

    made = []

    def fail_at_the_fifth(self, name, *columns, **options):
        made.append(name)
        if len(made) == 5:
            raise OSError("the disk is full")
        return create(self, name, *columns, **options)

    create = Operations.create_table
    monkeypatch.setattr(Operations, "create_table", fail_at_the_fifth)
    with pytest.raises(OSError, match="disk"):
        command.upgrade(migrate.configuration(url), "head")

    assert len(made) == 5
    assert inspect(empty).get_table_names() == []


def test_the_head_that_is_named_is_the_newest_migration():
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(migrate.configuration("sqlite://"))

    assert script.get_heads() == [migrate.HEAD]


def test_records_of_an_older_schema_are_found_by_their_labels(empty, url, tmp_path):
    migrate.upgrade(empty, url, tmp_path)
    with unit_of_work(empty) as db:
        identity.found_operator(db)
        actor = identity.local_actor(db)
        dataset = DatasetId(catalog.register(db, actor, name="x", domain=("food", "1")).id)
        record = RecordId(new_id())
        stream = Stream("main", "ab" * 32, 5, Probe(Modality.IMAGE, "image/png"))
        catalog.add_records(db, actor, dataset, [catalog.NewRecord(record, "a.png", (stream,))])
        said = (Choice("apple", ("fruit", "apple")),)
        labels = catalog.NewAnnotations(record, Layer.IMPORTED, "labels.csv", said)
        catalog.annotate(db, actor, dataset, [labels])

    def copies():
        with reading(empty) as db:
            marks = select(RecordMark.key, RecordMark.value)
            row = catalog.record(db, actor, record)
            return row.label, row.layer, set(map(tuple, db.execute(marks)))

    before = copies()
    command.downgrade(migrate.configuration(url), "0001")
    migrate.upgrade(empty, url, tmp_path)

    assert copies() == before
    assert before[:2] == ("fruit/apple", Layer.IMPORTED)
