"""What all commands share: options, the language, and how an error ends a command."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Annotated, cast

import typer

from dure.core import Actor, Error, Unavailable, say
from dure.kit import console
from dure.kit.context import Context, Workspace
from dure.kit.text import Language, preferred, translated

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]


def language(chosen: str | None = None) -> Language:
    """Give the language of the terminal: as chosen, or as the environment says."""
    named = chosen or os.environ.get("DURE_LANG") or os.environ.get("LC_ALL")
    return preferred(named or os.environ.get("LC_MESSAGES") or os.environ.get("LANG"))


class LateContext:
    """A `Context` whose workspace is opened when a command first asks for it.

    So neither ``--help`` nor a mistyped option makes a home.
    """

    def __init__(self, spoken: Language, opened: Callable[[], Context]) -> None:
        self.language = spoken
        self._open = opened

    @cached_property
    def opened(self) -> Context:
        """Open the workspace, once."""
        return self._open()

    @property
    def workspace(self) -> Workspace:
        """Give the workspace."""
        return self.opened.workspace

    @property
    def actor(self) -> Actor:
        """Give who runs the command."""
        return self.opened.actor


def context_of(ctx: typer.Context) -> Context:
    """Give the workspace and actor of a command."""
    return cast(LateContext, ctx.obj).opened


def language_of(ctx: typer.Context) -> Language:
    """Give the language of a command that needs no workspace."""
    return cast(LateContext, ctx.obj).language


def shown(context: Context) -> Callable[[str], str]:
    """Give the function that shows a sentence in the command's language."""
    return lambda text: translated(text, context.language)


@contextmanager
def told_errors(words: list[str]) -> Iterator[None]:
    """End with one sentence instead of a traceback: 2 for wrong use, 1 where we could not."""
    try:
        yield
    except BrokenPipeError:
        # Who reads us has gone, as `head` does; there is nobody to tell, also not at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(console.PROBLEMS)
    except Error as error:
        _tell(error, words)
    except OSError as error:
        _tell(_of_system(error), words)


def _tell(error: Error, words: list[str]) -> None:
    sentence = translated(error.message, language(_lang_of(words)))
    if "--json" in words:
        kind = type(error).__name__
        told = {**error.details, "kind": kind, "message": sentence}
        console.print_json({"error": {name: told[name] for name in sorted(told)}})
    else:
        console.err.print(f"[red]✗[/] {console.shown(sentence)}", soft_wrap=True)
    sys.exit(console.PROBLEMS if isinstance(error, Unavailable) else console.WRONG_USE)


def _of_system(error: OSError) -> Unavailable:
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return Unavailable(
            say("The operating system refused ({reason}); try again.", reason=reason)
        )
    return Unavailable(
        say(
            "“{path}” cannot be used ({reason}); check the path and its permissions.",
            path=error.filename,
            reason=reason,
        )
    )


def _lang_of(words: list[str]) -> str | None:
    for word, after in zip(words, [*words[1:], ""], strict=True):
        if word == "--lang":
            return after
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None
