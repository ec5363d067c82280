"""Write MCAP: messages in chunks, packed by zstd, with every index that readers seek by."""

import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from . import mcap
from .mcap import MAGIC

_CHUNK = 1 << 20
_LIBRARY = "dure"


class Writer:
    """Writes one file from its beginning to its end; nothing but an open chunk is held."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._known: list[tuple[int, bytes]] = []
        self._indexes: list[tuple[int, bytes]] = []
        self._counts: Counter[int] = Counter()
        self._kinds: Counter[int] = Counter()
        self._span: tuple[int, int] | None = None
        self._chunk = _Chunk()
        self._put(MAGIC)
        self._put(_record(mcap.HEADER, _text("") + _text(_LIBRARY)))

    def channel(
        self,
        topic: str,
        schema: tuple[str, bytes],
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Declare messages in JSON; `schema` is its name and the JSON Schema of one message."""
        number = self._kinds[mcap.CHANNEL] + 1
        name, document = schema
        sized = struct.pack("<I", len(document)) + document
        content = struct.pack("<H", number) + _text(name) + _text("jsonschema") + sized
        self._declare(mcap.SCHEMA, content)
        told = struct.pack("<HH", number, number) + _text(topic) + _text("json")
        self._declare(mcap.CHANNEL, told + _words(metadata or {}))
        return number

    def message(self, channel: int, log_time: int, data: bytes) -> None:
        """Write one message; times are nanoseconds and need not ascend."""
        number = self._counts[channel] & 0xFFFFFFFF
        self._counts[channel] += 1
        head = struct.pack("<HIQQ", channel, number, log_time, log_time)
        self._chunk.add(channel, log_time, _record(mcap.MESSAGE, head + data))
        if self._chunk.size >= _CHUNK:
            self._close_chunk()

    def attachment(self, path: Path, name: str, media_type: str, log_time: int) -> None:
        """Copy a file into the file, a piece at a time."""
        self._close_chunk()
        size = path.stat().st_size
        named = _text(name) + _text(media_type) + struct.pack("<Q", size)
        head = struct.pack("<QQ", log_time, 0) + named
        began, crc, copied = self._at, zlib.crc32(head), 0
        self._put(struct.pack("<BQ", mcap.ATTACHMENT, len(head) + size + 4) + head)
        with path.open("rb") as file:
            while copied < size and (piece := file.read(min(mcap.PIECE, size - copied))):
                crc, copied = zlib.crc32(piece, crc), copied + len(piece)
                self._put(piece)
        if copied < size:
            raise OSError(5, "The file was cut while it was read", str(path))
        self._put(struct.pack("<I", crc))
        self._kinds[mcap.ATTACHMENT] += 1
        told = struct.pack("<QQQQQ", began, self._at - began, log_time, 0, size)
        self._index(mcap.ATTACHMENT_INDEX, told + _text(name) + _text(media_type))

    def metadata(self, name: str, values: Mapping[str, str]) -> None:
        """Write words about the whole file."""
        self._close_chunk()
        record = _record(mcap.METADATA, _text(name) + _words(values))
        self._index(mcap.METADATA_INDEX, struct.pack("<QQ", self._at, len(record)) + _text(name))
        self._put(record)
        self._kinds[mcap.METADATA] += 1

    def close(self) -> None:
        """Write the end of the file: what it holds, and where."""
        self._close_chunk()
        self._put(_record(mcap.DATA_END, struct.pack("<I", 0)))
        began = self._at
        self._index(mcap.STATISTICS, self._statistics())
        summary, offsets = self._summary(began)
        starts = struct.pack("<QQ", began, began + len(summary))
        footer = struct.pack("<BQ", mcap.FOOTER, 20) + starts
        crc = zlib.crc32(summary + offsets + footer)
        self._put(summary + offsets + footer + struct.pack("<I", crc) + MAGIC)

    def _put(self, content: bytes) -> None:
        self._file.write(content)
        self._at += len(content)

    def _index(self, kind: int, content: bytes) -> None:
        self._indexes.append((kind, _record(kind, content)))

    def _declare(self, kind: int, content: bytes) -> None:
        record = _record(kind, content)
        self._known.append((kind, record))
        self._kinds[kind] += 1
        self._put(record)

    def _close_chunk(self) -> None:
        chunk, self._chunk = self._chunk, _Chunk()
        if not chunk.times:
            return
        first, last, content = chunk.first, chunk.last, bytes(chunk.content)
        packed = pa.Codec("zstd").compress(content, asbytes=True)
        sizes = struct.pack("<QQQI", first, last, len(content), zlib.crc32(content))
        began = self._at
        body = sizes + _text("zstd") + struct.pack("<Q", len(packed)) + packed
        self._put(_record(mcap.CHUNK, body))
        length, offsets = self._at - began, b""
        for channel, entries in chunk.times.items():
            offsets += struct.pack("<HQ", channel, self._at)
            rows = b"".join(struct.pack("<QQ", *entry) for entry in sorted(entries))
            head = struct.pack("<HI", channel, len(rows))
            self._put(_record(mcap.MESSAGE_INDEX, head + rows))
        indexed = self._at - began - length
        told = struct.pack("<QQQQI", first, last, began, length, len(offsets)) + offsets
        told += struct.pack("<Q", indexed) + _text("zstd")
        told += struct.pack("<QQ", len(packed), len(content))
        self._index(mcap.CHUNK_INDEX, told)
        self._kinds[mcap.CHUNK] += 1
        low, high = self._span or (first, last)
        self._span = (min(low, first), max(high, last))

    def _statistics(self) -> bytes:
        first, last = self._span or (0, 0)
        kinds = (mcap.SCHEMA, mcap.CHANNEL, mcap.ATTACHMENT, mcap.METADATA, mcap.CHUNK)
        counts = struct.pack("<QHIIII", self._counts.total(), *(self._kinds[k] for k in kinds))
        each = b"".join(struct.pack("<HQ", *pair) for pair in sorted(self._counts.items()))
        return counts + struct.pack("<QQI", first, last, len(each)) + each

    def _summary(self, began: int) -> tuple[bytes, bytes]:
        """Give the declarations and indexes, those of a kind together, and where each kind is."""
        summary, offsets = b"", b""
        groups: dict[int, list[bytes]] = defaultdict(list)
        for kind, record in self._known + self._indexes:
            groups[kind].append(record)
        for kind in sorted(groups):
            group = b"".join(groups[kind])
            told = struct.pack("<BQQ", kind, began + len(summary), len(group))
            offsets += _record(mcap.SUMMARY_OFFSET, told)
            summary += group
        return summary, offsets


class _Chunk:
    """Messages that are not written yet."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.times: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.first, self.last = 1 << 64, 0

    @property
    def size(self) -> int:
        return len(self.content)

    def add(self, channel: int, log_time: int, record: bytes) -> None:
        self.times[channel].append((log_time, len(self.content)))
        self.content += record
        self.first, self.last = min(self.first, log_time), max(self.last, log_time)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<BQ", kind, len(content)) + content


def _text(text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    return struct.pack("<I", len(content)) + content


def _words(words: Mapping[str, str]) -> bytes:
    content = b"".join(_text(name) + _text(value) for name, value in words.items())
    return struct.pack("<I", len(content)) + content
