"""The columns of a release: one table that Parquet, data card, Croissant and reference share."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dure.core import Choice, Intent, Invalid, Modality, Segment, Transcript, say, to_json

from ..model import Bilingual, Row, Snapshot
from ..rules import label_of
from . import _geometry, _media, _streams
from ._survey import Survey

Feature = Mapping[str, Any]
Give = Callable[[Row, bytes], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: in Parquet.
        type: in Arrow.
        feature: in Hugging Face `datasets`, as its JSON.
        give: the value for a row and its media bytes.
        note: what it holds.
        media: whether it holds media bytes, which are stored as they are.
    """

    name: str
    type: pa.DataType
    feature: Feature
    give: Give
    note: Bilingual
    media: bool = False


def columns(snapshot: Snapshot, survey: Survey) -> list[Column]:
    """Give the columns that these rows need; empty kinds of label make no column."""
    labels = _Labels(tuple(c.name for c in snapshot.domain.classes))
    parents = {c.name: c.parent for c in snapshot.domain.classes}
    return [
        _text("record_id", lambda r: r.record_id, "레코드 식별자", "identifier of the record"),
        _text("file_name", lambda r: r.file_name, "원래 파일 이름", "name of the file as it came"),
        *(_MEDIA[modality] for modality in survey.modalities),
        *([_STREAMS] if survey.companions else []),
        *(_choice_columns(labels, parents, survey) if survey.most_choices else []),
        *([_objects(labels)] if survey.has_geometry else []),
        *(_SOUND if "transcript" in survey.kinds else []),
        *([_segments(labels)] if "segment" in survey.kinds else []),
        *(_INTENT if "intent" in survey.kinds else []),
        *_FACTS,
    ]


def arrow_schema(found: list[Column]) -> pa.Schema:
    """Give the Arrow schema, with the features that Hugging Face `datasets` looks for."""
    features = {c.name: c.feature for c in found}
    note = json.dumps({"info": {"features": features}}, ensure_ascii=False)
    return pa.schema([(c.name, c.type) for c in found], metadata={"huggingface": note})


@dataclass(frozen=True, slots=True)
class _Labels:
    """Class names and their numbers."""

    names: tuple[str, ...]

    def number(self, label: str) -> int:
        """Give the number of a class; raises `Invalid` for one that the domain lacks."""
        if label not in self.names:
            raise Invalid(
                say(
                    "The label “{label}” is not among the classes of the domain; add the class "
                    "or correct the label.",
                    label=label,
                )
            )
        return self.names.index(label)

    @property
    def feature(self) -> Feature:
        return {"names": list(self.names), "_type": "ClassLabel"}


def _value(dtype: str) -> Feature:
    return {"dtype": dtype, "_type": "Value"}


def _many(feature: Feature, **more: object) -> Feature:
    return {"feature": feature, "_type": "Sequence", **more}


def _text(name: str, give: Callable[[Row], str | None], ko: str, en: str) -> Column:
    def filled(row: Row, _: bytes) -> str | None:
        return give(row) or None

    return Column(name, pa.string(), _value("string"), filled, Bilingual(ko, en))


def _number(name: str, dtype: str, give: Callable[[Row], Any], ko: str, en: str) -> Column:
    arrow = pa.int64() if dtype == "int64" else pa.float64()
    return Column(name, arrow, _value(dtype), lambda row, _: give(row), Bilingual(ko, en))


def _json(value: object) -> str | None:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else None


_FILE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
_FILE_FEATURE: Feature = {"bytes": _value("binary"), "path": _value("string")}


def _file(modality: Modality, feature: Feature, ko: str, en: str) -> Column:
    def give(row: Row, content: bytes) -> dict[str, Any] | None:
        if row.probe.modality is not modality:
            return None
        return {"bytes": content, "path": _media.name(row)}

    return Column(modality.value, _FILE, feature, give, Bilingual(ko, en), media=True)


def _written(row: Row, content: bytes) -> str | None:
    if row.probe.modality is not Modality.TEXT:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(
            say("The text “{file}” is not in UTF-8; convert it and try again.", file=row.file_name)
        ) from None


_MEDIA: Mapping[Modality, Column] = {
    Modality.IMAGE: _file(Modality.IMAGE, {"_type": "Image"}, "사진", "the picture"),
    Modality.VIDEO: _file(Modality.VIDEO, {"_type": "Video"}, "영상", "the video"),
    Modality.AUDIO: _file(Modality.AUDIO, {"_type": "Audio"}, "소리", "the sound"),
    Modality.SERIES: _file(
        Modality.SERIES, _FILE_FEATURE, "시계열 파일", "the file of sampled numbers"
    ),
    Modality.DEVICE_STATUS: _file(
        Modality.DEVICE_STATUS, _FILE_FEATURE, "기기 상태 파일", "the file of device status"
    ),
    Modality.TEXT: Column(
        "text", pa.string(), _value("string"), _written, Bilingual("글", "the text")
    ),
}


def _choice_columns(
    labels: _Labels, parents: Mapping[str, str | None], survey: Survey
) -> list[Column]:
    def number(row: Row, _: bytes) -> int | None:
        return None if (label := label_of(row)) is None else labels.number(label)

    def parent(row: Row) -> str | None:
        return parents.get(label_of(row) or "")

    found = [
        Column("label", pa.int64(), labels.feature, number, Bilingual("분류", "its class")),
        _text("label_parent", parent, "상위 분류", "the class above"),
        _number("label_score", "float64", _choice_score, "분류 확신도", "score of the class"),
    ]
    return found if survey.most_choices == 1 else [*found, _all_choices(labels)]


