"""Write uncompressed sound as WAV, whatever container it comes from."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from .container import Track

_FLOAT, _BIG = 1, 2  # flags of QuickTime's lpcm
_LARGEST = (1 << 32) - 64


@dataclass(frozen=True, slots=True)
class Pcm:
    """How samples are written."""

    bits: int
    rate: int
    channels: int
    is_float: bool = False
    is_big: bool = False
    is_signed: bool = True

    @property
    def width(self) -> int:
        """Give the bytes of one moment, over all channels."""
        return self.bits // 8 * self.channels


def of_mp4(track: Track) -> Pcm | None:
    """Read how a sample entry of MP4 or MOV says that its sound is written."""
    entry, name = track.setup, track.coding
    version, bits = struct.unpack_from(">H8xH", entry, 16)
    more: dict[str, tuple[int, bool, bool]] = {
        "sowt": (bits, False, False),
        "twos": (bits, False, True),
        "raw": (8, False, False),
        "in24": (24, False, True),
        "in32": (32, False, True),
        "fl32": (32, True, True),
        "fl64": (64, True, True),
    }
    if name == "lpcm" and version == 2:
        bits, flags = struct.unpack_from(">2I", entry, 56)
        more["lpcm"] = (bits, bool(flags & _FLOAT), bool(flags & _BIG))
    at = entry.find(b"pcmC")
    if name in ("ipcm", "fpcm") and at > 0:  # ISO/IEC 23003-5
        more[name] = (entry[at + 9], name == "fpcm", not entry[at + 8] & 1)
    if name not in more:
        return None
    bits, is_float, is_big = more[name]
    is_big = is_big and b"enda\x00\x01" not in entry  # QuickTime says so of what is little-endian
    return _known(Pcm(bits, track.sample_rate, track.channels, is_float, is_big, name != "raw"))


def of_matroska(track: Track, bits: int) -> Pcm | None:
    """Read how Matroska says that a sound is written."""
    is_float = track.coding == "A_PCM/FLOAT/IEEE"
    is_big = track.coding == "A_PCM/INT/BIG"
    return _known(Pcm(bits, track.sample_rate, track.channels, is_float, is_big))


def _known(pcm: Pcm) -> Pcm | None:
    allowed = (32, 64) if pcm.is_float else (8, 16, 24, 32)
    is_whole = pcm.bits in allowed and pcm.rate > 0 and 0 < pcm.channels < 1 << 16
    return pcm if is_whole else None


def write(pcm: Pcm, size: int, pieces: Iterable[bytes], out: BinaryIO) -> None:
    """Write a WAV of so many bytes of samples; raises `ValueError` for more than one can hold."""
    if size > _LARGEST:
        raise ValueError("a WAV holds 4 GB")
    kind = 3 if pcm.is_float else 1
    form = struct.pack(
        "<HHIIHH", kind, pcm.channels, pcm.rate, pcm.rate * pcm.width, pcm.width, pcm.bits
    )
    size -= size % pcm.width
    out.write(b"RIFF" + (size + 36 + size % 2).to_bytes(4, "little") + b"WAVE")
    out.write(b"fmt \x10\x00\x00\x00" + form + b"data" + size.to_bytes(4, "little"))
    left = size
    for piece in _turned(pcm, pieces):
        out.write(piece[:left])
        left -= min(left, len(piece))
    out.write(bytes(size % 2))


def _turned(pcm: Pcm, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Write samples as WAV has them: little-endian, and those of 8 bits from 0 up."""
    rest = b""
    each = pcm.bits // 8
    for piece in pieces:
        whole = rest + piece
        cut = len(whole) - len(whole) % each
        whole, rest = whole[:cut], whole[cut:]
        if pcm.is_big and each > 1:
            whole = np.frombuffer(whole, np.uint8).reshape(-1, each)[:, ::-1].tobytes()
        if each == 1 and pcm.is_signed:
            whole = (np.frombuffer(whole, np.uint8) ^ 0x80).tobytes()
        yield whole
