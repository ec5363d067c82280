"""Everything in the third-party folder is taken, and can be cleared, or is refused by name."""

import os
from collections import Counter
from pathlib import Path

import pytest

from dure.core import Modality
from dure.ingest.probes import Refused, cleared, examine

ROOT = Path(
    os.environ.get("DURE_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data")
)

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.slow,
    pytest.mark.skipif(not ROOT.is_dir(), reason="the third-party data is not beside the checkout"),
]


@pytest.fixture(scope="module")
def survey():
    taken, refused = {}, {}
    for path in sorted(p for p in ROOT.rglob("*") if p.is_file()):
        name = str(path.relative_to(ROOT))
        content = path.read_bytes()
        try:
            taken[name] = examine(name, path, content)
        except Refused as refusal:
            refused[name] = refusal
            continue
        clear, media_type = cleared(content, taken[name].probe)
        if taken[name].probe.modality in (Modality.IMAGE, Modality.AUDIO):
            assert examine("clear", path, clear).probe.media_type == media_type
    return taken, refused


def test_every_photograph_and_recording_is_taken(survey):
    taken, refused = survey

    found = Counter(examined.probe.modality for examined in taken.values())
    assert found[Modality.IMAGE] > 2000
    assert found[Modality.AUDIO] > 280
    assert [n for n in refused if n.lower().endswith((".jpg", ".png", ".wav", ".flac"))] == []


def test_no_refusal_is_without_a_name(survey):
    _, refused = survey

    assert {r.kind for r in refused.values()} <= {
        "document", "empty", "not_a_series", "unknown_json", "unsupported",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "vendor"),
    [("smartthings/", "smartthings"), ("lg_thinq/", "thinq"), ("matter_nodes/nodes/", "matter")],
)
def test_every_status_names_its_vendor(survey, folder, vendor):
    taken, refused = survey

    vendors = {e.probe.vendor for n, e in taken.items() if n.startswith(folder)}
    assert vendors == {vendor}
    assert [n for n in refused if n.startswith(folder) and n.endswith(".json")] == []


def test_power_traces_of_a_day_last_about_a_day(survey):
    taken, _ = survey

    traces = [e.probe for n, e in taken.items() if n.startswith("appliance_power/tracebase/comp")]
    assert len(traces) == 5
    assert all(80_000 < trace.duration_s <= 86_400 for trace in traces)
