"""Convert a TensorFlow Lite file to ONNX, reading its FlatBuffer directly.

Covers what single-shot detectors are made of: convolutions, additions, concatenations and
reshapes, in single or half precision. Pictures become channels-first, which is what ONNX wants.
Field numbers are those of the public schema (tensorflow/lite/schema/schema.fbs, version 3).
"""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dure.core import Invalid, say

from ._graph import Graph

_ADD, _CONCATENATION, _CONV, _DEPTHWISE, _DEQUANTIZE, _RESHAPE = 0, 2, 3, 4, 6, 22
_DTYPES: dict[int, str] = {0: "<f4", 1: "<f2", 2: "<i4", 3: "u1", 4: "<i8"}
_NONE, _RELU, _RELU6 = 0, 1, 3
_SAME = 0


class Table:
    """A table of a FlatBuffer: fields by number, absent ones with their default."""

    def __init__(self, buffer: bytes, place: int) -> None:
        self._buffer = buffer
        self._place = place
        self._vtable = place - self._read("<i", place)

    @classmethod
    def root(cls, buffer: bytes) -> "Table":
        """Give the outermost table."""
        return cls(buffer, struct.unpack_from("<I", buffer, 0)[0])

    def number(self, field: int, form: str = "<i", default: int = 0) -> int:
        """Give a number in the form of `struct`."""
        place = self._field(field)
        return self._read(form, place) if place else default

    def table(self, field: int) -> "Table":
        """Give a table; raises `Invalid` where it is absent."""
        place = self._field(field)
        if not place:
            raise Invalid(say("The TensorFlow Lite file lacks a part that it must have."))
        return Table(self._buffer, place + self._read("<I", place))

    def tables(self, field: int) -> list["Table"]:
        """Give a vector of tables."""
        count, place = self._vector(field)
        places = [place + 4 * i for i in range(count)]
        return [Table(self._buffer, p + self._read("<I", p)) for p in places]

    def numbers(self, field: int) -> list[int]:
        """Give a vector of 32-bit integers."""
        count, place = self._vector(field)
        return list(struct.unpack_from(f"<{count}i", self._buffer, place))

    def content(self, field: int) -> bytes:
        """Give a vector of bytes."""
        count, place = self._vector(field)
        return self._buffer[place : place + count]

    def _vector(self, field: int) -> tuple[int, int]:
        place = self._field(field)
        if not place:
            return 0, 0
        place += self._read("<I", place)
        return self._read("<I", place), place + 4

    def _field(self, field: int) -> int:
        slot = 4 + 2 * field
        if slot >= self._read("<H", self._vtable):
            return 0
        offset = self._read("<H", self._vtable + slot)
        return self._place + offset if offset else 0

    def _read(self, form: str, place: int) -> int:
        return int(struct.unpack_from(form, self._buffer, place)[0])


def to_onnx(source: Path, target: Path, *, outputs: tuple[str, ...]) -> None:
    """Write the ONNX of a TensorFlow Lite file.

    Args:
        source: the file.
        target: the ONNX file; its input is named ``input`` and is channels-first.
        outputs: names for the file's outputs, in its order.

    Raises:
        Invalid: the file is broken or has an operation that is not covered.
    """
    try:
        _Converter(Table.root(source.read_bytes())).convert(target, outputs)
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise Invalid(
            say("“{file}” is no TensorFlow Lite file that Dure can read.", file=source.name)
        ) from error


