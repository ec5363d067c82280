"""The command line: `dure --home DIR COMMAND`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

import dure
from dure.domains.commands import app as domain
from dure.engines.commands import app as models
from dure.kit import console

from . import options
from .main_commands import build, convert, ingest, quality, release, suggest
from .system_commands import api, jobs_app, openapi, serve, worker

app = typer.Typer(
    help="Pool, label, verify, protect and share multimodal training data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(domain, name="domain")
app.add_typer(models, name="models")
app.add_typer(jobs_app, name="jobs")
for command, name in (
    (serve, "serve"),
    (worker, "worker"),
    (build, "build"),
    (ingest, "ingest"),
    (suggest, "autolabel"),
    (quality, "quality"),
    (release, "release"),
    (convert, "convert"),
    (api, "api"),
    (openapi, "openapi"),
):
    app.command(name)(command)
# These stand without a workspace.
_ALONE = {"api", "domain", "convert", "openapi"}


def _show_version(wanted: bool) -> None:
    if wanted:
        console.out.print(f"dure {dure.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    ctx: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(help="Folder that holds everything.", envvar="DURE_HOME"),
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Language of messages: ko or en.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    if ctx.invoked_subcommand in _ALONE or {"-h", "--help"} & set(sys.argv):
        return
    from . import settings, wiring

    ctx.obj = wiring.local_context(settings.load(home), options.language(lang))


def main() -> None:
    """Run the command line; every expected error is one sentence."""
    with options.told_errors(sys.argv[1:]):
        app()
