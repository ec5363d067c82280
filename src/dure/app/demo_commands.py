"""The command `dure demo`: make the demonstration, tell what was found, or empty it."""

from typing import TYPE_CHECKING, Annotated

import typer

from dure.core import say
from dure.kit import console
from dure.kit.context import Context

from .main_commands import bars
from .options import Json, context_of, shown

if TYPE_CHECKING:
    from .demo import Made


def demo(
    ctx: typer.Context,
    reset: Annotated[
        bool, typer.Option("--reset", help="Empty a demonstration's workspace, and do no more.")
    ] = False,
    small: Annotated[bool, typer.Option("--small", help="Make a tenth of the data.")] = False,
    folders: Annotated[
        list[str] | None,
        typer.Option("--from", help="Build from a real folder instead: DOMAIN=FOLDER."),
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Let a simulated alliance bring its data and build on it, with planted defects to find."""
    from . import demo as state
    from . import demo_making, demo_people, demo_summary

    context = context_of(ctx)
    if reset:
        state.reset(context.workspace)
        told = {"reset": True} if json else shown(context)(say("The demonstration is removed."))
        console.print_json(told) if json else console.out.print(told)
        return
    wish = demo_making.Wish(small, tuple(map(demo_making.wished_folder, folders or ())))

    def tell(made: "Made") -> None:
        if not json:
            demo_summary.show_made(made, context.language)

    made = demo_making.make(context, wish, bars(context.language, quiet=json), tell)
    if json:
        console.print_json(demo_summary.document(made, context.language))
        return
    demo_summary.show(made, context.language)
    demo_summary.show_links(demo_people.links(context), _address(context), context.language)


def _address(context: Context) -> str:
    from .serving import Address

    return Address.chosen(context.workspace.home, None, None).named
