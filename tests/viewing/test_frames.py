"""The frames of a video over HTTP: read once, by ranges, and kept."""

import io

import pytest
from starlette.testclient import TestClient

from dure import catalog, identity
from dure.app.server import create_app
from dure.catalog import NewRecord
from dure.core import DatasetId, RecordId, Stream, derived_id
from dure.ingest.probes import examine
from dure.kit.blobs import digest_of, opened_blob
from dure.kit.db import unit_of_work

av = pytest.importorskip("av", reason="the extra “video” is not installed")


@pytest.fixture
def film():
    import numpy as np

    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=25, options={"bf": "2", "g": "10"})
        stream.width, stream.height, stream.pix_fmt = 48, 32, "yuv420p"
        for number in range(25):
            picture = np.full((32, 48, 3), number * 9, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return out.getvalue()


@pytest.fixture
def get(workspace, operator):
    with TestClient(create_app(workspace), raise_server_exceptions=False) as client:
        with unit_of_work(workspace.engine) as db:
            secret = identity.issue_token(db, operator, name="t", lifetime_s=60).secret
        yield lambda path: client.get(f"/api{path}", headers={"Authorization": f"Bearer {secret}"})


def test_every_frame_is_told_by_its_time(workspace, operator, get, film, tmp_path):
    digest, probe = digest_of(film), examine("a.mp4", tmp_path, film).probe
    workspace.blobs.put(digest, film)
    with unit_of_work(workspace.engine) as db:
        dataset = DatasetId(catalog.register(db, operator, name="d", domain=("food", "1.0.0")).id)
        record = RecordId(derived_id(dataset, digest))
        stream = Stream("main", digest, len(film), probe)
        catalog.add_records(db, operator, dataset, [NewRecord(record, "a.mp4", (stream,))])
    found = get(f"/records/{record}/streams/0/frames").json()
    numerator, denominator = found["time_base"]

    times = [tick * numerator / denominator for tick in found["pts"]]
    assert times == pytest.approx([n / 25 for n in range(25)])
    assert found["key"][0] == 0
    assert len(found["key"]) == 3
    assert found["end"] * numerator / denominator == pytest.approx(1.0)
    assert workspace.blobs.read_derived("frames", digest) is not None
    assert get(f"/records/{record}/streams/0/frames").json() == found
    told = get(f"/records/{record}").json()["streams"][0]
    assert (told["probe"]["codec"], told["probe"]["frame_rate"]) == ("h264", 25.0)
    shown = get(f"/records/{record}/streams/0/media")
    assert shown.headers["content-type"] == "video/mp4"
    assert len(shown.content) == len(film)


def test_a_blob_is_read_here_and_there(workspace):
    content = bytes(range(256)) * 1000
    workspace.blobs.put(digest_of(content), content)
    file = opened_blob(workspace.blobs, digest_of(content))

    file.seek(-10, io.SEEK_END)
    assert file.read(99) == content[-10:]
    assert file.seek(100_000) == 100_000
    assert file.read(7) == content[100_000:100_007]
    assert file.read() == content[100_007:]
