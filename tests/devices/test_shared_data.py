"""All real documents of the vendors: nothing lost, and most of what has a meaning is mapped."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from dure import devices
from dure.devices import mapping, tree

HERE = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DURE_SHARED_DATA", HERE.parent / "shared" / "data"))
FOLDERS = ("smartthings", "lg_thinq", "matter_nodes")
FILES = sorted(path for name in FOLDERS for path in (DATA / name).rglob("*.json"))
# What the tables reach today; a change that reaches less has to say so here.
LEAST_SHARE, LEAST_MAPPED = 0.95, 700

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not FILES, reason="the third-party data are not beside the checkout"),
]


def loaded(path):
    return json.loads(path.read_text("utf-8"))


def verdict(row, device_type):
    if row is None:
        return "unreviewed"
    has_target = row.verdict != "mapped" or row.target_for(device_type)
    return row.verdict if has_target else "none"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(DATA)))
def test_a_real_document_loses_nothing_and_comes_back(path):
    document = loaded(path)

    standard = devices.standardise(document)

    both = (*standard.attributes, *standard.unmapped)
    told = Counter(leaf for a in both for leaf, _ in tree.leaves(a.raw, a.path))
    assert told == Counter(leaf for leaf, _ in tree.leaves(document))
    assert devices.restore(standard) == document
    stored = json.loads(json.dumps(devices.to_json(standard)))
    assert devices.restore(devices.from_json(stored)) == document


def test_nearly_all_smartthings_attributes_with_a_meaning_in_matter_are_mapped():
    table = mapping.table("smartthings")
    counts = Counter()
    for path in (DATA / "smartthings" / "device_status").glob("*.json"):
        reading = devices.read(loaded(path))
        for field in reading.fields:
            if field.role is devices.Role.STATE and field.value is not None:
                counts[verdict(table.row(field.key), reading.device_type)] += 1

    meaningful = counts["mapped"] + counts["open"] + counts["unreviewed"]

    assert counts["mapped"] >= LEAST_MAPPED
    assert counts["mapped"] / meaningful >= LEAST_SHARE


def test_the_findings_planted_by_nature_are_found():
    documents = [devices.Document(str(path), loaded(path)) for path in FILES]

    found = Counter(i.kind for s in devices.standardise_all(documents) for i in s.findings)

    wanted = {"no_value", "unit_spelling", "unit_mixture", "out_of_range", "undeclared_value"}
    assert wanted | {"missing_field", "clock_unset", "holds_credentials"} <= set(found)
