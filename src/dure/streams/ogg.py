"""Write coded sound as Ogg, its packets copied as they are (RFC 3533, RFC 7845, Vorbis I)."""

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

_REVERSED = bytes(int(f"{n:08b}"[::-1], 2) for n in range(256))
_MOST_LACES, _PAGE_S = 255, 48_000
_BEGINS, _ENDS, _GOES_ON = 2, 4, 1
_OPUS_FRAMES = {0: (480, 960, 1920, 2880), 1: (480, 960), 2: (120, 240, 480, 960)}


def checksum(page: bytes | bytearray) -> int:
    """Sum a page: CRC-32 with polynomial 0x04C11DB7, nothing reflected, which zlib's mirrors."""
    mirrored = zlib.crc32(bytes(page).translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)


def write(headers: Sequence[bytes], packets: Iterable[tuple[bytes, int]], out: BinaryIO) -> None:
    """Write one logical stream.

    Args:
        headers: the first stands on a page of its own, the others follow together.
        packets: each with the position of the sound at its end, in samples.
        out: where the file goes.
    """
    pages = _pages(headers, packets)
    last = next(pages)
    for number, page in enumerate(pages):
        out.write(_page(*last, number))
        last, count = page, number + 1
    granule, flags, laces, body = last
    out.write(_page(granule, flags | _ENDS, laces, body, count))


def _pages(
    headers: Sequence[bytes], packets: Iterable[tuple[bytes, int]]
) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Give pages: position, flags, laces, body."""
    yield 0, _BEGINS, _laces(headers[0]), headers[0]
    yield from _filled((packet, 0) for packet in headers[1:])
    yield from _filled(packets)


def _filled(packets: Iterable[tuple[bytes, int]]) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Fill pages; one holds about a second, and a packet goes on where it does not fit."""
    laces, body, granule, flags, begun = b"", b"", -1, 0, 0
    for packet, position in packets:
        more, at = _laces(packet), 0
        while len(laces) + len(more) > _MOST_LACES or (laces and position - begun > _PAGE_S):
            room = _MOST_LACES - len(laces) if not laces else 0
            taken = sum(more[:room])
            laces, more = laces + more[:room], more[room:]
            yield granule, flags, laces, body + packet[at : at + taken]
            flags = _GOES_ON if room else 0
            laces, body, granule, at, begun = b"", b"", -1, at + taken, position
        laces, body, granule = laces + more, body + packet[at:], position
    if laces:
        yield granule, flags, laces, body


def _laces(packet: bytes) -> bytes:
    whole, rest = divmod(len(packet), 255)
    return b"\xff" * whole + bytes([rest])


def _page(granule: int, flags: int, laces: bytes, body: bytes, number: int) -> bytes:
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, 1, number, 0, len(laces))
    page = bytearray(head + laces + body)
    page[22:26] = checksum(page).to_bytes(4, "little")
    return bytes(page)


# How long packets sound


def opus_length(packet: bytes) -> int:
    """Give the samples of an Opus packet at 48 kHz, from its first bytes (RFC 6716 §3.1)."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        each = _OPUS_FRAMES[0][config & 3]
    else:
        each = _OPUS_FRAMES[1][config & 1] if config < 16 else _OPUS_FRAMES[2][config & 3]
    frames = (packet[1] & 63 if len(packet) > 1 else 0) if code == 3 else 1 + (code > 0)
    return each * frames


class VorbisClock:
    """Tells how long packets of Vorbis sound, from their block sizes (Vorbis I §4.3, §9).

    The modes lie at the end of the setup header, behind what only a decoder can skip; they are
    read backwards, as FFmpeg does.
    """

    def __init__(self, identification: bytes, setup: bytes) -> None:
        sizes = identification[28]
        self._sizes = (1 << (sizes & 15), 1 << (sizes >> 4))
        self._longs = _modes(setup)
        self._before = 0

    def length(self, packet: bytes) -> int:
        """Give the samples that a packet adds; the first adds none."""
        if not packet or packet[0] & 1:
            return 0
        width = (len(self._longs) - 1).bit_length()
        mode = packet[0] >> 1 & ((1 << width) - 1)
        size = self._sizes[self._longs[mode]]
        added = (self._before + size) // 4 if self._before else 0
        self._before = size
        return added


def _modes(setup: bytes) -> list[int]:
    """Read which modes have long blocks: 41 bits each, before the last set bit of the header."""
    bits = int.from_bytes(setup, "little")
    end = bits.bit_length() - 1  # the framing bit
    found = 0
    for count in range(1, 65):
        at = end - 41 * count
        if at < 6 or (bits >> (at + 1)) & 0xFFFFFFFF or (bits >> (at + 33)) & 0xFF > 63:
            break
        if (bits >> (at - 6)) & 63 == count - 1:
            found = count
    if not found:
        raise ValueError("the modes of the sound are wanted")
    return [(bits >> (end - 41 * (found - n))) & 1 for n in range(found)]
