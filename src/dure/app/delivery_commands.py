"""The commands by which data arrive: upload, sync, delivery index."""

from pathlib import Path
from typing import Annotated, Any

import typer

from dure.core import DatasetId, Invalid, say
from dure.kit import console, jobs
from dure.kit.context import Context
from dure.kit.sources import FolderSource, Source
from dure.kit.text import translated

from .options import Json, context_of, language_of

delivery_app = typer.Typer(help="Deliveries: what is held against them.", no_args_is_help=True)
Dataset = Annotated[str, typer.Option(help="Name of the data set.")]


def upload(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Folders and files to send.")],
    dataset: Dataset,
    server: Annotated[
        str | None, typer.Option(help="Address of the server.", envvar="DURE_SERVER")
    ] = None,
    token: Annotated[str | None, typer.Option(help="Access token.", envvar="DURE_TOKEN")] = None,
    delivery: Annotated[
        str | None, typer.Option(help="Id of an open delivery to go on with, after a break.")
    ] = None,
    note: Annotated[str, typer.Option(help="What the delivery is, for people.")] = "",
    *,
    json: Json = False,
) -> None:
    """Send files to a server's data set and have them taken in; a break loses nothing."""
    import dure

    client = dure.connect(server, token)
    with console.progress("upload", quiet=json) as meter:
        done = client.upload(
            dataset,
            paths,
            delivery=delivery,
            note=note,
            on_progress=lambda p: meter(p.done, p.total, f"{p.delivery} {p.path}"),
        )
    _tell(done, json=json)


def sync(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(help="A folder, or s3://bucket/prefix.")],
    dataset: Dataset,
    *,
    json: Json = False,
) -> None:
    """Take in what is new or changed in a folder or bucket; reads nothing else."""
    from dure import catalog
    from dure import delivery as deliveries

    context = context_of(ctx)
    workspace = context.workspace
    with workspace.reading() as db:
        id = DatasetId(catalog.named(db, context.actor, dataset).id)
    with console.progress("sync", quiet=json) as meter:
        found = deliveries.sync(workspace, context.actor, id, _source(context, source), meter)
    for path in found.unsafe:
        told = say("“{path}” is no name that can be kept; it stays where it is.", path=path)
        console.err.print(console.shown(translated(told, language_of(ctx))), soft_wrap=True)
    counts: dict[str, Any] = {
        "files": found.files,
        "changed": found.changed,
        "gone": found.gone,
        "unsafe": list(found.unsafe),
    }
    if found.delivery is not None:
        counts |= _taken(context, found.delivery.id, found.delivery.job, quiet=json)
    _tell(counts, json=json)
    if counts.get("state") == "failed":
        raise typer.Exit(console.PROBLEMS)


def _taken(context: Context, id: Any, job: Any, *, quiet: bool) -> dict[str, Any]:  # noqa: ANN401
    from dure import delivery as deliveries

    from .worker import run_now
    from .works import works

    with context.workspace.reading() as db:
        asked = db.get_one(jobs.Job, job)
    with console.progress("ingest", quiet=quiet) as meter:
        ended = run_now(context.workspace, works(context.workspace, meter), asked)
    if ended is not None and ended.failure:
        raise Invalid(ended.failure, delivery=str(id))
    with context.workspace.reading() as db:
        row = deliveries.get(db, context.actor, id)
        told = {name: value for name, value in row.counts.items() if name not in {"files", "gone"}}
        return {"delivery": str(id), "state": row.state.value, **told}


def _source(context: Context, given: str) -> Source:
    if not given.startswith("s3://"):
        folder = Path(given)
        if not folder.is_dir():
            raise Invalid(say("There is no folder “{path}”; name one that exists.", path=given))
        return FolderSource(folder)
    from dure.adapters.source_s3 import S3Source

    from . import settings

    return S3Source(given, settings.load(context.workspace.home).s3_access)


@delivery_app.command("index")
def index(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder that holds a public data set.")],
    name: Annotated[str | None, typer.Option(help="Name of it; else the folder's.")] = None,
    *,
    json: Json = False,
) -> None:
    """Remember a public data set's digests and looks, so that deliveries are held against it."""
    from dure.delivery.checks import evidence

    called = name or folder.resolve().name
    count = evidence.index(folder, called, context_of(ctx).workspace.home)
    _tell({"name": called, "files": count}, json=json)


def _tell(told: dict[str, Any], *, json: bool) -> None:
    if json:
        console.print_json(told)
        return
    for name, value in told.items():
        if value not in (None, "", []):
            console.out.print(f"{name:<12} {console.shown(value)}", soft_wrap=True)
