"""Units that change in the middle of a column: what a log does after an update or a setting."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_FEW = 5  # values on either side below which nothing is said
_SCALES = (1.0, 10.0, 100.0, 1000.0)  # whole degrees, and tenths to thousandths as integers


def celsius_and_fahrenheit(values: Floats) -> bool:
    """Tell whether one column holds temperatures in °C and in °F.

    The values fall into two groups, parted by the widest gap between neighbours, and the middle
    of the upper group is what the middle of the lower one is in °F (t × 1.8 + 32), to within a
    tenth of the offset.
    """
    known = np.sort(values[np.isfinite(values)])
    if len(known) < 2 * _FEW:
        return False
    at = int(np.argmax(np.diff(known))) + 1
    if min(at, len(known) - at) < _FEW:
        return False
    low, high = float(np.median(known[:at])), float(np.median(known[at:]))
    wide = known[at] - known[at - 1]
    return any(
        abs(high - (1.8 * low + 32 * scale)) <= 3.2 * scale and wide >= 16 * scale
        for scale in _SCALES
    )
