"""Decoding what the detectors' networks give."""

import numpy as np
import pytest

from dure.core import Invalid
from dure.engines import store
from dure.engines.runners import nanodet, oidv4
from dure.engines.runners._session import resized, session


class Network:
    """Stands for an onnxruntime session with fixed outputs."""

    def __init__(self, outputs):
        self.outputs, self.seen = outputs, None

    def get_inputs(self):
        return [type("Input", (), {"name": "input"})]

    def run(self, names, inputs):
        self.seen = inputs["input"]
        return [self.outputs[name] for name in names]


def test_the_anchors_lie_on_six_grids_over_the_whole_picture():
    anchors = oidv4.anchors()

    assert anchors.shape == (1917, 4)
    assert np.allclose(anchors[0], [0.5 / 19, 0.5 / 19, 0.1, 0.1])
    assert np.allclose(anchors[-1], [0.5, 0.5, *[(0.95 * 1.0) ** 0.5] * 2])
    assert (anchors[:, :2] > 0).all()
    assert (anchors[:, :2] < 1).all()


def test_a_code_of_noughts_is_the_anchor_itself():
    anchors = oidv4.anchors()
    edges = oidv4.decoded(np.zeros((1917, 4), np.float32), anchors)

    np.testing.assert_allclose((edges[:, :2] + edges[:, 2:]) / 2, anchors[:, :2], atol=1e-6)
    np.testing.assert_allclose(edges[:, 2:] - edges[:, :2], anchors[:, 2:], atol=1e-6)


def test_a_box_comes_in_the_pixels_of_the_picture_with_its_class():
    logits = np.full((1, 1917, 24), -9, np.float32)
    logits[0, -1, 9 + 1] = 2  # the widest anchor; class 10 of the file, after the background
    network = Network({"boxes": np.zeros((1, 1917, 4), np.float32), "classes": logits})

    (box,) = oidv4.Detector(network).detect(np.zeros((50, 200, 3), np.uint8))

    side = 0.95**0.5
    assert box.label == "computer monitor"
    assert box.score == pytest.approx(1 / (1 + np.exp(-2)), abs=1e-4)
    assert (box.x, box.width) == pytest.approx((100 - 100 * side, 200 * side), abs=1e-2)
    assert (box.y, box.height) == pytest.approx((25 - 25 * side, 50 * side), abs=1e-2)
    assert network.seen.shape == (1, 3, 300, 300)
    assert (network.seen == -1).all()


def nothing(stride):
    cells = (nanodet.SIDE // stride) ** 2
    return {
        f"scores_{stride}": np.zeros((1, cells, 80), np.float32),
        f"sides_{stride}": np.zeros((1, cells, 44), np.float32),
    }


def test_an_empty_picture_has_no_boxes():
    network = Network(nothing(8) | nothing(16) | nothing(32))

    assert nanodet.Detector(network).detect(np.zeros((20, 20, 3), np.uint8)) == []


def test_sides_are_the_expected_distances_from_the_centre_of_the_cell():
    outputs = nothing(8) | nothing(16) | nothing(32)
    cell = 3 * 13 + 5  # row 3, column 5 of the coarsest grid
    outputs["scores_32"][0, cell, 15] = 0.75
    sides = np.full((4, 11), -50, np.float32)
    for side, distance in enumerate((1, 2, 3, 4)):
        sides[side, distance] = 50
    outputs["sides_32"][0, cell] = sides.reshape(-1)

    (box,) = nanodet.Detector(Network(outputs)).detect(np.zeros((208, 416, 3), np.uint8))

    x, y = 5.5 * 32, 3.5 * 32
    assert (box.label, box.score) == ("cat", 0.75)
    assert (box.x, box.y) == pytest.approx((x - 32, (y - 64) / 2))
    assert (box.width, box.height) == pytest.approx((4 * 32, 6 * 32 / 2))


def test_a_flat_distribution_is_its_mean():
    edges = nanodet.decoded(np.zeros((1, 44), np.float32), np.array([0]), 8)

    assert edges.tolist() == [[4 - 40, 4 - 40, 4 + 40, 4 + 40]]


def test_the_picture_goes_in_blue_first_and_normalised():
    network = Network(nothing(8) | nothing(16) | nothing(32))
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 0] = 255

    nanodet.Detector(network).detect(red)

    blue, _, last = network.seen[0, :, 0, 0]
    assert blue == pytest.approx(-103.53 / 57.375)
    assert last == pytest.approx((255 - 123.675) / 58.395)


@pytest.mark.parametrize("runner", [nanodet, oidv4])
def test_the_list_of_models_names_the_classes_in_the_model_s_order(runner):
    name = runner.__name__.rpartition(".")[2]

    assert tuple(store.artefact(name).labels) == runner.LABELS


@pytest.mark.parametrize(
    "picture",
    [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4, 3), np.float32)],
)
def test_what_is_no_picture_is_refused(picture):
    with pytest.raises(Invalid, match="RGB"):
        resized(picture, 8)


def test_a_broken_model_file_is_unavailable(tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"no model")

    with pytest.raises(Exception, match=r"m\.onnx"):
        session(tmp_path / "m.onnx", 1)
