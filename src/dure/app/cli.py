"""The command line: `dure --home DIR COMMAND`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import structlog
import typer

import dure
from dure.domains.commands import app as domain
from dure.engines.commands import app as models
from dure.kit import console
from dure.kit.context import Context
from dure.kit.text import Language

from . import options
from .align_commands import align
from .delivery_commands import delivery_app, sync, upload
from .demo_commands import demo
from .main_commands import build, convert, ingest, quality, release, suggest
from .recording_commands import recording_app
from .standardise_commands import standardise
from .system_commands import jobs_app, openapi, serve, worker

app = typer.Typer(
    help="Pool, label, verify, protect and share multimodal training data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command, name in (
    (build, "build"),
    (ingest, "ingest"),
    (sync, "sync"),
    (upload, "upload"),
    (suggest, "autolabel"),
    (quality, "quality"),
    (release, "release"),
    (convert, "convert"),
    (standardise, "standardise"),
    (align, "align"),
    (demo, "demo"),
    (serve, "serve"),
    (worker, "worker"),
    (openapi, "openapi"),
):
    app.command(name)(command)
app.add_typer(jobs_app, name="jobs")
app.add_typer(delivery_app, name="delivery")
app.add_typer(recording_app, name="recording")
app.add_typer(domain, name="domain")
app.add_typer(models, name="models")


def _show_version(wanted: bool) -> None:
    if wanted:
        console.out.print(f"dure {dure.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    ctx: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(help="Folder that holds everything; else ~/.dure.", envvar="DURE_HOME"),
    ] = None,
    lang: Annotated[
        Language | None,
        typer.Option(help="Language of messages; else as the environment says."),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    spoken = options.language(lang)

    def opened() -> Context:
        from . import settings, wiring

        return wiring.local_context(settings.load(home), spoken)

    ctx.obj = options.LateContext(spoken, opened)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line; every expected error is one sentence."""
    given = list(sys.argv[1:] if words is None else words)
    # Standard output is for what was asked for, so that it can be piped on; the log is not.
    plain = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(
        processors=[*structlog.get_config()["processors"][:-1], plain],
        # Asked for at each line: whoever runs commands in one process may close an old stream.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    with options.told_errors(given):
        app(given, prog_name="dure")
