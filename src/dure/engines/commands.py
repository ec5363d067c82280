"""`dure models`: list, show, install, verify, remove and try engines."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from dure.core import Invalid, Permission, Sentence, say, to_json
from dure.kit import console
from dure.kit.context import Context
from dure.kit.text import translated

from . import service, store
from .model import Installed, Kind, Phase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .schemas import EngineRead

app = typer.Typer(no_args_is_help=True, help="AI engines: list, install, verify, remove, try.")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Name = Annotated[str, typer.Argument(help="A name of `dure models list`.")]
_MEGABYTE = 1_000_000


def _context(ctx: typer.Context, permission: Permission = Permission.ENGINES_READ) -> Context:
    context = cast(Context, ctx.obj)
    context.actor.require(permission)
    return context


@app.command("list")
def list_models(ctx: typer.Context, *, json: Json = False) -> None:
    """List the models that Dure knows."""
    from .schemas import described

    context = _context(ctx)
    entries = described(context.workspace.models)
    if json:
        console.print_json([entry.model_dump(mode="json") for entry in entries])
        return
    heads = (say("model"), say("installed"), say("size"), say("licence"), say("what it does"))
    console.table("", _words(context, *heads), (_row(context, entry) for entry in entries))


def _row(context: Context, entry: "EngineRead") -> tuple[str, ...]:
    licence = entry.licence.package
    if entry.licence.weights != licence:
        licence += f" / {entry.licence.weights}"
    size = entry.bytes or entry.download_bytes
    return (
        entry.name,
        "✓" if entry.installed else "–",
        f"{size / _MEGABYTE:.1f} MB" if size else "",
        licence,
        entry.description[context.language],
    )


@app.command()
def show(ctx: typer.Context, name: Name, *, json: Json = False) -> None:
    """Show one model: source, licence, input and output, classes."""
    from .schemas import described_one

    context = _context(ctx)
    entry = described_one(context.workspace.models, name)
    if json:
        console.print_json(entry.model_dump(mode="json"))
        return
    values = entry.model_dump(mode="json") | {
        "description": entry.description[context.language],
        "licence": f"{entry.licence.package}; {entry.licence.weights}",
        "note": entry.licence.note[context.language],
        "labels": ", ".join(entry.labels.values() if _is_korean(context) else entry.labels),
        "languages": ", ".join(entry.languages),
    }
    console.table("", ("", ""), ((key, value) for key, value in values.items() if value))


@app.command()
def install(
    ctx: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="Names; see `list`.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Install all of them.")] = False,
    from_folder: Annotated[
        Path | None,
        typer.Option("--from", help="Take wheels and .tgz from here, nothing from the network."),
    ] = None,
    json: Json = False,
) -> None:
    """Fetch, check and convert models; shows under which licence each one stands."""
    context = _context(ctx, Permission.ENGINES_MANAGE)
    chosen = [entry.name for entry in store.catalogue()] if every else list(names or ())
    if not chosen:
        raise typer.BadParameter(_word(context, say("Name a model, or say --all.")))
    done = [_install_one(context, name, from_folder, quiet=json) for name in chosen]
    if json:
        console.print_json([asdict(entry) for entry in done])


def _install_one(
    context: Context, name: str, from_folder: Path | None, *, quiet: bool
) -> Installed:
    entry = store.artefact(name)
    if not quiet:
        note = entry.licence.note.get(context.language, "")
        console.out.print(f"{name}: {entry.licence.package}; {entry.licence.weights}. {note}")
    with console.progress(name, quiet=quiet) as meter:

        def tell(_: str, phase: Phase, done: int, total: int | None) -> None:
            meter(done // _MEGABYTE, total // _MEGABYTE if total else None, phase.value)

        return service.install(
            context.workspace.models, [name], progress=tell, from_folder=from_folder
        )[0]


@app.command()
def verify(
    ctx: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="By default all installed.")] = None,
    *,
    json: Json = False,
) -> None:
    """Read the installed files again and compare their digests; ends with 1 on damage."""
    context = _context(ctx)
    found = service.verify(context.workspace.models, names or ())
    if json:
        console.print_json(found)
    else:
        heads = _words(context, say("model"), say("damaged files"))
        console.table("", heads, ((name, ", ".join(bad) or "–") for name, bad in found.items()))
    if any(found.values()):
        raise typer.Exit(console.PROBLEMS)


@app.command()
def remove(ctx: typer.Context, name: Name, *, json: Json = False) -> None:
    """Remove the files of a model."""
    context = _context(ctx, Permission.ENGINES_MANAGE)
    service.remove(context.workspace.models, name)
    if json:
        console.print_json({"removed": name})


@app.command("try")
def try_out(
    ctx: typer.Context,
    name: Name,
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    *,
    json: Json = False,
) -> None:
    """Run one engine on files and print what it says of them."""
    context = _context(ctx)
    kind = store.artefact(name).kind
    workspace = context.workspace
    engine = service.open_engine(workspace.models, name, workspace.threads)
    said = _TRY[kind](engine, files)
    if json:
        console.print_json(said)
        return
    keys = list(dict.fromkeys(key for lines in said.values() for line in lines for key in line))
    console.table("", ("", *keys), (_said(*row, keys) for row in _lines(said)))


Said = dict[str, list[dict[str, Any]]]


def _lines(said: Said) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every line with its file, which is named once and even where nothing was found."""
    for subject, lines in said.items():
        yield subject, lines[0] if lines else {}
        for line in lines[1:]:
            yield "", line


