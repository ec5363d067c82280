"""Choose adapters by settings and open a workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from dure import catalog, domains, identity, ingest, release
from dure.adapters.blobs_local import LocalBlobs
from dure.adapters.columns_parquet import ParquetColumns
from dure.core import Unavailable, say
from dure.kit.blobs import Blobs
from dure.kit.context import Context, Workspace
from dure.kit.db import connect
from dure.kit.events import subscribe
from dure.kit.text import Language

from .migrate import upgrade
from .settings import Settings


def open_workspace(settings: Settings) -> Workspace:
    """Open the home, make what is missing, and bring the database to the present schema."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Unavailable(
            say(
                "The home “{home}” cannot be made ({reason}); choose another with --home.",
                home=settings.home,
                reason=error.strerror,
            )
        ) from None
    engine = connect(settings.database_url)
    with _told(settings):
        upgrade(engine, settings.database_url, settings.home)
    listen()
    domains.keep_in(settings.home / "domains")
    return Workspace(
        home=settings.home,
        engine=engine,
        blobs=_blobs(settings),
        columns=ParquetColumns(settings.home / "columns"),
        models=settings.models_folder,
        threads=settings.threads,
        upload_bytes=settings.upload_bytes,
        upload_quota_bytes=settings.upload_quota_bytes,
        cache_bytes=settings.cache_bytes,
        delivery_lifetime=timedelta(days=settings.delivery_days),
    )


@contextmanager
def _told(settings: Settings) -> Iterator[None]:
    """Say in one sentence why a database cannot be opened."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        reason = str(error.orig) if isinstance(error, DBAPIError) else error.strerror
        database = make_url(settings.database_url).render_as_string(hide_password=True)
        raise Unavailable(
            say(
                "The database {database} cannot be opened ({reason}); mend it, or choose another "
                "with --home or DURE_DATABASE.",
                database=database,
                reason=" ".join((reason or "").split()),
            )
        ) from None


def _blobs(settings: Settings) -> Blobs:
    storage = settings.storage or str(settings.home / "blobs")
    if not storage.startswith("s3://"):
        return LocalBlobs(Path(storage))
    from dure.adapters.blobs_s3 import S3Blobs  # noqa: PLC0415  (only where it is chosen)

    return S3Blobs(storage, settings.s3_access)


def listen() -> None:
    """Let the catalogue hear what ingest and release announce."""
    subscribe(ingest.FolderTakenIn, catalog.note_delivery)
    subscribe(release.ReleasePublished, catalog.note_release)


def local_context(settings: Settings, language: Language) -> Context:
    """Open a workspace for the command line, whose user is the operator."""
    workspace = open_workspace(settings)
    with workspace.unit_of_work() as db:
        actor = identity.local_actor(db)
    return Context(workspace, actor, language)
