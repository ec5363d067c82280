"""Tables: delimiter, encoding, header, clock."""

import io
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from probe_samples import parquet

from dure.core import Modality, Probe
from dure.ingest.probes import Refused, examine

NOWHERE = Path("nowhere")


def look(name, text, encoding="utf-8"):
    return examine(name, NOWHERE, text if isinstance(text, bytes) else text.encode(encoding))


def trace(rows, delimiter=";", header=""):
    lines = (
        delimiter.join((f"18/01/2012 {s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}", "0", str(s)))
        for s in range(rows)
    )
    return header + "\n".join(lines) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("rows", [30, 5000])
@pytest.mark.parametrize("header", [False, True])
def test_a_power_trace_is_measured(delimiter, rows, header):
    names = delimiter.join(("시각", "1초", "8초")) + "\n" if header else ""

    assert look("a.csv", trace(rows, delimiter, names)).probe == Probe(
        Modality.SERIES, "text/csv", duration_s=rows - 1.0, sample_rate=1, channels=3, rows=rows,
        captured_at="2012-01-18T00:00:00",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp949"])
def test_every_usual_encoding_is_read(encoding):
    text = "측정일시,전력\n2026-01-01 00:00:00,1.5\n2026-01-01 00:01:00,2\n"

    probe = look("a.csv", text, encoding).probe

    assert (probe.rows, probe.duration_s, probe.sample_rate) == (2, 60.0, None)


@pytest.mark.parametrize(
    ("cells", "duration_s", "captured_at"),
    [
        (("2026-01-01T00:00:00Z", "2026-01-01T00:00:05Z"), 5, "2026-01-01T00:00:00"),
        (("2026.01.13 00:00:00", "2026.01.13 00:00:05"), 5, "2026-01-13T00:00:00"),
        (("1/13/2026 10:00", "1/13/2026 10:05"), 300, "2026-01-13T10:00:00"),
        (("1/2/2026 10:00", "1/2/2026 10:05"), 300, "2026-02-01T10:00:00"),
        (("1767225600", "1767225605"), 5, "2026-01-01T00:00:00"),
        (("1767225600000", "1767225605000"), 5, "2026-01-01T00:00:00"),
        (("0.0", "0.5"), 0.5, None),
    ],
)
def test_every_usual_time_is_read(cells, duration_s, captured_at):
    probe = look("a.csv", f"time,watts\n{cells[0]},1\n{cells[1]},2\n").probe

    assert (probe.duration_s, probe.captured_at) == (duration_s, captured_at)


def test_ten_rows_a_second_is_its_rate():
    text = "t,x\n" + "".join(f"{n / 10:.1f},{n}\n" for n in range(40))

    assert look("a.csv", text).probe.sample_rate == 10


def test_disorder_is_noted():
    found = look("a.csv", "2026-01-01 00:00:09;1\n2026-01-01 00:00:01;2;3\n2026-01-01 00:00:02;2\n")

    assert [note.kind for note in found.notes] == ["uneven_rows", "time_not_ascending"]
    assert found.probe.duration_s == 8


def test_a_quoted_cell_may_hold_the_delimiter_and_a_line_end():
    text = 'time,note,watts\n2026-01-01 00:00:00,"a, b\nc",1\n2026-01-01 00:00:01,"d",2\n'

    assert look("a.csv", text).probe.rows == 2


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.csv", "name,colour\nkim,red\nlee,blue\n", "not_a_series"),
        ("a.csv", "\n\n", "no_samples"),
        ("a.csv", "time,watts\n", "no_samples"),
        ("a.jsonl", '{"t": 1}\n{"t": \n', "damaged"),
        ("a.jsonl", "[1, 2]\n", "damaged"),
    ],
)
def test_what_is_no_series_is_refused(name, text, kind):
    with pytest.raises(Refused) as refused:
        look(name, text)

    assert refused.value.kind == kind


def test_parquet_is_measured_from_first_to_last_row_group():
    assert look("a.parquet", parquet(3000)).probe == Probe(
        Modality.SERIES, "application/vnd.apache.parquet", duration_s=1499.5, sample_rate=2,
        channels=2, rows=3000, captured_at="2023-11-14T22:13:20",
    )  # fmt: skip


def test_parquet_without_rows_is_refused():
    out = io.BytesIO()
    pq.write_table(pa.table({"t": pa.array([], pa.float64())}), out)

    with pytest.raises(Refused) as refused:
        look("a.parquet", out.getvalue())

    assert refused.value.kind == "no_samples"


def test_a_large_table_is_read_in_pieces(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(trace(86_400))

    tracemalloc.start()
    probe = examine("a.csv", path, None).probe
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (probe.rows, probe.duration_s) == (86_400, 86_399.0)
    assert path.stat().st_size > 2_000_000
    assert peak < 12_000_000
