"""What all commands share: options, the language, and how an error ends a command."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, cast

import typer

from dure.core import Error, Unavailable
from dure.kit import console
from dure.kit.context import Context
from dure.kit.text import Language, preferred, translated

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]


def language(chosen: str | None = None) -> Language:
    """Give the language of the terminal: as chosen, or as the environment says."""
    named = chosen or os.environ.get("DURE_LANG") or os.environ.get("LC_ALL")
    return preferred(named or os.environ.get("LC_MESSAGES") or os.environ.get("LANG"))


def context_of(ctx: typer.Context) -> Context:
    """Give the workspace and actor of a command."""
    return cast(Context, ctx.obj)


def shown(context: Context) -> Callable[[str], str]:
    """Give the function that shows a sentence in the command's language."""
    return lambda text: translated(text, context.language)


@contextmanager
def told_errors(words: list[str]) -> Iterator[None]:
    """End with one sentence instead of a traceback: 2 for wrong use, 1 where we could not."""
    try:
        yield
    except Error as error:
        sentence = translated(error.message, language(_lang_of(words)))
        if "--json" in words:
            kind = type(error).__name__
            console.print_json({"error": {"kind": kind, "message": sentence, **error.details}})
        else:
            console.err.print(f"[red]✗[/] {sentence}", soft_wrap=True)
        sys.exit(console.PROBLEMS if isinstance(error, Unavailable) else console.WRONG_USE)


def _lang_of(words: list[str]) -> str | None:
    return words[words.index("--lang") + 1] if "--lang" in words[:-1] else None
