"""The layout is a promise to readers; these tests keep it."""

import ast
from pathlib import Path

import grimp
import pytest

SHAPE = {
    "__init__", "model", "rules", "tables", "store", "service",
    "jobs", "schemas", "routes", "commands",
}  # fmt: skip
VARIANTS = {"checks", "copies", "heads", "probes", "runners", "writers"}
DATA = {"packs"}  # folders that hold no code
OUTSIDE = {
    "app", "sdk", "adapters", "formats", "devices", "streams", "simulation", "kit", "core",
}  # fmt: skip
CAPABILITIES = {
    "autolabel", "catalog", "curation", "delivery", "domains", "engines", "identity", "ingest",
    "quality", "release", "viewing",
}  # fmt: skip
MAX_MODULE, MAX_FUNCTION = 400, 50


def _folders(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir() if p.is_dir() and p.name != "__pycache__"}


def test_every_folder_is_listed(root):
    assert _folders(root) == CAPABILITIES | OUTSIDE


def test_every_capability_has_the_same_inner_shape(root):
    for capability in CAPABILITIES:
        folder = root / capability
        code = _folders(folder) - DATA - SHAPE  # a name of the shape may grow into a folder

        assert {p.stem for p in folder.glob("*.py")} <= SHAPE, capability
        assert not {p.stem for p in folder.glob("*.py")} & _folders(folder), capability
        assert code <= VARIANTS, capability
        assert len(code) <= 1, capability


def test_other_capabilities_are_entered_by_the_front_door(root):
    graph = grimp.build_graph("dure", exclude_type_checking_imports=False, cache_dir=None)
    inside = {
        f"{importer} -> {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if (theirs := imported.split(".")[1:2])
        and theirs[0] in CAPABILITIES
        and imported.count(".") > 1
        and importer.split(".")[1:2] not in ([theirs[0]], ["app"])
    }

    assert len(graph.modules) > 50
    assert inside == set()


def test_modules_and_functions_are_short(root):
    modules = sorted(root.rglob("*.py"))
    long = []
    for path in modules:
        source = path.read_text(encoding="utf-8")
        if source.count("\n") > MAX_MODULE:
            long.append(f"{path.relative_to(root)}: {source.count(chr(10))} lines")
        long += [
            f"{path.relative_to(root)}: {node.name}"
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION
        ]

    assert len(modules) > 50
    assert long == []


def test_only_the_edge_commits(root):
    found = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if ".commit(" in path.read_text("utf-8") and path.relative_to(root) != Path("kit/db.py")
    ]

    assert found == []


@pytest.mark.parametrize("capability", sorted(CAPABILITIES))
def test_queries_of_the_store_name_their_actor(root, capability):
    """A function of store.py that gives rows of members' data names who asks."""
    store = root / capability / "store.py"
    if not store.exists() or capability in {"identity", "domains", "engines"}:
        pytest.skip("holds no member's data, or is where members come from")
    tree = ast.parse(store.read_text("utf-8"))
    nameless = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "select(" in ast.unparse(node)
        and "actor" not in {a.arg for a in node.args.args}
    ]

    assert nameless == []
