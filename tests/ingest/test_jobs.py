"""Deliveries end to end: every file ends as record, duplicate, labels or issue, and stays so."""

import hashlib
import io
import os
import threading
import unicodedata
import zipfile
from dataclasses import replace

import pytest
from PIL import Image

from dure import catalog, ingest
from dure.core import Forbidden, Invalid, Modality, Permission, Probe, Severity, Stream
from dure.ingest.jobs import examining
from dure.kit import files as kit_files

from .making import found_in, kinds, photo, png_header, put, site, sound, warned


def truncated(seed=1):
    return photo(seed, (200, 160))[:-900]


def bomb():
    """A ZIP whose one member is a hundred megabytes of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * (100 << 20))
    return out.getvalue()


BAD = {
    "truncated.jpg": (truncated, "truncated", Severity.ERROR),
    "cut.png": (lambda: photo(2, kind="PNG")[:-20], "truncated", Severity.ERROR),
    "sound.jpg": (sound, "not_a_picture", Severity.ERROR),
    "photo.wav": (lambda: photo(3), "not_a_sound", Severity.ERROR),
    "huge.png": (lambda: png_header(50_000, 50_000), "too_large", Severity.ERROR),
    "bomb.png": (bomb, "not_a_picture", Severity.ERROR),
    "bomb.zip": (bomb, "unsupported", Severity.ERROR),
    "empty.jpg": (lambda: b"", "empty", Severity.ERROR),
    "empty.txt": (lambda: b"", "empty", Severity.ERROR),
    "empty.csv": (lambda: b"", "empty", Severity.ERROR),
    "noise.png": (lambda: os.urandom(999), "not_a_picture", Severity.ERROR),
    "noise.json": (lambda: b"\xff\xfe\x00{", "damaged", Severity.ERROR),
    "deep.json": (lambda: b"[" * 100_000, "damaged", Severity.ERROR),
    "LICENSE": (lambda: b"free", "document", Severity.NOTE),
    ".DS_Store": (lambda: b"\0\0\0\1Bud1", "unsupported", Severity.NOTE),
    "power.csv": (lambda: b"time,watts\n2026-01-01T00:00:00,1\n", "beside_the_data", Severity.NOTE),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_an_issue_and_the_good_one_beside_it_a_record(shop, name):
    make, kind, severity = BAD[name]
    tally = shop.put({"good.jpg": photo(), name: make()}).take()
    (issue,) = tally.issues

    assert (issue.path, issue.severity) == (name, severity)
    assert issue.kind == kind
    assert shop.records() == ["good.jpg"]
    assert tally.added == 2
    shop.again()


def test_a_renamed_picture_is_taken_for_what_it_is(shop):
    shop.put({"a.png": photo()}).take()

    assert shop.records() == ["a.png"]
    assert shop.record("a.png")["streams"][0]["probe"]["media_type"] == "image/jpeg"


def test_pipes_links_and_loops_are_issues(shop, tmp_path):
    put(tmp_path / "outside", {"secret.jpg": photo(9)})
    shop.put({"a.jpg": photo(), "sub/b.jpg": photo(2)})
    os.mkfifo(shop.root / "pipe.jpg")
    (shop.root / "outside.jpg").symlink_to(tmp_path / "outside/secret.jpg")
    (shop.root / "self.jpg").symlink_to("self.jpg")
    (shop.root / "nowhere.jpg").symlink_to("gone.jpg")
    (shop.root / "loop").symlink_to("..")
    (shop.root / "round").symlink_to(".")
    (shop.root / "inside.jpg").symlink_to("sub/b.jpg")
    tally = shop.take()

    assert kinds(tally) == {
        "loop": "link_outside",
        "nowhere.jpg": "broken_link",
        "outside.jpg": "link_outside",
        "pipe.jpg": "not_a_file",
        "round": "link_to_folder",
        "self.jpg": "broken_link",
    }
    assert tally.duplicates == [("sub/b.jpg", "inside.jpg")]
    assert shop.records() == ["a.jpg", "inside.jpg"]
    shop.again()


@pytest.mark.postgres
def test_names_of_every_kind_are_kept_apart(shop):
    nfd = unicodedata.normalize("NFD", "사과")
    raw = [
        nfd.encode() + b".jpg",
        "사과.jpg".encode(),
        b"line\nbreak.jpg",
        b"\xb0\xa1.jpg",  # CP949, as archives from Windows leave it
        b"\\xb0\\xa1.jpg",  # what that would be escaped as
        b"esc\x1b[2J.jpg",
        b"-rf; $(x) `y` %s {0}.jpg",
    ]
    for seed, name in enumerate(raw):
        (shop.root / os.fsdecode(name)).write_bytes(photo(seed))
    tally = shop.take()

    assert tally.records == len(raw) == len(set(shop.records()))
    assert {f"{nfd}.jpg", "사과.jpg", "line\\x0abreak.jpg", "\\xb0\\xa1.jpg"} <= set(shop.records())
    shop.again()


def test_an_unreadable_file_is_tried_again(shop, monkeypatch):
    """Root may read everything, so the operating system's refusal is played."""
    shop.put({"a.jpg": photo(1), "b.jpg": photo(2)})
    locked = shop.root / "a.jpg"
    real = os.open

    def refusing(path, *rest, **more):
        if os.fspath(path) == os.fspath(locked):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *rest, **more)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refusing)
        assert kinds(shop.take()) == {"a.jpg": "unreadable"}
        shop.again()
    tally = shop.take()

    assert (tally.added, tally.issues, tally.records) == (1, [], 2)


