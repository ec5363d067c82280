"""What disagrees in a device's document is found, said, and nothing else is."""

import pytest

from dure import devices


def status(**capabilities):
    return {"components": {"main": capabilities}}


def findings(document, *beside):
    given = [devices.Document("a/0.json", document)]
    given += [devices.Document(f"a/{n}.json", other) for n, other in enumerate(beside, 1)]
    return devices.standardise_all(given)[0].findings


def kinds(document, *beside):
    return [issue.kind for issue in findings(document, *beside)]


def test_a_plain_status_has_no_findings():
    document = status(
        switch={"switch": {"value": "on"}},
        temperatureMeasurement={"temperature": {"value": 21, "unit": "°C"}},
    )

    assert kinds(document) == []


def test_a_value_outside_its_declared_range_is_found_in_the_standards_unit():
    document = status(
        thermostatCoolingSetpoint={
            "coolingSetpoint": {"value": 99, "unit": "°F"},
            "coolingSetpointRange": {
                "value": {"minimum": 60, "maximum": 86, "step": 1}, "unit": "°F",
            },
        }
    )  # fmt: skip

    (found,) = findings(document)

    assert found.kind == "out_of_range"
    assert found.path == "/components/main/thermostatCoolingSetpoint/coolingSetpoint"
    assert "37.2" in found.message


def test_a_charge_over_a_hundred_percent_is_found():
    assert kinds(status(battery={"battery": {"value": 101, "unit": "%"}})) == ["out_of_range"]


def test_a_word_that_the_device_does_not_declare_is_found():
    document = status(
        airConditionerMode={
            "airConditionerMode": {"value": "heat"},
            "supportedAcModes": {"value": ["cool", "dry", "wind"]},
        }
    )

    assert kinds(document) == ["undeclared_value"]


def test_a_word_that_no_table_knows_is_found_and_kept():
    document = status(lock={"lock": {"value": "ajar"}})

    standard = devices.standardise(document)

    assert [issue.kind for issue in standard.findings] == ["unknown_value"]
    assert standard.attributes[0].value == "smartthings:ajar"


def test_celsius_beside_fahrenheit_and_unusual_spellings_are_found():
    document = status(
        temperatureMeasurement={"temperature": {"value": 21, "unit": "C"}},
        thermostatHeatingSetpoint={"heatingSetpoint": {"value": 71, "unit": "F"}},
        other={"life": {"value": 3, "unit": "Hour"}, "step": {"value": 1, "unit": "level"}},
    )

    assert kinds(document) == [
        "unit_mixture", "unit_spelling", "unit_spelling", "unit_spelling", "unknown_unit",
    ]  # fmt: skip


def test_fields_without_a_value_are_counted_once():
    document = status(switch={"switch": {"value": None}}, lock={"lock": {"value": None}})

    (found,) = findings(document)

    assert found.kind == "no_value"
    assert found.message.startswith("2 of 2 ")


def test_a_credential_is_found():
    assert kinds({"auth": {"access_token": "abc"}}) == ["holds_credentials"]


PROFILE = {
    "property": {
        "airConJobMode": {
            "currentJobMode": {"type": "enum", "mode": ["r", "w"], "value": {"r": ["COOL"]}}
        },
        "temperature": {
            "targetTemperature": {
                "type": "range", "mode": ["r"], "value": {"r": {"min": 18, "max": 30}},
            }
        },
        "operation": {"start": {"type": "enum", "mode": ["w"], "value": {"w": ["START"]}}},
    }
}  # fmt: skip


def test_a_status_is_held_to_the_profile_in_its_folder():
    document = {
        "airConJobMode": {"currentJobMode": "HEAT"},
        "temperature": {"targetTemperature": 31},
        "airFlow": {"windStrength": "LOW"},
    }

    assert sorted(kinds(document, PROFILE)) == [
        "not_in_profile", "out_of_range", "undeclared_value",
    ]  # fmt: skip
    assert kinds(document) == []


def test_what_a_profile_lets_be_read_and_the_status_lacks_is_missing():
    document = {"airConJobMode": {"currentJobMode": "COOL"}, "temperature": {}}

    (found,) = [f for f in findings(document, PROFILE) if f.kind == "missing_field"]

    assert "temperature.targetTemperature" in found.message


def test_a_profile_of_another_folder_does_not_count():
    status_, other = {"airConJobMode": {"currentJobMode": "HEAT"}, "airFlow": {}}, PROFILE
    given = [devices.Document("a/status.json", status_), devices.Document("b/p.json", other)]

    assert devices.standardise_all(given)[0].findings == ()


def test_a_device_list_tells_which_capabilities_a_status_lacks():
    listed = {
        "items": [
            {
                "deviceId": "d1",
                "components": [{"id": "main", "capabilities": [{"id": "ocf"}, {"id": "lock"}]}],
            }
        ]
    }

    (found,) = findings(status(ocf={"di": {"value": "d1"}}), listed)

    assert (found.kind, "lock" in found.message) == ("missing_field", True)


def test_a_capability_tells_which_words_are_allowed():
    schema = {"schema": {"properties": {"value": {"enum": ["stopped", "running"]}}}}
    capability = {"id": "robotCleanerOperatingState", "attributes": {"operatingState": schema}}
    document = status(robotCleanerOperatingState={"operatingState": {"value": "docked"}})

    assert kinds(document, capability) == ["undeclared_value"]


def test_a_matter_node_is_held_to_its_attribute_lists_and_to_what_may_be_null():
    cluster = {"onOff": None, "startUpOnOff": 1, "attributeList": [0, 16385]}
    document = {"node_id": 1, "attributes": {"1": {"OnOff": cluster}}}

    assert sorted(kinds(document)) == [
        "missing_field", "no_value", "not_in_profile", "null_not_allowed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["20241001", "20241002", "20241003", "20241004"], []),
        (["20241001", "20241002", "20241005", "20241006"], ["gap"]),
        (["20241001", "20241003", "20241002", "20241004"], ["clock_back"]),
        (["202401", "202402", "202403"], []),
    ],
)
def test_days_that_go_back_or_are_missing_are_found(days, expected):
    rows = [{"energyUsage": 1.0, "usedDate": day} for day in days]

    assert kinds({"result": {"dataList": rows}}) == expected


def test_a_period_that_ends_before_it_starts_is_found():
    report = {"start": "2025-02-09T10:00:00Z", "end": "2025-02-09T09:00:00Z"}
    document = status(powerConsumptionReport={"powerConsumption": {"value": report}})

    assert kinds(document) == ["clock_back"]


def test_a_clock_that_was_never_set_is_found():
    document = status(ocf={"st": {"value": "1970-01-01T00:00:12Z"}})

    assert kinds(document) == ["clock_unset"]


def test_statuses_of_one_device_follow_one_another():
    def at(moment):
        return status(
            ocf={"di": {"value": "d1", "timestamp": moment}},
        )

    given = [
        devices.Document(f"{n}.json", at(moment))
        for n, moment in enumerate(["2025-02-09T10:00:00Z", "2025-02-09T09:00:00Z"])
    ]

    first, second = devices.standardise_all(given)

    assert first.findings == ()
    assert [issue.kind for issue in second.findings] == ["clock_back"]
