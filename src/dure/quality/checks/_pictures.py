"""What a thumbnail says: brightness, contrast, blur, perceptual hash, a small copy to compare.

One pass over the thumbnails serves every check: `traits` keeps its result for as long as the
facts live.
"""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..model import Facts

_HASH_SIDE = 32  # the DCT is taken of 32 × 32 means, its 8 × 8 lowest frequencies make the hash
_SMALL_SIDE = 16
_TAPS = 9  # length of the re-blurring filter
_BLOCK = 1024
_GREY = np.array([0.299, 0.587, 0.114], dtype=np.float32)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Traits:
    """Of each record's thumbnail, as columns; `seen` is False where there is none.

    Attributes:
        brightness: mean of the grey picture, 0 to 1; `contrast`: its standard deviation.
        blur: 0 sharp to 1 blurred; NaN where nothing is in the picture to be sharp.
        hashes: 64-bit perceptual hashes.
        small: 16 × 16 colours, (n, 768) of uint8.
    """

    seen: NDArray[np.bool_]
    brightness: Floats
    contrast: Floats
    blur: Floats
    hashes: NDArray[np.uint64]
    small: NDArray[np.uint8]


_kept: WeakKeyDictionary[Facts, Traits] = WeakKeyDictionary()


def traits(facts: Facts) -> Traits:
    """Measure every thumbnail once."""
    known = _kept.get(facts)
    if known is None:
        known = _kept[facts] = _measured(facts)
    return known


def _measured(facts: Facts) -> Traits:
    count = len(facts.records)
    found = Traits(
        seen=np.zeros(count, bool),
        brightness=np.zeros(count, np.float32),
        contrast=np.zeros(count, np.float32),
        blur=np.full(count, np.nan, np.float32),
        hashes=np.zeros(count, np.uint64),
        small=np.zeros((count, _SMALL_SIDE * _SMALL_SIDE * 3), np.uint8),
    )
    for start in range(0, count, _BLOCK):
        _measure(facts, found, range(start, min(start + _BLOCK, count)))
    return found


def _measure(facts: Facts, found: Traits, rows: range) -> None:
    tiny = np.zeros((len(rows), _HASH_SIDE, _HASH_SIDE, 3), np.uint8)
    for place, row in enumerate(rows):
        picture = facts.thumbnail(row)
        if picture is not None and picture.size:
            found.seen[row] = True
            found.blur[row] = blur(picture[..., 1])  # green is close to what the eye calls bright
            tiny[place] = _box(picture)
    grey = np.asarray((tiny @ _GREY) / 255, dtype=np.float32)
    block = slice(rows.start, rows.stop)
    found.brightness[block] = grey.mean(axis=(1, 2))
    found.contrast[block] = grey.std(axis=(1, 2))
    found.hashes[block] = perceptual_hashes(grey)
    quads = tiny.reshape(len(rows), _SMALL_SIDE, 2, _SMALL_SIDE, 2, 3)
    found.small[block] = quads.mean(axis=(2, 4)).reshape(len(rows), -1)


def _box(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    image = Image.fromarray(np.ascontiguousarray(picture))
    return np.asarray(image.resize((_HASH_SIDE, _HASH_SIDE), Image.Resampling.BOX))


def blur(plane: NDArray[np.uint8]) -> float:
    """Rate blur from 0 (sharp) to 1 without a reference; NaN for a flat picture.

    Crété-Roffet, Dolmiere, Ladret, Nicolas, “The blur effect: perception and estimation with a new
    no-reference perceptual blur metric”, SPIE 6492 (2007): blurring a sharp picture again changes
    it, blurring a blurred one does not. Every second line is enough.
    """
    if min(plane.shape) <= 2 * _TAPS:
        return float("nan")
    return max(_blur_along(plane[::2]), _blur_along(plane[:, ::2].T))


def _blur_along(lines: NDArray[np.uint8]) -> float:
    rows = lines.astype(np.float32)
    before = np.abs(rows[:, 1:] - rows[:, :-1])
    # The steps of a running mean are differences of its ends.
    after = np.abs(rows[:, _TAPS:] - rows[:, :-_TAPS]) / _TAPS
    middle = before[:, _TAPS // 2 : _TAPS // 2 + after.shape[1]]
    total = float(middle.sum())
    if total < middle.size / 4:  # a quarter of a grey level a pixel: nothing is drawn here
        return float("nan")
    return 1 - float(np.maximum(middle - after, 0).sum()) / total


def perceptual_hashes(grey: Floats) -> NDArray[np.uint64]:
    """Hash grey pictures (n, 32, 32): signs of low DCT frequencies about their median (pHash)."""
    low = (_DCT @ grey @ _DCT.T).reshape(len(grey), -1)
    bits = low > np.median(low[:, 1:], axis=1, keepdims=True)
    return np.asarray(np.packbits(bits, axis=1).view(">u8")[:, 0], dtype=np.uint64)


def _dct(kept: int, side: int) -> Floats:
    k, x = np.mgrid[0:kept, 0:side]
    return np.asarray(np.cos(np.pi * k * (2 * x + 1) / (2 * side)), dtype=np.float32)


_DCT = _dct(8, _HASH_SIDE)
