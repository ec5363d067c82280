"""What holds for every member of the folder."""

import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from probe_samples import NAMES, build

from dure.core import Modality
from dure.ingest.probes import Refused, cleared, examine, kind_of

NOWHERE = Path("nowhere")
SAMPLES = build()


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_is_taken(name, samples):
    found = examine(name, NOWHERE, samples[name])

    assert found.notes == ()
    families = {
        Modality.IMAGE: "image",
        Modality.AUDIO: "audio",
        Modality.VIDEO: "video",
        Modality.SERIES: "series",
        Modality.DEVICE_STATUS: "status",
        Modality.TEXT: "text",
    }
    assert kind_of(name, samples[name][:64]) == families[found.probe.modality]


@pytest.mark.parametrize("name", NAMES)
def test_a_large_file_read_from_its_path_gives_the_same(name, samples, tmp_path):
    (tmp_path / "file").write_bytes(samples[name])

    assert examine(name, tmp_path / "file", None) == examine(name, NOWHERE, samples[name])


BREAKS = st.tuples(st.integers(0, 10**6), st.lists(st.integers(0, 10**7), max_size=4))


def survives(name, breaks):
    cut, flips = breaks
    content = bytearray(SAMPLES[name])
    for flip in flips:
        content[flip // 8 % len(content)] ^= 1 << flip % 8
    if cut % 2:
        del content[cut % len(content) :]

    with suppress(Refused):
        found = examine(name, NOWHERE, bytes(content))
        cleared(bytes(content), found.probe)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "a.heic"])
@settings(max_examples=60, deadline=None)
@given(breaks=BREAKS)
def test_broken_bytes_raise_nothing_but_refusals(name, breaks):
    survives(name, breaks)


@settings(max_examples=8, deadline=None)  # each starts a process
@given(breaks=BREAKS)
def test_broken_bytes_of_heic_end_no_process_but_its_own(breaks):
    survives("a.heic", breaks)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("a.csv", "a.tsv", "a.txt")])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_cut_file_is_refused(name, share, samples):
    if name == "a.mp3" and share == 0.95:
        pytest.skip("an MP3 may rightly lack its last frame")
    content = samples[name][: int(len(samples[name]) * share)]

    with pytest.raises(Refused) as refused:
        examine(name, NOWHERE, content)

    assert refused.value.kind in {"truncated", "damaged", "no_samples", "unreadable"}
    if name.endswith(("jpg", "png", "wav", "ogg", "gif", "webp")):
        assert refused.value.kind == "truncated"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_cleared_can_be_examined_again(name, samples):
    before = examine(name, NOWHERE, samples[name]).probe

    content, media_type = cleared(samples[name], before)
    after = examine(name, NOWHERE, content).probe

    assert after == replace(
        before, media_type=media_type, orientation=1, captured_at=after.captured_at,
        device=after.device, channels=after.channels,
    )  # fmt: skip
    if before.modality is Modality.IMAGE:
        assert after.captured_at is after.device is None


@pytest.mark.parametrize(
    ("name", "content", "kind", "note"),
    [
        ("a.jpg", b"", "empty", False),
        ("a.jpg", b"hello there", "not_a_picture", False),
        ("a.wav", b"\xff\xd8\xff\xe0" + bytes(60), "not_a_sound", False),
        ("a.png", b"PK\x03\x04" + bytes(60), "not_a_picture", False),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(60), "not_a_series", False),
        ("a.csv", b"a,b\n\x00\x01\x02,3\n", "not_a_series", False),
        ("a.json", b"\xff\xd8\xff\xe0" + bytes(60), "not_a_status", False),
        ("a.json", b"\x00\x01\x02", "not_a_status", False),
        ("a.txt", b"\x00\x01\x02\xff" * 9, "not_a_text", False),
        ("a.txt", b"%PDF-1.7", "not_a_text", False),
        ("a.zip", b"PK\x03\x04" + bytes(60), "unsupported", False),
        ("a.exe", b"MZ\x90" + bytes(60), "unsupported", False),
        ("a.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(60), "not_a_video", False),
        ("a.yml", b"a: 1", "unsupported", True),
        (".DS_Store", bytes(9), "unsupported", True),
        ("x/.gitkeep", b"", "unsupported", True),
        ("x/LICENSE", b"MIT", "document", True),
        ("README.ko.txt", b"read", "document", True),
        ("guide.pdf", b"%PDF-1.7", "document", True),
    ],
)
def test_a_refusal_names_its_kind(name, content, kind, note):
    with pytest.raises(Refused) as refused:
        examine(name, NOWHERE, content)

    assert (refused.value.kind, refused.value.note) == (kind, note)


def test_a_picture_whose_name_looks_like_a_document_is_a_picture(samples):
    assert examine("license_plate.jpg", NOWHERE, samples["a.jpg"]).probe.media_type == "image/jpeg"


def test_a_wrong_suffix_of_the_same_family_is_a_note(samples):
    found = examine("a.png", NOWHERE, samples["a.jpg"])

    assert found.probe.media_type == "image/jpeg"
    assert [note.kind for note in found.notes] == ["misnamed"]


def test_importing_the_folder_loads_no_decoder():
    code = (
        "import sys, dure.ingest; before = set(sys.modules); import dure.ingest.probes; "
        "print({'PIL', 'soundfile', 'pyarrow', 'simplejpeg'} & set(sys.modules) - before)"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "set()"
