"""Everything a person reads exists in Korean and in English."""

import ast
import re

import pytest
import yaml

HANGUL = re.compile("[가-힣]")


def _templates(root):
    """Every literal template given to `say`, with where it stands."""
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(getattr(node, "func", None), "id", None)
            if isinstance(node, ast.Call) and name == "say" and node.args:
                where = f"{path.relative_to(root)}:{node.lineno}"
                yield where, node.args[0]


@pytest.fixture(scope="module")
def korean(root):
    merged = {}
    for file in root.glob("*/ko.yaml"):
        merged |= yaml.safe_load(file.read_text("utf-8"))
    return merged


def test_every_sentence_is_a_literal_template_with_its_korean(root, korean):
    found = list(_templates(root))
    missing = [
        where
        for where, template in found
        if not (isinstance(template, ast.Constant) and template.value in korean)
    ]

    assert len(found) > 50
    assert missing == []


def test_the_korean_has_the_same_placeholders(korean):
    differing = [
        english
        for english, text in korean.items()
        if set(re.findall(r"{(\w+)", english)) != set(re.findall(r"{(\w+)", text))
    ]

    assert differing == []


def test_the_korean_is_korean(korean):
    assert [english for english, text in korean.items() if not HANGUL.search(text)] == []


def test_no_translation_outlives_its_sentence(root, korean):
    used = {t.value for _, t in _templates(root) if isinstance(t, ast.Constant)}
    fallback = {"{kind}"}

    assert sorted(set(korean) - used - fallback) == []
