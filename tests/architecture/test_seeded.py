"""The architecture checks are checked: each seeded fault makes one of them fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture
def tree(tmp_path):
    """A copy of the package that may be spoilt."""
    leave_out = shutil.ignore_patterns("__pycache__", "web_dist")
    shutil.copytree(REPOSITORY / "src" / "dure", tmp_path / "dure", ignore=leave_out)
    return tmp_path


def _run(tree, *words, imported=True):
    environment = {**os.environ, "DURE_TREE": str(tree)}
    if imported:
        environment["PYTHONPATH"] = str(tree)
    return subprocess.run(
        [sys.executable, *words],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _lint(tree):
    program = "from importlinter.cli import lint_imports_command as run; run()"
    return _run(tree, "-c", program, "--no-cache")


def _shape(tree, *, imported=True):
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header")
    return _run(tree, *words, "tests/architecture/test_shape.py", imported=imported)


def _append(tree, file, line):
    path = tree / "dure" / file
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", encoding="utf-8")


def test_the_tree_itself_passes(tree):
    lint, shape = _lint(tree), _shape(tree)

    assert (lint.returncode, shape.returncode) == (0, 0), lint.stdout + shape.stdout


def test_an_upward_import(tree):
    _append(tree, "catalog/service.py", "from dure import release  # noqa")

    found = _lint(tree)

    assert found.returncode == 1
    assert "dure.catalog.service -> dure.release" in found.stdout


def test_a_database_in_rules(tree):
    _append(tree, "release/rules.py", "import sqlalchemy  # noqa")

    found = _lint(tree)

    assert found.returncode == 1
    assert "dure.release.rules -> sqlalchemy" in found.stdout


def test_a_layer_turned_round_inside_a_capability(tree):
    _append(tree, "identity/rules.py", "from . import store  # noqa")

    assert _lint(tree).returncode == 1


def test_a_neighbours_interior(tree):
    _append(tree, "release/service.py", "from dure.catalog import store as _theirs  # noqa")

    found = _shape(tree)

    assert found.returncode == 1
    assert "dure.release.service -> dure.catalog.store" in found.stdout


def test_a_stray_file_name(tree):
    (tree / "dure" / "catalog" / "helpers.py").write_text('"""Stray."""\n')

    found = _shape(tree)

    assert found.returncode == 1
    assert "test_every_capability_has_the_same_inner_shape" in found.stdout


def test_an_unlisted_folder(tree):
    stray = tree / "dure" / "newthing"
    stray.mkdir()
    (stray / "__init__.py").write_text('"""Stray."""\n')

    assert _shape(tree).returncode == 1
    assert _lint(tree).returncode == 1


def test_zero_files_seen(tmp_path):
    (tmp_path / "dure").mkdir()
    (tmp_path / "dure" / "__init__.py").write_text('"""Nothing."""\n')

    # The tests' own conftest wants the real package, so only the shape's root is empty here.
    found = _shape(tmp_path, imported=False)

    assert found.returncode == 1
    assert "test_modules_and_functions_are_short" in found.stdout
    assert _lint(tmp_path).returncode == 1