def _choice_score(row: Row) -> float | None:
    return next((a.score for a in row.annotations if isinstance(a, Choice)), None)


def _all_choices(labels: _Labels) -> Column:
    return Column(
        "labels",
        pa.list_(pa.int64()),
        _many(labels.feature),
        lambda row, _: [labels.number(a.label) for a in row.annotations if isinstance(a, Choice)],
        Bilingual("모든 분류", "all its classes"),
    )


def _objects(labels: _Labels) -> Column:
    def give(row: Row, _: bytes) -> dict[str, list[Any]]:
        shapes = _geometry.drawn(row.annotations)
        boxes = [_geometry.extent(shape) for shape in shapes]
        return {
            "bbox": [[b.x, b.y, b.width, b.height] for b in boxes],
            "category": [labels.number(shape.label) for shape in shapes],
            "area": [b.area for b in boxes],
            "kind": [type(shape).__name__.lower() for shape in shapes],
        }

    number = pa.float64()
    arrow = pa.struct(
        [
            ("bbox", pa.list_(pa.list_(number, 4))),
            ("category", pa.list_(pa.int64())),
            ("area", pa.list_(number)),
            ("kind", pa.list_(pa.string())),
        ]
    )
    feature = {
        "bbox": _many(_many(_value("float64"), length=4)),
        "category": _many(labels.feature),
        "area": _many(_value("float64")),
        "kind": _many(_value("string")),
    }
    note = Bilingual("객체: [x, y, 너비, 높이] 픽셀", "objects: [x, y, width, height] in pixels")
    return Column("objects", arrow, feature, give, note)


def _segments(labels: _Labels) -> Column:
    def give(row: Row, _: bytes) -> dict[str, list[Any]]:
        found = [a for a in row.annotations if isinstance(a, Segment)]
        return {
            "start_s": [a.start_s for a in found],
            "end_s": [a.end_s for a in found],
            "category": [labels.number(a.label) for a in found],
        }

    times = pa.list_(pa.float64())
    arrow = pa.struct([("start_s", times), ("end_s", times), ("category", pa.list_(pa.int64()))])
    feature = {
        "start_s": _many(_value("float64")),
        "end_s": _many(_value("float64")),
        "category": _many(labels.feature),
    }
    return Column("segments", arrow, feature, give, Bilingual("구간(초)", "stretches in seconds"))


def _said(row: Row) -> str | None:
    return " ".join(a.text for a in row.annotations if isinstance(a, Transcript))


def _pronounced(row: Row) -> str | None:
    said = [a for a in row.annotations if isinstance(a, Transcript)]
    if not any(a.pronunciation for a in said):
        return None
    return " ".join(a.pronunciation or a.text for a in said)


def _intent(row: Row) -> Intent | None:
    return next((a for a in row.annotations if isinstance(a, Intent)), None)


_STREAMS = Column(
    "streams",
    _streams.TYPE,
    _streams.FEATURE,
    _streams.give,
    Bilingual(
        "같은 순간에 함께 기록한 스트림", "what else was recorded at the moment, on one clock"
    ),
)
_SOUND = [
    _text("transcript", _said, "전사(철자)", "what is said, in spelling"),
    _text("pronunciation", _pronounced, "전사(발음)", "what is said, as pronounced"),
]
_INTENT = [
    _text("intent", lambda r: found.label if (found := _intent(r)) else None, "의도", "the intent"),
    _text(
        "slots",
        lambda r: _json(found.slots) if (found := _intent(r)) else None,
        "의도의 슬롯(JSON)",
        "slots of the intent, as JSON",
    ),
]
_FACTS = [
    _text(
        "annotations", lambda r: _json([to_json(a) for a in r.annotations]),
        "모든 라벨(JSON, 손실 없음)", "all annotations without loss, as JSON",
    ),
    _text("layer", lambda r: r.layer.value, "라벨의 출처", "whose word the labels are"),
    _text("split", lambda r: r.split, "분할", "train, validation or test"),
    _text("group", lambda r: r.group, "함께 두어야 하는 묶음", "what must not straddle splits"),
    _text("provider", lambda r: r.provider, "제공 기관", "organisation that provided it"),
    _text("source_path", lambda r: r.source_path, "원본 경로", "path as contributed"),
    _text("source_digest", lambda r: r.source_digest or r.digest, "원본 SHA-256",
          "SHA-256 of the media as it came in"),
    _text("digest", lambda r: r.digest, "미디어 SHA-256", "SHA-256 of the media in this release"),
    _text("media_type", lambda r: r.probe.media_type, "미디어 형식", "IANA media type"),
    _number("width", "int64", lambda r: r.probe.width, "너비(픽셀)", "width in pixels"),
    _number("height", "int64", lambda r: r.probe.height, "높이(픽셀)", "height in pixels"),
    _number("duration_s", "float64", lambda r: r.probe.duration_s, "길이(초)", "seconds"),
    _number("sample_rate", "int64", lambda r: r.probe.sample_rate, "표본화율(Hz)", "Hertz"),
    _text("conditions", lambda r: _json(dict(r.conditions)), "수집 조건(JSON)",
          "collection conditions, as JSON"),
    _text("attributes", lambda r: _json(dict(r.attributes)), "추가 속성(JSON)",
          "further columns, as JSON"),
    _text("flags", lambda r: _json(list(r.flags)), "품질 표시(JSON)", "quality flags, as JSON"),
]  # fmt: skip
