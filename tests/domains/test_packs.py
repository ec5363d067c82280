"""The packs that come with the platform are sound, bilingual and complete."""

import csv
import itertools
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from dure import domains
from dure.core import Modality, NotFound
from dure.domains import store
from dure.domains.model import QuestionType

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DURE_SHARED_DATA", ROOT.parent / "shared" / "data"))
PACKS = domains.shipped()
HANGUL = re.compile("[가-힣]")


def _both(text):
    return (text.ko, text.en)


def _nodes(pack):
    return [node for root in pack.taxonomy for node in domains.below(pack, root.id)]


@pytest.fixture
def shared():
    if not SHARED.is_dir():
        pytest.skip("the third-party data is not beside the checkout")
    return SHARED


def test_five_domains_are_shipped():
    assert PACKS == ["device", "fabric", "food", "obstacle", "voice"]


@pytest.mark.parametrize("name", PACKS)
def test_a_shipped_pack_is_sound_and_carries_its_file_s_name(name):
    file = store.PACKS / f"{name}.yaml"

    assert domains.check(file) == []
    assert domains.load(name).id == name
    assert domains.load(file).version == domains.load(name).version


@pytest.mark.parametrize("name", PACKS)
def test_yaml_1_1_readers_see_the_same_pack_but_for_on_off_yes_no(name):
    """A plain YAML library must not silently read another pack; only quoted words may differ."""
    ours = store.read(store.PACKS / f"{name}.yaml").value
    theirs = yaml.safe_load((store.PACKS / f"{name}.yaml").read_text("utf-8"))

    assert _differences(ours, theirs) <= {("on", True), ("off", False)}


def _differences(ours, theirs):
    if isinstance(ours, dict):
        assert set(map(str, ours)) == set(map(str, theirs))
        return set().union(*(_differences(ours[key], theirs[key]) for key in ours), set())
    if isinstance(ours, list):
        assert len(ours) == len(theirs)
        return set().union(*map(_differences, ours, theirs), set())
    return set() if ours == theirs and type(ours) is type(theirs) else {(ours, theirs)}


@pytest.mark.parametrize("name", PACKS)
def test_the_korean_is_korean_and_the_english_is_not(name):
    pack = domains.load(name)
    entries = [*_nodes(pack), *pack.label_schema, *pack.slots, *pack.conditions.factors]
    entries += [level for factor in pack.conditions.factors for level in factor.levels]
    entries += [*pack.deidentification, pack.name, pack.description]
    entries += [constraint.reason for constraint in pack.conditions.constraints]

    assert [entry.ko for entry in entries if not HANGUL.search(entry.ko)] == []
    assert [entry.en for entry in entries if HANGUL.search(entry.en)] == []


@pytest.mark.parametrize("name", PACKS)
def test_both_guidelines_have_the_same_numbered_rules(name):
    guideline = domains.load(name).guideline
    rules = [re.findall(r"^(\d)\. ", text, re.M) for text in (guideline.ko, guideline.en)]

    assert rules[0] == rules[1]
    assert len(rules[0]) >= 6


@pytest.mark.parametrize("name", PACKS)
def test_every_level_can_occur_in_some_combination(name):
    conditions = domains.load(name).conditions
    factors = {factor.id: [level.id for level in factor.levels] for factor in conditions.factors}
    involved = {f for c in conditions.constraints for f in (*c.when, *c.then)}
    open_factors = {f: levels for f, levels in factors.items() if f in involved}
    possible = [
        levels
        for chosen in itertools.product(*open_factors.values())
        if domains.satisfies(
            conditions.constraints, levels := dict(zip(open_factors, chosen, strict=True))
        )
    ]

    reachable = {(factor, level) for levels in possible for factor, level in levels.items()}
    assert {(f, level) for f, levels in open_factors.items() for level in levels} <= reachable


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_protects_something_and_promises_ninety_five_percent(name):
    pack = domains.load(name)

    assert any(entity.never_leaves for entity in pack.deidentification)
    assert pack.quality.promised_accuracy == 0.95
    assert any(question.required for question in pack.label_schema)
    assert pack.ingest.group_columns


