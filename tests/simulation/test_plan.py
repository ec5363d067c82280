import csv
import hashlib
import json
from dataclasses import replace

import pytest

from dure import domains
from dure.simulation import defects, hands, plan, plan_pictures, plan_writing, status
from dure.streams import Recording, read_manifest

TINY = replace(
    plan.SMALL, close=24, interior=2, linked=5, garments=24, fabrics=2, floors=24, voices=18
)
BY_NAME = {holding.name: holding for holding in plan.HOLDINGS}


def silent(done, total, message=""):
    pass


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Two data sets, with everything that has to be drawn for them."""
    to = tmp_path_factory.mktemp("alliance")
    for name in ("fridge-interior", "kitchen-voice", "appliance-status"):
        plan_writing.write(BY_NAME[name], TINY, to / name, silent)
    return to


def _rows(folder):
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as file:
        return {row["path"]: row for row in csv.DictReader(file)}


def _digest(folder):
    whole = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        whole.update(str(file.relative_to(folder)).encode())
        whole.update(file.read_bytes() if file.is_file() else b"")
    return whole.hexdigest()


def test_the_alliance_stays_within_its_size():
    full = plan.FULL
    pictures = (
        len(plan_pictures.fridge_pictures(full))
        + len(plan_pictures.garment_pictures(full))
        + len(plan_pictures.floor_pictures(full))
    )

    assert pictures + full.linked + full.voices + full.homes * full.days * 2 <= 3000


def test_domains_owners_and_roles_are_those_of_the_platform():
    slugs = {company.slug for company in plan.COMPANIES}

    for holding in plan.HOLDINGS:
        assert domains.load(holding.domain).id == holding.domain
        assert holding.owner in slugs
    roles = {person.role for company in plan.COMPANIES for person in company.people}
    assert roles == {"owner", "curator", "provider", "annotator", "consumer", "analyst"}


def test_every_file_that_is_told_of_is_there_and_marked_simulated(written):
    for name in ("fridge-interior", "kitchen-voice", "appliance-status"):
        rows = _rows(written / name)

        assert rows
        for path, row in rows.items():
            assert (written / name / path).is_file()
            assert row["simulated"] == "true"
            assert row["provider"] in plan.PROVIDERS


def test_part_is_labelled_with_classes_of_the_pack(written):
    rows = _rows(written / "fridge-interior").values()
    labels = [row["label"] for row in rows]
    pack = domains.load("food")

    assert 0.4 < sum(map(bool, labels)) / len(labels) < 0.95
    assert all(domains.find(pack, label) for label in labels if label)


def test_what_was_planted_is_there(written):
    for name in ("fridge-interior", "kitchen-voice", "appliance-status"):
        for one in plan_writing.planted_in(written / name):
            assert one.kind in defects.DEFECTS
            assert (written / name / one.path).is_file()


def test_a_wrong_label_is_wrong_and_the_truth_names_the_right_one(written):
    folder = written / "fridge-interior"
    wrong = [p for p in plan_writing.planted_in(folder) if p.kind == "wrong_label"]

    assert wrong
    for one in wrong:
        assert one.detail.startswith("is ")
        assert _rows(folder)[one.path]["label"] != one.detail.removeprefix("is ")


def test_a_recording_joins_picture_voice_and_status_on_one_clock(written):
    folder = written / "fridge-interior"
    manifests = sorted(folder.rglob("*.recording.json"))
    disagreeing = {p.path for p in plan_writing.planted_in(folder) if p.kind == "status_disagrees"}

    assert len(manifests) == TINY.linked
    assert disagreeing
    for manifest in manifests:
        found = read_manifest(folder, str(manifest.relative_to(folder)))
        assert isinstance(found, Recording)
        streams = {part.role: part for part in found.parts}
        rows = [
            json.loads(line) for line in (folder / streams["status"].path).read_text().splitlines()
        ]
        # At the moment of the record the door is open in the log as it is in the picture.
        at = -streams["status"].start_s / 5
        opened = rows[round(at)][status.DOOR] == 0
        assert opened == (streams["interior_camera"].path not in disagreeing)


def test_a_second_writing_gives_the_same_bytes_and_a_third_nothing(written, tmp_path):
    again = tmp_path / "kitchen-voice"
    plan_writing.write(BY_NAME["kitchen-voice"], TINY, again, silent)

    assert _digest(again) == _digest(written / "kitchen-voice")
    (again / "wav" / "mine.txt").write_text("stays")
    plan_writing.write(BY_NAME["kitchen-voice"], TINY, again, silent)
    assert (again / "wav" / "mine.txt").exists()


def test_a_killed_writing_leaves_no_folder_and_is_begun_anew(tmp_path):
    to = tmp_path / "kitchen-voice"

    def break_off(done, total, message=""):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan_writing.write(BY_NAME["kitchen-voice"], TINY, to, break_off)
    assert not to.exists()
    plan_writing.write(BY_NAME["kitchen-voice"], TINY, to, silent)
    assert len(_rows(to)) == TINY.voices


def test_several_processes_write_the_same_bytes_as_one(written, tmp_path):
    with hands.hands(2) as run:
        for name in ("fridge-interior", "kitchen-voice"):
            plan_writing.write(BY_NAME[name], TINY, tmp_path / name, silent, run)

            assert _digest(tmp_path / name) == _digest(written / name)


@pytest.mark.parametrize("pictures", ["fridge_pictures", "garment_pictures", "floor_pictures"])
def test_every_household_takes_part_and_no_class_is_of_few_of_them(pictures):
    planned = getattr(plan_pictures, pictures)(plan.FULL)
    homes = {}
    for picture in planned:
        homes.setdefault(picture.label, set()).add(picture.household)

    assert {p.household for p in planned} == {f"h{n + 1:02}" for n in range(plan_pictures.HOMES)}
    assert len({p.provider for p in planned}) == 3
    assert min(map(len, homes.values())) >= 4
