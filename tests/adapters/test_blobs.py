"""One contract for every place where media lie."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from dure.adapters.access import Access
from dure.adapters.blobs_local import LocalBlobs
from dure.adapters.blobs_s3 import S3Blobs
from dure.core import NotFound, Unavailable
from dure.kit.blobs import PIECE, digest_of

CONTENT = "식재료 사진".encode() * 100
DIGEST = digest_of(CONTENT)
MISSING = digest_of(b"never stored")
CLIMBING = ["../..", "..", "", "a" * 63, "A" * 64, "../" * 21 + "x", "a" * 62 + "/a", "가" * 64]


@pytest.fixture(scope="module")
def s3_server():
    """An S3 server in this process, on a port of this machine."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def s3(endpoint, address="s3://dure/some/prefix"):
    return S3Blobs(address, Access(endpoint, key="test", secret="test"))


@pytest.fixture
def bucket(s3_server):
    """An empty bucket."""
    import urllib.request

    for path, method in (("/moto-api/reset", "POST"), ("/dure", "PUT")):
        request = urllib.request.Request(s3_server + path, method=method)
        urllib.request.urlopen(request, timeout=10).close()
    return s3_server


@pytest.fixture(params=["local", "s3"])
def blobs(request, tmp_path):
    if request.param == "local":
        return LocalBlobs(tmp_path / "blobs")
    return s3(request.getfixturevalue("bucket"))


def all_of(pieces):
    return b"".join(pieces)


def test_what_is_stored_is_read_and_may_be_stored_again(blobs):
    blobs.put(DIGEST, CONTENT)
    blobs.put(DIGEST, CONTENT)

    assert blobs.read(DIGEST) == CONTENT
    assert blobs.size(DIGEST) == len(CONTENT)


def test_what_is_there_is_never_written_over(blobs):
    blobs.put(DIGEST, CONTENT)
    blobs.put(DIGEST, b"other")

    assert blobs.read(DIGEST) == CONTENT


def test_an_empty_blob_is_a_blob(blobs):
    empty = digest_of(b"")
    blobs.put(empty, b"")

    assert (blobs.size(empty), blobs.read(empty), all_of(blobs.stream(empty))) == (0, b"", b"")


def test_a_file_larger_than_a_piece_goes_in_and_comes_out_in_pieces(blobs, tmp_path):
    content = bytes(range(256)) * (PIECE // 256) * 2 + b"end"
    digest = digest_of(content)
    (tmp_path / "large.bin").write_bytes(content)
    blobs.put_file(digest, tmp_path / "large.bin")
    blobs.put_file(digest, tmp_path / "large.bin")

    pieces = list(blobs.stream(digest))
    assert [len(piece) for piece in pieces] == [PIECE, PIECE, 3]
    assert all_of(pieces) == content
    assert all_of(blobs.stream(digest, PIECE - 2, PIECE + 2)) == content[PIECE - 2 : PIECE + 2]


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1), (0, None), (5, 5), (5, 9), (10, 10**9), (10**9, None), (7, 3)]
)
def test_a_stretch_is_what_a_slice_would_be(blobs, start, end):
    blobs.put(DIGEST, CONTENT)

    assert all_of(blobs.stream(DIGEST, start, end)) == CONTENT[start:end]


def test_what_is_missing_is_said_before_the_first_piece(blobs):
    blobs.put(DIGEST, CONTENT)

    with pytest.raises(NotFound, match=MISSING[:16]):
        blobs.read(MISSING)
    with pytest.raises(NotFound):
        blobs.stream(MISSING)
    assert blobs.size(MISSING) is None


def test_a_derivative_hangs_on_its_media_and_may_be_made_again(blobs):
    assert blobs.read_derived("preview", DIGEST) is None
    blobs.put_derived("preview", DIGEST, b"small")
    blobs.put_derived("preview", DIGEST, b"smaller")

    assert blobs.read_derived("preview", DIGEST) == b"smaller"
    assert blobs.read_derived("peaks", DIGEST) is None
    assert blobs.size(DIGEST) is None


def test_what_is_removed_is_gone_with_its_derivatives_and_nothing_else(blobs):
    blobs.remove(DIGEST)
    other = digest_of(b"other")
    blobs.put(DIGEST, CONTENT)
    blobs.put(other, b"other")
    blobs.put_derived("preview", DIGEST, b"small")
    blobs.put_derived("preview", other, b"small")
    blobs.remove(DIGEST)
    blobs.remove(DIGEST)

    assert blobs.size(DIGEST) is None
    assert blobs.read_derived("preview", DIGEST) is None
    assert (blobs.read(other), blobs.read_derived("preview", other)) == (b"other", b"small")


@pytest.mark.parametrize("digest", CLIMBING)
def test_a_name_that_is_no_digest_reaches_nothing(blobs, tmp_path, digest):
    for use in (
        lambda: blobs.put(digest, b"x"),
        lambda: blobs.put_file(digest, tmp_path / "none"),
        lambda: blobs.read(digest),
        lambda: blobs.stream(digest),
        lambda: blobs.size(digest),
        lambda: blobs.put_derived("preview", digest, b"x"),
        lambda: blobs.read_derived("preview", digest),
        lambda: blobs.remove(digest),
    ):
        with pytest.raises(NotFound):
            use()
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_eight_writers_of_the_same_content_meet_without_harm(blobs, tmp_path):
    (tmp_path / "same.bin").write_bytes(CONTENT)

    def write(number):
        if number % 2:
            blobs.put(DIGEST, CONTENT)
        else:
            blobs.put_file(DIGEST, tmp_path / "same.bin")
        return blobs.read(DIGEST)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(write, range(16))) == {CONTENT}


def test_a_file_that_cannot_be_read_leaves_no_half_blob(blobs, tmp_path):
    with pytest.raises(FileNotFoundError):
        blobs.put_file(DIGEST, tmp_path / "gone.bin")

    assert blobs.size(DIGEST) is None
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_full_disk_leaves_no_half_blob(tmp_path, monkeypatch):
    import shutil

    def half(source, target):
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", half)
    blobs = LocalBlobs(tmp_path / "blobs")
    with pytest.raises(OSError, match="No space"):
        blobs.put_file(DIGEST, tmp_path / "any.bin")

    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_stray_files_among_the_blobs_are_no_harm(tmp_path):
    blobs = LocalBlobs(tmp_path)
    blobs.put(DIGEST, CONTENT)
    (tmp_path / ".DS_Store").write_bytes(b"")
    blobs.remove(DIGEST)

    assert blobs.size(DIGEST) is None


def test_a_bucket_that_is_not_there_is_said_so(bucket):
    blobs = s3(bucket, "s3://none")

    with pytest.raises(Unavailable, match="s3://none"):
        blobs.put(DIGEST, CONTENT)


def test_a_storage_that_does_not_answer_is_said_so_and_names_no_secret():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        blobs = S3Blobs("s3://dure", Access(address, "r", key="me", secret="hush-hush"))

        with pytest.raises(Unavailable, match="check its address and keys") as raised:
            blobs.read(DIGEST)
    assert "hush-hush" not in f"{raised.value}{vars(raised.value)}{blobs!r}{blobs.where()}"


def test_each_says_where_it_lies(blobs, tmp_path):
    assert blobs.where() in {str(tmp_path / "blobs"), "s3://dure/some/prefix"}
