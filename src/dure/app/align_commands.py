"""The command that sets the clocks of a recording right."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dure.core import Invalid, Issue
from dure.kit import console
from dure.kit.text import Language, translated

from .options import Json, language_of

if TYPE_CHECKING:
    from dure.streams.aligning import Aligned


def align(
    ctx: typer.Context,
    manifest: Annotated[Path, typer.Argument(help="A recording: NAME.recording.json.")],
    write: Annotated[
        bool, typer.Option("--write", help="Write what was found into the manifest.")
    ] = False,
    reference: Annotated[
        str | None, typer.Option(help="Role of the stream whose clock counts; else the first.")
    ] = None,
    max_offset: Annotated[
        float, typer.Option(min=0.0, help="Seconds that offsets may be from what is declared.")
    ] = 10.0,
    max_drift: Annotated[
        float, typer.Option(min=0.0, max=1000.0, help="Millionths that two clocks may drift.")
    ] = 300.0,
    *,
    json: Json = False,
) -> None:
    """Estimate how the clocks of a recording's streams stand, from what several of them saw."""
    from dure import streams
    from dure.streams import aligning

    root = manifest.parent
    found = streams.read_manifest(root, manifest.name)
    if isinstance(found, Issue):
        raise Invalid(found.message)
    own, aligned = aligning.align(
        root, found, reference=reference, max_offset_s=max_offset, max_drift_ppm=max_drift
    )
    if write:
        aligning.write(manifest, aligned)
    language = language_of(ctx)
    if json:
        rows = [_document(one, language) for one in aligned]
        console.print_json({"reference": own, "written": write, "streams": rows})
    else:
        _show(own, aligned, language)
    if not any(one.relation for one in aligned):
        raise typer.Exit(console.PROBLEMS)


def _document(one: "Aligned", language: Language) -> dict[str, Any]:
    told: dict[str, Any] = {"role": one.role, "path": one.path}
    if one.relation is None:
        return told | {"reason": translated(one.reason or "", language)}
    relation = one.relation
    return told | {
        "by": one.by,
        "start_s": relation.offset_s,
        "offset_uncertainty_s": relation.offset_uncertainty_s,
        "drift_ppm": relation.drift_ppm,
        "drift_uncertainty_ppm": relation.drift_uncertainty_ppm,
        "matched": relation.matched,
        "residual_s": relation.residual_s,
        "accident": relation.accident,
    }


def _show(own: str, aligned: list["Aligned"], language: Language) -> None:
    rows: list[tuple[object, ...]] = []
    for one in aligned:
        if one.relation is None:
            rows.append((one.role, "", "", "", translated(one.reason or "", language)))
            continue
        relation = one.relation
        start = f"{relation.offset_s:.4f} ± {relation.offset_uncertainty_s:.4f} s"
        drift = f"{relation.drift_ppm:.1f} ± {relation.drift_uncertainty_ppm:.1f} ppm"
        rows.append((one.role, start, drift, relation.matched, one.by))
    console.table(own, ("stream", "start", "drift", "matched", "by"), rows)
