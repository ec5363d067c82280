"""Films that browsers do not play: what they are given, how it is made, and what it leaves."""

from uuid import UUID

import pytest
from starlette.testclient import TestClient
from tests.streams.videos import X264, film, told

from dure import catalog, identity
from dure.app.server import create_app
from dure.app.works import works
from dure.catalog import NewRecord, Visibility
from dure.core import DatasetId, RecordId, Stream, derived_id
from dure.ingest.probes import examine
from dure.kit import cache
from dure.kit.blobs import digest_of
from dure.kit.db import unit_of_work
from dure.kit.jobs import run_next
from dure.streams import pictures
from dure.streams.frames import read_video

pytest.importorskip("av", reason="the extra “video” is not installed")
FILMS = {
    "original": ("a.mp4", "libx264", X264),
    "rewrapped": ("a.mkv", "libx264", X264),
    "coded": ("a.mp4", "mpeg4", {}),
}


@pytest.fixture
def get(workspace, operator):
    with TestClient(create_app(workspace), raise_server_exceptions=False) as client:

        def get(path, actor=operator, *, post=False, **headers):
            with unit_of_work(workspace.engine) as db:
                secret = identity.issue_token(db, actor, name="t", lifetime_s=60).secret
            given = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"} | headers
            return client.request("POST" if post else "GET", f"/api{path}", headers=given)

        yield get


@pytest.fixture
def held(workspace, operator, tmp_path):
    """Give the address of a film of a kind."""
    with unit_of_work(workspace.engine) as db:
        dataset = DatasetId(catalog.register(db, operator, name="d", domain=("food", "1.0.0")).id)

    def hold(kind):
        name, codec, options = FILMS[kind]
        content = film(tmp_path / name, codec, 30, count=30, options=options).read_bytes()
        digest, probe = digest_of(content), examine(name, tmp_path, content).probe
        workspace.blobs.put(digest, content)
        record = RecordId(derived_id(dataset, digest))
        stream = Stream("main", digest, len(content), probe)
        with unit_of_work(workspace.engine) as db:
            catalog.add_records(db, operator, dataset, [NewRecord(record, name, (stream,))])
        return dataset, f"/records/{record}/streams/0"

    return hold


def shown(content, tmp_path):
    path = tmp_path / "shown"
    path.write_bytes(content)
    with path.open("rb") as file:
        index = read_video(file).index
        return index.seconds, [told(p) for p in pictures.pictures(file, index, range(30))]


def test_what_browsers_play_is_played_as_it_is(get, held):
    _, address = held("original")

    assert get(f"{address}/playing").json() == {"shown": "original", "message": None, "job": None}
    assert get(f"{address}/proxy").status_code == 404
    assert get(f"{address}/proxy", post=True).status_code == 422


def test_another_container_is_given_at_once(workspace, get, held, tmp_path):
    _, address = held("rewrapped")
    playing = get(f"{address}/playing").json()
    assert playing["shown"] == "proxy"
    assert "the original stays" in playing["message"]

    answer = get(f"{address}/proxy")

    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    seconds, numbers = shown(answer.content, tmp_path)
    assert seconds == pytest.approx([n / 30 for n in range(30)], abs=0.001)
    assert numbers == list(range(30))
    part = get(f"{address}/proxy", Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, answer.content[10:20])
    assert get(f"{address}/proxy", **{"If-None-Match": answer.headers["etag"]}).status_code == 304
    (kept,) = (workspace.home / "cache" / "films").iterdir()
    assert kept.read_bytes() == answer.content


def test_another_codec_is_made_by_a_job_and_its_frames_keep_their_times(
    workspace, get, held, tmp_path
):
    _, address = held("coded")
    assert get(f"{address}/playing").json()["shown"] == "unmade"
    assert get(f"{address}/proxy").status_code == 404

    job = get(f"{address}/proxy", post=True).json()["job"]
    assert get(f"{address}/proxy", post=True).json()["job"] == job
    making = get(f"{address}/playing").json()
    assert (making["shown"], making["job"]) == ("making", job)
    done = run_next(workspace.engine, works(workspace), worker="w", only=UUID(job))

    assert (done.state, done.error) == ("done", None)
    assert get(f"{address}/playing").json()["shown"] == "proxy"
    seconds, numbers = shown(get(f"{address}/proxy").content, tmp_path)
    assert seconds == pytest.approx([n / 30 for n in range(30)], abs=1e-6)
    assert numbers == list(range(30))
    assert get(f"{address}/media").headers["content-type"] == "video/mp4"


def test_a_proxy_that_was_swept_is_made_again(workspace, get, held):
    _, address = held("rewrapped")
    before = get(f"{address}/proxy").content
    job = run_next(workspace.engine, works(workspace), worker="w")
    assert job is None  # not before the hour is over
    (kept,) = (workspace.home / "cache" / "films").iterdir()
    cache.prune(workspace.home, 0)
    kept.unlink(missing_ok=True)

    assert get(f"{address}/proxy").content == before


def test_without_the_extra_it_is_said_what_to_do(get, held, monkeypatch):
    _, address = held("coded")
    monkeypatch.setattr(pictures, "can_decode", lambda: False)

    told = get(f"{address}/playing").json()

    assert told["shown"] == "none"
    assert "install dure[video]" in told["message"]
    assert get(f"{address}/proxy", post=True).status_code == 503
    korean = get(f"{address}/playing", **{"Accept-Language": "ko"}).json()["message"]
    assert "dure[video]를 설치해" in korean


@pytest.mark.parametrize("what", ["playing", "proxy"])
def test_proxies_are_their_owners_alone(workspace, get, stranger, held, what):
    dataset, address = held("rewrapped")

    assert get(f"{address}/{what}", stranger).status_code == 404
    with unit_of_work(workspace.engine) as db:
        db.get(catalog.Dataset, dataset).visibility = Visibility.ALLIANCE
    assert get(f"{address}/{what}", stranger).status_code == 403
    assert get(f"{address}/proxy", stranger, post=True).status_code == 403
