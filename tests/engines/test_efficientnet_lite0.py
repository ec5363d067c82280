"""EfficientNet-Lite0 without its weights: a network of the same shape with few channels."""

import os
import pickle
import struct
import sys
from collections import OrderedDict
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from dure.core import Invalid
from dure.engines.runners import efficientnet_lite0 as lite0

REPOSITORY = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("DURE_MODELS", REPOSITORY / ".cache" / "models"))
STAGE_WIDTHS = (4, 6, 6, 8, 8, 10, 12)
KERNELS = (3, 3, 5, 3, 5, 5, 3)


def small_weights():
    """Give random weights of the network with its names and depth and few channels."""
    random = np.random.default_rng(7)
    weights = OrderedDict()

    def layer(convolution, normalisation, *shape):
        fan_in = np.prod(shape[1:])
        weights[f"{convolution}.weight"] = random.normal(0, 1.5 / np.sqrt(fan_in), shape)
        for name, low, high in (
            ("weight", 0.5, 1.5),
            ("bias", -0.5, 0.5),
            ("running_mean", -0.2, 0.2),
            ("running_var", 0.5, 2.0),
        ):
            weights[f"{normalisation}.{name}"] = random.uniform(low, high, shape[0])

    layer("_conv_stem", "_bn0", 4, 3, 3, 3)
    came, number = 4, 0
    for stage, (blocks, _) in enumerate(lite0.STAGES):
        for _ in range(blocks):
            at, wide = f"_blocks.{number}.", came if stage == 0 else 2 * came
            if stage:
                layer(f"{at}_expand_conv", f"{at}_bn0", wide, came, 1, 1)
            layer(f"{at}_depthwise_conv", f"{at}_bn1", wide, 1, KERNELS[stage], KERNELS[stage])
            layer(f"{at}_project_conv", f"{at}_bn2", STAGE_WIDTHS[stage], wide, 1, 1)
            came, number = STAGE_WIDTHS[stage], number + 1
    layer("_conv_head", "_bn1", 16, came, 1, 1)
    return OrderedDict((name, value.astype(np.float32)) for name, value in weights.items())


class FloatStorage:
    """Stands for torch's type of that name."""


def _rebuild_tensor_v2(*parts):
    """Stands for torch's function of that name."""


class Tensor:
    def __init__(self, key, array):
        self.key, self.array = key, array

    def __reduce__(self):
        shape = self.array.shape
        steps = tuple(int(np.prod(shape[i + 1 :])) for i in range(len(shape)))
        return _rebuild_tensor_v2, (Storage(self.key, self.array.size), 0, shape, steps, False, {})


class Storage:
    def __init__(self, key, size):
        self.key, self.size = key, size


class TorchPickler(pickle.Pickler):
    def persistent_id(self, obj):
        if isinstance(obj, Storage):
            return ("storage", FloatStorage, obj.key, "cpu", obj.size, None)
        return None


@pytest.fixture
def checkpoint(tmp_path, monkeypatch):
    """Write checkpoints as torch before 1.6 did; the names of torch exist only meanwhile."""

    def write(weights, name="small.pth"):
        torch, utils = ModuleType("torch"), ModuleType("torch._utils")
        torch.FloatStorage, utils._rebuild_tensor_v2 = FloatStorage, _rebuild_tensor_v2
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, "torch", torch)
            patch.setitem(sys.modules, "torch._utils", utils)
            patch.setattr(FloatStorage, "__module__", "torch")
            patch.setattr(_rebuild_tensor_v2, "__module__", "torch._utils")
            path = tmp_path / name
            with path.open("wb") as file:
                for part in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
                    pickle.dump(part, file, 2)
                tensors = ((k, Tensor(str(i), v)) for i, (k, v) in enumerate(weights.items()))
                TorchPickler(file, 2).dump(OrderedDict(tensors))
                pickle.dump([str(i) for i in range(len(weights))], file, 2)
                for value in weights.values():
                    file.write(struct.pack("<q", value.size) + value.tobytes())
        return path

    return write


# -- the same network in plain numpy, with its batch normalisation as written in the paper -------


