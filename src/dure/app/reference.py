"""Write the reference of commands and routes from what they are: ``python -m dure.app.reference``.

The pages are kept in the repository, and a test holds them to what these functions give.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from .cli import app
from .openapi import document

_COMMANDS = """\
# Command line

`dure [--home DIR] [--lang ko|en] COMMAND …`. Made by `python -m dure.app.reference`; do not edit.

- With `--json` a command prints one JSON document on standard output and nothing else there;
  progress and the log go to standard error.
- It ends with 0 when all is well, with 1 when something could not be done (a file was refused, a
  verification failed, an engine did not come), and with 2 when it was asked for wrongly.
- An expected error is one sentence that says what to do, in English or Korean. With `--json` it
  is `{"error": {"kind": …, "message": …}}`.
"""
_ROUTES = """\
# HTTP interface

Made by `python -m dure.app.reference`; do not edit. The server gives the whole document, with
every field, at `/api/openapi.json`; `dure openapi` prints it.

- Sign in with a token (`Authorization: Bearer …`) or with a session's cookie.
- An error is a problem document (RFC 9457, `application/problem+json`) with `type`, `title`,
  `status`, `detail` (one sentence in the language of `Accept-Language`, Korean or English) and
  `details`.
- What another organisation holds is answered as if it were not there (404).
- What takes long is a job: the answer is 202 with its id, `/api/jobs/events` tells how far it is.
"""


def commands() -> str:
    """Give the page of the command line: one heading a command."""
    root = typer.main.get_command(app)
    parts = [_COMMANDS, "## dure\n", *_parameters(root), ""]
    for words, command in _walk(root, ("dure",)):
        parts += [f"## {' '.join(words)}\n", f"{_plain(command.help)}\n", *_parameters(command), ""]
    return "\n".join(parts).rstrip() + "\n"


def _walk(group: Any, before: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401
    for name, command in group.commands.items():
        words = (*before, name)
        if hasattr(command, "commands"):
            yield from _walk(command, words)
        else:
            yield words, command


def _parameters(command: Any) -> Iterator[str]:  # noqa: ANN401  (a click command, vendored by Typer)
    shown = [p for p in command.params if p.name not in _BORING]
    if not shown:
        return
    yield "| word | meaning |\n|---|---|"
    for parameter in shown:
        yield f"| {_word(parameter)} | {_meaning(parameter)} |"


_BORING = {"help", "install_completion", "show_completion"}


def _word(parameter: Any) -> str:  # noqa: ANN401
    if parameter.param_type_name == "argument":
        return f"`{parameter.name.upper()}{'…' if parameter.nargs == -1 else ''}`"
    names = [*parameter.opts, *parameter.secondary_opts]
    return ", ".join(f"`{name}`" for name in names)


def _meaning(parameter: Any) -> str:  # noqa: ANN401
    said = [_plain(getattr(parameter, "help", None))]
    if parameter.required:
        said.append("Required.")
    if parameter.multiple:
        said.append("May be given several times.")
    if getattr(parameter, "envvar", None):
        said.append(f"Also `{parameter.envvar}`.")
    return " ".join(part for part in said if part).replace("|", "\\|")


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def routes() -> str:
    """Give the page of the HTTP interface: one heading a route, with its answers and errors."""
    parts = [_ROUTES]
    for path, methods in sorted(document()["paths"].items()):
        for method, operation in methods.items():
            parts += [f"## {method.upper()} {path}\n", f"{_plain(operation['description'])}\n"]
            parts += [*_inputs(operation), *_answers(operation), ""]
    return "\n".join(parts).rstrip() + "\n"


def _inputs(operation: dict[str, Any]) -> Iterator[str]:
    query = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]
    if query:
        yield f"- query: {', '.join(f'`{name}`' for name in query)}"
    body = operation.get("requestBody")
    if body:
        yield f"- body: {_schema(body['content'])}"


def _answers(operation: dict[str, Any]) -> Iterator[str]:
    good = {s: a for s, a in operation["responses"].items() if s < "400"}
    for status, answer in good.items():
        holds = _schema(answer.get("content", {}))
        yield f"- {status}: {holds}" if holds else f"- {status}"
    errors = sorted(set(operation["responses"]) - set(good))
    if errors:
        yield f"- errors: {', '.join(errors)}"
    if operation.get("security") == []:
        yield "- needs no sign-in"


def _schema(content: dict[str, Any]) -> str:
    """Name what a body holds: the shape, or the media type where it has none."""
    return ", ".join(_shape(kind, part.get("schema", {})) for kind, part in content.items())


def _shape(kind: str, schema: dict[str, Any]) -> str:
    inner = schema.get("items", schema)
    name = inner.get("$ref", "").rpartition("/")[2]
    if not name:
        return f"`{kind}`"
    return f"list of `{name}`" if "items" in schema else f"`{name}`"


def write(folder: Path) -> None:
    """Write both pages."""
    (folder / "cli.md").write_text(commands(), encoding="utf-8")
    (folder / "http.md").write_text(routes(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference"))
