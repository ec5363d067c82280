"""Read MCAP, the container of robots' logs, record by record and never more than one at a time.

The layout is that of the MCAP specification, version 0. What is compressed is read by pyarrow, so
that no further library is needed. What is damaged is told as `Damage` in its place, and all that
is whole is given.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, cast

import pyarrow as pa

from dure.core import Invalid, Sentence, say

MAGIC = b"\x89MCAP0\r\n"
LARGEST = 64 << 20  # bytes of a record that is held in memory; robots write chunks of 1 to 8 MB
PIECE = 1 << 20
HEADER, FOOTER, SCHEMA, CHANNEL, MESSAGE, CHUNK = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
MESSAGE_INDEX, CHUNK_INDEX, ATTACHMENT, ATTACHMENT_INDEX = 0x07, 0x08, 0x09, 0x0A
STATISTICS, METADATA, METADATA_INDEX, SUMMARY_OFFSET, DATA_END = 0x0B, 0x0C, 0x0D, 0x0E, 0x0F
_OF_DATA = {SCHEMA, CHANNEL, MESSAGE}
_CODECS = frozenset({"zstd", "lz4"})
_MOST_TIMES, _FREE = 200, 256 << 20  # what is unpacked may be so many times the file, and this more


@dataclass(frozen=True, slots=True)
class Channel:
    """Messages of one kind.

    Attributes:
        encoding: of the messages: ``json``, ``cdr``, ``protobuf``, …
        schema: name of what a message is; empty where the file names none.
    """

    id: int
    topic: str
    encoding: str
    schema: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `log_time` is in nanoseconds, mostly since 1970."""

    channel: Channel
    log_time: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file. Its content is read while it is asked for, and only then."""

    name: str
    media_type: str
    log_time: int
    content: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Metadata:
    """Words about the whole file."""

    name: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Damage:
    """What cannot be read, told where it stands; `kind` is a stable word."""

    kind: str
    message: Sentence


Item = Message | Attachment | Metadata | Damage


class _CutOff(Exception):
    """The bytes end before the record does."""


class _Bytes:
    """Reads exactly so many bytes, and keeps the checksum of all of them."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.left = size
        self.crc = 0

    def take(self, size: int) -> bytes:
        if size > self.left:
            raise _CutOff
        content = self._file.read(size)
        if len(content) < size:
            raise _CutOff
        self.left -= size
        self.crc = zlib.crc32(content, self.crc)
        return content

    def pieces(self, size: int) -> Iterator[bytes]:
        if size > self.left:
            raise _CutOff
        while size:
            piece = self.take(min(size, PIECE))
            size -= len(piece)
            yield piece


