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
