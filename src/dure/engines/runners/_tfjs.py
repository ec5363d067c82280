"""Convert a TensorFlow.js graph model to ONNX: a JSON graph beside a file of weights.

Covers what convolutional detectors are made of. The graph keeps TensorFlow's order of axes
(channels last) where it has it; each convolution is wrapped in transpositions, which
onnxruntime folds away.
"""

import base64
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dure.core import Invalid, say

from ._graph import Graph

Array = NDArray[Any]
Node = dict[str, Any]
_TO_CHANNELS_FIRST, _TO_CHANNELS_LAST = [0, 3, 1, 2], [0, 2, 3, 1]


def to_onnx(source: Path, target: Path, *, outputs: dict[str, str]) -> None:
    """Write the ONNX of a graph model.

    Args:
        source: the JSON file; the weights lie beside it under the names it gives.
        target: the ONNX file.
        outputs: names of the graph's output nodes, and the names that they get.

    Raises:
        Invalid: the file is broken or has an operation that is not covered.
    """
    try:
        model = json.loads(source.read_bytes())
        converter = _Converter(model["modelTopology"]["node"], weights(model, source.parent))
        converter.convert(target, outputs, model["signature"]["outputs"].values())
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Invalid(
            say("“{file}” is no TensorFlow.js model that Dure can read.", file=source.name)
        ) from error


def weights(model: dict[str, Any], folder: Path) -> dict[str, Array]:
    """Read the weights that a graph model names, half precision and quantised ones included."""
    found: dict[str, Array] = {}
    for group in model["weightsManifest"]:
        content = b"".join((folder / Path(p).name).read_bytes() for p in group["paths"])
        place = 0
        for entry in group["weights"]:
            value, size = _weight(entry, content, place)
            found[entry["name"]] = value
            place += size
    return found


def _weight(entry: Node, content: bytes, place: int) -> tuple[Array, int]:
    packing = entry.get("quantization")
    stored = np.dtype((packing or entry)["dtype"]).newbyteorder("<")
    count = int(np.prod(entry["shape"]))
    raw = np.frombuffer(content, stored, count, place).reshape(entry["shape"])
    value = raw.astype(np.dtype(entry["dtype"]))
    if packing and "scale" in packing:
        value = value * np.float32(packing["scale"]) + np.float32(packing["min"])
    return value, raw.nbytes