def test_a_folder_that_cannot_be_read_takes_nothing_out(shop, monkeypatch):
    shop.put({"a/1.jpg": photo(1), "a/b/2.jpg": photo(2), "ab/3.jpg": photo(3)}).take()
    real = os.listdir

    def refusing(path):
        if os.fspath(path) == os.fspath(shop.root / "a"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "listdir", refusing)
        tally = ingest.take_in(
            shop.workspace,
            shop.actor,
            shop.dataset,
            ingest.Delivery((ingest.Root(shop.root),), mirrors=True),
            lambda *_: None,
        )
    assert kinds(tally) == {"a": "unreadable_folder"}
    assert tally.records == 3
    tally = shop.take()

    assert not tally.issues
    assert tally.records == 3


@pytest.mark.parametrize("mirrors", [True, False])
def test_the_issue_of_a_folder_goes_when_it_can_be_read_again(shop, monkeypatch, mirrors):
    shop.put({"a/1.jpg": photo(1), "2.jpg": photo(2)})
    real = os.listdir
    with monkeypatch.context() as patched:
        patched.setattr(
            os, "listdir", lambda path: real(path) if path == shop.root else real("/nowhere at all")
        )
        delivery = ingest.Delivery((ingest.Root(shop.root),), mirrors=mirrors)
        tally = ingest.take_in(shop.workspace, shop.actor, shop.dataset, delivery, lambda *_: None)
        assert kinds(tally) == {"a": "unreadable_folder"}

    assert not shop.take(mirrors=mirrors).issues


def test_a_file_that_is_still_written_is_taken_when_it_is_complete(shop, monkeypatch):
    """Another thread appends while the file is examined."""
    shop.put({"a.jpg": truncated(), "b.jpg": photo(2)})
    rest = photo(1, (200, 160))[-900:]
    real = examining.probes.examine

    def slowly(name, path, content):
        if name == "a.jpg":
            writer = threading.Thread(target=_append, args=(path, rest))
            writer.start()
            writer.join()
        return real(name, path, content)

    with monkeypatch.context() as patched:
        patched.setattr(examining.probes, "examine", slowly)
        assert kinds(shop.take()) == {"a.jpg": "truncated"}
    tally = shop.take()

    assert (tally.added, tally.records, tally.issues) == (1, 2, [])


def _append(path, content):
    with path.open("ab") as file:
        file.write(content)


def test_an_empty_folder_is_one_sentence(shop):
    (shop.root / "sub").mkdir()
    with pytest.raises(ingest.EmptyFolder, match="There is no file in the folder"):
        shop.take()


