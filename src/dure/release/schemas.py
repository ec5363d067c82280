"""Wire shapes of release."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from dure import domains
from dure.kit.http import Wire
from dure.kit.text import Language, translated

from .model import Carried, Changes, Gate
from .service import Described
from .tables import ReleaseRow

Words = Mapping[str, Any]
Kind = Literal["zip", "tar"]
SHOWN = 20  # ids of records that a list of changes gives as examples


class ReleaseOrder(Wire):
    formats: list[Literal["coco", "yolo", "webdataset"]] | None = Field(
        default=None,
        description="written beside the Parquet shards; null: coco where the labels allow it",
    )


class ReleaseJob(Wire):
    job: UUID


class ReleaseRead(Wire):
    id: UUID
    dataset: UUID
    version: int
    reference: str = Field(examples=["food@3"])
    counts: dict[str, Any]
    files: int = Field(description="how many there are; 0 where they are gone")
    size: int = Field(description="bytes of all files")
    created_at: datetime


class Bilingual(Wire):
    ko: str
    en: str


class ReleaseFile(Wire):
    path: str
    size: int
    sha256: str


class ReleaseSplit(Wire):
    name: str
    records: int
    shards: int
    size: int


class ReleaseClass(Wire):
    name: str
    path: list[str]
    title: Bilingual
    records: dict[str, int] = Field(description="records that carry it, by split")
    kinds: list[str] = Field(
        description="the types of the labels that name it", examples=[["box", "choice"]]
    )


class QualityLine(Wire):
    axis: Bilingual
    item: Bilingual
    target: str
    result: str
    met: bool | None


class EngineRead(Wire):
    name: str
    version: str


class ReleaseDetail(ReleaseRead):
    versions: list[int] = Field(description="all versions of the data set, the oldest first")
    title: Bilingual
    description: Bilingual
    digest: str = Field(description="of what it holds, whatever its version and date")
    tool: str
    domain: dict[str, str]
    licence: str
    consent_basis: str
    providers: list[str]
    engines: list[EngineRead]
    modalities: list[str]
    outcomes: dict[str, int]
    splits: list[ReleaseSplit]
    classes: list[ReleaseClass]
    quality: list[QualityLine]
    contents: list[ReleaseFile] = Field(description="every file but the manifest")
    card: str = Field(description="the data card, Markdown without its header")


class ChangesRead(Wire):
    """How many records differ, and the first of them."""

    since: int | None = Field(description="null for a first version, where all is new")
    added: int
    removed: int
    relabelled: int
    moved: int
    replaced: int
    examples: dict[str, list[str]] = Field(description="ids of records by kind of change")


class GateRead(Wire):
    name: str
    outcome: Literal["pass", "warn", "block"]
    message: str
    advice: str | None


class ReadinessRead(Wire):
    may_freeze: bool
    gates: list[GateRead]


def release_read(row: ReleaseRow, words: Words | None) -> ReleaseRead:
    """Give a version as a list shows it; without a manifest its files are gone."""
    return ReleaseRead(**_line(row, words))


def _line(row: ReleaseRow, words: Words | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "dataset": row.dataset,
        "version": row.version,
        "reference": PurePosixPath(row.folder).name,
        "counts": row.counts,
        "files": len(words["files"]) + 1 if words else 0,
        "size": sum(entry["size"] for entry in words["files"]) if words else 0,
        "created_at": row.created_at,
    }


def release_detail(found: Described) -> ReleaseDetail:
    """Give a version with all that its page shows."""
    words = found.manifest
    same = ("title", "description", "digest", "tool", "domain", "consent_basis", "providers")
    return ReleaseDetail(
        **_line(found.row, words),
        **{name: words[name] for name in same},
        versions=list(found.versions),
        licence=words["licences"]["data"],
        engines=words["engines"],
        modalities=words["modalities"],
        outcomes=words["outcomes"],
        splits=[_split(name, split, words) for name, split in words["splits"].items()],
        classes=[_class(one, found) for one in words["classes"]],
        quality=words["quality"],
        contents=words["files"],
        card=found.card,
    )


def _split(name: str, split: Words, words: Words) -> ReleaseSplit:
    sizes = {entry["path"]: entry["size"] for entry in words["files"]}
    shards = split["shards"]
    size = sum(sizes[shard["path"]] for shard in shards)
    return ReleaseSplit(name=name, records=split["records"], shards=len(shards), size=size)


def _class(one: Words, found: Described) -> ReleaseClass:
    carried = found.counts.get(one["name"], Carried())
    return ReleaseClass(
        name=one["name"],
        path=one["path"],
        title=_title(one),
        records=dict(carried.records),
        kinds=list(carried.kinds),
    )


def _title(one: Words) -> Bilingual:
    """Give the written title; for a class of another domain, what that domain calls it."""
    other = domains.elsewhere(one["name"]) if one["ko"] == one["name"] else None
    return Bilingual(ko=other.ko, en=other.en) if other else Bilingual(ko=one["ko"], en=one["en"])


def changes_read(since: int | None, found: Changes) -> ChangesRead:
    """Give what changed as counts and first examples."""
    kinds = {name: getattr(found, name) for name in Changes.__dataclass_fields__}
    return ChangesRead(
        since=since,
        **{name: len(ids) for name, ids in kinds.items()},
        examples={name: list(ids[:SHOWN]) for name, ids in kinds.items() if ids},
    )


def gate_read(gate: Gate, language: Language) -> GateRead:
    """Give a gate in the reader's language."""
    return GateRead(
        name=gate.name,
        outcome=gate.outcome.value,
        message=translated(gate.message, language),
        advice=translated(gate.advice, language) if gate.advice else None,
    )
