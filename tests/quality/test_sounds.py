"""Sound as it comes through ingest: what is loud, clipped or silent is told by its stored peaks."""

import numpy as np
import soundfile

from dure import catalog, ingest, quality
from dure.core import DatasetId

RATE = 16_000


def silent(done, total, message=""):
    pass


def test_whole_clipped_and_silent_sounds_are_told_apart(workspace, operator, tmp_path):
    tone = 0.3 * np.sin(2 * np.pi * 220 * np.arange(RATE) / RATE)
    sounds = {"whole": tone, "clipped": np.clip(tone * 20, -1, 1), "silent": tone * 1e-4}
    (tmp_path / "wav").mkdir()
    for name, samples in sounds.items():
        soundfile.write(tmp_path / "wav" / f"{name}.wav", samples, RATE, subtype="PCM_16")
    with workspace.unit_of_work() as db:
        dataset = DatasetId(
            catalog.register(db, operator, name="voice", domain=("voice", "1.0.0")).id
        )
    ingest.take_in(workspace, operator, dataset, ingest.Delivery((ingest.Root(tmp_path),)), silent)

    quality.verify(workspace, operator, dataset, silent)

    with workspace.reading() as db:
        flags = quality.flags(db, operator, dataset)
        paths = {str(r.id): r.path for r in catalog.every_record(db, operator, dataset)}
    found = {paths[id]: {"clipped", "silent"} & set(kinds) for id, kinds in flags.items()}
    assert found.get("wav/whole.wav", set()) == set()
    assert found["wav/clipped.wav"] == {"clipped"}
    assert found["wav/silent.wav"] == {"silent"}


def delivered(workspace, operator, folder, domain, name="first"):
    with workspace.unit_of_work() as db:
        row = catalog.register(db, operator, name=f"{domain} {name}", domain=(domain, "1"))
    delivery = ingest.Delivery((ingest.Root(folder),))
    ingest.take_in(workspace, operator, DatasetId(row.id), delivery, silent)
    report = quality.verify(workspace, operator, DatasetId(row.id), silent).report
    return {f["kind"]: f for f in report["findings"]}, report


def test_short_sounds_are_told_by_the_domains_own_length(workspace, operator, tmp_path):
    noise = np.random.default_rng(0).normal(0, 0.1, RATE)
    for name, seconds in {"cut": 0.2, "short": 0.35, "whole": 1.0}.items():
        soundfile.write(tmp_path / f"{name}.wav", noise[: int(RATE * seconds)], RATE)

    voice, _ = delivered(workspace, operator, tmp_path, "voice")
    food, _ = delivered(workspace, operator, tmp_path, "food")  # its length is that of films

    assert [r["path"] for r in voice["too_short"]["records"]] == ["cut.wav", "short.wav"]
    assert [r["path"] for r in food["too_short"]["records"]] == ["cut.wav"]


def test_sounds_that_nobody_wrote_down_are_told_once(workspace, operator, tmp_path):
    noise = np.random.default_rng(0).normal(0, 0.1, (3, RATE))
    for number, samples in enumerate(noise):
        soundfile.write(tmp_path / f"{number}.wav", samples, RATE)

    bare, report = delivered(workspace, operator, tmp_path, "voice")
    (tmp_path / "0.txt").write_text("불 켜", encoding="utf-8")
    some, told = delivered(workspace, operator, tmp_path, "voice", "second")

    assert (bare["unlabelled"]["records"], bare["unlabelled"]["evidence"]) == ([], {"count": 3})
    assert report["profile"]["labelled"] == 0
    assert [r["path"] for r in some["unlabelled"]["records"]] == ["1.wav", "2.wav"]
    assert told["profile"]["labelled"] == 1
