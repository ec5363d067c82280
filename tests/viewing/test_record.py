"""One record: its streams, layers and history, and its media as a browser may take them."""

import io
import json
import wave

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from dure import catalog, identity
from dure.app.server import create_app
from dure.catalog import NewAnnotations, NewRecord, Visibility
from dure.core import (
    Choice,
    DatasetId,
    Layer,
    Modality,
    Probe,
    RecordId,
    Stream,
    derived_id,
)
from dure.kit.blobs import digest_of
from dure.kit.db import unit_of_work


def photograph(form="JPEG", **more):
    out = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 255, (48, 64, 3), np.uint8)
    exif = Image.Exif()
    exif[0x010F] = "a secret maker"
    Image.fromarray(pixels).save(out, form, exif=exif, **more)
    return out.getvalue()


def sound():
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes((np.sin(np.arange(8000)) * 20000).astype("<i2").tobytes())
    return out.getvalue()


PEAKS = {
    "version": 2, "channels": 1, "sample_rate": 8000, "samples_per_pixel": 4000,
    "bits": 8, "length": 2, "data": [-127, 127, -64, 0],
}  # fmt: skip
TABLE = b"time,power (W)\n" + b"".join(b"%d,%d\n" % (n, n % 7) for n in range(3000))
STATUS = {"deviceId": "d", "components": {"main": {"switch": {"switch": {"value": "on"}}}}}
PAGE = b"<script>alert(1)</script>"


@pytest.fixture
def held(workspace, operator):
    """A record of five streams, labelled twice: gives its data set and itself."""
    image, table, status = photograph(), TABLE, json.dumps(STATUS).encode()
    media = {
        "camera": (image, Probe(Modality.IMAGE, "image/jpeg", width=64, height=48), {}),
        "voice": (
            sound(),
            Probe(Modality.AUDIO, "audio/wav", duration_s=1.0, sample_rate=8000),
            {"start_s": 1.25, "drift_ppm": 80.0, "path": "a.wav"},
        ),
        "power": (table, Probe(Modality.SERIES, "text/csv", rows=3000), {}),
        "status": (status, Probe(Modality.DEVICE_STATUS, "application/json"), {}),
        "notes": (PAGE, Probe(Modality.TEXT, "text/html"), {}),
    }
    for content, _, _ in media.values():
        workspace.blobs.put(digest_of(content), content)
    workspace.blobs.put_derived("preview", digest_of(sound()), json.dumps(PEAKS).encode())
    streams = tuple(
        Stream(role, digest_of(content), len(content), probe, **more)
        for role, (content, probe, more) in media.items()
    )
    with unit_of_work(workspace.engine) as db:
        dataset = DatasetId(catalog.register(db, operator, name="d", domain=("food", "1.0.0")).id)
        record = RecordId(derived_id(dataset, streams[0].digest))
        new = NewRecord(record, "냉장고/1.jpg", streams, {"lamp": "on"}, "맑은가전")
        catalog.add_records(db, operator, dataset, [new])
        for layer, author, label in (
            (Layer.ENGINE, "engine@1", "Egg"),
            (Layer.MEMBER, f"member:{operator.member}", "Onion"),
        ):
            said = NewAnnotations(record, layer, author, (Choice(label),))
            catalog.annotate(db, operator, dataset, [said])
    return dataset, record


@pytest.fixture
def get(workspace, operator):
    """Ask as an actor: `get("/records/…")`."""
    with TestClient(create_app(workspace), raise_server_exceptions=False) as client:

        def get(path, actor=operator, **headers):
            with unit_of_work(workspace.engine) as db:
                secret = identity.issue_token(db, actor, name="t", lifetime_s=60).secret
            headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"} | headers
            return client.get(f"/api{path}", headers=headers)

        yield get


def test_a_record_tells_all_that_is_known_of_it(get, held):
    dataset, record = held
    found = get(f"/records/{record}").json()

    assert (found["dataset"], found["provider"], found["simulated"]) == (
        str(dataset), "맑은가전", False,
    )  # fmt: skip
    assert [(s["n"], s["role"], s["start_s"], s["drift_ppm"]) for s in found["streams"]][:2] == [
        (0, "camera", 0.0, 0.0),
        (1, "voice", 1.25, 80.0),
    ]
    assert [s["path"] for s in found["streams"]][:2] == ["냉장고/1.jpg", "a.wav"]
    assert [s["layer"] for s in found["annotation_sets"]] == ["member", "engine"]
    assert found["annotation_set"]["layer"] == found["layer"] == "member"
    assert found["label"] == "Onion"
    assert [t["kind"] for t in found["trail"]] == ["delivered", "labelled", "labelled"]
    assert found["trail"][1]["actor"] == "engine@1"
    assert {t["text"].split(":")[0] for t in found["trail"][1:]} == {
        "Labels of an engine",
        "Labels of a person",
    }


