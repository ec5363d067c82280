"""The files of one folder as the finders look at them: by extension, with heads and claims."""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from .reading import FolderMedia, Found, Refused, load
from .splits import split_of_name
from .text import composed, decode

HEAD = 64 << 10
PICTURES = frozenset(
    ("jpg", "jpeg", "png", "bmp", "gif", "webp", "tif", "tiff", "heic", "heif", "avif")
)
FILMS = frozenset(("mp4", "mov", "mkv", "avi", "webm"))
MEDIA = PICTURES | FILMS | frozenset(("wav", "mp3", "flac", "ogg", "m4a", "aac", "opus"))


def extension(name: str) -> str:
    """Give the extension of a name in lower case, without its dot."""
    return name.rpartition(".")[2].lower()


def is_media(name: str) -> bool:
    """Tell from its extension whether a file is a picture, a sound or a film."""
    return extension(name) in MEDIA


def is_film(name: str) -> bool:
    """Tell from its extension whether a file is a film."""
    return extension(name) in FILMS


class Listing:
    """Names of one folder, sorted by extension; each file is claimed by one format at most."""

    def __init__(self, root: Path, names: Iterable[str]) -> None:
        self.root = root
        self._by_extension: dict[str, list[str]] = defaultdict(list)
        for name in names:
            self._by_extension["media" if is_media(name) else extension(name)].append(name)
        self.media = self._by_extension["media"]
        self.names = {composed(name) for some in self._by_extension.values() for name in some}
        self.stems = {composed(name).rpartition(".")[0] for name in self.media}
        self.index = FolderMedia(self.media)
        self._claimed: set[str] = set()

    def of(self, *extensions: str) -> Iterator[str]:
        """Give the files of these extensions that no format has claimed yet."""
        for word in extensions:
            yield from (n for n in self._by_extension.get(word, ()) if n not in self._claimed)

    def every(self, extension: str) -> tuple[str, ...]:
        """Give the files of an extension, whether some format has claimed them or not."""
        return tuple(self._by_extension.get(extension, ()))

    def head(self, name: str, length: int = HEAD) -> str:
        """Give the beginning of a file as text, or nothing where it cannot be read."""
        try:
            content = load(self.root, name, head=length)
        except Refused:
            return ""
        decoded = decode(content) or decode(content[: content.rfind(b"\n") + 1])
        # A head may end in the middle of a character, and a list in an unknown encoding must
        # still be recognised, so that its reader can say so.
        return decoded.text if decoded else content.decode("latin-1")

    def beside(self, name: str, *others: str) -> str | None:
        """Give the first of the other files that stands in the folder of a name."""
        folder = posixpath.dirname(name)
        paths = (posixpath.normpath(posixpath.join(folder, other)) for other in others)
        return next((path for path in paths if path in self.names), None)

    def pictures_in(self, folder: str) -> tuple[str, ...]:
        """Give the pictures under a folder."""
        return tuple(n for n in self.media if n.startswith(f"{folder}/"))

    def is_split_list(self, name: str) -> bool:
        """Tell whether a text is a list named after a split, and not the text of a picture."""
        stem = name.rpartition(".")[0]
        return split_of_name(posixpath.basename(stem)) is not None and stem not in self.stems

    def claim(self, format: str, files: Iterable[str]) -> Found:
        """Take files for a format."""
        found = Found(format, tuple(files))
        self._claimed.update(found.files)
        return found
