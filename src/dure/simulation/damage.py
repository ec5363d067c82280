"""Pictures spoilt on purpose, each in one known way, so that what finds defects can be measured."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from .drawing import blurred, toned
from .scene import Pixels, Scene, encode, encode_pixels


def damaged(scene: Scene, kind: str, seed: int = 0) -> bytes:
    """Encode a scene with one defect; `kind` is one of `KINDS`, and `KeyError` is raised else."""
    return _MAKERS[kind](scene, np.random.default_rng([seed, scene.seed, *kind.encode()]))


def _blurred(scene: Scene, rng: np.random.Generator) -> bytes:
    """Put it out of focus, far beyond what a reader could excuse."""
    return encode_pixels(_pixels(blurred(_image(scene), float(rng.uniform(6, 9)))))


def _dark(scene: Scene, rng: np.random.Generator) -> bytes:
    gain = float(rng.uniform(0.02, 0.04))
    return encode_pixels(_pixels(toned(_image(scene), (gain, gain, gain), 1.3)))


def _overexposed(scene: Scene, rng: np.random.Generator) -> bytes:
    gain = float(rng.uniform(5, 8))
    return encode_pixels(_pixels(toned(_image(scene), (gain, gain, gain), 0.6, 0.5)))


def _truncated(scene: Scene, rng: np.random.Generator) -> bytes:
    whole = encode(scene)
    return whole[: int(len(whole) * rng.uniform(0.3, 0.6))]


def _corrupt(scene: Scene, rng: np.random.Generator) -> bytes:
    """Overwrite the header behind the first bytes, so that no reader can open the file."""
    whole = bytearray(encode(scene))
    count = min(1024, len(whole) - 2)
    whole[2 : 2 + count] = rng.integers(0, 255, count, dtype=np.uint8).tobytes()
    return bytes(whole)


def _exact_duplicate(scene: Scene, rng: np.random.Generator) -> bytes:
    return encode(scene)


def _near_duplicate(scene: Scene, rng: np.random.Generator) -> bytes:
    """Cut a few pixels off two sides, scale back, and compress again a little harder."""
    image = _image(scene)
    left, top = (int(v) for v in rng.integers(2, 7, 2))
    part = image.crop((left, top, image.width - 2, image.height - 2))
    again = part.resize(image.size, Image.Resampling.BICUBIC)
    return encode_pixels(_pixels(again), quality=int(rng.integers(70, 82)))


def _upside_down(scene: Scene, rng: np.random.Generator) -> bytes:
    """Store it head first and say so in EXIF: shown right only by who reads the orientation."""
    return encode_pixels(np.ascontiguousarray(scene.image[::-1, ::-1]), orientation=3)


def _with_position(scene: Scene, rng: np.random.Generator) -> bytes:
    """Say in EXIF where it was taken: somewhere at sea off Korea, where nobody lives."""
    position = (float(rng.uniform(37.2, 37.6)), float(rng.uniform(130.0, 130.6)))
    return encode_pixels(scene.image, position=position)


def _tiny(scene: Scene, rng: np.random.Generator) -> bytes:
    small = _image(scene).resize((32, 24), Image.Resampling.BOX)
    return encode_pixels(_pixels(small))


_MAKERS: dict[str, Callable[[Scene, np.random.Generator], bytes]] = {
    "blurred": _blurred,
    "dark": _dark,
    "overexposed": _overexposed,
    "truncated": _truncated,
    "corrupt": _corrupt,
    "exact_duplicate": _exact_duplicate,
    "near_duplicate": _near_duplicate,
    "upside_down": _upside_down,
    "with_position": _with_position,
    "tiny": _tiny,
}
KINDS = tuple(_MAKERS)


def _image(scene: Scene) -> Image.Image:
    return Image.fromarray(scene.image)


def _pixels(image: Image.Image) -> Pixels:
    return np.asarray(image)
