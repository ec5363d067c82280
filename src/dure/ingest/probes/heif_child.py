"""Decode one HEIC picture from standard input, in a process of its own.

libheif and libde265 end the whole process on some broken files, so they never run in ours.
Imports nothing of Dure: it starts in a twentieth of a second. Writes one line of JSON (size,
mode, EXIF and colour profile in hexadecimal, or an error) and then the pixels.
"""

import contextlib
import io
import json
import resource
import sys

import pi_heif

_BYTES = 40  # of address space a pixel may cost


def main() -> None:
    """Decode standard input; the argument is the greatest number of pixels."""
    limit = int(sys.argv[1])
    with contextlib.suppress(ValueError, OSError):  # not every system knows every limit
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (limit * _BYTES, limit * _BYTES))
    try:
        found = pi_heif.open_heif(io.BytesIO(sys.stdin.buffer.read()))
        if found.size[0] * found.size[1] > limit:
            return _answer(error="too_large")
        image = found.to_pillow()
    except Exception as error:  # noqa: BLE001  (whatever it is goes to the parent as words)
        return _answer(error=str(error) or type(error).__name__)
    _answer(
        size=image.size,
        mode=image.mode,
        exif=(found.info.get("exif") or b"").hex(),
        profile=(image.info.get("icc_profile") or b"").hex(),
    )
    sys.stdout.buffer.write(image.tobytes())
    return None


def _answer(**fields: object) -> None:
    sys.stdout.buffer.write(json.dumps(fields).encode() + b"\n")


if __name__ == "__main__":
    main()
