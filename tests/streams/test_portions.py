"""A table read in portions is the series that it is when read whole."""

import io
import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Invalid
from dure.streams import columnar, portions, window


def rows(count, seed=0, *, mixed=False):
    chance = np.random.default_rng(seed)
    times = np.cumsum(chance.choice([1.0, 1.0, 1.0, 30.0], count)) + 1_700_000_000
    if mixed:
        chance.shuffle(times)
    return times, np.round(chance.normal(50, 20, count), 2), chance.integers(0, 2, count)


def moment(seconds):
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(seconds))).isoformat()


def csv(table, mark=","):
    lines = [mark.join(("time", "power (W)", "door", "note"))]
    lines += [f"{moment(t)}{mark}{p}{mark}{d}{mark}word" for t, p, d in zip(*table, strict=True)]
    return "\n".join(lines).encode()


def json_lines(table):
    told = ({"ts": t, "power": p, "in": {"door": int(d)}} for t, p, d in zip(*table, strict=True))
    return b"".join(json.dumps(each).encode() + b"\n" for each in told)


def parquet(table):
    out = io.BytesIO()
    times, power, door = table
    columns = {"time": pa.array(times), "power": power, "door": door.astype(bool)}
    pyarrow.parquet.write_table(pa.table(columns), out, row_group_size=64)
    return out.getvalue()


FORMS = {
    "text/csv": csv,
    "text/tab-separated-values": lambda table: csv(table, "\t"),
    "application/jsonl": json_lines,
    "application/vnd.apache.parquet": parquet,
}


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(portions, "PORTION", 700)
    monkeypatch.setattr(portions, "_ROWS", 50)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mixed", [False, True])
def test_in_portions_and_whole_are_the_same(tmp_path, small, form, mixed):
    content = FORMS[form](rows(400, mixed=mixed))
    whole = window.read(content, form)

    portions.write(io.BytesIO(content), form, tmp_path / "one.parquet")

    read = columnar.stretch(tmp_path / "one.parquet")
    assert read.columns == whole.columns
    assert read.seconds == pytest.approx(whole.seconds, abs=1e-6)
    for one, other in zip(read.values, whole.values, strict=True):
        assert np.array_equal(one, other, equal_nan=True)
    told = columnar.window(tmp_path / "one.parquet")
    expected = window.window(whole)
    assert np.array(told.gaps) == pytest.approx(np.array(expected.gaps), abs=1e-6)
    assert len(told.gaps) > 50
    assert [path.name for path in tmp_path.iterdir()] == ["one.parquet"]


@given(st.integers(1, 300), st.integers(0, 9), st.integers(30, 4000), st.booleans())
def test_wherever_the_portions_are_cut(tmp_path_factory, count, seed, size, mixed):
    content = csv(rows(count, seed, mixed=mixed))
    path = tmp_path_factory.mktemp("series") / "one.parquet"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portions, "PORTION", max(size, 200))
        portions.write(io.BytesIO(content), "text/csv", path)

    whole, read = window.read(content, "text/csv"), columnar.stretch(path)
    assert read.seconds == pytest.approx(whole.seconds, abs=1e-6)
    assert all(map(np.array_equal, read.values, whole.values))


def test_a_table_without_a_clock_goes_on_counting(tmp_path, small):
    content = b"power\n" + b"".join(b"%d\n" % n for n in range(2000))

    portions.write(io.BytesIO(content), "text/csv", tmp_path / "one.parquet", 4)

    read = columnar.stretch(tmp_path / "one.parquet")
    assert np.array_equal(read.seconds, np.arange(2000) / 4)
    assert np.array_equal(read.values[0], np.arange(2000))


def test_a_column_that_is_empty_at_first_is_there_and_words_later_are_empty(tmp_path, small):
    lines = [b"t,a,b"] + [b"%d,,%d" % (n, n) for n in range(500)]
    lines += [b"%d,%d,%s" % (n, n, b"broken" if n == 700 else b"1") for n in range(500, 900)]

    portions.write(io.BytesIO(b"\n".join(lines)), "text/csv", tmp_path / "one.parquet")

    read = columnar.stretch(tmp_path / "one.parquet")
    assert [name for name, _ in read.columns] == ["a", "b"]
    assert np.isnan(read.values[0][:500]).all()
    assert read.values[0][-1] == 899
    assert np.isnan(read.values[1][700])


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n1,2,3\n", b"PAR1nothing"])
def test_what_is_no_table_is_refused_and_leaves_nothing(tmp_path, content):
    form = "application/vnd.apache.parquet" if content[:4] == b"PAR1" else "text/csv"
    with pytest.raises(Invalid):
        portions.write(io.BytesIO(content), form, tmp_path / "one.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_portion_leaves_nothing(tmp_path, small):
    content = b"t,a\n" + b"1,2\n" * 500 + b"1,2,3,4\n"
    with pytest.raises(Invalid):
        portions.write(io.BytesIO(content), "text/csv", tmp_path / "one.parquet")
    assert list(tmp_path.iterdir()) == []


def test_of_a_long_stretch_only_the_extremes_are_fetched(tmp_path, monkeypatch):
    chance = np.random.default_rng(1)
    power, empty = chance.normal(0, 1, 20_000), np.full(20_000, np.nan)
    power[777], power[15_000] = 99.0, -99.0
    power[5_000:6_000] = np.nan
    series = window.Series((("p", ""), ("e", "")), np.arange(20_000.0), (power, empty))
    columnar.write(series, tmp_path / "one.parquet")
    monkeypatch.setattr(columnar, "_MOST_IN_MEMORY", 1000)

    told = columnar.window(tmp_path / "one.parquet", 500, 19_000, points=200)

    assert (told.total_rows, told.thinned) == (18_501, True)
    assert (told.t[0], told.t[-1]) == (500, 19_000)
    assert len(told.t) <= 200
    shown = dict(zip(told.t, told.values[0], strict=True))
    assert (shown[777], shown[15_000]) == (99.0, -99.0)
    assert told.values[1] == [None] * len(told.t)
    # Each part's extremes are rows of the series.
    assert all(v is None or v == power[int(t)] for t, v in shown.items())


def test_a_log_without_names_is_the_same_in_portions(tmp_path, small):
    times, power, door = rows(400)
    days = [datetime.fromtimestamp(t, UTC).strftime("%d/%m/%Y %H:%M:%S") for t in times]
    lines = (f"{day};{p};{d}" for day, p, d in zip(days, power, door, strict=True))
    content = "\r\n".join(lines).encode()
    whole = window.read(content, "text/csv")

    portions.write(io.BytesIO(content), "text/csv", tmp_path / "one.parquet")

    read = columnar.stretch(tmp_path / "one.parquet")
    assert read.columns == whole.columns
    assert len(read.seconds) == 400
    assert read.seconds == pytest.approx(whole.seconds, abs=1e-6)
    assert np.array_equal(read.values[0], whole.values[0])
