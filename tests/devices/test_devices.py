"""Statuses of the vendors in the common words."""

import pytest

from dure import devices


def status(value, capability="switch", attribute="switch", **beside):
    envelope = {"value": value, **beside}
    return {"components": {"main": {capability: {attribute: envelope}}}}


def said(document, source=None):
    """Give what the first attribute says, or the one at a source."""
    found = devices.to_json(devices.standardise(document))["attributes"]
    return next(a for a in found if source is None or a["source"] == source)


def test_a_smartthings_switch_is_on_and_off():
    told = said(status("on", timestamp="2025-02-09T17:54:00+09:00"))

    assert told == {
        "source": "/components/main/switch/switch",
        "name": "smartthings:switch.switch",
        "place": "main",
        "target": "OnOff.OnOff",
        "urn": "urn:matter:cluster:0x0006:attribute:0x0000",
        "value": True,
        "unit": None,
        "shown": {"value": "on", "unit": None},
        "at": "2025-02-09T08:54:00Z",
        "zone": "+09:00",
        "confidence": 1.0,
        "reason": "Both say whether the device is on.",
        "reviewed": True,
        "raw": {"value": "on", "timestamp": "2025-02-09T17:54:00+09:00"},
    }


@pytest.mark.parametrize(
    ("document", "target", "value", "unit"),
    [
        (status(71, "temperatureMeasurement", "temperature", unit="F"),
         "TemperatureMeasurement.MeasuredValue", 21.6666666667, "°C"),
        (status(1930.362, "energyMeter", "energy", unit="kWh"),
         "ElectricalEnergyMeasurement.CumulativeEnergyImported.Energy", 6949303200.0, "J"),
        (status(2857, "colorTemperature", "colorTemperature", unit="K"),
         "ColorControl.ColorTemperatureMireds", 350.017500875, "MK⁻¹"),
        (status(25, "colorControl", "hue"), "ColorControl.CurrentHue", 90.0, "°"),
        (status("30%", "samsungce.microwavePower", "powerLevel"),
         "MicrowaveOvenControl.PowerSetting", 30.0, "%"),
        (status("closed", "contactSensor", "contact"), "BooleanState.StateValue", True, None),
        (status("dry", "airConditionerMode", "airConditionerMode"),
         "Thermostat.SystemMode", "Dry", None),
        (status(["on", "auto"], "fanOscillationMode", "supportedFanOscillationModes"),
         "FanControl.RockSupport", ["smartthings:on", "smartthings:auto"], None),
        (status(30, "windowShadeLevel", "shadeLevel"),
         "WindowCovering.CurrentPositionLiftPercentage", 70.0, "%"),
    ],
)  # fmt: skip
def test_values_units_and_words_become_the_standards(document, target, value, unit):
    told = said(document)

    assert (told["target"], told["value"], told["unit"]) == (target, value, unit)


def test_an_enumerated_value_also_has_its_number_on_the_wire():
    assert said(status("cool", "airConditionerMode", "airConditionerMode"))["code"] == 3


def test_the_end_of_a_wash_becomes_the_time_left():
    document = status(
        "2025-02-07T04:24:45Z",
        "washerOperatingState",
        "completionTime",
        timestamp="2025-02-07T03:54:45Z",
    )

    assert (said(document)["value"], said(document)["unit"]) == (1800.0, "s")


def test_a_setpoint_of_a_refrigerator_is_not_a_setpoint_of_a_thermostat():
    document = status(4, "thermostatCoolingSetpoint", "coolingSetpoint", unit="C")
    alone = said(document)["target"]

    document["components"]["main"]["refrigeration"] = {"rapidCooling": {"value": "off"}}

    assert alone == "Thermostat.OccupiedCoolingSetpoint"
    assert said(document)["target"] == "TemperatureControl.TemperatureSetpoint"
    assert devices.standardise(document).device_type == "refrigerator"


def test_the_parts_of_an_energy_report_go_to_their_own_attributes():
    report = {"energy": 1000, "power": 5, "start": "2025-02-09T00:00:00Z", "energySaved": 0}
    document = status(
        report, "powerConsumptionReport", "powerConsumption", timestamp="2025-02-09T00:10:00Z"
    )
    base = "/components/main/powerConsumptionReport/powerConsumption"

    standard = devices.standardise(document)

    assert said(document, f"{base}/value/energy")["value"] == 3600000.0
    assert said(document, f"{base}/value/power")["target"].endswith("ActivePower")
    assert said(document, f"{base}/timestamp")["target"] == "dure:observed_at"
    assert [a.path[-1] for a in standard.unmapped] == ["energySaved"]


