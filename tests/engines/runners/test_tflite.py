"""The TensorFlow Lite reader, on a graph made here with the public FlatBuffers library."""

import flatbuffers
import numpy as np
import onnxruntime
import pytest

from dure.core import Invalid
from dure.engines.runners import _tflite

RELU6, SAME = 3, 0
CONV, DEPTHWISE, DEQUANTIZE, RESHAPE, ADD, CONCATENATION = 3, 4, 6, 22, 0, 2


class Writer:
    """Writes the few tables of the schema that a detector needs."""

    def __init__(self):
        self.b = flatbuffers.Builder(1024)
        self.tensors, self.buffers, self.operators, self.codes = [], [self.table()], [], []

    def table(self, **fields):
        """Write a table of fields named f<number>: ("i", int), ("b", byte) or an offset."""
        numbers = {int(name[1:]): value for name, value in fields.items()}
        self.b.StartObject(max(numbers, default=-1) + 1)
        for slot, value in numbers.items():
            if isinstance(value, tuple) and value[0] == "i":
                self.b.PrependInt32Slot(slot, value[1], 0)
            elif isinstance(value, tuple):
                self.b.PrependInt8Slot(slot, value[1], 0)
            else:
                self.b.PrependUOffsetTRelativeSlot(slot, value, 0)
        return self.b.EndObject()

    def ints(self, values):
        return self.b.CreateNumpyVector(np.array(values, np.int32))

    def offsets(self, values):
        self.b.StartVector(4, len(values), 4)
        for value in reversed(values):
            self.b.PrependUOffsetTRelative(value)
        return self.b.EndVector()

    def tensor(self, shape, value=None):
        buffer, kind = 0, 0
        if value is not None:
            content = self.b.CreateByteVector(value.tobytes())
            self.buffers.append(self.table(f0=content))
            buffer = len(self.buffers) - 1
            kind = {np.dtype("f4"): 0, np.dtype("f2"): 1, np.dtype("i4"): 2}[value.dtype]
        fields = {"f0": self.ints(shape), "f1": ("b", kind), "f2": ("i", buffer)}
        self.tensors.append(self.table(**fields))
        return len(self.tensors) - 1

    def operator(self, code, inputs, output, **options):
        self.codes.append(self.table(f0=("b", code)))
        fields = {"f0": ("i", len(self.codes) - 1), "f1": self.ints(inputs)}
        fields |= {"f2": self.ints([output]), "f4": self.table(**options)}
        self.operators.append(self.table(**fields))

    def content(self, inputs, outputs):
        graph = self.table(
            f0=self.offsets(self.tensors),
            f1=self.ints(inputs),
            f2=self.ints(outputs),
            f3=self.offsets(self.operators),
        )
        model = self.table(
            f0=("i", 3),
            f1=self.offsets(self.codes),
            f2=self.offsets([graph]),
            f4=self.offsets(self.buffers),
        )
        self.b.Finish(model, b"TFL3")
        return bytes(self.b.Output())


@pytest.fixture
def random():
    return np.random.default_rng(7)


def small(random, code=RESHAPE):
    """A strided convolution in half precision, a depthwise one, a sum and a reshape."""
    w = Writer()
    weights = random.normal(size=(4, 1, 1, 3)).astype(np.float16)
    depth = random.normal(size=(1, 1, 1, 4)).astype(np.float32)
    bias = random.normal(size=4).astype(np.float32)
    picture = w.tensor([1, 5, 5, 3])
    halves, singles = w.tensor(weights.shape, weights), w.tensor(weights.shape)
    biases, depths = w.tensor([4], bias), w.tensor(depth.shape, depth)
    first, second, third = (w.tensor([1, 3, 3, 4]) for _ in range(3))
    shape = w.tensor([3], np.array([1, 9, 4], np.int32))
    flat = w.tensor([1, 9, 4])
    two, one = ("i", 2), ("i", 1)
    w.operator(DEQUANTIZE, [halves], singles)
    w.operator(CONV, [picture, singles, biases], first, f1=two, f2=two, f3=("b", RELU6))
    w.operator(DEPTHWISE, [first, depths, biases], second, f1=one, f2=one, f3=one)
    w.operator(ADD, [first, second], third)
    w.operator(code, [third, shape], flat)
    return w.content([picture], [flat]), (weights, depth, bias)


def test_a_small_graph_gives_what_its_formula_gives(tmp_path, random):
    content, (weights, depth, bias) = small(random)
    (tmp_path / "m.tflite").write_bytes(content)

    _tflite.to_onnx(tmp_path / "m.tflite", tmp_path / "m.onnx", outputs=("out",))

    picture = random.normal(size=(1, 5, 5, 3)).astype(np.float32)
    first = picture[:, ::2, ::2] @ weights[:, 0, 0].astype(np.float32).T + bias
    first = first.clip(0, 6)
    wanted = (first + first * depth[0, 0, 0] + bias).reshape(1, 9, 4)
    session = onnxruntime.InferenceSession(tmp_path / "m.onnx")
    given = session.run(["out"], {"input": picture.transpose(0, 3, 1, 2)})[0]
    np.testing.assert_allclose(given, wanted, atol=1e-5)


def test_an_operation_that_is_not_covered_is_named(tmp_path, random):
    content, _ = small(random, code=99)
    (tmp_path / "m.tflite").write_bytes(content)

    with pytest.raises(Invalid, match="99"):
        _tflite.to_onnx(tmp_path / "m.tflite", tmp_path / "m.onnx", outputs=("out",))
    assert not (tmp_path / "m.onnx").exists()


@pytest.mark.parametrize("keep", [0, 3, 40, 200])
def test_a_truncated_file_is_invalid(tmp_path, random, keep):
    (tmp_path / "m.tflite").write_bytes(small(random)[0][:keep])

    with pytest.raises(Invalid):
        _tflite.to_onnx(tmp_path / "m.tflite", tmp_path / "m.onnx", outputs=("out",))
