"""The commands of the loop: build, ingest, autolabel, quality, release, convert."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from dure.core import Severity
from dure.kit import console
from dure.kit.console import Meter
from dure.kit.text import translated

from .options import Json, context_of, language_of

Folders = Annotated[list[Path], typer.Argument(help="Folders that hold the data.")]
Domain = Annotated[str, typer.Option(help="Domain pack: food, fabric, obstacle, voice, device.")]
Labels = Annotated[
    Path | None,
    typer.Option(help="CSV or JSONL with path,label; alone counts, and may cover a part."),
]
Dataset = Annotated[str, typer.Argument(help="Name of a data set.")]
_STAGES = {
    "simulate": ("simulate", "모의 데이터"),
    "ingest": ("ingest", "수집"),
    "model": ("fetch engine", "엔진 받기"),
    "suggest": ("suggest", "라벨 제안"),
    "verify": ("verify", "검증"),
    "freeze": ("release", "릴리스"),
}


def build(
    ctx: typer.Context,
    folders: Folders,
    domain: Domain,
    to: Annotated[Path, typer.Option(help="Folder for the release.")],
    labels: Labels = None,
    name: Annotated[str | None, typer.Option(help="Name of the data set.")] = None,
    format: Annotated[
        list[str] | None, typer.Option(help="Also write: coco, yolo, webdataset.")
    ] = None,
    download: Annotated[
        bool, typer.Option(help="Fetch the engine that suggests labels, where it is missing.")
    ] = True,
    title: Annotated[str | None, typer.Option(help="Title that people read.")] = None,
    licence: Annotated[
        str | None, typer.Option(help="Licence of the data, as SPDX names it: CC-BY-4.0.")
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Make a release of folders: ingest, suggest labels, verify, freeze; again changes nothing."""
    from . import building, summary

    context = context_of(ctx)
    wanted = building.Wanted(
        tuple(folders),
        domain,
        to,
        labels,
        name,
        formats=tuple(format) if format else None,
        may_download=download,
        title=title,
        licence=licence,
    )
    built = building.build(context, wanted, bars(context.language, quiet=json))
    if json:
        console.print_json(summary.document(built, context.language))
    else:
        summary.show(built, context.language)
    if built.has_problems:
        raise typer.Exit(console.PROBLEMS)


def ingest(
    ctx: typer.Context,
    folders: Folders,
    domain: Domain,
    name: Annotated[str | None, typer.Option(help="Name of the data set.")] = None,
    labels: Labels = None,
    *,
    json: Json = False,
) -> None:
    """Take folders into a data set; every file ends as record, duplicate, labels or issue."""
    from . import building, summary

    context = context_of(ctx)
    wanted = building.Wanted(tuple(folders), domain, Path(), labels, name)
    taken = building.take_in(context, wanted, bars(context.language, quiet=json))
    if json:
        console.print_json(summary.taken_document(taken, context.language))
    else:
        summary.show_taken(taken, context.language)
    if any(issue.severity is Severity.ERROR for issue in taken.issues):
        raise typer.Exit(console.PROBLEMS)


def suggest(ctx: typer.Context, dataset: Dataset, *, json: Json = False) -> None:
    """Suggest classes for the records of a data set that have no label."""
    from . import building, summary

    context = context_of(ctx)
    counts, reason = building.suggest(context, dataset, bars(context.language, quiet=json))
    if json:
        console.print_json({**console.plain(counts), "reason": reason})
        return
    summary.show_suggestions(counts, context.language)
    if reason:
        console.out.print(translated(reason, context.language))


def quality(
    ctx: typer.Context,
    dataset: Dataset,
    to: Annotated[Path | None, typer.Option(help="Folder for the report's pages.")] = None,
    *,
    json: Json = False,
) -> None:
    """Verify a data set and report what was found."""
    from . import building, summary

    context = context_of(ctx)
    report = building.verify(context, dataset, to, bars(context.language, quiet=json))
    if json:
        console.print_json(report)
    else:
        summary.show_quality(report, context.language)
    if report["verdict"] == "fail":
        raise typer.Exit(console.PROBLEMS)


def release(
    ctx: typer.Context,
    dataset: Dataset,
    to: Annotated[Path, typer.Option(help="Folder for the release.")],
    format: Annotated[
        list[str] | None, typer.Option(help="Also write: coco, yolo, webdataset.")
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Freeze a data set as a new version and put it into a folder."""
    from . import building

    context = context_of(ctx)
    stage = bars(context.language, quiet=json)
    frozen = building.freeze(context, dataset, to, tuple(format) if format else None, stage)
    if json:
        console.print_json(frozen)
    else:
        console.out.print(f"[bold]{frozen['release']}[/] → {to}")


def convert(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(help="Folder with labels in one format.")],
    target: Annotated[Path, typer.Argument(help="New folder.")],
    to: Annotated[str, typer.Option(help="Format to write.")],
    from_: Annotated[str | None, typer.Option("--from", help="Format to read.")] = None,
    strict: Annotated[bool, typer.Option(help="Refuse where something would be lost.")] = False,
    media: Annotated[bool, typer.Option(help="Copy the media too.")] = True,
    *,
    json: Json = False,
) -> None:
    """Convert label files from one format to another; says beforehand what gets lost."""
    from dure import formats, streams

    from . import summary

    refused: str | None = None
    folder = formats.Folder(source, streams.film)
    try:
        done = formats.convert(folder, target, to=to, from_=from_, strict=strict, media=media)
    except formats.WouldLose as loss:
        done, refused = loss.conversion, translated(loss.args[0], language_of(ctx))
    if json:
        console.print_json(summary.converted_document(done, language_of(ctx)))
    else:
        summary.show_converted(done, language_of(ctx))
    if refused:
        console.err.print(f"[red]✗[/] {console.shown(refused)}", soft_wrap=True)
    if refused or any(issue.severity is Severity.ERROR for issue in done.issues):
        raise typer.Exit(console.PROBLEMS)


class bars:
    """Opens a progress bar for each stage, named in the command's language."""

    def __init__(self, lang: str, *, quiet: bool) -> None:
        self._lang, self._quiet = lang, quiet

    def __call__(self, name: str) -> AbstractContextManager[Meter]:
        english, korean = _STAGES.get(name, (name, name))
        return console.progress(korean if self._lang == "ko" else english, quiet=self._quiet)
