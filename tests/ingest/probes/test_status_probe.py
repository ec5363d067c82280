"""Device statuses: whose, of what, of when; everything else in JSON is refused."""

import json
from pathlib import Path

import pytest

from dure.core import Modality, Probe
from dure.ingest.probes import Refused, cleared, examine

NOWHERE = Path("nowhere")
ENUM = {"type": "enum", "mode": ["r"], "value": {"r": ["START"]}}


def look(value):
    return examine("a.json", NOWHERE, json.dumps(value).encode())


def basic(path):
    return {"node_id": 5, "attributes": path}


@pytest.mark.parametrize(
    ("value", "vendor", "device"),
    [
        (
            {
                "components": {
                    "main": {
                        "ocf": {"mnmo": {"value": "DA_WM_01|20233741|x"}},
                        "contactSensor": {"contact": {"value": "open"}},
                    }
                }
            },
            "smartthings",
            "DA_WM_01",
        ),
        ({"components": {}}, "smartthings", None),
        ({"items": [{"deviceId": "1", "name": "Oven"}], "_links": {}}, "smartthings", "Oven"),
        ({"id": "switch", "version": 1, "attributes": {}, "commands": {}}, "smartthings", None),
        ({"deviceId": "1", "deviceInfo": {"modelName": "F24"}}, "thinq", "F24"),
        ({"temperature": [{"locationName": "TOP", "targetTemperature": 3}]}, "thinq", None),
        ({"runState": {"currentState": "END"}, "timer": {}, "x": {}}, "thinq", None),
        ([{"runState": {"currentState": "END"}}], "thinq", None),
        ({"notification": {}, "property": {"operation": {"m": ENUM}}}, "thinq", None),
        ({"result": {"dataList": [], "property": []}, "resultCode": "0"}, "thinq", None),
        ({"Info": {"modelName": "RV13"}, "Value": {}, "Monitoring": {}}, "thinq", "RV13"),
        (basic({"0": {"Basic": {"productName": "Mock"}}}), "matter", "Mock"),
        (basic({"0/40/3": "Lamp", "1/6/0": True}), "matter", "Lamp"),
    ],
)
def test_a_status_names_its_vendor_and_device(value, vendor, device):
    assert look(value).probe == Probe(
        Modality.DEVICE_STATUS, "application/json", vendor=vendor, device=device
    )


def test_a_status_is_of_the_latest_moment_it_names():
    switch = {"value": "on", "timestamp": "2026-02-01T10:00:00.000Z"}
    older = {"value": 1, "timestamp": "2026-01-01T10:00:00.000Z"}
    event = {"eventTime": 1739480496560, "eventType": "DEVICE_EVENT", "deviceEvent": {}}

    status = look({"components": {"main": {"a": {"switch": switch}, "b": {"level": older}}}})

    assert status.probe.captured_at == "2026-02-01T10:00:00.000Z"
    assert look(event).probe.captured_at == "2025-02-13T21:01:36.560000+00:00"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"images": [], "annotations": [], "categories": []}', "unknown_json"),
        ('{"resultCode": "0000", "result": {"name": "x"}}', "unknown_json"),
        ("[]", "unknown_json"),
        ("3", "unknown_json"),
        ('{"location": "Seoul", "timer": 3}', "unknown_json"),
        ('{"items": [{"id": 1}]}', "unknown_json"),
        ('{"id": "1", "name": "picture", "attributes": {"light": "dim"}}', "unknown_json"),
        ('{"components": {"main": {"a": 1}}}', "unknown_json"),
        ('{"components": {"main": ', "truncated"),
        ('{"components": nope}', "damaged"),
        ("[" * 100_000, "damaged"),
    ],
)
def test_other_json_is_refused(text, kind):
    with pytest.raises(Refused) as refused:
        examine("a.json", NOWHERE, text.encode())

    assert refused.value.kind == kind


def test_credentials_are_noted_and_cleared():
    value = {
        "model_info": {"u": {"Info": {"modelName": "F3"}}},
        "gateway": {"country": "KR"},
        "auth": {"access_token": "SECRET1", "refresh_token": "SECRET2", "kept": 1},
        "session": "SECRET3",
    }

    found = look(value)
    clear, _ = cleared(json.dumps(value).encode(), found.probe)

    assert [note.kind for note in found.notes] == ["holds_credentials"]
    assert b"SECRET" not in clear
    assert json.loads(clear)["auth"] == {"kept": 1}


@pytest.mark.parametrize(
    "told",
    [
        {"pin_code": 4711},
        {"pinCode": "4711"},
        {"accessToken": {"value": "4711", "timestamp": "2026-01-01T00:00:00Z"}},
        {"sessions": {"password": ["4711"]}},
        {"apiKey": 4711.5},
    ],
)
def test_secrets_are_cleared_however_they_are_written(told):
    value = {"deviceId": "d", "components": {"main": {"switch": {"switch": {"value": "on"}}}}}
    value["lock"] = told

    found = look(value)
    clear, _ = cleared(json.dumps(value).encode(), found.probe)

    assert "holds_credentials" in [note.kind for note in found.notes]
    assert b"4711" not in clear
    assert json.loads(clear)["components"]["main"]["switch"] == {"switch": {"value": "on"}}
