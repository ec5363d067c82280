"""What AI Hub asks of a data set: its metadata table, its counts and its quality table."""

import csv
import html
import io
from collections.abc import Sequence
from pathlib import Path

from dure.core import Modality

from ..model import QualityRow, Row, Rows, Snapshot
from ._survey import Survey, survey
from ._text import write_json, write_text

_MODALITIES = {
    Modality.IMAGE: "이미지",
    Modality.VIDEO: "비디오",
    Modality.AUDIO: "오디오",
    Modality.SERIES: "센서 시계열",
    Modality.DEVICE_STATUS: "기기 상태",
    Modality.TEXT: "텍스트",
}
_KINDS = {
    "choice": "분류",
    "box": "바운딩박스",
    "polygon": "폴리곤",
    "mask": "세그멘테이션",
    "keypoints": "키포인트",
    "segment": "구간",
    "transcript": "전사",
    "intent": "의도",
}
_QUALITY_HEAD = ("구분", "항목명", "정량목표", "결과값", "달성 여부")
_MET = {True: "달성", False: "미달", None: "미측정"}
_UNKNOWN = "미기재"


def write(snapshot: Snapshot, rows: Rows, folder: Path) -> list[Path]:
    """Write ``aihub/metadata.json``, ``aihub/quality.csv`` and ``aihub/report.html``."""
    place, facts = folder / "aihub", _facts(snapshot, survey(rows), rows)
    return [
        write_json(place / "metadata.json", facts),
        write_text(place / "quality.csv", _csv(snapshot.quality), encoding="utf-8-sig"),
        write_text(place / "report.html", _page(snapshot, facts)),
    ]


def _facts(snapshot: Snapshot, seen: Survey, rows: Rows) -> dict[str, str]:
    labelled = [_KINDS[kind] for kind in _KINDS if seen.kinds.get(kind)]
    volume = snapshot.volume
    counts = (volume.raw, volume.source, volume.labelled) if volume else None
    made = f"{snapshot.created_at.year}년 / {seen.records:,}건"
    return {
        "데이터명": snapshot.title.ko,
        "버전": str(snapshot.version),
        "데이터 변경이력": f"{snapshot.version} / {snapshot.created_at.date().isoformat()}",
        "소개": snapshot.description.ko,
        "구축목적": snapshot.purpose.ko or _UNKNOWN,
        "데이터 영역": snapshot.area.ko or _UNKNOWN,
        "데이터 유형": ", ".join(_MODALITIES[m] for m in seen.modalities),
        "데이터 형식": ", ".join(sorted({_format(row) for row in rows})),
        "데이터 출처": snapshot.source.ko or ", ".join(snapshot.providers) or _UNKNOWN,
        "라벨링 유형": ", ".join(labelled) or "없음",
        "라벨링 형식": "Parquet, JSON",
        "데이터 활용 서비스": snapshot.purpose.ko or _UNKNOWN,
        "데이터 구축년도/구축량": made,
        "원시데이터 수량": f"{counts[0]:,}" if counts else _UNKNOWN,
        "원천데이터 수량": f"{counts[1]:,}" if counts else _UNKNOWN,
        "라벨링데이터 수량": f"{counts[2]:,}" if counts else _UNKNOWN,
        "이용 허락": snapshot.licence,
    }


def _format(row: Row) -> str:
    return row.probe.media_type.rpartition("/")[2]


def _quality_rows(quality: Sequence[QualityRow]) -> list[tuple[str, ...]]:
    return [
        (row.axis.ko, row.item.ko, row.target, row.result or "-", _MET[row.met]) for row in quality
    ]


def _csv(quality: Sequence[QualityRow]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_QUALITY_HEAD, *_quality_rows(quality)])
    return out.getvalue()


def _page(snapshot: Snapshot, facts: dict[str, str]) -> str:
    title = html.escape(f"{snapshot.title.ko} ({snapshot.reference})")
    quality = _quality_rows(snapshot.quality)
    measured = (
        _table(quality, _QUALITY_HEAD) if quality else "<p>이 판에는 품질 측정값이 없습니다.</p>"
    )
    return f"""<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: "Noto Sans KR", sans-serif; max-width: 60rem; margin: 2rem auto; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border: 1px solid #bbb; padding: .4rem .6rem; text-align: left; }}
th {{ background: #f3f3f3; }}
</style>
</head>
<body>
<h1>{title}</h1>
<h2>메타데이터</h2>
{_table(list(facts.items()), ("항목", "내용"))}
<h2>품질 지표</h2>
{measured}
</body>
</html>
"""


def _table(rows: Sequence[Sequence[str]], head: Sequence[str]) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in cells) + "</tr>"

    return "\n".join(["<table>", line(head, "th"), *(line(r, "td") for r in rows), "</table>"])