def test_the_engines_and_folder_rules_that_other_stations_start_with():
    hints = {name: domains.load(name).ingest.folder_labels.value for name in PACKS}

    assert hints == {
        "device": "never",
        "fabric": "open",
        "food": "open",
        "obstacle": "taxonomy",
        "voice": "taxonomy",
    }
    assert domains.load("food").engines.image_embedding == "efficientnet_lite0"
    assert domains.load("food").engines.object_boxes == "nanodet"
    assert domains.load("obstacle").engines.object_boxes == "oidv4"
    assert domains.load("voice").engines.voice_activity == "silero"
    assert domains.load("voice").engines.text_embedding == "use_multilingual"
    assert domains.load("voice").engines.korean == "kiwi"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("fabrics", "fabric"),
        ("Food Ingredients", "food"),
        ("식재료", "food"),
        ("voice_commands", "voice"),
        ("obstacles", "obstacle"),
        ("device_status", "device"),
    ],
)
def test_a_domain_answers_to_its_other_names(said, meant):
    assert domains.load(said) is domains.load(meant)


def test_no_two_domains_share_a_name():
    names = [
        name
        for pack in map(domains.load, PACKS)
        for name in set(map(domains.normalise, (pack.id, *pack.aliases, *_both(pack.name))))
    ]

    assert len(names) == len(set(names))


def test_an_unknown_domain_gets_a_suggestion_or_the_list():
    with pytest.raises(NotFound, match="did you mean “obstacle”"):
        domains.load("obstacels")
    with pytest.raises(NotFound, match="choose one of device, fabric, food, obstacle, voice"):
        domains.load("zzzz")


def test_words_follow_the_core():
    assert {kind.value for kind in QuestionType} == {
        "choice", "box", "polygon", "mask", "keypoints", "segment", "transcript", "intent",
    }  # fmt: skip
    assert {m for name in PACKS for m in domains.load(name).modalities} == set(Modality)


# What the public data sets of each field call their classes.
GROCERY = [
    "Apple", "Avocado", "Banana", "Kiwi", "Lemon", "Lime", "Mango", "Melon", "Nectarine",
    "Orange", "Papaya", "Passion-Fruit", "Peach", "Pear", "Pineapple", "Plum", "Pomegranate",
    "Red-Grapefruit", "Satsumas", "Juice", "Milk", "Oatghurt", "Oat-Milk", "Sour-Cream",
    "Sour-Milk", "Soyghurt", "Soy-Milk", "Yoghurt", "Asparagus", "Aubergine", "Cabbage",
    "Carrots", "Cucumber", "Garlic", "Ginger", "Leek", "Mushroom", "Onion", "Pepper", "Potato",
    "Red-Beet", "Tomato", "Zucchini",
]  # fmt: skip
CLOTHING = [
    "Blazer", "Blouse", "Body", "Dress", "Hat", "Hoodie", "Longsleeve", "Not sure", "Other",
    "Outwear", "Pants", "Polo", "Shirt", "Shoes", "Shorts", "Skip", "Skirt", "T-Shirt", "Top",
    "Undershirt",
]  # fmt: skip
HOUSEHOLD = [
    "Bicycle", "Boot", "Laptop", "Person", "Chair", "Cattle", "Desk", "Cat", "Mouse", "Monitor",
    "Box", "Mug", "Coffee-cup", "Stationary-bicycle", "Table", "Bottle", "High-heels", "Vehicle",
    "Footwear", "Dog", "Book", "Camera", "Car", "dog-poop", "bkgd", "door", "handle",
    "cabinet-door", "refrigerator-door",
]  # fmt: skip
MATTER = [
    "Refrigerator", "Laundry Washer", "Laundry Dryer", "Dishwasher", "Robotic Vacuum Cleaner",
    "Air Purifier", "Room Air Conditioner", "Cook Surface", "Cooktop", "Oven", "Microwave Oven",
    "Extractor Hood", "Water Heater", "Fan", "Thermostat",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "labels"),
    [("food", GROCERY), ("fabric", CLOTHING), ("obstacle", HOUSEHOLD), ("device", MATTER)],
)
def test_the_field_s_usual_labels_are_known(name, labels):
    pack = domains.load(name)

    assert [label for label in labels if not domains.find(pack, label)] == []


