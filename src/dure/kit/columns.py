"""Columns that programs derive and scan: embeddings, quality features.

A column holds one vector a media digest, so that the same photograph in two data sets is
embedded once. Writing is idempotent; a half-written piece is never seen.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


class Columns(Protocol):
    """Vectors by column name and media digest."""

    def missing(self, column: str, digests: Sequence[str]) -> list[str]:
        """Give the digests that have no vector yet, in the order given."""

    def append(self, column: str, digests: Sequence[str], vectors: Matrix) -> None:
        """Store vectors, shape (len(digests), d); a digest stored before keeps its first one."""

    def take(self, column: str, digests: Sequence[str]) -> Matrix:
        """Give the vectors in the order of the digests, shape (n, d); raises `NotFound`."""
