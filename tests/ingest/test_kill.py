"""A process that is killed at any moment leaves nothing that the next run does not mend."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "bench/ingest_kill.py"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_after_any_kills_the_state_is_that_of_a_quiet_run(tmp_path, seed):
    spec = importlib.util.spec_from_file_location("ingest_kill", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    counts = script.kill_and_compare(tmp_path, files=300, kills=6, seed=seed)

    assert counts["killed"] == 6
    assert counts["killed_before_all_was_in"] >= 1
    assert counts["source_file"] == 303
    assert counts["record"] > 150
    assert counts["annotation_set"] > 150
