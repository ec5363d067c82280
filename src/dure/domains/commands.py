"""Command line of domain packs: list, show, check."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dure.kit import console
from dure.kit.text import Language, preferred

from . import rules, service
from .model import Node, Pack

app = typer.Typer(help="Domain packs: what each domain tells the platform.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def _language() -> Language:
    return preferred(os.environ.get("LC_ALL") or os.environ.get("LANG"))


@app.command("list")
def list_packs(*, json: Json = False) -> None:
    """List the domains that come with the platform."""
    packs = [service.named(name) for name in service.shipped()]
    if json:
        console.print_json([_summary(pack) for pack in packs])
        return
    language = _language()
    columns = {
        "ko": ("도메인", "이름", "판", "양식", "분류", "질문", "다른 이름"),
        "en": ("domain", "name", "version", "modalities", "classes", "questions", "also called"),
    }[language]
    rows = [
        (
            pack.id,
            pack.name.pick(language),
            pack.version,
            ", ".join(pack.modalities),
            _size(pack),
            len(pack.label_schema),
            ", ".join(pack.aliases),
        )
        for pack in packs
    ]
    console.table("", columns, rows)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A domain, or the path of a pack's file.")],
    *,
    json: Json = False,
) -> None:
    """Show a pack: its taxonomy, questions and conditions."""
    pack = service.load(name)
    if json:
        console.print_json(pack)
        return
    language = _language()
    titles = {
        "ko": ("분류 체계", "질문", "수집 조건", "작업 지침"),
        "en": ("Taxonomy", "Questions", "Conditions", "Guideline"),
    }[language]
    taxonomy = ((f"{'  ' * depth}{node.id}", node.ko, node.en) for depth, node in _tree(pack))
    console.table(titles[0], ("id", "ko", "en"), taxonomy)
    questions = ((q.id, q.type, q.taxonomy, q.ko, q.en) for q in pack.label_schema)
    console.table(titles[1], ("id", "type", "taxonomy", "ko", "en"), questions)
    factors = (
        (factor.id, factor.ko, factor.en, ", ".join(level.id for level in factor.levels))
        for factor in pack.conditions.factors
    )
    console.table(titles[2], ("id", "ko", "en", "levels"), factors)
    console.table(titles[3], ("",), ((line,) for line in pack.guideline.pick(language).split("\n")))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The pack's file.")],
    *,
    json: Json = False,
) -> None:
    """Check a pack's file and tell everything that is wrong with it."""
    issues = service.check(file)
    if json:
        console.print_json({"file": str(file), "sound": not issues, "issues": issues})
    elif issues:
        console.problems(issues, _language(), at_most=len(issues))
    else:
        sound = {"ko": "문제가 없습니다.", "en": "Nothing is wrong."}[_language()]
        console.table("", (str(file),), [(sound,)])
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
