"""Print the OpenAPI document: ``python -m dure.app.openapi``; the web's types are made from it."""

import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from dure.adapters.blobs_local import LocalBlobs
from dure.adapters.columns_parquet import ParquetColumns
from dure.kit.context import Workspace

from .server import create_app


def document() -> dict[str, Any]:
    """Describe every route; needs no workspace and leaves nothing behind."""
    nowhere = Path("nowhere")
    workspace = Workspace(
        nowhere,
        create_engine("sqlite://"),
        LocalBlobs(nowhere),
        ParquetColumns(nowhere),
        nowhere,
    )
    return create_app(workspace).openapi()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(document(), ensure_ascii=False, indent=1) + "\n")
