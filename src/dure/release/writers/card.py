"""The data card: README.md as the Hugging Face Hub reads it, in Korean and in English."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from ..model import Bilingual, Rows, Snapshot
from ._columns import Column, Feature, columns
from ._survey import Survey, survey
from ._text import write_text

NAME = "README.md"

_HUB_LICENCES = frozenset(
    {
        "apache-2.0", "bsd-2-clause", "bsd-3-clause", "cc0-1.0", "cc-by-4.0", "cc-by-nc-4.0",
        "cc-by-nc-nd-4.0", "cc-by-nc-sa-4.0", "cc-by-nd-4.0", "cc-by-sa-4.0", "mit", "odbl",
        "pddl",
    }
)  # fmt: skip
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
_SPLITS_KO = {"train": "학습", "validation": "검증", "test": "시험"}


def write(snapshot: Snapshot, rows: Rows, folder: Path) -> list[Path]:
    """Write ``README.md`` over the Parquet shards that already lie in `folder`."""
    seen = survey(rows)
    found = columns(snapshot, seen)
    header = yaml.safe_dump(
        _header(snapshot, seen, found, folder), allow_unicode=True, sort_keys=False
    )
    body = "\n".join(_body(snapshot, seen, found))
    return [write_text(folder / NAME, f"---\n{header}---\n\n{body}\n")]


def body_of(written: str) -> str:
    """Give a card's Markdown without the header that is for programs."""
    _, _, rest = written.removeprefix("---\n").partition("\n---\n")
    return (rest or written).strip()


def _header(
    snapshot: Snapshot, seen: Survey, found: Sequence[Column], folder: Path
) -> dict[str, Any]:
    sizes = {split: _bytes(folder, split) for split in seen.splits}
    return {
        **_licence(snapshot.licence),
        "language": ["ko", "en"],
        "pretty_name": " · ".join(dict.fromkeys((snapshot.title.ko, snapshot.title.en))),
        "tags": list(dict.fromkeys(("dure", snapshot.domain.id, *snapshot.keywords))),
        "size_categories": [_size_category(seen.records)],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": s, "path": f"data/{s}-*"} for s in seen.splits],
            }
        ],
        "dataset_info": {
            "features": [{"name": c.name, **_yaml(c.feature)} for c in found],
            "splits": [
                {"name": s, "num_bytes": sizes[s], "num_examples": n}
                for s, n in seen.splits.items()
            ],
            "download_size": sum(sizes.values()),
            "dataset_size": sum(sizes.values()),
        },
    }


def _bytes(folder: Path, split: str) -> int:
    return sum(p.stat().st_size for p in (folder / "data").glob(f"{split}-*.parquet"))


def _licence(licence: str) -> dict[str, str]:
    if licence.lower() in _HUB_LICENCES:
        return {"license": licence.lower()}
    link = {"license_link": licence} if licence.startswith("https://") else {}
    return {"license": "other", "license_name": licence, **link}


def _size_category(records: int) -> str:
    return next((name for limit, name in _SIZES if records < limit), "10M<n<100M")


def _yaml(feature: Feature) -> dict[str, Any]:
    """Give a feature in the short form that the YAML header uses."""
    kind = feature.get("_type")
    if kind is None:
        return {"struct": [{"name": name, **_yaml(part)} for name, part in feature.items()]}
    if kind == "Value":
        return {"dtype": feature["dtype"]}
    if kind == "ClassLabel":
        names = {str(i): name for i, name in enumerate(feature["names"])}
        return {"dtype": {"class_label": {"names": names}}}
    if kind == "Sequence":
        inner = _yaml(feature["feature"])
        short = inner["dtype"] if set(inner) == {"dtype"} and _is_word(inner) else inner
        length = {"length": feature["length"]} if "length" in feature else {}
        return {"sequence": short, **length}
    return {"dtype": kind.lower()}