def layer(x, weights, convolution, normalisation, stride=1, clip=True):
    kernel = weights[f"{convolution}.weight"]
    size = kernel.shape[2]
    out = -(-x.shape[1] // stride)
    pad = max((out - 1) * stride + size - x.shape[1], 0)
    x = np.pad(x, ((0, 0), (pad // 2, pad - pad // 2), (pad // 2, pad - pad // 2)))
    windows = sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    equation = "chwij,cij->chw" if kernel.shape[1] == 1 else "chwij,ocij->ohw"
    x = np.einsum(equation, windows, kernel[:, 0] if kernel.shape[1] == 1 else kernel)
    scale, shift, mean, variance = (
        weights[f"{normalisation}.{part}"][:, None, None]
        for part in ("weight", "bias", "running_mean", "running_var")
    )
    x = (x - mean) / np.sqrt(variance + 1e-3) * scale + shift
    return x.clip(0, 6) if clip else x


def embedding(x, weights):
    x, parts, number = layer(x, weights, "_conv_stem", "_bn0", 2), [], 0
    for blocks, first in lite0.STAGES:
        for i in range(blocks):
            at, start, stride = f"_blocks.{number}.", x, first if i == 0 else 1
            if f"{at}_expand_conv.weight" in weights:
                x = layer(x, weights, f"{at}_expand_conv", f"{at}_bn0")
            x = layer(x, weights, f"{at}_depthwise_conv", f"{at}_bn1", stride)
            x = layer(x, weights, f"{at}_project_conv", f"{at}_bn2", clip=False)
            x = x + start if x.shape == start.shape else x
            if number in lite0.POOLED:
                parts.append(x.mean(axis=(1, 2)))
            number += 1
    parts.append(layer(x, weights, "_conv_head", "_bn1").mean(axis=(1, 2)))
    return np.concatenate([part / np.linalg.norm(part) for part in parts])


@pytest.fixture
def small(checkpoint, tmp_path):
    weights = small_weights()
    lite0.convert(checkpoint(weights), tmp_path / "small.onnx")
    return lite0.open(tmp_path / "small.onnx", threads=1), weights


def a_picture(height=40, width=30, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def test_the_tensors_come_back_as_they_were_written(checkpoint):
    weights = small_weights()
    read = lite0.checkpoint(checkpoint(weights))
    assert list(read) == list(weights)
    assert all(np.array_equal(read[name], weights[name]) for name in weights)


def test_the_converted_network_computes_what_the_paper_says(small):
    embedder, weights = small
    picture = a_picture()
    wanted = np.mean([embedding(view, weights) for view in lite0.views(picture)], axis=0)
    np.testing.assert_allclose(embedder.embed([picture])[0], wanted, atol=2e-5)


def test_a_vector_does_not_depend_on_its_neighbours(small):
    embedder, _ = small
    pictures = [a_picture(seed=seed) for seed in range(3)]
    together = embedder.embed(pictures)
    assert together.shape == (3, embedder.dimensions)
    assert together.dtype == np.float32
    assert np.array_equal(together, np.concatenate([embedder.embed([p]) for p in pictures]))


def test_no_pictures_give_no_vectors(small):
    assert small[0].embed([]).shape == (0, small[0].dimensions)


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (2600, 1100)])
def test_pictures_of_any_size_are_taken(small, size):
    assert np.isfinite(small[0].embed([a_picture(*size)])).all()


@pytest.mark.parametrize(
    "picture",
    [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.float32), np.zeros((0, 4, 3), np.uint8)],
)
def test_what_is_no_rgb_picture_is_refused(small, picture):
    with pytest.raises(Invalid, match="must be RGB"):
        small[0].embed([picture])


def test_a_checkpoint_of_another_network_is_refused(checkpoint, tmp_path):
    weights = small_weights()
    del weights["_blocks.7._project_conv.weight"]
    with pytest.raises(Invalid, match=r"_blocks\.7\._project_conv\.weight"):
        lite0.convert(checkpoint(weights), tmp_path / "other.onnx")
    assert not (tmp_path / "other.onnx").exists()


class Runs:
    def __reduce__(self):
        return os.getcwd, ()


def test_a_checkpoint_that_would_run_code_is_refused(tmp_path):
    path = tmp_path / "evil.pth"
    path.write_bytes(pickle.dumps(Runs()))
    with pytest.raises(Invalid, match="getcwd is refused"):
        lite0.checkpoint(path)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
def test_a_checkpoint_cut_short_is_refused(checkpoint, share):
    path = checkpoint(small_weights())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Invalid, match=r"small\.pth"):
        lite0.checkpoint(path)


@pytest.mark.models
def test_the_real_network_knows_a_picture_from_noise():
    path = MODELS / "efficientnet_lite0" / "efficientnet_lite0.onnx"
    if not path.is_file():
        pytest.skip("efficientnet_lite0 is not installed (`dure models install`)")
    embedder = lite0.open(path)
    flat = np.full((64, 64, 3), 200, np.uint8)
    one, other, noise = embedder.embed([flat, flat - 4, a_picture(64, 64)])
    assert embedder.dimensions == 1984
    assert one @ other / np.linalg.norm(one) / np.linalg.norm(other) > 0.95
    assert one @ noise / np.linalg.norm(one) / np.linalg.norm(noise) < 0.8
