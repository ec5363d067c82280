"""Open an ONNX file for work on few processor cores, and bring pictures to its size."""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from dure.core import Invalid, Unavailable, say


def session(path: Path, threads: int) -> Any:  # noqa: ANN401  (onnxruntime has no types)
    """Open an ONNX file; raises `Unavailable` where it cannot be read."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Waiting threads sleep, so that several engines share the cores of one machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no base but this
        raise Unavailable(
            say(
                "The model file “{file}” cannot be opened; remove the model and install it again.",
                file=path.name,
            )
        ) from error


def resized(picture: NDArray[np.uint8], side: int) -> NDArray[np.float32]:
    """Stretch an RGB picture to a square; gives (side, side, 3), values from 0 to 255."""
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        raise Invalid(
            say(
                "A picture must be RGB with 8 bits a channel, shape (height, width, 3); this one "
                "is {type} {shape}.",
                type=picture.dtype,
                shape=picture.shape,
            )
        )
    square = Image.fromarray(picture).resize((side, side), Image.Resampling.BILINEAR)
    return np.asarray(square, np.float32)
