"""WebDataset: tars of samples, each some files of one name: ``7.jpg``, ``7.cls``, ``7.json``.

What a sample's JSON says is kept as it stands; under ``annotations`` Dure writes labels of every
kind there, so that nothing is lost. Beside it stand what other loaders look for: ``.cls``, the
number of the only class (named in ``classes.txt``), and ``.txt``, what is said or shown.
"""

import io
import json
import posixpath
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple, get_args

from dure.core import Annotation, Choice, Labelled, Transcript, say, to_json

from ..base.listing import Listing, is_media
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text
from ..base.splits import split_of_name, split_word
from ..base.stored import read_stored
from ..base.text import decode, label_text
from ..base.writing import Folders, Holds, Sized
from .tars import Member, convert_first, inside_of, members

NAMES = "classes.txt"
_LABELS = frozenset(("json", "cls", "txt"))
_LARGEST = 16 << 20
_IN_A_SHARD = 1000
Open = Callable[[str], tuple[BinaryIO, int] | None]


def _lost(labelled: Labelled) -> Iterator[str]:
    if not is_media(labelled.path):
        yield "file"


HOLDS = Holds(
    kinds=frozenset(get_args(Annotation)),
    rotation=True,
    parts=True,
    score=True,
    attributes=True,
    times=True,
    levels=99,
    groups=True,
    columns=True,
    language=True,
    pronunciation=True,
    further=_lost,
)


class _Sample(NamedTuple):
    """The files of one name."""

    key: str
    media: list[str]
    said: dict[str, bytes]


