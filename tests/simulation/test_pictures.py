"""Simulated pictures: their truth is what is painted, and a seed is a picture."""

import hashlib
import io
import subprocess
import sys
from itertools import product

import numpy as np
import pytest
import simplejpeg
from hypothesis import given, settings
from hypothesis.extra import numpy as arrays
from PIL import Image, ImageDraw

from dure import domains
from dure.core import to_json
from dure.simulation import damage, fabric, floor, fridge, garments, scene

KINDS = {"fridge": fridge, "garments": garments, "fabric": fabric, "floor": floor}
PACKS = {"fridge": "food", "garments": "fabric", "fabric": "fabric", "floor": "obstacle"}
SMALL = (256, 192)


@pytest.fixture(params=sorted(KINDS))
def kind(request):
    return request.param


def _packs():
    return {name: domains.load(name) for name in set(PACKS.values())}


def test_a_seed_makes_the_same_picture_in_another_process(kind):
    code = (
        f"import hashlib; from dure.simulation import scene, {kind} as kind;"
        f"print(hashlib.sha256(scene.encode(kind.render(5, size={SMALL}))).hexdigest())"
    )

    elsewhere = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()

    here = scene.encode(KINDS[kind].render(5, size=SMALL))
    assert hashlib.sha256(here).hexdigest() == elsewhere


def test_other_seeds_make_other_pictures(kind):
    pictures = {scene.encode(KINDS[kind].render(seed, size=SMALL)) for seed in range(6)}

    assert len(pictures) == 6


def test_boxes_masks_and_visible_shares_are_those_of_the_painted_pixels(kind):
    for seed in range(4):
        made = KINDS[kind].render(seed, size=SMALL)
        for box, mask, outline in zip(made.boxes, made.masks, made.polygons, strict=True):
            pixels = _bitmap(mask)
            rows, columns = np.flatnonzero(pixels.any(1)), np.flatnonzero(pixels.any(0))

            assert (box.x, box.y) == (columns[0], rows[0])
            assert (box.x + box.width, box.y + box.height) == (columns[-1] + 1, rows[-1] + 1)
            assert 0 < box.attributes["visible"] <= 1
            assert mask.label == box.label == outline.label
            assert sum(mask.counts) == made.width * made.height
            assert to_json(outline)["rings"]


def _bitmap(mask):
    flat = np.repeat(np.arange(len(mask.counts)) % 2 == 1, mask.counts)
    return flat.reshape(mask.width, mask.height).T


@settings(max_examples=80, deadline=None)
@given(arrays.arrays(bool, (9, 11)))
def test_outlines_filled_again_cover_the_mask_and_only_its_holes_besides(mask):
    filled = Image.new("L", (11 * 4, 9 * 4), 0)
    for ring in scene.outlines(mask):
        points = [(4 * x - 0.5, 4 * y - 0.5) for x, y in zip(ring[::2], ring[1::2])]
        ImageDraw.Draw(filled).polygon(points, fill=1)
    again = np.asarray(filled)[2::4, 2::4].astype(bool)

    assert (again >= mask).all()
    assert not (again & ~mask & _reached_from_outside(mask)).any()


def _reached_from_outside(mask):
    """Flood the empty pixels from the rim, straight and diagonally."""
    free = np.pad(~mask, 1, constant_values=True)
    wet = np.zeros_like(free)
    wet[0] = True
    for _ in range(free.size):
        grown = wet.copy()
        for down, across in product((-1, 0, 1), (-1, 0, 1)):
            grown |= np.roll(wet, (down, across), (0, 1))
        grown &= free
        if (grown == wet).all():
            break
        wet = grown
    return wet[1:-1, 1:-1]


def test_an_object_behind_another_loses_the_pixels_that_are_hidden():
    shares = [
        made.visible(n)
        for made in (fridge.render(seed, view="interior", door="closed") for seed in range(6))
        for n in range(1, len(made.things) + 1)
    ]

    assert min(shares) < 0.7
    assert sum(share > 0.98 for share in shares) > len(shares) / 3


