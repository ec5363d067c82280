"""A delivery is held to its manifests, to what was agreed, and to what lies in public."""

import hashlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from dure.delivery import rules
from dure.delivery.checks import CHECKS, evidence, public
from dure.delivery.model import Evidence, Expected

from .conftest import photo


def sha(content):
    return hashlib.sha256(content).hexdigest()


def contract(site, id, language="en"):
    headers = {"Accept-Language": language}
    return site.person().ask("GET", f"/deliveries/{id}/contract", headers=headers).json()


def kinds(site, id):
    return {(f["kind"], f["path"]) for f in contract(site, id)["findings"]}


def test_a_bag_that_is_as_its_manifest_says(site):
    pictures = {f"data/{n}.png": photo(n) for n in (1, 2)}
    lines = "".join(f"{sha(content)}  {path}\n" for path, content in pictures.items())

    id = site.deliver({**pictures, "manifest-sha256.txt": lines.encode()})

    assert contract(site, id)["verdict"] == "pass"
    assert site.files(id)["manifest-sha256.txt"]["outcome"] == "labels"
    assert site.records() == ["data/1.png", "data/2.png"]


def test_what_is_missing_changed_and_unnamed_is_told(site):
    told = {
        "files": [
            {"path": "1.png", "sha256": sha(photo(1))},
            {"path": "2.png", "sha256": sha(photo(9))},
            {"path": "3.png", "sha256": sha(photo(3))},
        ],
        "expected": {"records": 4, "classes": {"apple": 1}},
    }
    files = {"1.png": photo(1), "2.png": photo(2), "4.png": photo(4)}
    sent = {f"in/{name}": content for name, content in files.items()}

    id = site.deliver({**sent, "in/a.dure-manifest.json": json.dumps(told).encode()})

    assert kinds(site, id) == {
        ("changed_file", "in/2.png"),
        ("missing_file", "in/3.png"),
        ("unnamed_file", "in/4.png"),
        ("too_few", ""),
    }
    found = contract(site, id, "ko")
    assert found["verdict"] == "fail"
    assert site.read(id)["findings"] == len(found["findings"])
    assert any("오지 않았습니다" in f["message"] for f in found["findings"])


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b'{"files": 1}', b'{"files": [{"path": "../x", "sha256": "00"}]}', b"\xff",
     b'{"files": [{"path": 1}]}', b'{"expected": {"records": "x"}}', b"[" * 9999,
     b'{"expected": [1]}', b'{"expected": {"records": 1e999}}', b'{"expected": "all"}'],
)  # fmt: skip
def test_a_manifest_that_cannot_be_read_is_told(site, content):
    id = site.deliver({"1.png": photo(1), "a.dure-manifest.json": content})

    assert ("manifest_unreadable", "a.dure-manifest.json") in kinds(site, id)
    assert site.records() == ["1.png"]


def test_what_was_agreed_on_opening_is_counted(site):
    expected = {"records": 3, "classes": {"apple": 2, "onion": 1}}
    files = {f"apple/{n}.png": photo(n) for n in (1, 2)} | {"onion/3.png": photo(3)}

    good = site.deliver(files, expected=expected)
    short = site.deliver({"apple/9.png": photo(9)}, expected=expected)

    assert contract(site, good)["findings"] == []
    assert contract(site, short)["counts"] == {"too_few": 3}


def test_duplicates_inside_and_of_earlier_deliveries(site):
    site.deliver({"a.png": photo(1)})
    id = site.deliver({"b.png": photo(1), "c.png": photo(2), "d.png": photo(2)})

    assert kinds(site, id) == {("duplicate_earlier", "b.png"), ("duplicate_inside", "d.png")}


def saved_again(content, scale=0.5, brightness=1.15):
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    small = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    out = io.BytesIO()
    ImageEnhance.Brightness(small).enhance(brightness).save(out, "JPEG", quality=60)
    return out.getvalue()


def test_a_public_picture_is_known_also_saved_again(site, tmp_path):
    folder = tmp_path / "public"
    folder.mkdir()
    for n in (1, 2):
        (folder / f"{n}.png").write_bytes(photo(n, (320, 240)))
    (folder / "notes.txt").write_text("no picture")

    count = evidence.index(folder, "Open Food", site.workspace.home)
    same, like, other = (
        photo(1, (320, 240)),
        saved_again(photo(2, (320, 240))),
        photo(3, (320, 240)),
    )
    id = site.deliver({"same.png": same, "like.jpg": like, "other.png": other})

    assert count == 3
    assert kinds(site, id) == {("public_copy", "same.png"), ("public_likeness", "like.jpg")}


def test_every_check_holds_its_peace_where_there_is_nothing_to_say():
    assert [list(check(Evidence())) for check in CHECKS.values()] == [[]] * len(CHECKS)


@given(st.dictionaries(st.text(max_size=5), st.integers(0, 50), max_size=4))
def test_as_many_as_agreed_is_never_a_finding(classes):
    agreed = Evidence(expected=Expected(classes=classes), classes=classes)

    assert list(CHECKS["counts"](agreed)) == []


@given(st.text(max_size=200), st.sampled_from(["manifest-sha256.txt", "a.dure-manifest.json"]))
def test_any_manifest_is_read_or_refused(content, name):
    try:
        named, _ = rules.named_by(name, content)
    except (ValueError, TypeError, KeyError, rules.UnsafeName, RecursionError):
        return
    assert all(len(one.sha256) == 64 for one in named)


def test_an_index_without_pictures_finds_bytes_only():
    index = public.Index("x", {"d": "a.txt"}, [], public.np.zeros((0, 2), public.np.uint64))

    assert index.find("d", (1, 2)).is_same
    assert index.find("e", (1, 2)) is None
