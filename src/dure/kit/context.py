"""What a command needs of the workspace; the composition root makes it (`app.wiring`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from dure.core import Actor

from .blobs import Blobs
from .columns import Columns
from .db import Session, reading, unit_of_work
from .text import Language


@dataclass(frozen=True, slots=True)
class Workspace:
    """One home: database, blobs, derived columns and model files."""

    home: Path
    engine: Engine
    blobs: Blobs
    columns: Columns
    models: Path
    threads: int = 2
    upload_bytes: int = 50 << 30
    upload_quota_bytes: int = 500 << 30
    cache_bytes: int = 20 << 30
    delivery_lifetime: timedelta = timedelta(days=30)

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """Commit when the block ends well; roll back when it raises."""
        with unit_of_work(self.engine) as db:
            yield db

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads."""
        with reading(self.engine) as db:
            yield db


@dataclass(frozen=True, slots=True)
class Context:
    """One run of the command line: the workspace and who runs it."""

    workspace: Workspace
    actor: Actor
    language: Language = "en"