class _Converter:
    def __init__(self, model: Table) -> None:
        graph = model.tables(2)[0]
        self.codes = [max(c.number(0, "<b"), c.number(3)) for c in model.tables(1)]
        self.buffers = model.tables(4)
        self.tensors = graph.tables(0)
        self.inputs, self.outputs = graph.numbers(1), graph.numbers(2)
        self.operators = graph.tables(3)
        self.graph = Graph()
        self.names: dict[int, str] = {}
        self.values: dict[int, NDArray[Any]] = {}

    def convert(self, target: Path, outputs: tuple[str, ...]) -> None:
        self.names[self.inputs[0]] = "input"
        for operator in self.operators:
            self._emit(operator)
        for place, name in zip(self.outputs, outputs, strict=True):
            self.graph.node("Identity", self.names[place], name=name)
        _, height, width, channels = self._shape(self.inputs[0])
        shapes = {n: self._shape(p) for p, n in zip(self.outputs, outputs, strict=True)}
        self.graph.save(target, {"input": (1, channels, height, width)}, shapes)

    def _emit(self, operator: Table) -> None:
        code = self.codes[operator.number(0, "<I")]
        emit = _EMITTERS.get(code)
        if emit is None:
            raise Invalid(
                say("The TensorFlow Lite operation {code} cannot be converted.", code=code)
            )
        emit(self, operator, operator.numbers(1), operator.numbers(2)[0])

    def dequantize(self, _: Table, inputs: list[int], output: int) -> None:
        self.values[output] = self._value(inputs[0])

    def conv(self, operator: Table, inputs: list[int], output: int) -> None:
        weights = self._value(inputs[1]).transpose(0, 3, 1, 2)
        fields = {"activation": 3, "dilation_w": 4, "dilation_h": 5}
        self._convolve(operator.table(4), (inputs, output), weights, 1, fields)

    def depthwise(self, operator: Table, inputs: list[int], output: int) -> None:
        weights = self._value(inputs[1]).transpose(3, 0, 1, 2)
        channels = self._shape(inputs[0])[3]
        fields = {"activation": 4, "dilation_w": 5, "dilation_h": 6}
        self._convolve(operator.table(4), (inputs, output), weights, channels, fields)

    def _convolve(
        self,
        options: Table,
        places: tuple[list[int], int],
        weights: NDArray[Any],
        group: int,
        fields: dict[str, int],
    ) -> None:
        inputs, output = places
        name = self.graph.node(
            "Conv",
            self.names[inputs[0]],
            self.graph.constant(weights),
            self.graph.constant(self._value(inputs[2])),
            strides=[options.number(2), options.number(1)],
            dilations=[
                options.number(fields["dilation_h"], default=1),
                options.number(fields["dilation_w"], default=1),
            ],
            kernel_shape=list(weights.shape[2:]),
            group=group,
            auto_pad="SAME_UPPER" if options.number(0, "<b") == _SAME else "VALID",
        )
        self.names[output] = self._activated(name, options.number(fields["activation"], "<b"))

    def add(self, operator: Table, inputs: list[int], output: int) -> None:
        name = self.graph.node("Add", *(self.names[place] for place in inputs))
        self.names[output] = self._activated(name, operator.table(4).number(0, "<b"))

    def concatenation(self, operator: Table, inputs: list[int], output: int) -> None:
        rank = len(self._shape(output))
        axis = operator.table(4).number(0) % rank
        axis = (0, 2, 3, 1)[axis] if rank == 4 else axis
        name = self.graph.node("Concat", *(self.names[p] for p in inputs), axis=axis)
        self.names[output] = self._activated(name, operator.table(4).number(1, "<b"))

    def reshape(self, _: Table, inputs: list[int], output: int) -> None:
        """Reshape in the file's own order of axes, so that cells keep their order."""
        value = self.names[inputs[0]]
        if len(self._shape(inputs[0])) == 4:
            value = self.graph.node("Transpose", value, perm=[0, 2, 3, 1])
        shape = self._shape(output)
        name = self.graph.node("Reshape", value, self.graph.constant(np.array(shape, np.int64)))
        if len(shape) == 4:
            name = self.graph.node("Transpose", name, perm=[0, 3, 1, 2])
        self.names[output] = name

    def _activated(self, name: str, activation: int) -> str:
        if activation == _NONE:
            return name
        if activation == _RELU:
            return self.graph.node("Relu", name)
        if activation == _RELU6:
            low, high = (self.graph.constant(np.float32(v), f"relu6_{v}") for v in (0, 6))
            return self.graph.node("Clip", name, low, high)
        raise Invalid(
            say("The TensorFlow Lite activation {code} cannot be converted.", code=activation)
        )

    def _shape(self, place: int) -> list[int]:
        return self.tensors[place].numbers(0)

    def _value(self, place: int) -> NDArray[Any]:
        if place in self.values:
            return self.values[place]
        tensor = self.tensors[place]
        content = self.buffers[tensor.number(2, "<I")].content(0)
        return np.frombuffer(content, _DTYPES[tensor.number(1, "<b")]).reshape(tensor.numbers(0))


_EMITTERS: dict[int, Callable[[_Converter, Table, list[int], int], None]] = {
    _ADD: _Converter.add,
    _CONCATENATION: _Converter.concatenation,
    _CONV: _Converter.conv,
    _DEPTHWISE: _Converter.depthwise,
    _DEQUANTIZE: _Converter.dequantize,
    _RESHAPE: _Converter.reshape,
}
