"""What lies in a tar, by place and length: nothing of it is ever unpacked by its own names."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dure.core import say

from ..base.reading import Issues, Refused, load, tame
from ..base.text import composed

# Names and times of a member; what states more there wants to fill the memory.
_LARGEST_HEADER = 1 << 20


class Member(NamedTuple):
    """One file in a tar: its name there, and where its bytes stand."""

    name: str
    at: int
    size: int


class _Headers(io.FileIO):
    """A file of which only headers are read: a large piece is refused before it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or not 0 <= size <= _LARGEST_HEADER:
            raise tarfile.ReadError(f"a header of {size} bytes")
        return super().read(size)


def convert_first(name: str) -> str:
    """Say what to do where the files in an archive are wanted as files."""
    return say(
        "The files in “{name}” are not taken out here; convert the folder first "
        "(dure convert) and use the new one.",
        name=name,
    )


def inside_of(name: str) -> str:
    """Give the folder that the members of a tar are named in, as if it were unpacked."""
    return name.removesuffix(".tar")


def members(root: Path, name: str, issues: Issues) -> Iterator[Member]:
    """Give the files of a tar; links, devices and names that lead out of it are reported.

    Raises:
        Refused: it leads outside of the root, or is no whole tar; also after some members.
    """
    load(root, name, head=0)
    place, seen = root / name, set[str]()
    end = place.stat().st_size
    try:
        with _Headers(place) as stream, tarfile.open(fileobj=stream, mode="r:") as tar:
            while (one := tar.next()) is not None:
                tar.members.clear()  # type: ignore[attr-defined]  # a million are not kept
                found = _member(one, end, issues)
                if found and found.name in seen:
                    issues.warn(
                        "duplicate_member",
                        say("“{name}” lies in the archive twice; keep one.", name=found.name),
                    )
                elif found:
                    seen.add(found.name)
                    yield found
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise Refused(
            "broken_archive",
            say(
                "“{name}” is no whole tar without compression ({reason}); pack it again.",
                name=name,
                reason=str(error)[:120],
            ),
        ) from error


def _member(one: tarfile.TarInfo, end: int, issues: Issues) -> Member | None:
    name = composed(one.name).removeprefix("./")
    if one.isdir():
        return None
    if not one.isreg() or one.issparse():
        message = say("“{name}” in the archive is no plain file and was left out.", name=name)
        issues.add("no_file", message)
    elif not name or tame(name) != name or "\\" in name:
        message = say("“{name}” leads out of its archive and was left out.", name=name)
        issues.add("outside_root", message)
    elif one.offset_data + one.size > end:
        message = say("“{name}” is cut off where its archive ends; pack it again.", name=name)
        issues.add("broken_archive", message)
    else:
        return Member(name, one.offset_data, one.size)
    return None
