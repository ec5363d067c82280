"""Nothing is lost: every leaf of any document stands once, and the document comes back."""

import json

import pint
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dure import devices
from dure.devices import documents, tree, units, vocabulary

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | WORDS
FLOATS = st.floats(-1e6, 1e6, allow_nan=False)
ANY = st.recursive(
    SCALARS | FLOATS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)
CAPABILITIES = st.sampled_from(
    [
        ("switch", "switch"),
        ("powerConsumptionReport", "powerConsumption"),
        ("temperatureMeasurement", "temperature"),
        ("thermostatCoolingSetpoint", "coolingSetpointRange"),
        ("airConditionerMode", "supportedAcModes"),
        ("custom.fridgeMode", "fridgeMode"),
        ("washerOperatingState", "completionTime"),
        ("neverSeen", "anything"),
    ]
)
ENVELOPES = st.fixed_dictionaries(
    {"value": ANY},
    optional={
        "unit": st.sampled_from(["C", "F", "%", "Hour", "W", "x/y"]) | SCALARS,
        "timestamp": st.sampled_from(["2025-02-09T17:54:00.123+09:00", "not a time"]) | SCALARS,
        "data": ANY,
    },
)


@st.composite
def statuses(draw):
    """A SmartThings status of known and unknown attributes, with any values in them."""
    told = draw(st.lists(st.tuples(WORDS, CAPABILITIES, ENVELOPES | ANY), max_size=6))
    components = {}
    for component, (capability, attribute), envelope in told:
        assume(isinstance(envelope, dict))
        place = components.setdefault(component, {}).setdefault(capability, {})
        place[attribute] = envelope
    return {"components": components, **draw(st.dictionaries(WORDS, ANY, max_size=2))}


@st.composite
def nodes(draw):
    """A dump of a Matter node, nested or by path, with any values in it."""
    clusters = st.sampled_from(["OnOff", "Basic", "LevelControl", "Nobody", "Descriptor"])
    names = st.sampled_from(["onOff", "currentLevel", "_type", "attributeList", "x"])
    nested = st.dictionaries(clusters, st.dictionaries(names, ANY, max_size=4), max_size=3)
    endpoints = st.dictionaries(st.sampled_from(["0", "1", "2"]), nested | ANY, max_size=3)
    paths = st.dictionaries(st.sampled_from(["0/40/3", "1/6/0", "1/6/x", "9/99999/0"]), ANY)
    return {"node_id": draw(SCALARS), "attributes": draw(endpoints | paths), "x": draw(ANY)}


RESOURCES = st.sampled_from(
    ["temperature", "runState", "timer", "airFlow", "location", "operation"]
)
PROPERTIES = st.sampled_from(["remainHour", "targetTemperature", "unit", "locationName", "y"])
PART = st.dictionaries(PROPERTIES, ANY, max_size=4)
THINQ = st.dictionaries(RESOURCES, PART | st.lists(PART, max_size=3), min_size=2, max_size=4)
DEFINITION = st.fixed_dictionaries({"type": WORDS, "mode": ANY}, optional={"value": ANY})
PROFILE = st.fixed_dictionaries(
    {"property": st.dictionaries(RESOURCES, st.dictionaries(PROPERTIES, DEFINITION | ANY))}
)
LIST = st.fixed_dictionaries(
    {
        "items": st.lists(
            st.fixed_dictionaries({"deviceId": WORDS, "components": ANY, "label": ANY}),
            min_size=1,
            max_size=3,
        )
    }
)
EVENT = st.fixed_dictionaries(
    {
        "eventTime": SCALARS,
        "eventType": st.just("DEVICE_EVENT"),
        "deviceEvent": st.fixed_dictionaries(
            {"capability": ANY, "attribute": ANY, "value": ANY}, optional={"data": ANY}
        )
        | ANY,
    }
)
DOCUMENTS = ANY | statuses() | nodes() | THINQ | PROFILE | LIST | EVENT


def all_of(standard):
    return (*standard.attributes, *standard.unmapped)


@given(DOCUMENTS)
def test_every_leaf_of_the_source_stands_once_in_attributes_or_unmapped(document):
    standard = devices.standardise(document)

    told = [path for a in all_of(standard) for path, _ in tree.leaves(a.raw, a.path)]

    assert sorted(map(repr, told)) == sorted(repr(path) for path, _ in tree.leaves(document))


@given(DOCUMENTS)
def test_the_vendors_document_comes_back(document):
    assert devices.restore(devices.standardise(document)) == document


@given(DOCUMENTS)
def test_it_comes_back_from_the_stored_form_as_well(document):
    standard = devices.standardise(document)

    stored = json.loads(json.dumps(devices.to_json(standard)))

    assert devices.restore(devices.from_json(stored)) == document
    assert documents.to_json(devices.from_json(stored)) == stored


@given(DOCUMENTS)
def test_every_target_is_a_term_of_the_vocabulary(document):
    for a in devices.standardise(document).attributes:
        known = vocabulary.term(a.target)
        is_cluster = a.target in vocabulary.clusters().values()

        assert a.target.startswith("dure:") or is_cluster or a.urn == known.urn


@given(st.lists(WORDS | st.integers(0, 9), max_size=5))
def test_a_pointer_splits_into_what_it_was_made_of(path):
    assert tree.parts(tree.pointer(tuple(path))) == tuple(map(str, path))


@pytest.mark.parametrize("unit", sorted(units.spellings()))
@given(value=FLOATS)
def test_a_value_in_its_standard_unit_says_the_same(unit, value):
    name = units.spellings()[unit]["pint"]
    registry = pint.get_application_registry()
    source = registry.Quantity(1, name) if name.startswith("deg") else registry(name)

    said, symbol = units.standard(value, unit)

    rows = vocabulary.table("units.yaml")["standard"].values()
    target = next((row["pint"] for row in rows if row["symbol"] == symbol), source.units)
    told = registry.Quantity(value * source.magnitude, source.units).to(target).magnitude
    assert said == pytest.approx(told, rel=1e-9, abs=1e-9)