def test_a_folder_that_is_empty_now_takes_nothing_out(shop):
    """A disk that is not mounted looks like an empty folder."""
    shop.put({"a.jpg": photo()}).take()
    (shop.root / "a.jpg").unlink()
    with pytest.raises(ingest.EmptyFolder):
        shop.take()

    assert shop.records() == ["a.jpg"]


def test_what_is_no_folder_is_one_sentence(shop):
    with pytest.raises(Invalid, match="is not a folder"):
        shop.take(ingest.Root(shop.root / "nothing"))


def test_who_may_not_take_in_stores_nothing(shop):
    allowed = shop.actor
    shop.put({"a.jpg": photo()})
    shop.actor = replace(allowed, permissions=allowed.permissions - {Permission.INGEST_WRITE})
    with pytest.raises(Forbidden):
        shop.take()

    assert not (shop.workspace.home / "blobs").exists()


def test_a_full_storage_keeps_what_came_in_and_the_next_run_goes_on(shop, monkeypatch):
    shop.put({f"{i:03}.jpg": photo(i) for i in range(200)})
    real, room = type(shop.workspace.blobs).put, iter(range(150))

    def put_some(self, digest, content):
        if next(room, None) is None:
            raise OSError(28, "No space left on device")
        real(self, digest, content)

    with monkeypatch.context() as patched:
        patched.setattr(type(shop.workspace.blobs), "put", put_some)
        with pytest.raises(ingest.StorageFull, match="No space left"):
            shop.take()
    kept = len(shop.records())
    tally = shop.take()

    assert 0 < kept < 150
    assert (tally.records, tally.added) == (200, 200 - kept)


def test_no_thread_is_left_when_a_delivery_ends_or_fails(shop, monkeypatch):
    shop.put({"a.jpg": photo()}).take()
    with pytest.raises(ingest.UnusableLabels):
        shop.take(labels=shop.root / "nothing.csv")

    assert not [t for t in threading.enumerate() if t.name.startswith("ingest")]


# The same content


def test_the_same_content_twice_is_one_record_and_a_duplicate(shop):
    tally = shop.put({"b.jpg": photo(), "a.jpg": photo(), "c.jpg": photo(1)}).take()

    assert tally.duplicates == [("b.jpg", "a.jpg")]
    assert shop.records() == ["a.jpg", "c.jpg"]
    shop.again()


@pytest.mark.postgres
def test_the_same_content_in_two_class_folders_is_told(shop):
    shop.put({"apple/1.jpg": photo(1), "pear/1.jpg": photo(1), "pear/2.jpg": photo(2)})
    tally = shop.take()
    (warning,) = tally.warnings

    assert (warning.path, warning.kind) == ("pear/1.jpg", "conflicting_labels")
    assert "apple" in warning.message
    assert "pear" in warning.message
    assert shop.labels() == {"apple/1.jpg": ["apple"], "pear/2.jpg": ["pear"]}
    assert warned(shop.again()) == {"conflicting_labels": 1}


@pytest.mark.postgres
def test_a_duplicate_becomes_the_record_when_the_first_file_is_gone(shop):
    shop.put({"apple/1.jpg": photo(1), "pear/1.jpg": photo(1), "pear/2.jpg": photo(2)}).take()
    before = shop.record("apple/1.jpg")["id"]
    (shop.root / "apple/1.jpg").unlink()
    shop.put({"apple/3.jpg": photo(3)})
    tally = shop.take()

    assert (tally.duplicates, tally.gone, tally.warnings) == ([], 0, [])
    assert shop.record("pear/1.jpg")["id"] == before
    assert shop.labels()["pear/1.jpg"] == ["pear"]
    shop.again()


def test_a_file_that_came_first_by_name_but_later_in_time_becomes_the_record(shop):
    shop.put({"b.jpg": photo()}).take()
    before = shop.record("b.jpg")["id"]
    tally = shop.put({"a.jpg": photo()}).take()

    assert tally.duplicates == [("b.jpg", "a.jpg")]
    assert shop.record("a.jpg")["id"] == before
    shop.again()


