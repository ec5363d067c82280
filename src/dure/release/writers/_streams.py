"""The column of further streams: what else was recorded at the moment of a record."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from ..model import Companion, Row
from . import _media

Part = tuple[str, pa.DataType, str, Callable[[Row, Companion], Any]]

_PARTS: tuple[Part, ...] = (
    ("role", pa.string(), "string", lambda _, s: s.role),
    ("media_type", pa.string(), "string", lambda _, s: s.probe.media_type),
    ("start_s", pa.float64(), "float64", lambda _, s: s.start_s),
    ("drift_ppm", pa.float64(), "float64", lambda _, s: s.drift_ppm),
    ("offset_uncertainty_s", pa.float64(), "float64", lambda _, s: s.offset_uncertainty_s),
    ("digest", pa.string(), "string", lambda _, s: s.digest),
    ("path", pa.string(), "string", _media.companion_name),
    ("bytes", pa.binary(), "binary", lambda r, s: _media.read(s, r.file_name)),
)

TYPE = pa.struct([(name, pa.list_(arrow)) for name, arrow, _, _ in _PARTS])
FEATURE = {
    name: {"feature": {"dtype": dtype, "_type": "Value"}, "_type": "Sequence"}
    for name, _, dtype, _ in _PARTS
}


def give(row: Row, _: bytes) -> dict[str, list[Any]]:
    """Give the streams of a row as lists, in the order of the record."""
    return {name: [take(row, one) for one in row.streams] for name, _, _, take in _PARTS}
