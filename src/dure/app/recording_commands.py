"""`dure recording`: recordings of several streams, from and to what other tools keep."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dure.core import Conflict, Invalid, Issue, Severity, say
from dure.kit import console
from dure.kit.text import Language, translated

from .options import Json, language_of

if TYPE_CHECKING:
    from dure.streams.lerobot import Episodes

recording_app = typer.Typer(
    help="Recordings of several streams: from MCAP and LeRobot, and to MCAP."
)


@recording_app.command("import")
def bring_in(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(help="An MCAP file, or a folder of LeRobot v3.")],
    target: Annotated[Path, typer.Argument(help="A new folder for what is made.")],
    *,
    json: Json = False,
) -> None:
    """Make a recording of an MCAP file, or of each episode of a LeRobot data set."""
    from dure.streams import lerobot, mcap_import

    if lerobot.is_dataset(source):
        _show_episodes(lerobot.read(source, target), source.name, language_of(ctx), json=json)
        return
    found = mcap_import.read(source, target)
    language = language_of(ctx)
    if json:
        console.print_json(
            {
                "manifest": found.manifest.name if found.manifest else None,
                "messages": found.messages,
                "streams": [{"role": one.role, "path": one.path} for one in found.streams],
                "issues": _issues(found.issues, language),
            }
        )
    else:
        rows = [(one.role, one.path) for one in found.streams]
        console.table(source.name, ("stream", "file"), rows)
        console.problems(found.issues, language)
    if found.manifest is None or _is_bad(found.issues):
        raise typer.Exit(console.PROBLEMS)


def _show_episodes(found: "Episodes", title: str, language: Language, *, json: bool) -> None:
    issues = tuple(found.issues)
    if json:
        counts = {"recordings": found.recordings, "streams": found.streams}
        console.print_json(counts | {"issues": _issues(issues, language)})
    else:
        row = (found.recordings, found.streams)
        console.table(title, ("recordings", "streams"), [row])
        console.problems(issues, language)
    if not found.recordings or _is_bad(issues):
        raise typer.Exit(console.PROBLEMS)


@recording_app.command("export")
def write_out(
    ctx: typer.Context,
    manifest: Annotated[Path, typer.Argument(help="A recording: NAME.recording.json.")],
    target: Annotated[Path, typer.Argument(help="The MCAP file to write.")],
    *,
    json: Json = False,
) -> None:
    """Write a recording as one MCAP file, each stream at its time on the recording's clock."""
    from dure import streams
    from dure.streams import mcap_export

    if target.exists():
        raise Conflict(say("“{path}” is there already; name another file.", path=str(target)))
    found = streams.read_manifest(manifest.parent, manifest.name)
    if isinstance(found, Issue):
        raise Invalid(found.message)
    written = mcap_export.write(manifest.parent, found, target)
    language = language_of(ctx)
    if json:
        counts = {"messages": written.messages, "attachments": written.attachments}
        console.print_json(counts | {"issues": _issues(written.issues, language)})
    else:
        row = (len(found.parts), written.messages, written.attachments)
        console.table(target.name, ("streams", "messages", "attachments"), [row])
        console.problems(written.issues, language)


def _issues(issues: tuple[Issue, ...], language: Language) -> list[dict[str, str]]:
    return [
        {
            "path": issue.path,
            "kind": issue.kind,
            "severity": issue.severity.value,
            "message": translated(issue.message, language),
        }
        for issue in issues
    ]


def _is_bad(issues: tuple[Issue, ...]) -> bool:
    return any(issue.severity is Severity.ERROR for issue in issues)