def test_a_picture_is_shown_without_what_identifies(get, held):
    _, record = held
    answer = get(f"/records/{record}/streams/0/media")

    assert b"a secret maker" in photograph()
    assert b"a secret maker" not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (64, 48)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-99", 206, slice(0, 100)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-50", 206, slice(-50, None)),
        ("bytes=0-9999999", 206, slice(0, None)),
        ("bytes=9999999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=9-3", 200, slice(None)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("pages=1-2", 200, slice(None)),
    ],
)
def test_a_part_of_a_medium(get, held, asked, status, part):
    _, record = held
    address = f"/records/{record}/streams/1/media"
    whole = get(address).content
    answer = get(address, Range=asked)

    assert answer.status_code == status
    assert answer.content == whole[part]
    if status == 206:
        assert answer.headers["content-range"].endswith(f"/{len(whole)}")
        assert answer.headers["content-length"] == str(len(whole[part]))


def test_a_page_that_somebody_brought_in_is_shown_as_text(get, held):
    _, record = held
    answer = get(f"/records/{record}/streams/4/media")

    assert answer.content == PAGE
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_waveform(get, held):
    _, record = held
    found = get(f"/records/{record}/streams/1/peaks").json()

    assert (found["sample_rate"], found["duration_s"]) == (8000, 1.0)
    assert found["peaks"] == pytest.approx([-1, 1, -64 / 127, 0])
    assert get(f"/records/{record}/streams/0/peaks").status_code == 404


def test_a_stretch_of_a_series(get, held):
    _, record = held
    address = f"/records/{record}/streams/2/series"
    found = get(f"{address}?from_s=10&to_s=12").json()
    thinned = get(f"{address}?points=100").json()

    assert found["columns"] == [{"name": "power (W)", "unit": "W"}]
    assert (found["t"], found["values"]) == ([10, 11, 12], [[3, 4, 5]])
    assert (thinned["total_rows"], thinned["thinned"], len(thinned["t"]) <= 100) == (
        3000, True, True,
    )  # fmt: skip
    assert get(f"{address}?columns=volt").status_code == 422
    assert get(f"/records/{record}/streams/0/series").status_code == 422


def test_a_document(get, held):
    _, record = held

    assert "components" in get(f"/records/{record}/streams/3/json").json()
    assert get(f"/records/{record}/streams/4/json").status_code == 422


@pytest.mark.parametrize(
    ("content", "status", "body"),
    [
        (b'{"a": NaN, "b": [1, Infinity]}', 200, {"a": None, "b": [1, None]}),
        (b"[" * 400 + b"]" * 400, 200, None),
        (b"[" * 100_000 + b"]" * 100_000, 422, None),
        (b'{"a": "\\ud800"}', 422, None),
        (b"[1e999]", 422, None),
        (b"1" * 5000, 422, None),
        (b"{", 422, None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_document_that_no_browser_could_read_is_told_so(
    workspace, operator, get, content, status, body
):
    digest = digest_of(content)
    workspace.blobs.put(digest, content)
    with workspace.unit_of_work() as db:
        dataset = DatasetId(catalog.register(db, operator, name="x", domain=("food", "1.0.0")).id)
        stream = Stream("main", digest, len(content), Probe(Modality.TEXT, "application/json"))
        record = NewRecord(RecordId(derived_id(dataset, digest)), "x.json", (stream,))
        catalog.add_records(db, operator, dataset, [record])

    answer = get(f"/records/{record.id}/streams/0/json")

    assert answer.status_code == status
    assert body is None or answer.json() == body


def test_a_status_in_the_common_vocabulary(get, held):
    _, record = held

    told = get(f"/records/{record}/streams/3/standard").json()

    (switch,) = [a for a in told["attributes"] if a["target"] == "OnOff.OnOff"]
    assert (switch["value"], switch["shown"]["value"]) == (True, "on")
    assert told["vendor"] == "smartthings"
    assert told["findings"] == []
    assert get(f"/records/{record}/streams/1/standard").status_code == 404


@pytest.mark.parametrize("what", ["media", "peaks", "series", "frames", "json", "standard"])
def test_media_are_their_owners_alone(workspace, get, stranger, held, what):
    dataset, record = held
    address = f"/records/{record}/streams/0/{what}"

    assert get(address, stranger).status_code == 404
    with unit_of_work(workspace.engine) as db:
        db.get(catalog.Dataset, dataset).visibility = Visibility.ALLIANCE
    assert get(address, stranger).status_code == 403
    assert get(f"/records/{record}", stranger).status_code == 200
    assert get(f"/records/{record}/streams/9/{what}").status_code == 404
    assert get(f"/records/{record}/streams/-1/{what}").status_code == 404
