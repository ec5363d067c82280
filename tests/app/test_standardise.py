"""`dure standardise` on the command line: what it prints, in both languages, and how it ends."""

import json

import pytest

STATUS = {
    "components": {
        "main": {
            "thermostatCoolingSetpoint": {"coolingSetpoint": {"value": 71.6, "unit": "F"}},
            "custom.spiMode": {"spiMode": {"value": "off"}},
        }
    }
}


@pytest.fixture
def status(tmp_path):
    path = tmp_path / "status.json"
    path.write_text(json.dumps(STATUS))
    return path


def test_each_file_is_one_entry_of_the_json(dure, status):
    told = dure("standardise", status, "--json")

    (one,) = json.loads(told.out)
    (mapped,) = one["attributes"]
    assert (told.code, one["vendor"], one["path"]) == (0, "smartthings", str(status))
    assert mapped["source"] == "/components/main/thermostatCoolingSetpoint/coolingSetpoint"
    assert (mapped["target"], mapped["value"], mapped["unit"], mapped["confidence"]) == (
        "Thermostat.OccupiedCoolingSetpoint", 22.0, "°C", 1.0,
    )  # fmt: skip
    assert [own["name"] for own in one["unmapped"]] == ["samsung:custom.spiMode.spiMode"]
    assert [finding["kind"] for finding in one["findings"]] == ["unit_spelling"]


def unwrapped(text):
    """Take the line breaks out that a narrow terminal and a long path bring."""
    return " ".join(text.split())


def test_people_read_where_each_field_went_and_why(dure, status):
    told = unwrapped(dure("standardise", "explain", status).out)

    assert "Thermostat.OccupiedCoolingSetpoint" in told
    assert "71.6 F → 22.0 °C" in told
    assert "An ioniser; Matter does not know it." in told


def test_people_read_it_in_korean(dure, status):
    told = unwrapped(dure("standardise", "explain", status, lang=("--lang", "ko")).out)

    assert "이온 발생기이며 Matter에는 없습니다." in told
    assert "냉방 목표 온도입니다." in told
    assert "표준 기호는 “°F”입니다." in told


def test_no_home_is_made(dure, status, tmp_path):
    told = dure("standardise", status, at=tmp_path / "other")

    assert told.code == 0
    assert not (tmp_path / "other").exists()


def test_a_folder_gives_its_files_and_a_broken_one_does_not_stop_the_rest(dure, status):
    (status.parent / "broken.json").write_text('{"components":')

    told = dure("standardise", status.parent, "--json")

    broken, good = json.loads(told.out)
    assert told.code == 1
    assert [finding["kind"] for finding in broken["findings"]] == ["not_json"]
    assert len(good["attributes"]) == 1


def test_what_is_not_there_is_said(dure, tmp_path):
    told = dure("standardise", tmp_path / "none.json")

    assert (told.code, "is not there" in told.err) == (2, True)