def test_the_asked_subject_is_the_choice_and_is_in_the_picture(kind):
    module = KINDS[kind]
    for seed, name in enumerate(list(module.CLASSES)[::6]):
        made = module.render(seed, subject=name, size=SMALL)

        assert made.choice is not None
        assert made.choice.path == module.CLASSES[name]
        assert name in {thing.label for n, thing in enumerate(made.things) if made.counts[n]}


def test_every_class_stands_in_the_domain_pack(kind):
    known = set(_paths(_packs()[PACKS[kind]]))

    assert set(KINDS[kind].CLASSES.values()) <= known


def _paths(pack):
    def below(node, above):
        yield (*above, node.id)
        for child in node.children:
            yield from below(child, (*above, node.id))

    for root in pack.taxonomy:
        yield from below(root, ())


def test_food_and_obstacles_have_many_classes():
    assert len(fridge.CLASSES) >= 50
    assert len(floor.CLASSES) >= 25


def test_conditions_are_levels_of_the_pack_and_keep_its_constraints(kind):
    rules = _packs()[PACKS[kind]].conditions
    levels = {factor.id: {level.id for level in factor.levels} for factor in rules.factors}
    for seed in range(25):
        said = KINDS[kind].render(seed, size=SMALL).conditions

        assert {k: v for k, v in said.items() if v not in levels[k]} == {}
        assert domains.satisfies(rules.constraints, said), said


def test_the_lamp_is_never_off_behind_an_open_door():
    for seed in range(20):
        said = fridge.render(seed, size=SMALL).conditions

        assert (said["lamp"], said["door"]) != ("off", "open")


def test_every_picture_says_that_it_is_simulated(kind):
    exif = Image.open(io.BytesIO(scene.encode(KINDS[kind].render(1, size=SMALL)))).getexif()

    assert (exif[0x0131], exif[0x010E]) == ("Dure simulation", "simulated")


@pytest.fixture(scope="module")
def shelf():
    return fridge.render(3, subject="fuji_apple", lamp="on", condensation="clear")


def _read(content):
    return simplejpeg.decode_jpeg(content).astype(np.float64)


def test_defects_are_what_they_are_called(shelf):
    clean = _read(scene.encode(shelf))
    spoilt = {kind: damage.damaged(shelf, kind, 1) for kind in damage.KINDS}

    assert _sharpness(_read(spoilt["blurred"])) < _sharpness(clean) / 5
    assert _read(spoilt["dark"]).mean() < 12
    assert _read(spoilt["overexposed"]).mean() > 245
    assert _read(spoilt["tiny"]).shape == (24, 32, 3)
    assert spoilt["exact_duplicate"] == scene.encode(shelf)
    assert spoilt["near_duplicate"] != scene.encode(shelf)
    assert np.abs(_read(spoilt["near_duplicate"]) - clean).mean() < 12


def _sharpness(pixels):
    return (np.diff(pixels.mean(2), axis=1) ** 2).mean()


@pytest.mark.parametrize("kind_", ["truncated", "corrupt"])
def test_a_broken_file_cannot_be_read_to_its_end(shelf, kind_):
    with pytest.raises(OSError, match=r"truncated|cannot identify|broken"):
        Image.open(io.BytesIO(damage.damaged(shelf, kind_))).load()


def test_an_upside_down_picture_is_right_once_its_orientation_is_applied(shelf):
    image = Image.open(io.BytesIO(damage.damaged(shelf, "upside_down")))

    assert image.getexif()[0x0112] == 3
    turned = np.asarray(image.transpose(Image.Transpose.ROTATE_180), np.float64)
    assert np.abs(turned - shelf.image).mean() < 4


def test_a_position_stands_in_exif(shelf):
    image = Image.open(io.BytesIO(damage.damaged(shelf, "with_position")))

    assert image.getexif().get_ifd(0x8825)[1] == "N"
