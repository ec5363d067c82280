"""Command line of domain packs: list, show, check."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dure.core import Sentence, say
from dure.kit import console
from dure.kit.text import Language, preferred, translated

from . import rules, service
from .model import Node, Pack

app = typer.Typer(help="Domain packs: what each domain tells the platform.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def _language(ctx: typer.Context) -> Language:
    """Speak as the caller's context does; packs are also checked where there is none."""
    spoken: Language | None = getattr(ctx.obj, "language", None)
    return spoken or preferred(os.environ.get("LC_ALL") or os.environ.get("LANG"))


def _words(language: Language, *words: Sentence) -> list[str]:
    return [translated(word, language) for word in words]


@app.command("list")
def list_packs(ctx: typer.Context, *, json: Json = False) -> None:
    """List the domains that come with the platform."""
    packs = [service.named(name) for name in service.shipped()]
    if json:
        console.print_json([_summary(pack) for pack in packs])
        return
    language = _language(ctx)
    heads = (
        say("domain"),
        say("name"),
        say("version"),
        say("modalities"),
        say("classes"),
        say("also called"),
    )
    rows = (
        (
            pack.id,
            pack.name.pick(language),
            pack.version,
            ", ".join(pack.modalities),
            _size(pack),
            ", ".join(pack.aliases),
        )
        for pack in packs
    )
    console.table("", _words(language, *heads), rows)


@app.command()
def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A domain, or the path of a pack's file.")],
    *,
    json: Json = False,
) -> None:
    """Show a pack: its taxonomy, questions, conditions and guideline."""
    pack = service.load(name)
    if json:
        console.print_json(pack)
        return
    language = _language(ctx)
    titles = (say("Taxonomy"), say("Questions"), say("Conditions"), say("Guideline"))
    taxonomy, questions, conditions, guideline = _words(language, *titles)
    nodes = ((f"{'  ' * depth}{node.id}", node.ko, node.en) for depth, node in _tree(pack))
    console.table(taxonomy, ("id", "ko", "en"), nodes)
    asked = ((q.id, q.type, q.taxonomy, q.ko, q.en) for q in pack.label_schema)
    console.table(questions, ("id", "type", "taxonomy", "ko", "en"), asked)
    factors = (
        (factor.id, factor.ko, factor.en, ", ".join(level.id for level in factor.levels))
        for factor in pack.conditions.factors
    )
    console.table(conditions, ("id", "ko", "en", "levels"), factors)
    lines = pack.guideline.pick(language).splitlines()
    console.table(guideline, ("",), ((line,) for line in lines))


@app.command()
def check(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The pack's file.")],
    *,
    json: Json = False,
) -> None:
    """Check a pack's file and tell everything that is wrong with it."""
    issues = service.check(file)
    if json:
        console.print_json({"file": str(file), "sound": not issues, "issues": issues})
    elif issues:
        console.problems(issues, _language(ctx), at_most=len(issues))
    else:
        console.table("", (str(file),), [_words(_language(ctx), say("Nothing is wrong."))])
    raise typer.Exit(console.PROBLEMS if issues else console.DONE)


def _summary(pack: Pack) -> dict[str, object]:
    return {
        "id": pack.id,
        "version": pack.version,
        "name": pack.name,
        "aliases": pack.aliases,
        "modalities": pack.modalities,
        "classes": _size(pack),
        "questions": len(pack.label_schema),
    }


def _size(pack: Pack) -> int:
    return sum(1 for _ in _tree(pack))


def _tree(pack: Pack) -> list[tuple[int, Node]]:
    nodes = [node for root in pack.taxonomy for node in rules.below(pack, root.id)]
    return [(len(rules.find(pack, node.id)) - 1, node) for node in nodes]