def test_korean_food_is_known_below_its_kind():
    food = domains.load("food")

    assert domains.find(food, "깍두기") == ("food", "kimchi", "kkakdugi")
    assert domains.find(food, "달걀") == domains.find(food, "Eggs") == ("food", "egg")
    assert domains.find(food, "김치/배추김치") == ("food", "kimchi", "baechu_kimchi")


def test_matter_codes_are_hexadecimal_and_unique():
    codes = [node.codes["matter"] for node in _nodes(domains.load("device")) if node.codes]

    assert len(codes) == len(set(codes)) >= 30
    assert all(re.fullmatch("0x[0-9A-F]{4}", code) for code in codes)
    assert domains.node_of(domains.load("device"), "laundry_washer").codes == {"matter": "0x0073"}


@pytest.mark.shared_data
def test_every_grocery_class_and_folder_is_found(shared):
    food = domains.load("food")
    with (shared / "grocery" / "classes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    fine = {row["Class Name (str)"] for row in rows}
    coarse = {row["Coarse Class Name (str)"] for row in rows}
    folders = {
        path.relative_to(shared / "grocery" / split).as_posix()
        for split in ("train", "val")
        for path in (shared / "grocery" / split).rglob("*")
        if path.is_dir()
    }

    assert (len(fine), len(coarse)) == (81, 43)
    assert len(folders) > 80
    assert sorted(x for x in fine | coarse | folders if not domains.find(food, x)) == []
    for row in rows:
        path = domains.find(food, row["Class Name (str)"])
        assert domains.find(food, row["Coarse Class Name (str)"])[-1] in path
        assert domains.normalise(path[-1]) == domains.normalise(row["Class Name (str)"])


@pytest.mark.shared_data
def test_every_clothing_label_is_found(shared):
    with (shared / "clothing" / "images.csv").open(encoding="utf-8") as file:
        labels = {row["label"] for row in csv.DictReader(file)}

    assert len(labels) == 20
    assert sorted(x for x in labels if not domains.find(domains.load("fabric"), x)) == []


@pytest.mark.shared_data
def test_every_smart_home_intent_is_found(shared):
    intents = yaml.safe_load((shared / "smarthome_intents" / "intents.yaml").read_text("utf-8"))
    voice = domains.load("voice")

    assert len(intents) > 30
    assert [name for name in intents if domains.find(voice, name)[:1] != ("intent",)] == []


@pytest.mark.shared_data
def test_every_door_and_device_name_is_found(shared):
    doors = (shared / "kitchen_doors" / "obj.names").read_text("utf-8").split("\n")
    series = [p.name for p in (shared / "appliance_power").glob("tracebase/*complete/*")]
    device, obstacle = domains.load("device"), domains.load("obstacle")

    assert [name for name in doors if name and not domains.find(obstacle, name)] == []
    assert series
    assert [name for name in series if domains.find(device, name)[:1] != ("device_type",)] == []


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_read_and_built_in_under_thirty_milliseconds(name):
    from dure.domains import service

    def seconds():
        before = time.perf_counter()
        service.pack_of(store.read(store.PACKS / f"{name}.yaml").value)
        return time.perf_counter() - before

    assert min(seconds() for _ in range(5)) < 0.03


def test_the_front_door_brings_no_heavy_library():
    code = "import dure.domains, sys; print(*(m for m in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    heavy = {"yaml", "jsonschema", "pydantic", "fastapi", "sqlalchemy", "numpy", "typer", "rich"}
    assert heavy & set(run.stdout.split()) == set()


def test_a_word_of_another_domain_is_found_by_its_id_alone():
    intent = domains.elsewhere("add_to_list")

    assert intent is not None
    assert (intent.ko, intent.en) == ("장보기 목록에 넣기", "Add to shopping list")
    assert domains.elsewhere("장보기 목록에 넣기") is None
    assert domains.elsewhere("no_such_class") is None