def test_a_file_that_was_moved_keeps_its_record_under_its_new_path(shop):
    shop.put({"a.jpg": photo(), "b.jpg": photo(1)}).take()
    before = shop.record("a.jpg")["id"]
    (shop.root / "a.jpg").rename(shop.root / "z.jpg")
    tally = shop.take()

    assert (tally.records, tally.gone) == (2, 0)
    assert shop.record("z.jpg")["id"] == before
    assert shop.records() == ["b.jpg", "z.jpg"]
    shop.again()


# What changes between deliveries


@pytest.mark.postgres
def test_a_mirror_takes_out_what_is_gone_and_brings_back_what_returns(shop):
    shop.put({"apple/1.jpg": photo(1), "pear/2.jpg": photo(2), "pear/3.jpg": photo(3)}).take()
    before = shop.record("pear/3.jpg")["id"]
    (shop.root / "pear/3.jpg").unlink()

    assert shop.take().gone == 1
    assert shop.records() == ["apple/1.jpg", "pear/2.jpg"]
    assert shop.again().records == 2

    shop.put({"pear/4.jpg": photo(3)}).take()
    assert shop.record("pear/4.jpg")["id"] == before
    assert shop.labels()["pear/4.jpg"] == ["pear"]


def test_without_mirroring_what_is_gone_stays(shop):
    shop.put({"a.jpg": photo(1), "b.jpg": photo(2)}).take()
    (shop.root / "a.jpg").unlink()
    tally = shop.take(mirrors=False)

    assert (tally.records, tally.gone) == (2, 0)


def test_changed_content_replaces_the_record(shop):
    shop.put({"a.jpg": photo(1), "b.jpg": photo(2)}).take()
    old = shop.record("a.jpg")["id"]
    tally = shop.put({"a.jpg": photo(3, (40, 30))}).take()

    assert (tally.added, tally.gone, tally.records) == (1, 1, 2)
    assert shop.records() == ["a.jpg", "b.jpg"]
    (withdrawn,) = [r for r in shop.rows(catalog.Record) if r["withdrawn_at"]]
    assert withdrawn["id"] == old
    shop.again()


def test_a_record_whose_file_breaks_is_taken_out_with_an_issue(shop):
    shop.put({"a.jpg": photo(1), "b.jpg": photo(2)}).take()
    tally = shop.put({"a.jpg": truncated()}).take()

    assert (tally.gone, kinds(tally)) == (1, {"a.jpg": "truncated"})
    assert shop.records() == ["b.jpg"]
    tally = shop.put({"a.jpg": photo(1)}).take()
    assert (tally.records, tally.issues) == (2, [])


def test_another_delivery_leaves_the_labels_of_the_first_alone(workspace, operator, tmp_path):
    first = site(workspace, operator, tmp_path / "one")
    first.put({"l.csv": "path,label\na.jpg,apple\n", "a.jpg": photo(1)}).take(mirrors=False)
    second = put(tmp_path / "two", {"m.csv": "path,label\nb.jpg,pear\n", "b.jpg": photo(2)})
    first.take(ingest.Root(second, "more/"), mirrors=False)

    assert first.labels() == {"a.jpg": ["apple"], "more/b.jpg": ["pear"]}


@pytest.mark.postgres
def test_labels_that_are_gone_count_no_more_and_count_again_when_they_return(shop):
    listed = {"l.csv": "path,label,split,household\na.jpg,apple,train,h1\n"}
    shop.put({"a.jpg": photo(1), **listed}).take()
    row = shop.record("a.jpg")
    assert (row["split"], row["group_key"], row["attributes"]) == (
        "train",
        "h1",
        {"household": "h1"},
    )

    (shop.root / "l.csv").unlink()
    shop.take()
    row = shop.record("a.jpg")
    assert shop.labels() == {}
    assert (row["split"], row["group_key"], row["attributes"]) == (None, None, {})

    shop.put(listed).take()
    assert shop.labels() == {"a.jpg": ["apple"]}
    assert shop.record("a.jpg")["split"] == "train"
    shop.again()


# Several folders