def test_a_vendors_own_field_stays_under_its_namespace_and_says_why():
    document = status(500, "custom.dustFilter", "dustFilterCapacity", unit="Hour")

    (own,) = devices.standardise(document).unmapped

    assert own.name == "samsung:custom.dustFilter.dustFilterCapacity"
    assert (own.value, own.unit) == (1800000.0, "s")
    assert own.shown == {"value": 500, "unit": "Hour"}
    assert own.is_reviewed
    assert own.reason


def test_an_event_of_a_device_tells_an_attribute():
    document = {
        "eventTime": 1739480496560,
        "eventType": "DEVICE_EVENT",
        "deviceEvent": {
            "deviceId": "d", "componentId": "main", "capability": "switch",
            "attribute": "switch", "value": "on", "data": {},
        },
    }  # fmt: skip

    told = said(document)

    assert (told["source"], told["value"]) == ("/deviceEvent/value", True)
    assert told["at"] == "2025-02-13T21:01:36.560000Z"


def test_hours_and_minutes_of_an_lg_washer_are_one_time_left():
    document = {
        "runState": {"currentState": "RINSING"},
        "timer": {"remainHour": 1, "remainMinute": 45},
    }

    standard = devices.standardise(document)

    assert [a.value for a in standard.attributes] == ["Running", 6300.0, 6300.0]
    assert standard.attributes[0].shown == {"value": "RINSING", "unit": None}
    assert standard.device_type == "laundry_washer"


def test_lg_states_the_unit_beside_the_temperature():
    document = {
        "airConJobMode": {"currentJobMode": "COOL"},
        "temperature": {"currentTemperature": 77, "unit": "F"},
    }

    assert said(document, "/temperature/currentTemperature")["value"] == 25.0


def test_compartments_of_a_kimchi_refrigerator_are_places():
    document = {
        "temperature": [
            {"locationName": "TOP", "targetTemperature": 6},
            {"locationName": "MIDDLE", "targetTemperature": "KIMCHI"},
        ]
    }

    told = [(a.place, a.value) for a in devices.standardise(document).attributes]

    assert told == [("TOP", 6.0), ("MIDDLE", "KIMCHI")]


def test_a_profile_defines_and_does_not_state():
    definition = {"mode": ["r"], "type": "enum", "value": {"r": ["COOL"]}}
    document = {"property": {"airConJobMode": {"currentJobMode": definition}}}

    (told,) = devices.standardise(document).attributes

    assert (told.role, told.target, told.value) == (
        devices.Role.DEFINITION, "Thermostat.SystemMode", None,
    )  # fmt: skip


def test_a_matter_node_is_told_in_units_and_words():
    clusters = {
        "Descriptor": {"deviceTypeList": [{"type": 22}, {"type": 769}]},
        "Thermostat": {"localTemperature": 2150, "systemMode": 3, "_type": "x"},
        "Unheard": {"of": 1},
    }
    document = {"node_id": 1, "attributes": {"1": clusters}}

    standard = devices.standardise(document)

    told = {a.target: (a.value, a.unit, a.code) for a in standard.attributes}
    assert told["Thermostat.LocalTemperature"] == (21.5, "°C", None)
    assert told["Thermostat.SystemMode"] == ("Cool", None, 3)
    assert told["Thermostat"] == ("x", None, None)
    assert [a.name for a in standard.unmapped] == ["matter:node.node_id", "matter:Unheard.of"]
    assert standard.device_type == "thermostat"


def test_a_matter_node_may_name_attributes_by_path():
    document = {"node_id": 1, "attributes": {"1/1026/0": 2100, "1/1026/99": 1, "0/x": 2}}

    standard = devices.standardise(document)

    (told,) = standard.attributes
    assert (told.target, told.value, told.place) == (
        "TemperatureMeasurement.MeasuredValue", 21.0, "1",
    )  # fmt: skip
    assert len(standard.unmapped) == 3


def test_a_device_that_nobody_knows_comes_in_whole_with_proposals():
    document = {"oven": {"currentTemperature": 180, "doorOpen": False}, "tags": ["a", "b"]}

    standard = devices.standardise(document)

    assert standard.vendor == ""
    assert [a.name for a in standard.unmapped] == [
        "unknown:oven.currentTemperature", "unknown:oven.doorOpen", "unknown:tags",
    ]  # fmt: skip
    proposed = [p.target for p in standard.unmapped[0].proposals]
    assert any("Temperature" in target for target in proposed)
