"""Kaldi's data folder: what is said in which stretch of which recording, a table a question.

``wav.scp`` names the recordings, ``segments`` their stretches, ``text`` what is said in each
(or in each recording, where there are no segments), ``utt2spk`` who says it, ``utt2lang`` in which
language. Stretches of which nothing is written down say who is heard (diarisation). A command in
``wav.scp`` is never run.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from dure.core import Annotation, Labelled, Segment, Transcript, say

from ..base.hearing import Hearing, Record, classes_of, stem_of
from ..base.listing import Listing
from ..base.reading import Found, Issues, Media, Reading, Refused, load_text
from ..base.splits import split_of_path
from ..base.text import label_text
from ..base.times import Where, seconds, span_of
from ..base.writing import Folders, Holds, Sized, shown

TABLES = ("wav.scp", "text", "segments", "utt2spk", "utt2lang", "spk2utt", "utt2dur", "reco2dur")
_READ = TABLES[:5]
_ROW = re.compile(r"[ \t]*([^ \t]+)(?:[ \t](.*))?")
_ARCHIVE = re.compile(r".+:\d+")


def _lost(labelled: Labelled) -> Iterator[str]:
    for one in labelled.annotations:
        if isinstance(one, Transcript | Segment):
            words = [one.attributes.get("speaker", ""), one.attributes.get("utterance", "")]
            words.append(one.label if isinstance(one, Segment) else one.language or "")
            text = one.text if isinstance(one, Transcript) else ""
            if any(_word(str(w)) != w for w in words if w) or "\n" in text or "\r" in text:
                yield "signs"
            if isinstance(one, Segment) and "speaker" in one.attributes:
                yield "attributes"


HOLDS = Holds(
    kinds=frozenset({Transcript, Segment}),
    keeps=frozenset({"speaker", "utterance"}),
    times=True,
    language=True,
    further=_lost,
)


def _word(text: str) -> str:
    return re.sub(r"\s", "_", text)


def find(listing: Listing) -> Iterator[Found]:
    """Find data folders by their ``wav.scp``."""
    for name in listing.of("scp"):
        if posixpath.basename(name) == "wav.scp":
            others = (listing.beside(name, table) for table in TABLES[1:])
            yield listing.claim("kaldi", (name, *filter(None, others)))


_Rows = dict[str, tuple[str, int]]


def read(root: Path, files: tuple[str, ...], media: Media) -> Reading:
    """Read one data folder."""
    reports = {name: Issues(name) for name in files}
    tables: dict[str, _Rows] = {}
    for name in files:
        table = posixpath.basename(name)
        if table in _READ:
            tables[table] = _rows(root, name, reports[name])
    main = next((n for n in files if n.endswith("wav.scp")), files[0])
    labelled = _Folder(tables, Hearing(media, main, reports[main]), main).read(reports)
    issues = tuple(issue for report in reports.values() for issue in report.all())
    return Reading(labelled, issues, files, classes_of(labelled))


def _rows(root: Path, name: str, issues: Issues) -> _Rows:
    try:
        lines = load_text(root, name, issues).split("\n")
    except Refused as refused:
        issues.refuse(refused)
        return {}
    rows: _Rows = {}
    for number, line in enumerate(lines, 1):
        match = _ROW.fullmatch(line.removesuffix("\r"))
        if match is None:
            continue
        if match[1] in rows:
            message = say(
                "Line {line} names “{id}” again; the first counts.", line=number, id=match[1]
            )
            issues.warn("duplicate_annotation", message, number)
        rows.setdefault(match[1], (match[2] or "", number))
    return rows


class _Folder:
    """Puts the tables of one folder together."""

    def __init__(self, tables: dict[str, _Rows], hearing: Hearing, main: str) -> None:
        self._hearing, self._main = hearing, main
        self._sounds, self._texts = tables.get("wav.scp", {}), tables.get("text", {})
        self._segments, self._of = tables.get("segments", {}), tables.get("utt2spk", {})
        self._languages = tables.get("utt2lang", {})
        self._records: dict[str, Record] = {}

    def read(self, reports: dict[str, Issues]) -> tuple[Labelled, ...]:
        """Give what is said of each recording."""
        by_table = {posixpath.basename(name): report for name, report in reports.items()}
        spare = next(iter(reports.values()))
        for id, (place, line) in self._sounds.items():
            if self._is_file(place.strip(), by_table.get("wav.scp", spare), line):
                self._records[id] = self._hearing.of(place.strip(), id, line=line)
                self._records[id].split = split_of_path(self._main)
        for utterance, (row, line) in self._segments.items():
            self._stretch(utterance, row.split(), by_table.get("segments", spare), line)
        for utterance, (text, line) in self._texts.items():
            if utterance not in self._segments:
                self._whole(utterance, text, by_table.get("text", spare), line)
        return self._hearing.labelled()

    def _is_file(self, place: str, issues: Issues, line: int) -> bool:
        if place.endswith("|"):
            message = say(
                "Line {line} is a command, and none is run; write the sound to a file and name it.",
                line=line,
            )
        elif not place or place == "-" or _ARCHIVE.fullmatch(place):
            message = say(
                "Line {line} names no sound file; name a file for each recording.", line=line
            )
        else:
            return True
        issues.add("command" if place.endswith("|") else "no_path", message, line=line)
        return False

    def _stretch(self, utterance: str, cells: list[str], issues: Issues, line: int) -> None:
        record = self._records.get(cells[0]) if cells else None
        start, end = (seconds(cells[1]), seconds(cells[2])) if len(cells) > 2 else (None, None)
        if record is None:
            _unknown(utterance, issues, line)
            return
        text = self._texts.get(utterance)
        if start == 0 and end == -1:
            record.annotations += self._said(utterance, cells[0], text and text[0], None)
        elif span := self._hearing.fit(record, start, end, Where(utterance, line, line)):
            record.annotations += self._said(utterance, cells[0], text and text[0], span)

    def _whole(self, utterance: str, text: str, issues: Issues, line: int) -> None:
        record = self._records.get(utterance)
        if record is None:
            _unknown(utterance, issues, line)
        else:
            record.annotations += self._said(utterance, utterance, text, None)

    def _said(
        self, utterance: str, recording: str, text: str | None, span: tuple[float, float] | None
    ) -> Iterator[Annotation]:
        speaker = self._of.get(utterance, ("", 0))[0].strip()
        speaker = "" if speaker == utterance else speaker
        language = self._languages.get(utterance, ("", 0))[0].strip() or None
        if text is None:
            label = label_text(speaker)
            if label and span:
                yield Segment(label, *span, attributes=_named(utterance, recording, speaker))
            return
        extra = ({"speaker": speaker} if speaker else {}) | _named(utterance, recording, speaker)
        start, end = span or (None, None)
        yield Transcript(text, None, start, end, language, attributes=extra)


def _named(utterance: str, recording: str, speaker: str) -> dict[str, str]:
    """Keep the name of an utterance, unless it is one that the writer makes."""
    stem = utterance.removeprefix(f"{speaker}-") if speaker else utterance
    made = stem == recording or re.fullmatch(rf"{re.escape(recording)}-\d{{5,}}", stem)
    return {} if made else {"utterance": utterance}


def _unknown(utterance: str, issues: Issues, line: int) -> None:
    message = say(
        "“{id}” (line {line}) belongs to no recording of wav.scp; add it there.",
        id=utterance,
        line=line,
    )
    issues.add("unknown_recording", message, line=line)


@dataclass(slots=True)
class _Written:
    """The tables of one folder while they are written."""

    sounds: dict[str, str] = field(default_factory=dict)
    rows: dict[str, tuple[str, Segment | Transcript]] = field(default_factory=dict)

    def add(self, labelled: Labelled) -> None:
        """Name a recording and its utterances."""
        recording = _free(_word(stem_of(labelled.path)).replace("/", "_"), self.sounds)
        self.sounds[recording] = labelled.path
        for one in labelled.annotations:
            if isinstance(one, Segment | Transcript):
                speaker = _speaker(one)
                wanted = _word(str(one.attributes.get("utterance", "")))
                stem = f"{speaker}-{recording}" if speaker else recording
                numbered = (f"{stem}-{n:05}" for n in count(len(self.rows)))
                whole = span_of(one) is None and recording not in self.rows and not speaker
                free = recording if whole else next(u for u in numbered if u not in self.rows)
                name = wanted if wanted and wanted not in self.rows else free
                self.rows[name] = (recording, one)

    def tables(self) -> dict[str, str]:
        """Give the content of each table, sorted as Kaldi asks for."""
        parted = any(utterance != recording for utterance, (recording, _) in self.rows.items())
        tables: dict[str, dict[str, str]] = {"wav.scp": self.sounds, "text": {}, "utt2spk": {}}
        tables |= {"segments": {}, "utt2lang": {}, "spk2utt": {}}
        spoken: dict[str, list[str]] = defaultdict(list)
        for utterance, (recording, one) in self.rows.items():
            if isinstance(one, Transcript):
                tables["text"][utterance] = re.sub(r"[\r\n]", " ", one.text)
                if one.language:
                    tables["utt2lang"][utterance] = _word(one.language)
            speaker = tables["utt2spk"][utterance] = _speaker(one) or utterance
            spoken[speaker].append(utterance)
            if parted:
                tables["segments"][utterance] = f"{recording} {_stretch(one)}"
        tables["spk2utt"] = {speaker: " ".join(names) for speaker, names in spoken.items()}
        return {name: _table(rows) for name, rows in tables.items() if rows}


def _stretch(one: Segment | Transcript) -> str:
    """Write the times; an end of -1 means that of the recording."""
    span = span_of(one)
    return f"{shown(span.start)} {shown(span.end)}" if span else "0 -1"


def _speaker(one: Segment | Transcript) -> str:
    said = one.label if isinstance(one, Segment) else one.attributes.get("speaker", "")
    return _word(str(said))


def _free(name: str, taken: Mapping[str, str]) -> str:
    numbered = (f"{name}_{n}" for n in count(2))
    return name if name not in taken else next(n for n in numbered if n not in taken)


def _table(rows: dict[str, str]) -> str:
    return "".join(f"{k} {v}\n" for k, v in sorted(rows.items(), key=lambda row: row[0].encode()))


def write(images: Iterable[Sized], to: Path) -> int:
    """Write a data folder a split; give the number of utterances."""
    by_split: dict[str, _Written] = defaultdict(_Written)
    for labelled, *_ in images:
        by_split[labelled.split or ""].add(labelled)
    folders = Folders(to)
    for split, written in by_split.items():
        for name, content in written.tables().items():
            folders.write(posixpath.join(split, name), content)
    return sum(len(written.rows) for written in by_split.values())