def test_folders_of_the_same_name_are_told_apart(shop, tmp_path):
    one = put(tmp_path / "x/photos", {"apple/1.jpg": photo(1), "pear/2.jpg": photo(2)})
    two = put(tmp_path / "y/photos", {"apple/1.jpg": photo(3), "pear/2.jpg": photo(2)})
    prefixes = ingest.prefixes([one.name, two.name])
    roots = [ingest.Root(r, p) for r, p in zip((one, two), prefixes, strict=True)]
    tally = shop.take(*roots)

    assert shop.records() == ["photos-2/apple/1.jpg", "photos-2/pear/2.jpg", "photos/apple/1.jpg"]
    assert tally.duplicates == [("photos/pear/2.jpg", "photos-2/pear/2.jpg")]
    assert shop.labels() == {
        "photos-2/apple/1.jpg": ["apple"],
        "photos-2/pear/2.jpg": ["pear"],
        "photos/apple/1.jpg": ["apple"],
    }
    before = shop.dump()
    assert shop.take(*roots).added == 0
    assert shop.dump() == before


def test_each_folder_is_labelled_by_its_own_list(shop, tmp_path):
    one = put(tmp_path / "one", {"l.csv": "path,label\n1.jpg,apple\n", "1.jpg": photo(1)})
    two = put(tmp_path / "two", {"l.csv": "path,label\n1.jpg,pear\n", "1.jpg": photo(2)})
    tally = shop.take(ingest.Root(one, "one/"), ingest.Root(two, "two/"))

    assert shop.labels() == {"one/1.jpg": ["apple"], "two/1.jpg": ["pear"]}
    assert (tally.sources, tally.labelled, tally.warnings) == (4, 2, [])


def test_a_folder_whose_name_is_no_text_can_be_one_of_several(shop, tmp_path):
    odd = put(tmp_path / os.fsdecode(b"\xb0\xa1"), {"1.jpg": photo(1)})
    other = put(tmp_path / "b", {"1.jpg": photo(2)})
    shop.take(*map(ingest.Root, (odd, other), ingest.prefixes([odd.name, other.name])))

    assert shop.records() == ["\\xb0\\xa1/1.jpg", "b/1.jpg"]


# Labels


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_list_in_any_encoding_labels_the_files(shop, encoding):
    listed = "파일명,라벨\n사진/하나.jpg,양파\n사진/둘.jpg,대파\n"
    shop.put({"사진/하나.jpg": photo(1), "사진/둘.jpg": photo(2)})
    (shop.root / "라벨.csv").write_bytes(listed.encode(encoding))
    tally = shop.take()

    assert shop.labels() == {"사진/하나.jpg": ["양파"], "사진/둘.jpg": ["대파"]}
    assert not tally.issues
    assert set(warned(tally)) <= {"encoding"}
    shop.again()


def test_a_list_that_climbs_out_labels_nothing_outside(shop, tmp_path):
    put(tmp_path, {"secret.jpg": photo(9)})
    rows = ["a.jpg,apple", "../secret.jpg,pear", f"{tmp_path}/secret.jpg,pear", "..\\secret.jpg,x"]
    tally = shop.put({"a.jpg": photo(), "l.csv": "\n".join(["path,label", *rows])}).take()

    assert shop.labels() == {"a.jpg": ["apple"]}
    assert warned(tally) == {"missing_media": 3, "duplicate_path": 2}
    assert shop.records() == ["a.jpg"]
    shop.again()


COCO = {
    "images": [
        {"id": 1, "file_name": "a.jpg", "width": 32, "height": 24},
        {"id": 2, "file_name": "../../etc/passwd", "width": 32, "height": 24},
        {"id": 3, "file_name": "missing.jpg", "width": 32, "height": 24},
        {"id": 4, "file_name": "a.jpg", "width": 32, "height": 24},
        {"id": 5, "file_name": "b.jpg", "width": 99, "height": 99},
        {"id": 5, "file_name": "other.jpg", "width": 32, "height": 24},
    ],
    "categories": [
        {"id": 1, "name": "apple"},
        {"id": 1, "name": "pear"},
        {"id": 2, "name": "onion"},
        {"id": 2, "name": "onion"},
    ],
    "annotations": [
        {"id": 1, "image_id": 1, "category_id": 2, "bbox": [1, 1, 5, 5], "iscrowd": 0},
        {"id": 1, "image_id": 1, "category_id": 2, "bbox": [2, 2, 5, 5], "iscrowd": 0},
        {"id": 2, "image_id": 1, "category_id": 2, "bbox": [30, 20, 50, 50], "iscrowd": 0},
        {"id": 3, "image_id": 1, "category_id": 2, "bbox": [100, 100, 5, 5], "iscrowd": 0},
        {"id": 4, "image_id": 1, "category_id": 1, "bbox": [1, 1, 5, 5], "iscrowd": 0},
        {"id": 5, "image_id": 9, "category_id": 2, "bbox": [1, 1, 5, 5], "iscrowd": 0},
        {"id": 6, "image_id": 3, "category_id": 2, "bbox": [1, 1, 5, 5], "iscrowd": 0},
        {"id": 7, "image_id": 2, "category_id": 2, "bbox": [1, 1, 5, 5], "iscrowd": 0},
    ],
}