class _Fields:
    """The fields of one record that is held in memory."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._content) - self._at

    def number(self, sign: str) -> int:
        size = struct.calcsize(f"<{sign}")
        return cast(int, struct.unpack(f"<{sign}", self.some(size))[0])

    def some(self, size: int) -> memoryview:
        if size > self.left:
            raise _CutOff
        self._at += size
        return self._content[self._at - size : self._at]

    def rest(self) -> memoryview:
        return self.some(self.left)

    def text(self) -> str:
        return bytes(self.some(self.number("I"))).decode("utf-8", "replace")

    def words(self) -> dict[str, str]:
        inside, found = _Fields(bytes(self.some(self.number("I")))), {}
        while inside.left:
            name = inside.text()
            found[name] = inside.text()
        return found


class _Reader:
    """What is known of a file while it is read."""

    def __init__(self, source: _Bytes) -> None:
        self._source = source
        self._schemas: dict[int, str] = {}
        self._channels: dict[int, Channel] = {}
        self._room = source.left * _MOST_TIMES + _FREE

    def items(self) -> Iterator[Item]:
        while True:
            before = self._source.crc
            kind, size = struct.unpack("<BQ", self._source.take(9))
            if kind == DATA_END:
                yield from self._end(before, size)
                return
            if kind == ATTACHMENT:
                yield from self._attachment(size)
            elif kind in _OF_DATA or kind in (CHUNK, METADATA):
                yield from self._record(kind, size)
            else:
                self._skip(size)

    def _skip(self, size: int) -> None:
        for _ in self._source.pieces(size):
            pass

    def _record(self, kind: int, size: int) -> Iterator[Item]:
        if size > LARGEST:
            self._skip(size)
            yield _too_large()
            return
        fields = _Fields(self._source.take(size))
        try:
            if kind == CHUNK:
                yield from self._chunk(fields)
            elif kind == METADATA:
                yield Metadata(fields.text(), fields.words())
            else:
                yield from self._data(kind, fields)
        except _CutOff:
            yield _wrong()

    def _data(self, kind: int, fields: _Fields) -> Iterator[Item]:
        if kind == SCHEMA:
            number = fields.number("H")
            self._schemas[number] = fields.text()
        elif kind == CHANNEL:
            number, schema = fields.number("H"), fields.number("H")
            topic, encoding = fields.text(), fields.text()
            name = self._schemas.get(schema, "")
            self._channels[number] = Channel(number, topic, encoding, name, fields.words())
        else:
            channel = self._channels.get(fields.number("H"))
            fields.some(4)  # its number in its channel
            log_time = fields.number("Q")
            fields.some(8)  # when it was published
            if channel is None:
                raise _CutOff
            yield Message(channel, log_time, bytes(fields.rest()))

    def _chunk(self, fields: _Fields) -> Iterator[Item]:
        fields.some(16)  # first and last log time
        size, crc, compression = fields.number("Q"), fields.number("I"), fields.text()
        coded = fields.some(fields.number("Q"))
        self._room -= size
        if size > LARGEST or self._room < 0:
            yield _too_large()
            return
        if compression and compression not in _CODECS:
            message = say("A chunk is packed by “{name}”, which is unknown.", name=compression[:40])
            yield Damage("unknown_compression", message)
            return
        content = _unpacked(coded, compression, size)
        if content is None or (crc and zlib.crc32(content) != crc):
            yield _wrong()
            return
        yield from self._inside(content)

    def _inside(self, content: bytes) -> Iterator[Item]:
        fields = _Fields(content)
        while fields.left:
            kind, size = fields.number("B"), fields.number("Q")
            inside = _Fields(bytes(fields.some(size)))
            if not kind:
                raise _CutOff  # no record has the kind 0: these are zeros that were never written
            if kind in _OF_DATA:
                yield from self._data(kind, inside)

    def _attachment(self, size: int) -> Iterator[Item]:
        head = self._source.take(16) if size >= 16 else b""
        if not head:
            raise _CutOff
        began = self._source.left + 16
        crc = zlib.crc32(head)
        log_time = struct.unpack("<QQ", head)[0]
        texts = []
        for _ in range(2):
            length = self._source.take(4)
            text = self._source.take(min(struct.unpack("<I", length)[0], LARGEST))
            crc = zlib.crc32(text, zlib.crc32(length, crc))
            texts.append(text.decode("utf-8", "replace"))
        length = self._source.take(8)
        held = _Held(self._source, struct.unpack("<Q", length)[0], zlib.crc32(length, crc))
        if held.left != size - (began - self._source.left) - 4:
            raise _CutOff
        yield Attachment(texts[0], texts[1], log_time, held)
        for _ in held:
            pass
        told = struct.unpack("<I", self._source.take(4))[0]
        if told and told != held.crc:
            message = say("The attachment “{name}” has a wrong checksum.", name=texts[0][:80])
            yield Damage("wrong_checksum", message)

    def _end(self, crc: int, size: int) -> Iterator[Item]:
        content = self._source.take(size) if size <= PIECE else b""
        told = struct.unpack("<I", content[:4])[0] if len(content) >= 4 else 0
        if told and told != crc:
            message = say("The file's checksum is wrong: some of it is not as it was recorded.")
            yield Damage("wrong_checksum", message)


class _Held:
    """The content of an attachment, given once."""

    def __init__(self, source: _Bytes, size: int, crc: int) -> None:
        self._source, self.left, self.crc = source, size, crc

    def __iter__(self) -> "_Held":
        return self

    def __next__(self) -> bytes:
        if not self.left:
            raise StopIteration
        piece = self._source.take(min(self.left, PIECE))
        self.left -= len(piece)
        self.crc = zlib.crc32(piece, self.crc)
        return piece


def read(file: BinaryIO) -> Iterator[Item]:
    """Give what the file holds in its order; raises `Invalid` for what is no MCAP.

    An attachment's content must be read before the next item is asked for, or it is passed over.
    """
    size = file.seek(0, 2)
    file.seek(0)
    source = _Bytes(file, size)
    if size < len(MAGIC) or source.take(len(MAGIC)) != MAGIC:
        raise Invalid(say("The file is no MCAP, version 0; name one that a recorder wrote."))
    try:
        yield from _Reader(source).items()
    except _CutOff:
        message = say("The file ends too early or is damaged; what came before that was read.")
        yield Damage("truncated", message)


def _unpacked(coded: memoryview, compression: str, size: int) -> bytes | None:
    """Give what was packed, if it is as large as it says; never more than that is unpacked."""
    if not compression:
        return bytes(coded) if len(coded) == size else None
    try:
        with pa.CompressedInputStream(pa.BufferReader(coded), compression) as packed:
            content: bytes = packed.read(size + 1)
    except OSError:
        return None
    return content if len(content) == size else None


def _wrong() -> Damage:
    message = say("A part of the file is damaged and was left out; copy the file again.")
    return Damage("damaged", message)


def _too_large() -> Damage:
    message = say("A record of the file is over 64 MB and was left out; record in smaller chunks.")
    return Damage("too_large", message)
