"""Recognises which files of a folder are labels, and in which format, from names and heads."""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from . import coco, intents, label_studio, manifest, voc, yolo
from .reading import FolderMedia, Found, Refused, load
from .splits import split_of_name
from .text import composed, decode

_HEAD = 64 << 10
_SAMPLE = 12
_MEDIA = frozenset(
    (
        *("jpg", "jpeg", "png", "bmp", "gif", "webp", "tif", "tiff", "heic", "heif", "avif"),
        *("wav", "mp3", "flac", "ogg", "m4a", "aac", "opus", "mp4", "mov", "mkv", "avi", "webm"),
    )
)
_LISTS = frozenset(("csv", "tsv", "txt", "jsonl", "ndjson"))


def is_media(name: str) -> bool:
    """Tell from its extension whether a file is a picture, a sound or a film."""
    return name.rpartition(".")[2].lower() in _MEDIA


def recognise(root: Path, names: Iterable[str]) -> list[Found]:
    """Find the label files among the names of a folder; each belongs to one format at most."""
    finder = _Finder(root, names)
    found = [*finder.yolo(), *finder.voc(), *finder.json(), *finder.manifests()]
    return sorted(found, key=lambda one: (one.format, one.files))


class _Finder:
    """Names of one folder, sorted by extension, and the heads read so far."""

    def __init__(self, root: Path, names: Iterable[str]) -> None:
        self._root = root
        self._by_extension: dict[str, list[str]] = defaultdict(list)
        for name in names:
            extension = name.rpartition(".")[2].lower()
            self._by_extension["media" if is_media(name) else extension].append(name)
        self._media = self._by_extension["media"]
        self._names = {composed(name) for some in self._by_extension.values() for name in some}
        self._bare = {composed(name).rpartition(".")[0] for name in self._media}
        self._index = FolderMedia(self._media)
        self._claimed: set[str] = set()

    def _head(self, name: str, length: int = _HEAD) -> str:
        try:
            content = load(self._root, name, head=length)
        except Refused:
            return ""
        decoded = decode(content) or decode(content[: content.rfind(b"\n") + 1])
        # A head may end in the middle of a character, and a list in an unknown encoding must
        # still be recognised, so that its reader can say so.
        return decoded.text if decoded else content.decode("latin-1")

    def yolo(self) -> Iterator[Found]:
        """Find label files that stand beside pictures or in ``labels`` beside ``images``."""
        texts = [n for n in self._by_extension["txt"] if not yolo.is_names(n)]
        paired = [n for n in texts if self._bare.intersection(map(composed, yolo.images_beside(n)))]
        names = self._names_files()
        groups: dict[str, list[str]] = defaultdict(list)
        folders = {posixpath.dirname(name) for name in paired}
        for name in texts:
            if posixpath.dirname(name) in folders and not self._is_list(name):
                groups[_yolo_root(posixpath.dirname(name), names)].append(name)
        for group, labels in sorted(groups.items()):
            if self._are_yolo(labels, set(paired)):
                lists = [n for n in texts if posixpath.dirname(n) == group and self._is_list(n)]
                files = (*names.get(group, ()), *lists, *labels)
                self._claimed.update(files)
                yield Found("yolo", files)

    def _is_list(self, name: str) -> bool:
        stem = name.rpartition("/")[2].rpartition(".")[0]
        return split_of_name(stem) is not None and name.rpartition(".")[0] not in self._bare

    def _names_files(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for extension in ("yaml", "yml", "names", "txt", "labels"):
            for name in filter(yolo.is_names, self._by_extension[extension]):
                head = self._head(name) if extension in ("yaml", "yml") else "names:"
                if "names:" in head:
                    found[posixpath.dirname(name)].append(name)
        return found

    def _are_yolo(self, labels: list[str], paired: set[str]) -> bool:
        """Half of a sample must be lines of numbers: texts beside pictures may be captions."""
        step = max(1, len(labels) // _SAMPLE)
        sample = [name for name in labels if name in paired][::step]
        heads = [head for name in sample if (head := self._head(name)).strip()]
        return sum(map(yolo.looks_like, heads)) * 2 >= len(heads)

    def voc(self) -> Iterator[Found]:
        """Find XML files of one annotation each, with the lists of their splits."""
        groups: dict[str, list[str]] = defaultdict(list)
        for name in self._by_extension["xml"]:
            if voc.looks_like(self._head(name, 4096)):
                groups[_voc_root(posixpath.dirname(name))].append(name)
        for group, files in sorted(groups.items()):
            lists = [
                name
                for name in self._by_extension["txt"]
                if posixpath.dirname(name) == posixpath.join(group, "ImageSets/Main")
                and self._is_list(name)
            ]
            self._claimed.update(files, lists)
            yield Found("voc", (*lists, *files))

    def json(self) -> Iterator[Found]:
        """Find COCO files, Label Studio exports and intents; device status is none of them."""
        formats: tuple[tuple[str, Callable[[str], bool]], ...] = (
            ("coco", coco.looks_like),
            ("label_studio", label_studio.looks_like),
            ("intents", intents.looks_like),
        )
        for name in self._by_extension["json"]:
            head = self._head(name)
            format_ = next((word for word, fits in formats if fits(head)), None)
            if format_:
                self._claimed.add(name)
                yield Found(format_, (name,))

    def manifests(self) -> Iterator[Found]:
        """Find lists whose rows name media of this folder, or what looks like media."""
        paths = {composed(name) for name in self._media}
        for extension in sorted(_LISTS):
            for name in self._by_extension[extension]:
                if name not in self._claimed and self._is_manifest(name, extension, paths):
                    yield Found("manifest", (name,))

    def _is_there(self, value: str, manifest: str) -> bool:
        beside = posixpath.join(posixpath.dirname(manifest), composed(value.strip()))
        return beside in self._names and beside != manifest

    def _is_manifest(self, name: str, extension: str, paths: set[str]) -> bool:
        head = self._head(name)
        if manifest.has_header(head, extension):
            values = manifest.values_of_paths(head, extension)
            # A list may also tell of tables and statuses, whose names alone say nothing.
            known = any(self._index.resolve(v.strip()) or self._is_there(v, name) for v in values)
            looks = any(v.rpartition(".")[2].strip().lower() in _MEDIA for v in values)
            return known or looks
        folder = posixpath.dirname(name)
        near = {p.removeprefix(f"{folder}/") for p in paths} if folder else paths
        bases = {p.rpartition("/")[2] for p in paths}
        return extension in ("csv", "tsv", "txt") and manifest.is_headerless(
            head, paths | near | bases
        )


def _ancestors(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _yolo_root(folder: str, names: dict[str, list[str]]) -> str:
    """Give the nearest folder with class names, or else the one above ``labels`` and splits."""
    for ancestor in _ancestors(folder):
        if ancestor in names:
            return ancestor
    parts = folder.split("/")
    lowered = [part.lower() for part in parts]
    if "labels" in lowered:
        parts = parts[: len(parts) - 1 - lowered[::-1].index("labels")]
    while parts and split_of_name(parts[-1]):
        parts = parts[:-1]
    return "/".join(parts)


def _voc_root(folder: str) -> str:
    parts = folder.split("/")
    while parts and (parts[-1].lower() == "annotations" or split_of_name(parts[-1])):
        parts = parts[:-1]
    return "/".join(parts)
