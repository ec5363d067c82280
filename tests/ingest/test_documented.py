"""Every kind of issue that ingest can produce is explained on its page."""

import ast
import re
from pathlib import Path

from dure import ingest
from dure.ingest.probes.magic import FAMILY_OF_SUFFIX
from dure.kit import files

PAGE = (Path(__file__).parents[2] / "docs/reference/ingest.md").read_text("utf-8")
SOURCES = [*Path(ingest.__file__).parent.rglob("*.py"), Path(files.__file__)]
MAKERS = {"Refused", "Note", "Issue", "_refused", "_wrong", "_refuse"}
PLACE = {"Issue": 1, "_refused": 1}


def kinds_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            at = PLACE.get(name, 0)
            if name in MAKERS and len(node.args) > at:
                yield from words(node.args[at])
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            first, second = node.elts
            if isinstance(second, ast.Call) and getattr(second.func, "id", "") == "say":
                yield from words(first)


def words(node):
    """The texts that an argument may be: a constant, or one of several."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from words(value)
    elif isinstance(node, ast.IfExp):
        yield from (*words(node.body), *words(node.orelse))


def produced():
    found = {kind for path in SOURCES for kind in kinds_of(ast.parse(path.read_text("utf-8")))}
    kinds = {"image": "not_a_picture", "audio": "not_a_sound"}
    families = {kinds.get(f, f"not_a_{f}") for f in FAMILY_OF_SUFFIX.values()}
    return {k for k in found | families | {files.UNREADABLE_FOLDER} if re.fullmatch(r"[a-z_]+", k)}


def test_every_kind_is_explained():
    kinds = produced()

    assert len(kinds) > 30
    assert {kind for kind in kinds if f"`{kind}`" not in PAGE} == set()


def test_every_explained_kind_can_be_produced():
    tables = re.findall(r"^\| (`[a-z_`, ]+`) \|", PAGE, re.M)
    explained = {kind for cell in tables for kind in re.findall(r"`([a-z_]+)`", cell)}
    outcomes = {outcome.value for outcome in ingest.Outcome}

    assert explained - outcomes - produced() - {"unknown"} == set()


def test_every_outcome_is_explained():
    assert all(f"| `{outcome.value}` |" in PAGE for outcome in ingest.Outcome)
