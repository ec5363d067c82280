"""The JSON Schema, the nouns and the reference page say the same."""

import ast
import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dure.core import Modality
from dure.domains import model, rules, service, store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "domain-pack.md"
SCHEMA = json.loads(service.SCHEMA.read_text("utf-8"))
DEFS = SCHEMA["$defs"]


def test_the_schema_is_a_json_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("definition", "noun"),
    [
        ("quality", model.QualityRules),
        ("engines", model.Engines),
        ("ingest", model.IngestHints),
        ("entity", model.Entity),
        ("question", model.Question),
        ("slot", model.Slot),
        ("factor", model.Factor),
        ("level", model.Level),
        ("node", model.Node),
        ("text", model.Text),
    ],
)
def test_a_noun_has_the_fields_of_its_definition(definition, noun):
    assert set(DEFS[definition]["properties"]) == {field.name for field in fields(noun)}


def test_a_pack_has_the_sections_of_the_schema():
    assert set(SCHEMA["properties"]) == {field.name for field in fields(model.Pack)}


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (SCHEMA["properties"]["modalities"]["items"]["enum"], Modality),
        (DEFS["question"]["properties"]["modality"]["enum"], Modality),
        (DEFS["question"]["properties"]["type"]["enum"], model.QuestionType),
        (DEFS["slot"]["properties"]["kind"]["enum"], model.SlotKind),
        (DEFS["entity"]["properties"]["operator"]["enum"], model.Operator),
        (DEFS["ingest"]["properties"]["folder_labels"]["enum"], model.FolderLabels),
    ],
)
def test_the_schema_allows_the_words_of_the_nouns(choices, words):
    assert set(choices) == {word.value for word in words}


def test_every_keyword_of_the_schema_has_its_sentence():
    structure = {"$schema", "$id", "title", "description", "$defs", "$ref", "properties", "items"}

    assert _keywords(SCHEMA) - structure <= set(service._SAYERS)


def _keywords(schema):
    found = set(schema)
    for key in ("properties", "$defs"):
        found |= set().union(*map(_keywords, schema.get(key, {}).values()), set())
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            found |= _keywords(schema[key])
    return found


def test_the_reference_names_every_key_choice_and_kind_of_issue():
    page = PAGE.read_text("utf-8")
    keys = set(SCHEMA["properties"])
    for definition in DEFS.values():
        keys |= set(definition.get("properties", ()))
        for value in definition.get("properties", {}).values():
            keys |= set(value.get("enum", ()))
    kinds = set().union(*map(_kinds, (service, store, rules)))

    assert len(kinds) > 25
    assert sorted(word for word in keys | kinds if f"`{word}`" not in page) == []


def _kinds(module):
    """The kinds of issue that a module's source names."""
    place = {"issue_at": 2, "_unread": 1, "_report": 0, "_stop": 0}
    found = set()
    for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8"))):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            found.add(node.value.elts[1])
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", None))
            found |= {node.args[place[name]]} if name in place else set()
            found |= {k.value for k in node.keywords if k.arg == "kind"}
    words = {value.value for value in found if isinstance(value, ast.Constant)}
    return words | ({"dangling"} if module is rules else set())


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)


@given(data=st.data(), value=PLAIN)
def test_whatever_stands_in_a_section_is_told_and_never_crashes(data, value):
    """Checking any pack gives issues, each with a line, and agrees with the schema alone."""
    sound = store.read(store.PACKS / "obstacle.yaml")
    section = data.draw(st.sampled_from(sorted(sound.value)))
    document = model.Document("x", {**sound.value, section: value}, sound.lines)

    issues = service._issues(document)

    assert all(issue.line and issue.message for issue in issues)
    if not Draft202012Validator(SCHEMA).is_valid(document.value):
        assert issues
