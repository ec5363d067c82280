"""`dure align` on the command line: what it prints, what it writes, and how it ends."""

import json

import numpy as np
import pytest

from dure.app.cli import main


@pytest.fixture
def manifest(tmp_path):
    chance = np.random.default_rng(2)
    moved = np.sort(chance.uniform(0, 900, 40))
    for name, moments in (("door", moved), ("lamp", (moved - 1.37) * (1 + 80e-6))):
        rows = "".join(f"{moment:.3f},{n % 2}\n" for n, moment in enumerate(moments))
        (tmp_path / f"{name}.csv").write_text(f"time_s,state\n-10,0\n{rows}")
    streams = [{"role": name, "path": f"{name}.csv"} for name in ("door", "lamp")]
    path = tmp_path / "one.recording.json"
    path.write_text(json.dumps({"recording": 1, "streams": streams}))
    return path


def test_what_was_found_is_told_and_the_manifest_stays(manifest, capsys):
    before = manifest.read_bytes()
    with pytest.raises(SystemExit) as ended:
        main(["align", str(manifest), "--json"])
    (lamp,) = json.loads(capsys.readouterr().out)["streams"]

    assert ended.value.code == 0
    assert lamp["start_s"] == pytest.approx(1.37, abs=4 * lamp["offset_uncertainty_s"])
    assert lamp["drift_ppm"] == pytest.approx(80, abs=4 * lamp["drift_uncertainty_ppm"])
    assert lamp["matched"] >= 39
    assert manifest.read_bytes() == before


def test_the_manifest_is_written_when_asked(manifest):
    with pytest.raises(SystemExit):
        main(["align", str(manifest), "--write"])

    assert json.loads(manifest.read_text())["streams"][1]["drift_ppm"] == pytest.approx(80, abs=3)


def test_what_cannot_be_told_ends_with_one(manifest, capsys):
    (manifest.parent / "lamp.csv").write_text("time_s,state\n0,0\n5,1\n")
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "ko", "align", str(manifest)])

    assert ended.value.code == 1
    assert "lamp" in capsys.readouterr().out