def test_a_coco_file_full_of_faults_gives_what_is_right_in_it(shop):
    tally = shop.put({"a.jpg": photo(1), "b.jpg": photo(2), "coco.json": COCO}).take()
    told = warned(tally)

    assert shop.labels() == {"a.jpg": ["onion", "onion", "onion"]}
    assert tally.sources == 3
    assert {
        *("missing_media", "outside", "empty_box", "unknown_category", "unknown_image"),
        *("duplicate_image", "duplicate_category", "duplicate_annotation"),
    } <= set(told)
    assert shop.again().warnings == tally.warnings


def test_a_broken_label_file_is_an_issue_of_its_own(shop):
    broken = '{"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [], "categories": ['
    tally = shop.put({"a.jpg": photo(), "coco.json": broken}).take()

    assert kinds(tally) == {"coco.json": "broken_json"}
    assert not tally.warnings
    shop.again()


def test_a_list_without_a_header_is_left_out_with_the_header_to_add(shop):
    tally = shop.put({"a.jpg": photo(), "l.csv": "a.jpg,apple\n"}).take()
    (issue,) = tally.issues

    assert (issue.path, issue.kind, issue.severity) == ("l.csv", "no_header", Severity.WARNING)
    assert "path,label" in issue.message
    shop.again()


def test_two_lists_that_contradict_one_another_are_told(shop):
    tally = shop.put(
        {
            "a.jpg": photo(),
            "l.csv": "path,label\na.jpg,apple\n",
            "m.csv": "path,label\na.jpg,pear\n",
        }
    ).take()

    assert warned(tally) == {"conflicting_labels": 1}
    assert shop.labels() == {"a.jpg": ["apple"]}


def test_several_classes_of_one_picture_are_all_kept(shop):
    shop.put({"a.jpg": photo(), "l.csv": "path,label\na.jpg,apple\na.jpg,pear\n"}).take()

    assert shop.labels() == {"a.jpg": ["apple", "pear"]}


def test_a_label_file_that_labels_no_more_is_data_again(shop):
    """The picture of a list goes, and the list is then a table beside the data."""
    shop.put({"a.jpg": photo(1), "b.jpg": photo(2), "l.csv": "bild;klasse\na.jpg;1\n"}).take()
    assert shop.outcomes()["l.csv"] == "issue"
    shop.put({"l.csv": "path;label\na.jpg;1\n"}).take()
    assert shop.outcomes()["l.csv"] == "labels"
    shop.put({"l.csv": "time;watts\n2026-01-01T00:00:00;2\n"}).take()

    assert shop.outcomes()["l.csv"] == "issue"
    shop.again()


# A list that alone counts


@pytest.mark.postgres
def test_a_given_list_sets_the_folders_own_aside(shop, tmp_path):
    shop.put(
        {
            "1.jpg": photo(1),
            "2.jpg": photo(2),
            "own.csv": "path,label\n1.jpg,apple\n2.jpg,apple\n",
        }
    )
    given = put(tmp_path / "elsewhere", {"given.csv": "path,label\n1.jpg,pear\n"}) / "given.csv"
    tally = shop.take(labels=given)

    assert kinds(tally) == {"own.csv": "set_aside"}
    assert tally.issues[0].severity is Severity.NOTE
    assert shop.labels() == {"1.jpg": ["pear"]}
    assert tally.labelled == 1
    shop.again(labels=given)

    assert shop.take().added == 1  # without the list the folder's own counts again
    assert shop.labels() == {"1.jpg": ["apple"], "2.jpg": ["apple"]}