def _is_word(inner: Mapping[str, Any]) -> bool:
    return isinstance(inner["dtype"], str)


def _body(snapshot: Snapshot, seen: Survey, found: Sequence[Column]) -> Iterable[str]:
    yield f"# {snapshot.title.ko} · {snapshot.title.en}"
    yield f"\n{snapshot.description.ko}\n\n{snapshot.description.en}"
    yield from _use(snapshot)
    yield "\n## 개요 · Overview\n"
    yield from _table(("항목 · Item", "내용 · Value"), _facts(snapshot, seen))
    yield "\n## 분할 · Splits\n"
    splits = [(f"{_SPLITS_KO[s]} · {s}", f"{n:,}") for s, n in seen.splits.items()]
    yield from _table(("분할 · Split", "레코드 · Records"), splits)
    if snapshot.domain.classes:
        yield "\n## 분류 · Classes\n"
        yield from _class_table(snapshot, seen)
    yield "\n## 열 · Columns\n"
    yield from _table(
        ("열 · Column", "설명", "Meaning"),
        [(f"`{c.name}`", c.note.ko, c.note.en) for c in found],
    )
    yield from _quality(snapshot)


def _use(snapshot: Snapshot) -> Iterable[str]:
    yield "\n## 쓰기 · Use\n\n```python\nimport dure\n"
    yield f'ds = dure.load("{snapshot.reference}", split="train")\nprint(ds, ds[0])\n'
    yield "from datasets import load_dataset\n"
    yield 'hf = load_dataset("parquet", data_dir=".")\n```'


def _facts(snapshot: Snapshot, seen: Survey) -> list[tuple[str, str]]:
    engines = [" ".join((e.name, e.version, e.licence)).strip() for e in snapshot.engines]
    outcomes = [f"{name} {n:,}" for name, n in sorted(snapshot.outcomes.items())]
    facts = [
        ("판 · Version", snapshot.reference),
        ("만든 때 · Created", snapshot.created_at.isoformat()),
        ("영역 · Domain", f"{snapshot.domain.id} {snapshot.domain.version}"),
        ("이용 허락 · Licence", snapshot.licence),
        ("제공 기관 · Providers", ", ".join(snapshot.providers)),
        ("동의 근거 · Consent basis", snapshot.consent_basis),
        ("활용 · Purpose", _both(snapshot.purpose)),
        ("출처 · Source", _both(snapshot.source)),
        ("레코드 · Records", f"{seen.records:,}"),
        ("라벨 · Labels", ", ".join(f"{k} {n:,}" for k, n in sorted(seen.kinds.items()))),
        ("라벨 엔진 · Engines", ", ".join(engines)),
        ("처리 결과 · Outcomes", ", ".join(outcomes)),
    ]
    return [(name, value) for name, value in facts if value]


def _both(text: Bilingual) -> str:
    return " · ".join(filter(None, (text.ko, text.en)))


def _class_table(snapshot: Snapshot, seen: Survey) -> Iterable[str]:
    rows = [
        (
            str(number),
            f"`{one.name}`",
            one.title.ko,
            one.title.en,
            "/".join(one.path),
            *(f"{seen.labels[split].get(one.name, 0):,}" for split in seen.splits),
        )
        for number, one in enumerate(snapshot.domain.classes)
    ]
    yield from _table(
        ("번호", "이름 · Name", "한국어", "English", "경로 · Path", *seen.splits), rows
    )


def _quality(snapshot: Snapshot) -> Iterable[str]:
    if not snapshot.quality:
        return
    yield "\n## 품질 · Quality\n"
    rows = [
        (_both(row.axis), _both(row.item), row.target, row.result or "미측정 · not measured")
        for row in snapshot.quality
    ]
    yield from _table(("구분 · Axis", "항목 · Item", "목표 · Target", "결과 · Result"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(_cell(value) for value in row) + " |"


def _cell(value: str) -> str:
    return value.replace("|", "\\|").replace("\n", " ")