def find(listing: Listing) -> Iterator[Found]:
    """Find tars, with the names of their classes."""
    shards = tuple(listing.of("tar"))
    if shards:
        names = listing.beside(shards[0], NAMES)
        yield listing.claim("webdataset", (*((names,) if names else ()), *shards))


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read the labels of all shards; their media stay where they are."""
    labelled: list[Labelled] = []
    reports: list[Issues] = []
    names: list[str] = []
    for name in files:
        report = Issues(name)
        reports.append(report)
        try:
            if name.endswith(".txt"):
                lines = load_text(root, name, report).splitlines()
                names = [label_text(line) or "" for line in lines]
            else:
                labelled += _shard(root, name, names, media, report)
        except Refused as refused:
            report.refuse(refused)
    issues = tuple(issue for report in reports for issue in report.all())
    return Reading(tuple(labelled), issues, files, tuple(filter(None, names)))


def _shard(root: Path, name: str, names: list[str], media: Media, issues: Issues) -> list[Labelled]:
    reader = _Reader(name, names, issues)
    labelled: list[Labelled] = []
    apart = False
    for sample in _samples(root, name, issues):
        found = list(reader.read(sample))
        apart = apart or any(media.resolve(one.path) != one.path for one in found)
        labelled += found
    if not apart or not labelled:
        return labelled
    issues.add("packed", convert_first(name))
    return []


def _samples(root: Path, name: str, issues: Issues) -> Iterator[_Sample]:
    """Give the samples one after another; the files of one stand together."""
    with (root / name).open("rb") as stream:
        listed = _reported(members(root, name, issues), issues)
        for key, group in groupby(listed, key=lambda one: _parted(one.name)[0]):
            sample = _Sample(key, [], {})
            for one in group:
                extension = _parted(one.name)[1].rpartition(".")[2]
                if is_media(one.name):
                    sample.media.append(one.name)
                elif extension not in _LABELS or one.size > _LARGEST:
                    message = say("“{name}” in the archive is not read here.", name=one.name)
                    issues.warn("unread_member", message)
                else:
                    stream.seek(one.at)
                    sample.said[extension] = stream.read(one.size)
            yield sample


def _reported(listed: Iterator[Member], issues: Issues) -> Iterator[Member]:
    """Give what comes before a tar breaks off, and tell that it does."""
    try:
        yield from listed
    except Refused as refused:
        issues.refuse(refused)


def _parted(name: str) -> tuple[str, str]:
    """Part a name as WebDataset does: at the first dot of its last part."""
    folder, _, base = name.rpartition("/")
    stem, _, extension = base.partition(".")
    return posixpath.join(folder, stem), extension.lower()


class _Reader:
    """Reads the samples of one shard."""

    def __init__(self, source: str, names: list[str], issues: Issues) -> None:
        self._source, self._names, self._issues = source, names, issues
        self._folder = inside_of(source)
        self._split = split_of_name(split_word(source) or posixpath.basename(self._folder))

    def read(self, sample: _Sample) -> Iterator[Labelled]:
        """Give what a sample says of its first file, and that its others are there."""
        document = self._document(sample)
        path = document.pop("path", None)
        absent = f"{sample.key}.{path.rpartition('.')[2]}" if isinstance(path, str) else ""
        if isinstance(path, str) and path.rpartition(".")[0] != sample.key:
            document["path"] = path  # it had a name that could not be kept
        media = sample.media or ([absent] if absent else [])
        if not media:
            return
        listed = document.pop("annotations", None)
        annotations = read_stored(listed) if listed is not None else None
        if annotations is None and listed is not None:
            document["annotations"] = listed
        group, split = document.pop("group", None), document.pop("split", None)
        yield Labelled(
            f"{self._folder}/{media[0]}",
            tuple(self._plain(sample) if annotations is None else annotations),
            {str(key): _text(value) for key, value in document.items() if value is not None},
            split_of_name(str(split)) or self._split,
            None if group is None else str(group),
            self._source,
        )
        for further in media[1:]:
            yield Labelled(f"{self._folder}/{further}", (), {}, self._split, None, self._source)

    def _document(self, sample: _Sample) -> dict[str, object]:
        try:
            document = json.loads(sample.said.get("json", b"{}"))
        except (ValueError, RecursionError):
            document = None
        if isinstance(document, dict):
            return document
        self._wrong(sample.key)
        return {}

    def _wrong(self, key: str) -> None:
        message = say("What is said of “{name}” cannot be read; write it again.", name=key)
        self._issues.add("wrong_sample", message)

    def _plain(self, sample: _Sample) -> Iterator[Annotation]:
        """Read what other writers say: a class, by number or name, and a text."""
        said = {key: decode(content) for key, content in sample.said.items() if key != "json"}
        for key, decoded in said.items():
            if decoded is None:
                self._wrong(f"{sample.key}.{key}")
            elif key == "txt" and decoded.text.strip():
                yield Transcript(decoded.text.strip())
            elif key == "cls" and (label := label_text(self._named(decoded.text.strip()))):
                yield Choice(label)

    def _named(self, word: str) -> str:
        index = int(word) if word.isascii() and word.isdigit() and len(word) < 7 else None
        return self._names[index] if index is not None and index < len(self._names) else word


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _Place(NamedTuple):
    """Where a file stands: its shard, its sample and its extension."""

    shard: str
    key: str
    extension: str


def _key(path: str) -> str:
    """Give the name of a sample, which ends at the first dot."""
    folder, _, base = path.rpartition(".")[0].rpartition("/")
    return posixpath.join(folder, base.replace(".", "_") or "_")


def _plan(labelled: Iterable[Labelled]) -> Mapping[str, _Place]:
    """Place media in shards of their splits; a key has no dot, and no two are the same."""
    counts: dict[str, int] = {}
    taken: set[str] = set()
    there: dict[str, _Place] = {}
    for one in labelled:
        if one.path in there or not is_media(one.path):
            continue
        extension = one.path.rpartition(".")[2]
        wanted = key = _key(one.path)
        number = 1
        while key.casefold() in taken:
            number += 1
            key = f"{wanted}-{number}"
        taken.add(key.casefold())
        split = {"validation": "val"}.get(one.split or "", one.split or "")
        count = counts[split] = counts.get(split, -1) + 1
        shard = f"{split}-{count // _IN_A_SHARD:06}".lstrip("-")
        there[one.path] = _Place(shard, key, extension)
    return there


def places(labelled: Sequence[Labelled]) -> dict[str, str]:
    """Give by which names the media can be read from the shards again."""
    found = _plan(labelled).items()
    return {path: f"{one.shard}/{one.key}.{one.extension}" for path, one in found}


def write(images: Iterable[Sized], to: Path) -> int:
    """Write the shards with labels alone; give the number of labels."""
    return pack(images, to, lambda path: None)


def pack(images: Iterable[Sized], to: Path, opened: Open) -> int:
    """Write the shards with what `opened` gives of the media; give the number of labels."""
    every = list(images)
    classes: dict[str, int] = {}
    count = 0
    plan = _plan(one.labelled for one in every)
    merged = {one.labelled.path: one.labelled for one in every}
    by_shard = sorted(plan.items(), key=lambda item: item[1].shard)  # stable within a shard
    to.mkdir(parents=True, exist_ok=True)
    for shard, group in groupby(by_shard, key=lambda item: item[1].shard):
        with tarfile.open(to / f"{shard}.tar", "x") as tar:
            for path, place in group:
                count += len(merged[path].annotations)
                if found := opened(path):
                    with found[0] as stream:
                        _add(tar, f"{place.key}.{place.extension}", stream, found[1])
                for extension, content in _said(merged[path], classes):
                    _add(tar, f"{place.key}.{extension}", io.BytesIO(content), len(content))
    if classes:
        Folders(to).write(NAMES, "".join(f"{name}\n" for name in classes))
    return count


def _add(tar: tarfile.TarFile, name: str, stream: BinaryIO, size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o644
    tar.addfile(member, stream)


def _said(labelled: Labelled, classes: dict[str, int]) -> Iterator[tuple[str, bytes]]:
    labels = [one.label for one in labelled.annotations if isinstance(one, Choice)]
    if len(labels) == 1:
        label = labels[0].replace("\n", " ")
        yield "cls", str(classes.setdefault(label, len(classes))).encode()
    said = [one.text for one in labelled.annotations if isinstance(one, Transcript)]
    if said:
        yield "txt", "\n".join(said).encode()
    document = {
        **labelled.attributes,
        "path": labelled.path,
        "annotations": [to_json(one) for one in labelled.annotations],
    }
    document |= {"split": labelled.split} if labelled.split else {}
    document |= {"group": labelled.group} if labelled.group else {}
    yield "json", json.dumps(document, ensure_ascii=False).encode()
