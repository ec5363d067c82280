"""Nothing that lies in a public data set: the same bytes, or a picture that looks the same.

An index of a public data set is one file in the home: digests of all files, and for pictures a
difference hash of 128 bits (64 along the rows, 64 along the columns), as in Krawetz, “Kind of
like that” (2013). Nothing of the data set itself is kept.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dure.core import Severity, say

from ..model import Evidence, Found, Hit

Hash = tuple[int, int]
# Of 747 photographs of shops, 150 copies (half the size, 15 % brighter, JPEG 60) differed from
# their originals in at most 8 bits of 128, and no two different photographs in fewer than 14.
ALIKE_BITS = 10


def check(evidence: Evidence) -> Iterator[Found]:
    """Name each file that a local index of public data sets knows."""
    for path, hit in sorted(evidence.public.items()):
        values = {"path": path, "index": hit.index, "public": hit.path}
        if hit.is_same:
            message = say("“{path}” is “{public}” of the public data set {index}.", **values)
            yield Found("public_copy", message, path=path)
        else:
            message = say(
                "“{path}” looks like “{public}” of the public data set {index}.", **values
            )
            yield Found("public_likeness", message, Severity.WARNING, path)


def hash_of(grey: NDArray[np.uint8]) -> Hash:
    """Give the difference hash of a grey picture scaled to 9 × 9."""
    along_rows = grey[:8, 1:] > grey[:8, :-1]
    along_columns = grey[1:, :8] > grey[:-1, :8]
    first, second = (
        int.from_bytes(np.packbits(bits).tobytes(), "big") for bits in (along_rows, along_columns)
    )
    return first, second


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of one public data set: parallel lists, and hashes of shape (n, 2)."""

    name: str
    digests: dict[str, str]
    paths: list[str]
    hashes: NDArray[np.uint64]

    def find(self, digest: str, hashed: Hash | None) -> Hit | None:
        """Give what is like a file, the same bytes first."""
        if digest in self.digests:
            return Hit(self.name, self.digests[digest], is_same=True)
        if hashed is None or not self.paths or not any(hashed):
            return None
        apart = np.bitwise_count(self.hashes ^ np.array(hashed, dtype=np.uint64)).sum(axis=1)
        nearest = int(apart.argmin())
        bits = int(apart[nearest])
        if bits > ALIKE_BITS:
            return None
        return Hit(self.name, self.paths[nearest], is_same=False, distance=bits)


def stored(name: str, files: Iterable[tuple[str, str, Hash | None]]) -> bytes:
    """Give an index as it is kept; `files` are (path, digest, hash of a picture)."""
    rows = [[path, digest, *(hashed or ())] for path, digest, hashed in files]
    return json.dumps({"name": name, "files": rows}, ensure_ascii=False).encode()


def read(path: Path) -> Index:
    """Read an index that `stored` gave."""
    told = json.loads(path.read_bytes())
    pictures = [row for row in told["files"] if len(row) == 4]
    return Index(
        told["name"],
        {row[1]: row[0] for row in told["files"]},
        [row[0] for row in pictures],
        np.array([row[2:] for row in pictures], dtype=np.uint64).reshape(-1, 2),
    )


def read_all(folder: Path) -> Sequence[Index]:
    """Read the indexes of a home."""
    return [read(path) for path in sorted(folder.glob("*.json"))]