def test_a_partial_list_leaves_the_other_files_without_a_label(shop, tmp_path):
    shop.put({"apple/1.jpg": photo(1), "pear/2.jpg": photo(2)}).take()
    assert len(shop.labels()) == 2
    given = put(tmp_path, {"given.csv": "path,label\napple/1.jpg,양파\n"}) / "given.csv"
    tally = shop.take(labels=given)

    assert (tally.labelled, shop.labels()) == (1, {"apple/1.jpg": ["양파"]})
    shop.again(labels=given)


@pytest.mark.parametrize("name", ["lists/given.csv", "lists/given.txt"])
def test_a_given_list_inside_the_folder_means_what_lies_beside_it(shop, name):
    shop.put({"lists/1.jpg": photo(1), "1.jpg": photo(2), name: "path,label\n1.jpg,pear\n"})
    tally = shop.take(labels=shop.root / name)

    assert shop.labels() == {"lists/1.jpg": ["pear"]}
    assert (tally.issues, tally.sources) == ([], 3)
    shop.again(labels=shop.root / name)


def test_a_given_list_may_be_a_link(shop, tmp_path):
    put(tmp_path / "real", {"l.csv": "path,label\n1.jpg,pear\n"})
    (tmp_path / "given.csv").symlink_to("real/l.csv")
    shop.put({"1.jpg": photo(1)}).take(labels=tmp_path / "given.csv")

    assert shop.labels() == {"1.jpg": ["pear"]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "could not be read"),
        (b"", "no header"),
        (b"\x00\x01\x02\xff\xfe\xfd", "encoding|header"),
        (b"path,label\nnothing.jpg,pear\n", "labels none of the files"),
        (b'path,label\n"1.jpg,pear\n', "cannot be read as a table"),
    ],
)
def test_a_given_list_that_cannot_be_used_is_one_sentence(shop, tmp_path, content, words):
    shop.put({"1.jpg": photo(1)})
    given = tmp_path / "given.csv"
    if content is not None:
        given.write_bytes(content)
    with pytest.raises(ingest.UnusableLabels, match=words) as raised:
        shop.take(labels=given)

    assert raised.value.message.endswith(".")
    assert shop.take().records == 1


# Sounds and their texts


def test_texts_beside_sounds_are_their_transcripts(studio):
    studio.put(
        {
            "wav/1.wav": sound(1),
            "script/1.txt": "2시에 켜 줘\n",
            "transcript/1.txt": "두 시에 켜 줘\n",
            "2.wav": sound(2),
            "2.txt": "불 꺼 줘".encode("cp949"),
            "3.wav": sound(3),
            "3.txt": b"",
            "4.wav": sound(4),
            "4.txt": b"\x80\x00\x81\xff" * 9,
            "5.wav": sound(5),
            "5.txt": b"x" * ((1 << 20) + 1),
        }
    )
    tally = studio.take()

    assert studio.labels() == {"wav/1.wav": ["2시에 켜 줘"], "2.wav": ["불 꺼 줘"]}
    assert kinds(tally) == {"3.txt": "empty", "4.txt": "not_a_text", "5.txt": "too_large"}
    assert (tally.records, tally.sources) == (5, 8)
    studio.again()


def test_a_text_is_data_until_its_sound_comes(studio):
    studio.put({"1.txt": "불 꺼 줘"}).take()
    assert studio.records() == ["1.txt"]
    tally = studio.put({"1.wav": sound(1)}).take()

    assert studio.records() == ["1.wav"]
    assert (tally.gone, studio.labels()) == (1, {"1.wav": ["불 꺼 줘"]})
    studio.again()


def test_two_equal_texts_of_which_one_becomes_a_transcript_leave_one_record(studio):
    studio.put({"a.txt": "불 꺼 줘", "b.txt": "불 꺼 줘"}).take()
    tally = studio.put({"a.wav": sound(1)}).take()

    assert studio.outcomes() == {"a.txt": "labels", "b.txt": "record", "a.wav": "record"}
    assert (tally.duplicates, studio.records()) == ([], ["a.wav", "b.txt"])
    studio.again()


