"""Croissant 1.1: the JSON-LD description by which data set search and loaders read a release.

The context says ``https://schema.org/``: mlcroissant refuses the ``http:`` form that the
appendix of the specification shows.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from dure.core import Modality

from ..model import Bilingual, Rows, Snapshot
from ._columns import Column, columns
from ._survey import survey
from ._text import write_json

NAME = "croissant.json"

_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_SPLIT_TYPES = {
    "train": "cr:TrainingSplit",
    "validation": "cr:ValidationSplit",
    "test": "cr:TestSplit",
}
_MEDIA_TYPES = {
    Modality.IMAGE.value: "sc:ImageObject",
    Modality.AUDIO.value: "sc:AudioObject",
    Modality.VIDEO.value: "sc:VideoObject",
}
_MEANINGS = {
    "label": ["sc:Integer", "cr:Label"],
    "split": ["sc:Text", "cr:Split"],
    "category": ["sc:Integer", "cr:Label"],
    "bbox": ["sc:Float", "cr:BoundingBox"],
}


def write(snapshot: Snapshot, rows: Rows, folder: Path) -> list[Path]:
    """Write ``croissant.json`` over the Parquet shards that already lie in `folder`."""
    found = survey(rows)
    shards = sorted((folder / "data").glob("*.parquet"))
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        **_dataset(snapshot),
        **_rai(snapshot),
        "distribution": [*(_file_object(folder, shard) for shard in shards), _SHARDS],
        "recordSet": [
            *([_classes(snapshot)] if snapshot.domain.classes else []),
            _splits(list(found.splits)),
            _records(columns(snapshot, found)),
        ],
    }
    return [write_json(folder / NAME, described)]


def _dataset(snapshot: Snapshot) -> dict[str, Any]:
    date = snapshot.created_at.isoformat()
    made_by = [{"@type": "sc:Organization", "name": name} for name in snapshot.providers]
    return {
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": _words(snapshot.title),
        "description": _words(snapshot.description),
        "alternateName": snapshot.reference,
        "creator": made_by or [{"@type": "sc:Organization", "name": "Dure"}],
        "datePublished": date,
        "inLanguage": ["ko", "en"],
        "isLiveDataset": False,
        "keywords": list(snapshot.keywords) or [snapshot.domain.id],
        "license": snapshot.licence,
        "url": snapshot.url or f"urn:dure:release:{snapshot.dataset}:{snapshot.version}",
        "version": f"{snapshot.version}.0.0",
        "citeAs": f"{snapshot.title.en}, {snapshot.reference}, {snapshot.created_at.year}",
    }


def _words(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "ko": text.ko}


def _rai(snapshot: Snapshot) -> dict[str, Any]:
    engines = [f"{e.name} {e.version}".strip() for e in snapshot.engines]
    facts = {
        "rai:dataCollection": snapshot.source.en,
        "rai:dataUseCases": snapshot.purpose.en,
        "rai:personalSensitiveInformation": snapshot.consent_basis,
        "rai:machineAnnotationTools": engines,
    }
    return {key: value for key, value in facts.items() if value}


def _file_object(folder: Path, path: Path) -> dict[str, Any]:
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    place = path.relative_to(folder).as_posix()
    return {
        "@type": "cr:FileObject",
        "@id": place,
        "name": place,
        "contentUrl": place,
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": digest,
    }


_SHARDS: Mapping[str, Any] = {
    "@type": "cr:FileSet",
    "@id": "shards",
    "name": "shards",
    "description": "The Parquet shards of all splits.",
    "encodingFormat": "application/x-parquet",
    "includes": "data/*.parquet",
}


def _classes(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": "classes",
        "name": "classes",
        "description": "The classes by number, with their place in the taxonomy.",
        "dataType": "sc:Enumeration",
        "key": {"@id": "classes/number"},
        "field": [
            _plain_field("classes/number", "sc:Integer"),
            *(_plain_field(f"classes/{key}", "sc:Text") for key in ("name", "path", "ko", "en")),
        ],
        "data": [
            {
                "classes/number": number,
                "classes/name": one.name,
                "classes/path": "/".join(one.path or (one.name,)),
                "classes/ko": one.title.ko,
                "classes/en": one.title.en,
            }
            for number, one in enumerate(snapshot.domain.classes)
        ],
    }


def _splits(present: list[str]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "description": "The splits.",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [_plain_field("splits/name", "sc:Text"), _plain_field("splits/url", "sc:URL")],
        "data": [
            {
                "splits/name": split,
                "splits/url": _SPLIT_TYPES[split].replace("cr:", _CONTEXT["cr"]),
            }
            for split in present
        ],
    }


def _plain_field(identifier: str, data_type: str) -> dict[str, Any]:
    name = identifier.rpartition("/")[2]
    return {"@type": "cr:Field", "@id": identifier, "name": name, "dataType": data_type}


def _records(found: list[Column]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": "records",
        "name": "records",
        "description": "One record a row: media, labels and where it comes from.",
        "key": {"@id": "records/record_id"},
        "field": [_field(column) for column in found],
    }


def _field(column: Column) -> dict[str, Any]:
    head: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"records/{column.name}",
        "name": column.name,
        "description": _words(column.note),
    }
    if column.media:
        shown = _MEDIA_TYPES.get(column.name, "sc:Text")
        return {**head, "dataType": shown, "source": _source(column.name, "bytes")}
    if pa.types.is_struct(column.type):
        parts = [_part(column.name, column.type.field(i)) for i in range(column.type.num_fields)]
        return {**head, "isArray": True, "arrayShape": "-1", "subField": parts}
    shape = {"isArray": True, "arrayShape": "-1"} if pa.types.is_list(column.type) else {}
    data_type = _data_type(column.name, column.type)
    return {**head, **shape, "dataType": data_type, "source": _source(column.name)}


def _part(column: str, part: pa.Field) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"records/{column}/{part.name}",
        "name": part.name,
        "dataType": _data_type(part.name, part.type),
        "source": _source(column, part.name),
    }


def _source(column: str, inside: str | None = None) -> dict[str, Any]:
    transform = {"transform": {"jsonPath": inside}} if inside else {}
    return {"fileSet": {"@id": "shards"}, "extract": {"column": column}, **transform}


def _data_type(name: str, arrow: pa.DataType) -> str | list[str]:
    while pa.types.is_list(arrow) or pa.types.is_fixed_size_list(arrow):
        arrow = arrow.value_type
    if name in _MEANINGS:
        return _MEANINGS[name]
    if pa.types.is_integer(arrow):
        return "sc:Integer"
    return "sc:Float" if pa.types.is_floating(arrow) else "sc:Text"
