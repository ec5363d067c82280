"""The tables are reviewed data; what they name exists, and every row says why."""

import pytest

from dure.devices import mapping, reasons, units, vocabulary

VENDORS = ("smartthings", "thinq")
ROWS = [
    pytest.param(row, id=f"{vendor} {row.source}")
    for vendor in VENDORS
    for row in (*mapping.table(vendor).rows.values(), *mapping.table(vendor).patterns)
]
MAPPED = [param for param in ROWS if param.values[0].verdict == "mapped"]


def targets(row):
    return [row.target] if isinstance(row.target, str) else list(row.target.values())


@pytest.mark.parametrize("row", ROWS)
def test_every_row_says_why_in_both_languages(row):
    assert row.reason.endswith(".")
    assert reasons.told(row.reason, "ko") != row.reason
    assert reasons.told(row.reason, "en") == row.reason


@pytest.mark.parametrize("row", MAPPED)
def test_every_mapped_row_has_a_target_of_the_standard_and_a_confidence(row):
    assert [t for t in targets(row) if vocabulary.term(t) is None] == []
    assert 0 < row.confidence <= 1


@pytest.mark.parametrize("row", MAPPED)
def test_the_words_of_a_row_are_words_of_its_target(row):
    said = [*(row.values or {}).values(), *(row.sets or {}).values()]

    for target in targets(row):
        term = vocabulary.term(target)
        words = [word for word in said if isinstance(word, str)]
        assert [word for word in words if word not in term.words] == []


@pytest.mark.parametrize("row", MAPPED)
def test_the_units_of_a_row_are_known(row):
    named = [row.unit, *row.plus.values()]

    assert [unit for unit in named if unit is not None and not units.is_known(unit)] == []


@pytest.mark.parametrize("row", MAPPED)
def test_what_a_row_refers_to_is_a_field_of_the_same_resource(row):
    others = [key for key in (row.unit_from, row.range, row.among, *row.plus) if key]

    assert [k for k in others if k.rpartition(".")[0] != row.source.rpartition(".")[0]] == []


def test_the_units_of_the_standards_numbers_belong_to_its_attributes():
    stored = vocabulary.table("units.yaml")
    bounds = [name for row in stored["bounds"] for name in row if name]
    named = [*units.measures(), *stored["limits"], *bounds]

    assert [name for name in named if vocabulary.term(name) is None] == []


def test_device_types_are_named_once_and_as_matter_names_them():
    types = vocabulary.table("device_types.yaml")
    known = set(types["matter"].values())
    used = [row[0] for vendor in VENDORS for row in types[vendor]] + list(types["lg"].values())

    assert len(known) == len(types["matter"])
    assert set(used) <= known


def test_the_vocabulary_holds_the_standards_clusters_with_their_numbers():
    on_off = vocabulary.term("OnOff.OnOff")

    assert (on_off.urn, on_off.kind) == ("urn:matter:cluster:0x0006:attribute:0x0000", "bool")
    assert vocabulary.numbered(6, 0) == vocabulary.spelled("OnOff", "onOff") == on_off
    assert vocabulary.spelled("Basic", "vendorName").name == "BasicInformation.VendorName"
    assert vocabulary.term("Thermostat.SystemMode").words["Cool"] == 3
    assert len(vocabulary.clusters()) > 130


def test_a_field_of_a_structure_has_an_identifier_of_its_own():
    found = vocabulary.term("ElectricalEnergyMeasurement.CumulativeEnergyImported.Energy")

    assert found.urn == "urn:matter:cluster:0x0091:attribute:0x0001:field:Energy"
    assert vocabulary.term("ElectricalEnergyMeasurement.CumulativeEnergyImported.Nothing") is None
    assert vocabulary.term("Nobody.Knows.This") is None