# Size


def test_a_folder_of_many_names_begins_before_it_is_walked(shop, monkeypatch):
    shop.put({"a.jpg": photo()})
    made, reports = [], []
    entry = next(kit_files.walk(shop.root))

    def many(_root, *, leave_out):
        for number in range(20_000):
            made.append(number)
            name = f"{number:06}.jpg"
            yield kit_files.Entry(entry.path, name, entry.size, entry.mtime_ns)

    monkeypatch.setattr(ingest.jobs.intake, "walk", many)
    monkeypatch.setattr(examining, "examine", _quick)
    delivery = ingest.Delivery((ingest.Root(shop.root),), mirrors=True)
    tally = ingest.take_in(
        shop.workspace,
        shop.actor,
        shop.dataset,
        delivery,
        lambda done, total, _: reports.append((done, len(made))),
    )

    done = [(finished, walked) for finished, walked in reports if finished]
    assert done[0][1] <= 3 * ingest.jobs.CHUNK
    assert all(walked - finished <= 3 * ingest.jobs.CHUNK for finished, walked in done)
    assert tally.files == 20_000
    assert len(tally.duplicates) == 19_999


def _quick(blobs, dataset, entry, modalities=None):
    probe = Probe(Modality.IMAGE, "image/jpeg", 1, 1)
    stream = Stream("main", hashlib.sha256(b"the same").hexdigest(), 1, probe)
    return examining.taken(dataset, entry, (stream,), ())


def test_a_delivery_counts_what_the_operating_system_counts(shop, tmp_path):
    shop.put({f"{'abc'[i % 3]}/{i}.jpg": photo(i % 7) for i in range(30)})
    shop.put({name: make() for name, (make, _, _) in BAD.items()})
    tally = shop.take()

    assert tally.files == found_in(shop.root) == 30 + len(BAD)
    assert tally.records == 7
    assert len(tally.duplicates) == 23
    shop.again()


def test_a_layout_that_is_known_and_not_read_is_named_once(shop):
    mark = {"name": "x", "assets": {}}
    shop.put({"a.jpg": photo(1), "b.jpg": photo(2), "x-export.json": mark})

    tally = shop.take()

    (warning,) = tally.warnings
    assert (warning.path, warning.kind) == (".", "unread_layout")
    assert "VoTT JSON" in str(warning.message)
    assert tally.records == 2
    assert shop.again().warnings == tally.warnings


def test_a_layout_that_is_read_is_not_said_to_be_unread(shop):
    shop.put({"a.jpg": photo(1), "labels.csv": "file,label\na.jpg,Apple\n"})

    assert shop.take().warnings == []


def panoptic():
    """A picture, and the map whose colours number its segments."""
    colours = io.BytesIO()
    Image.new("RGB", (32, 24), (1, 0, 0)).save(colours, "PNG")
    segment = {"id": 1, "category_id": 1}
    document = {
        "images": [{"id": 1, "file_name": "a.jpg", "width": 32, "height": 24}],
        "categories": [{"id": 1, "name": "apple"}],
        "annotations": [{"image_id": 1, "file_name": "a.png", "segments_info": [segment]}],
    }
    maps = {"ann/panoptic_val.json": document, "ann/panoptic_val/a.png": colours.getvalue()}
    return {"a.jpg": photo(1), **maps}


def test_a_map_of_segments_tells_of_its_picture_and_is_no_record(shop):
    tally = shop.put(panoptic()).take()

    assert (tally.records, tally.labelled, tally.issues) == (1, 1, [])
    assert shop.records() == ["a.jpg"]
    shop.again()


def test_a_map_that_nobody_names_any_more_is_a_picture(shop):
    shop.put(panoptic()).take()
    (shop.root / "ann" / "panoptic_val.json").unlink()

    tally = shop.take()

    assert (tally.records, tally.labelled) == (2, 0)
    assert shop.records() == ["a.jpg", "ann/panoptic_val/a.png"]
