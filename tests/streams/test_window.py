"""A stretch of a series: extremes stay, gaps are named, every form of table reads the same."""

import io
import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dure.core import Invalid
from dure.streams.window import Series, gaps, is_sampled, names_for, read, thin, window

START = datetime(2026, 11, 2, 7, tzinfo=UTC)


def series(seconds, **columns):
    arrays = tuple(np.asarray(values, dtype=float) for values in columns.values())
    return Series(tuple((n, "") for n in columns), np.asarray(seconds, dtype=float), arrays)


NUMBERS = st.floats(-1e6, 1e6) | st.just(np.nan)


@given(
    arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(0, 400)), elements=NUMBERS),
    st.integers(10, 60),
)
def test_the_extremes_of_every_column_stay(columns, points):
    rows = columns.shape[1]
    kept = thin(list(columns), rows, points)

    assert len(kept) <= max(points, 2 + 2 * len(columns))
    assert np.array_equal(kept, np.unique(kept))
    if rows:
        assert {kept[0], kept[-1]} == {0, rows - 1}
    for column in columns:
        if rows and np.isfinite(column).any():
            assert np.nanmin(column[kept]) == np.nanmin(column)
            assert np.nanmax(column[kept]) == np.nanmax(column)


def test_a_short_series_is_given_whole():
    found = window(series([0, 1, 2], power=[1, np.nan, 3]), points=10)

    assert (found.t, found.values) == ([0, 1, 2], [[1, None, 3]])
    assert (found.total_rows, found.thinned, found.gaps) == (3, False, [])


def test_a_spike_of_one_row_in_two_million_is_seen():
    power = np.zeros(2_000_000)
    power[1_234_567] = 7.0
    found = window(series(np.arange(2e6), power=power), points=500)

    assert found.thinned
    assert len(found.t) <= 500
    assert found.t[found.values[0].index(7.0)] == 1_234_567


def test_a_stretch_holds_both_of_its_ends():
    found = window(series(range(100), power=range(100)), 10, 20)

    assert found.t == list(range(10, 21))
    assert found.total_rows == 11
    assert window(series(range(100), power=range(100)), 200, 300).t == []


def test_gaps_are_steps_far_over_the_usual_one():
    seconds = np.array([0, 1, 2, 3, 4, 60, 61, 62, 65, 66.0])

    assert gaps(seconds) == [(4.0, 60.0)]
    assert gaps(seconds, 61, 66) == []
    assert gaps(seconds, 30, 40) == [(4.0, 60.0)]
    assert gaps(np.array([0.0, 9.0])) == []


def _rows():
    return [(START + timedelta(seconds=n), 20.5 + n, n % 2 == 0) for n in range(5)]


def _csv(delimiter=","):
    lines = [delimiter.join(("time", "temp (°C)", "door"))]
    lines += [
        delimiter.join((at.isoformat(), str(temp), str(door).lower())) for at, temp, door in _rows()
    ]
    return "\n".join(lines).encode()


def _jsonl():
    lines = ({"time": a.isoformat(), "temp (°C)": t, "door": d} for a, t, d in _rows())
    return "\n".join(map(json.dumps, lines)).encode()


def _parquet():
    at, temp, door = zip(*_rows(), strict=True)
    out = io.BytesIO()
    table = pa.table({"time": list(at), "temp (°C)": list(temp), "door": list(door)})
    pyarrow.parquet.write_table(table, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (_csv(), "text/csv"),
        (_csv("\t"), "text/tab-separated-values"),
        (_jsonl(), "application/jsonl"),
        (_parquet(), "application/vnd.apache.parquet"),
    ],
)
def test_every_form_of_the_same_table_reads_the_same(content, media_type):
    found = window(read(content, media_type))

    assert found.columns == (("temp (°C)", "°C"), ("door", ""))
    assert found.t == [0, 1, 2, 3, 4]
    assert found.values == [[20.5, 21.5, 22.5, 23.5, 24.5], [1, 0, 1, 0, 1]]


@pytest.mark.parametrize(
    ("cells", "seconds"),
    [
        (["1762066800", "1762066801.5"], [0, 1.5]),
        (["1762066800000", "1762066801500"], [0, 1.5]),
        (["12.25", "13.75"], [0, 1.5]),
        (["2026-11-02T07:00:00+09:00", "2026-11-02T07:00:01.500+09:00"], [0, 1.5]),
        (["2026-11-02 07:00:01.500", "2026-11-02 07:00:00"], [0, 1.5]),
    ],
)
def test_clocks_of_every_kind_count_from_the_first_row(cells, seconds):
    content = "timestamp,w\n" + "\n".join(f"{cell},{n}" for n, cell in enumerate(cells))

    assert read(content.encode(), "text/csv").seconds.tolist() == pytest.approx(seconds)


def test_without_a_clock_rows_follow_the_declared_sampling():
    found = read(b"w\n1\n2\n3\n", "text/csv", 10)

    assert found.seconds.tolist() == pytest.approx([0, 0.1, 0.2])


def test_nested_objects_are_columns():
    lines = b'{"t": 0, "washer": {"rpm": 800}}\n{"t": 1, "washer": {"rpm": 1200}, "other": "x"}\n'

    assert window(read(lines, "application/jsonl")).values == [[800, 1200]]


def test_a_column_that_is_not_there_is_told():
    with pytest.raises(Invalid, match="power"):
        window(series([0, 1], power=[1, 2]), columns=["volt"])


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"PAR1junk", "application/vnd.apache.parquet"), (b"{", "application/jsonl")],
)
def test_what_is_no_table_is_told(content, kind):
    with pytest.raises(Invalid):
        read(content, kind)


@pytest.mark.parametrize("kind", ["%d/%m/%Y %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"])
def test_a_log_without_names_keeps_its_first_row_and_its_clock(kind):
    moments = [datetime(2012, 6, 2, 0, 0, n, tzinfo=UTC) for n in (4, 9, 14, 50)]
    lines = [f"{moment.strftime(kind)};{139 + n};0" for n, moment in enumerate(moments)]

    found = read("\r\n".join(lines).encode(), "text/csv")

    assert found.seconds.tolist() == [0, 5, 10, 46]
    assert found.columns == (("column_2", ""), ("column_3", ""))
    assert found.values[0].tolist() == [139, 140, 141, 142]


def test_a_month_comes_first_where_no_day_can():
    found = read(b"date,w\n01/02/2012,1\n01/25/2012,2\n", "text/csv")

    assert found.seconds.tolist() == [0, 23 * 86_400]


@pytest.mark.parametrize("head", ["sensor,2020,2021", "time,2020", "a,b"])
def test_a_line_of_names_may_hold_years(head):
    assert names_for(head.encode()) == b""


def test_a_list_of_events_is_no_log_of_samples():
    assert is_sampled(np.arange(9.0))
    assert is_sampled(np.array([0.0, 0.0, 5.0, 60.0]))
    assert not is_sampled(np.sort(np.random.default_rng(1).integers(0, 9, 99)).astype(float))