def _said(subject: str, line: dict[str, Any], keys: list[str]) -> tuple[object, ...]:
    return (subject.rpartition("/")[2], *(line.get(key, "–") for key in keys))


def _boxes(engine: Any, files: Sequence[Path]) -> Said:  # noqa: ANN401
    return {str(p): [to_json(box) for box in engine.detect(_picture(p))] for p in files}


def _voices(engine: Any, files: Sequence[Path]) -> Said:  # noqa: ANN401
    return {str(p): [to_json(s) for s in engine.segments(_sound(p))] for p in files}


def _korean(engine: Any, files: Sequence[Path]) -> Said:  # noqa: ANN401
    return {str(p): [_about(engine, s) for s in engine.sentences(_text(p))] for p in files}


def _about(engine: Any, sentence: str) -> dict[str, Any]:  # noqa: ANN401
    said = engine.politeness(sentence)
    return {
        "sentence": sentence,
        "spaced": engine.spaced(sentence),
        "level": said.level,
        "honorific": said.honorific,
        "tokens": " ".join(f"{t.form}/{t.tag}" for t in engine.tokens(sentence)),
    }


def _pictures(engine: Any, files: Sequence[Path]) -> Said:  # noqa: ANN401
    vectors = engine.embed([_picture(path) for path in files])
    return _nearness([str(path) for path in files], vectors)


def _sentences(engine: Any, files: Sequence[Path]) -> Said:  # noqa: ANN401
    lines = [line for path in files for line in _text(path).splitlines() if line.strip()]
    return _nearness(lines, engine.embed(lines))


def _nearness(names: list[str], vectors: "NDArray[np.float32]") -> Said:
    """Give for each vector its size and its cosine with every other one, nearest first."""
    import numpy as np

    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = (units @ units.T).astype(np.float64).round(3).tolist()
    near = [
        sorted(((c, names[j]) for j, c in enumerate(row) if j != i), reverse=True)
        for i, row in enumerate(cosines)
    ]
    size = vectors.shape[1]
    return {
        name: [{"dimensions": size, "near": other, "cosine": c} for c, other in others]
        or [{"dimensions": size}]
        for name, others in zip(names, near, strict=True)
    }


_TRY: dict[Kind, Callable[[Any, Sequence[Path]], Said]] = {
    Kind.IMAGE_EMBEDDING: _pictures,
    Kind.OBJECT_BOXES: _boxes,
    Kind.VOICE_ACTIVITY: _voices,
    Kind.TEXT_EMBEDDING: _sentences,
    Kind.KOREAN: _korean,
}


def _picture(path: Path) -> "NDArray[np.uint8]":
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            return np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
    except (UnidentifiedImageError, OSError) as error:
        raise _unreadable(path) from error


def _sound(path: Path) -> "NDArray[np.float32]":
    import soundfile
    import soxr

    try:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise _unreadable(path) from error
    return cast("NDArray[np.float32]", soxr.resample(samples.mean(axis=1), rate, 16_000))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> Invalid:
    return Invalid(say("“{file}” is no file that this engine can read.", file=path.name))


def _is_korean(context: Context) -> bool:
    return context.language == "ko"


def _word(context: Context, sentence: Sentence) -> str:
    return translated(sentence, context.language)


def _words(context: Context, *sentences: Sentence) -> list[str]:
    return [_word(context, sentence) for sentence in sentences]
