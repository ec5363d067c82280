"""The TensorFlow.js reader, on graphs made here."""

import base64
import json

import numpy as np
import onnxruntime
import pytest

from dure.core import Invalid
from dure.engines.runners import _tfjs


def word(text):
    return {"s": base64.b64encode(text.encode()).decode()}


def ints(*values):
    return {"list": {"i": [str(value) for value in values]}}


def dims(*sizes):
    return {"dim": [{"size": str(size)} for size in sizes]}


def node(name, op, *inputs, **attributes):
    return {"name": name, "op": op, "input": list(inputs), "attr": attributes}


@pytest.fixture
def convert(tmp_path):
    """Write a model of nodes and weights, convert it, and give a function that runs it."""

    def make(shape, nodes, weights=None, output=(), quantised=None):
        entries, content = [], b""
        for name, value in (weights or {}).items():
            entry = {"name": name, "shape": list(value.shape), "dtype": str(value.dtype)}
            if quantised and name in quantised:
                entry |= {"quantization": quantised[name], "dtype": "float32"}
            entries.append(entry)
            content += value.tobytes()
        placeholder = node("in", "Placeholder", shape={"shape": dims(*shape)})
        named = {"out": {"name": "out:0", "tensorShape": dims(*output)}}
        model = {
            "modelTopology": {"node": [placeholder, *nodes]},
            "signature": {"outputs": named},
            "weightsManifest": [{"paths": ["m.bin"], "weights": entries}],
        }
        (tmp_path / "m.json").write_text(json.dumps(model))
        (tmp_path / "m.bin").write_bytes(content)
        _tfjs.to_onnx(tmp_path / "m.json", tmp_path / "m.onnx", outputs={"out": "result"})
        session = onnxruntime.InferenceSession(tmp_path / "m.onnx")
        return lambda value: session.run(["result"], {"in": value.astype(np.float32)})[0]

    return make


@pytest.fixture
def random():
    return np.random.default_rng(3)


def test_a_convolution_reads_its_weights_as_tensorflow_writes_them(convert, random):
    weights = random.normal(size=(1, 1, 3, 2)).astype(np.float32)
    conv = node("out", "Conv2D", "in", "w", strides=ints(1, 2, 2, 1), padding=word("VALID"))
    run = convert((1, 4, 4, 3), [conv], {"w": weights}, (1, 2, 2, 2))
    picture = random.normal(size=(1, 4, 4, 3)).astype(np.float32)

    np.testing.assert_allclose(run(picture), picture[:, ::2, ::2] @ weights[0, 0], atol=1e-5)


def test_padding_same_puts_the_odd_row_below_and_right(convert):
    weights = np.ones((2, 2, 1, 1), np.float32)
    conv = node("out", "Conv2D", "in", "w", strides=ints(1, 1, 1, 1), padding=word("SAME"))
    run = convert((1, 2, 2, 1), [conv], {"w": weights}, (1, 2, 2, 1))

    given = run(np.array([1, 2, 3, 4]).reshape(1, 2, 2, 1))

    assert given.reshape(-1).tolist() == [10, 6, 7, 4]


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ({}, [0, 1, 2, 2]),
        ({"half_pixel_centers": {"b": True}}, [0, 0.5, 1.5, 2]),
        ({"align_corners": {"b": True}}, [0, 2 / 3, 4 / 3, 2]),
    ],
    ids=["asymmetric", "half pixel", "corners"],
)
def test_pictures_are_enlarged_by_the_rule_that_the_model_names(convert, attributes, wanted):
    nodes = [node("out", "ResizeBilinear", "in", "size", **attributes)]
    run = convert((1, 1, 2, 1), nodes, {"size": np.array([1, 4], np.int32)}, (1, 1, 4, 1))

    given = run(np.array([0, 2]).reshape(1, 1, 2, 1))

    np.testing.assert_allclose(given.reshape(-1), wanted, atol=1e-6)


def test_parts_are_split_padded_and_joined_again(convert):
    nodes = [
        node("parts", "SplitV", "in", "sizes", "axis"),
        node("wide", "PadV2", "parts:1", "widths", "filling"),
        node("out", "ConcatV2", "wide", "parts", "axis"),
    ]
    weights = {
        "sizes": np.array([1, 2], np.int32),
        "axis": np.array(1, np.int32),
        "widths": np.array([[0, 0], [1, 0]], np.int32),
        "filling": np.array(9, np.float32),
    }
    run = convert((1, 3), nodes, weights, (1, 4))

    assert run(np.array([[1, 2, 3]])).tolist() == [[9, 2, 3, 1]]


def test_a_shape_that_is_worked_out_in_the_graph_is_folded(convert):
    nodes = [
        node("dense", "SparseToDense", "places", "shape", "values", "nought"),
        node("sum", "AddV2", "dense", "base"),
        node("out", "Reshape", "in", "sum"),
    ]
    weights = {
        "places": np.array([1], np.int32),
        "shape": np.array([2], np.int32),
        "values": np.array([1], np.int32),
        "nought": np.array(0, np.int32),
        "base": np.array([3, 1], np.int32),
    }
    run = convert((1, 6), nodes, weights, (3, 2))

    assert run(np.arange(6).reshape(1, 6)).tolist() == [[0, 1], [2, 3], [4, 5]]


def test_quantised_and_half_weights_become_single_precision(convert):
    weights = {"low": np.array([0, 255], np.uint8), "half": np.array([1, 2], np.float16)}
    quantised = {
        "low": {"dtype": "uint8", "scale": 0.5, "min": -1.0},
        "half": {"dtype": "float16"},
    }
    nodes = [node("sum", "AddV2", "in", "low"), node("out", "Mul", "sum", "half")]
    run = convert((1, 2), nodes, weights, (1, 2), quantised=quantised)

    assert run(np.array([[1, 1]])).tolist() == [[0, 255]]


def test_an_operation_that_is_not_covered_is_named(convert):
    with pytest.raises(Invalid, match="FancyNewOp"):
        convert((1,), [node("out", "FancyNewOp", "in")], output=(1,))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"modelTopology": {"node": []}}'])
def test_what_is_no_graph_model_is_invalid(tmp_path, text):
    (tmp_path / "m.json").write_text(text)

    with pytest.raises(Invalid, match=r"m\.json"):
        _tfjs.to_onnx(tmp_path / "m.json", tmp_path / "m.onnx", outputs={"out": "result"})


def test_weights_shorter_than_they_say_are_invalid(convert, tmp_path):
    nodes = [node("out", "AddV2", "in", "w")]
    convert((1, 2), nodes, {"w": np.ones((1, 2), np.float32)}, (1, 2))
    (tmp_path / "m.bin").write_bytes(b"\0" * 7)

    with pytest.raises(Invalid):
        _tfjs.to_onnx(tmp_path / "m.json", tmp_path / "m.onnx", outputs={"out": "result"})