class _Converter:
    def __init__(self, nodes: Sequence[Node], weights: dict[str, Array]) -> None:
        self.nodes = {node["name"]: node for node in nodes}
        self.weights = weights
        self.graph = Graph()
        self.inputs: dict[str, list[int]] = {}

    def convert(self, target: Path, outputs: dict[str, str], shapes: Any) -> None:  # noqa: ANN401
        for name in self._ordered(outputs):
            self._emit(self.nodes[name])
        sizes = {entry["name"].split(":")[0]: _dims(entry["tensorShape"]) for entry in shapes}
        for name, public in outputs.items():
            self.graph.node("Identity", self.value(name), name=public)
        self.graph.save(target, self.inputs, {p: sizes[n] for n, p in outputs.items()})

    def _ordered(self, wanted: Sequence[str] | dict[str, str]) -> list[str]:
        """Give the nodes that the outputs need, each after those it reads."""
        order: dict[str, None] = {}
        open_nodes = list(wanted)
        while open_nodes:
            name = open_nodes[-1]
            missing = [i for i in self._reads(name) if i not in order]
            if missing:
                open_nodes += missing
                continue
            order[open_nodes.pop()] = None
        return list(order)

    def _reads(self, name: str) -> list[str]:
        inputs = (_base(i) for i in self.nodes[name].get("input", ()))
        return [i for i in inputs if i not in self.weights]

    def _emit(self, node: Node) -> None:
        emit = _EMITTERS.get(node["op"])
        if emit is None:
            raise Invalid(
                say("The TensorFlow.js operation {name} cannot be converted.", name=node["op"])
            )
        emit(self, node)

    # -- reading a node ---------------------------------------------------------------------------

    def value(self, name: str) -> str:
        """Give the ONNX name of an input, adding it as a constant where it is a weight."""
        base, _, output = name.partition(":")
        if base in self.weights:
            return self.graph.constant(self.weights[base], base)
        return base if output in ("", "0") else f"{base}:{output}"

    def known(self, name: str) -> Array:
        """Work out an input that must be a constant: a shape, a padding, an axis."""
        base = _base(name)
        if base in self.weights:
            return self.weights[base]
        node = self.nodes[base]
        if node["op"] in ("Add", "AddV2"):
            return np.asarray(self.known(node["input"][0]) + self.known(node["input"][1]))
        if node["op"] == "SparseToDense":
            return self._dense(node)
        raise Invalid(
            say("The TensorFlow.js node {name} should be a constant and is none.", name=base)
        )

    def _dense(self, node: Node) -> Array:
        places, shape, values, default = (self.known(i) for i in node["input"])
        dense = np.full(shape, default)
        if places.size:
            dense[tuple(np.atleast_2d(places).T)] = values
        return dense

    def constant(self, values: Sequence[int] | Array) -> str:
        return self.graph.constant(np.asarray(values, np.int64))

    # -- writing a node ---------------------------------------------------------------------------

    def placeholder(self, node: Node) -> None:
        self.inputs[node["name"]] = _dims(node["attr"]["shape"]["shape"])

    def nothing(self, node: Node) -> None:
        """Constants are added where they are read."""

    def same(self, node: Node) -> None:
        """Write an operation that ONNX has under the same meaning, element by element."""
        kind = _SAME[node["op"]]
        if all(self._is_known(i) for i in node["input"]):
            return
        self.graph.node(kind, *map(self.value, node["input"]), name=node["name"])

    def _is_known(self, name: str) -> bool:
        base = _base(name)
        return base in self.weights or self.nodes[base]["op"] == "SparseToDense"

    def leaky(self, node: Node) -> None:
        alpha = float(node["attr"].get("alpha", {}).get("f", 0.2))
        self.graph.node("LeakyRelu", self.value(node["input"][0]), name=node["name"], alpha=alpha)

    def transpose(self, node: Node) -> None:
        perm = [int(axis) for axis in self.known(node["input"][1])]
        self.graph.node("Transpose", self.value(node["input"][0]), name=node["name"], perm=perm)

    def reshape(self, node: Node) -> None:
        shape = self.constant(self.known(node["input"][1]))
        self.graph.node("Reshape", self.value(node["input"][0]), shape, name=node["name"])

    def concat(self, node: Node) -> None:
        *parts, axis = node["input"]
        self.graph.node(
            "Concat", *map(self.value, parts), name=node["name"], axis=int(self.known(axis))
        )

    def split(self, node: Node) -> None:
        value, sizes, axis = node["input"]
        counts = [int(size) for size in self.known(sizes)]
        names = [node["name"], *(f"{node['name']}:{i}" for i in range(1, len(counts)))]
        self.graph.split(self.value(value), counts, int(self.known(axis)), names)

    def pad(self, node: Node) -> None:
        widths = self.constant(self.known(node["input"][1]).T.reshape(-1))
        filling = self.known(node["input"][2]) if node["op"] == "PadV2" else np.float32(0)
        filled = self.graph.constant(np.asarray(filling, np.float32).reshape(()))
        self.graph.node("Pad", self.value(node["input"][0]), widths, filled, name=node["name"])

    def conv(self, node: Node) -> None:
        """Write a convolution; TensorFlow's weights are height, width, in, out."""
        filters = self.graph.constant(self.known(node["input"][1]).transpose(3, 2, 0, 1))
        dilations = _spatial(node, "dilations") or [1, 1]
        strides = _spatial(node, "strides")
        self._channels_first(
            "Conv", node, filters, strides=strides, dilations=dilations, auto_pad=_padding(node)
        )

    def max_pool(self, node: Node) -> None:
        kernel, strides = _spatial(node, "ksize"), _spatial(node, "strides")
        self._channels_first(
            "MaxPool", node, kernel_shape=kernel, strides=strides, auto_pad=_padding(node)
        )

    def resize(self, node: Node) -> None:
        height, width = (int(side) for side in self.known(node["input"][1]))
        flags = {k: bool(node["attr"].get(k, {}).get("b")) for k in _COORDINATES}
        mode = next((_COORDINATES[k] for k, v in flags.items() if v), "asymmetric")
        first = self.graph.node("Transpose", self.value(node["input"][0]), perm=_TO_CHANNELS_FIRST)
        kept = self.graph.node("Slice", self.graph.node("Shape", first), *self._ends(0, 2))
        sizes = self.graph.node("Concat", kept, self.constant([height, width]), axis=0)
        larger = self.graph.node(
            "Resize", first, "", "", sizes, mode="linear", coordinate_transformation_mode=mode
        )
        self.graph.node("Transpose", larger, name=node["name"], perm=_TO_CHANNELS_LAST)

    def _ends(self, start: int, end: int) -> tuple[str, str]:
        return self.constant([start]), self.constant([end])

    def _channels_first(self, kind: str, node: Node, *more: str, **attributes: Any) -> None:  # noqa: ANN401
        first = self.graph.node("Transpose", self.value(node["input"][0]), perm=_TO_CHANNELS_FIRST)
        done = self.graph.node(kind, first, *more, **attributes)
        self.graph.node("Transpose", done, name=node["name"], perm=_TO_CHANNELS_LAST)


def _base(name: str) -> str:
    return name.lstrip("^").partition(":")[0]


def _dims(shape: Node) -> list[int]:
    return [int(dim["size"]) for dim in shape.get("dim", ())]


def _spatial(node: Node, name: str) -> list[int]:
    """Give height and width of an attribute in TensorFlow's order of four axes."""
    listed = node["attr"].get(name, {}).get("list", {}).get("i", ())
    return [int(value) for value in listed[1:3]]


def _padding(node: Node) -> str:
    word = base64.b64decode(node["attr"]["padding"]["s"]).decode()
    return {"SAME": "SAME_UPPER", "VALID": "VALID"}[word]


_COORDINATES = {"half_pixel_centers": "half_pixel", "align_corners": "align_corners"}
_SAME = {
    "Add": "Add",
    "AddV2": "Add",
    "Mul": "Mul",
    "Sub": "Sub",
    "Relu": "Relu",
    "Sigmoid": "Sigmoid",
    "Identity": "Identity",
}
_EMITTERS: dict[str, Callable[[_Converter, Node], None]] = {
    **dict.fromkeys(_SAME, _Converter.same),
    "Placeholder": _Converter.placeholder,
    "Const": _Converter.nothing,
    "SparseToDense": _Converter.nothing,
    "LeakyRelu": _Converter.leaky,
    "Transpose": _Converter.transpose,
    "Reshape": _Converter.reshape,
    "ConcatV2": _Converter.concat,
    "SplitV": _Converter.split,
    "Pad": _Converter.pad,
    "PadV2": _Converter.pad,
    "Conv2D": _Converter.conv,
    "MaxPool": _Converter.max_pool,
    "ResizeBilinear": _Converter.resize,
}
