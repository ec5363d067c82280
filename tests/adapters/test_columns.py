"""Derived columns: the first vector stays, and nothing is half there."""

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.adapters.columns_parquet import ParquetColumns
from dure.core import NotFound
from dure.kit.blobs import digest_of

DIGESTS = [digest_of(bytes([n])) for n in range(8)]


def vectors(*first, width=4):
    return np.array([[n] * width for n in first], dtype=np.float32)


@pytest.fixture
def columns(tmp_path):
    return ParquetColumns(tmp_path / "columns")


def pieces(tmp_path):
    return [p.name for p in tmp_path.rglob("*") if p.is_file()]


def test_an_empty_column_misses_all(columns):
    assert columns.missing("e", [*DIGESTS, DIGESTS[0]]) == DIGESTS
    assert columns.take("e", []).shape == (0, 0)
    with pytest.raises(NotFound, match=DIGESTS[0]):
        columns.take("e", DIGESTS[:1])


def test_vectors_come_in_the_order_that_is_asked_for(columns):
    columns.append("e", DIGESTS[:2], vectors(0, 1))
    columns.append("e", DIGESTS[2:5], vectors(2, 3, 4))
    order = [4, 0, 3, 0, 1, 2]

    taken = columns.take("e", [DIGESTS[n] for n in order])

    assert taken.dtype == np.float32
    assert taken.tolist() == vectors(*order).tolist()
    assert columns.missing("e", DIGESTS) == DIGESTS[5:]


def test_the_first_vector_of_a_digest_stays_whatever_comes_later(tmp_path, columns):
    columns.append("e", DIGESTS[:2], vectors(0, 1))
    for later in range(10, 20):
        columns.append("e", [DIGESTS[0], DIGESTS[2]], vectors(later, 2))
    columns.append("e", [DIGESTS[3]] * 2, vectors(3, 99))

    for reader in (columns, ParquetColumns(tmp_path / "columns")):
        assert reader.take("e", DIGESTS[:4])[:, 0].tolist() == [0, 1, 2, 3]


def test_an_append_that_is_repeated_after_a_kill_adds_nothing(tmp_path, columns):
    columns.append("e", DIGESTS[:3], vectors(0, 1, 2))
    before = pieces(tmp_path)
    after_the_kill = ParquetColumns(tmp_path / "columns")
    after_the_kill.append("e", DIGESTS[:3], vectors(0, 1, 2))

    assert pieces(tmp_path) == before
    assert after_the_kill.take("e", DIGESTS[:3])[:, 0].tolist() == [0, 1, 2]


def test_two_columns_know_nothing_of_each_other(columns):
    columns.append("e", DIGESTS[:1], vectors(1))
    columns.append("f", DIGESTS[:2], vectors(5, 6, width=9))

    assert columns.take("f", DIGESTS[:2]).shape == (2, 9)
    assert columns.missing("e", DIGESTS[:2]) == [DIGESTS[1]]


def test_what_another_process_added_is_seen(tmp_path, columns):
    columns.append("e", DIGESTS[:1], vectors(0))
    ParquetColumns(tmp_path / "columns").append("e", DIGESTS[1:2], vectors(1))

    assert columns.take("e", DIGESTS[:2])[:, 0].tolist() == [0, 1]


def test_a_piece_is_read_once(columns, monkeypatch):
    read, times = pq.read_table, []
    monkeypatch.setattr(pq, "read_table", lambda *a, **o: times.append(1) or read(*a, **o))
    for n in range(5):
        columns.append("e", DIGESTS[n : n + 1], vectors(n))
        columns.take("e", DIGESTS[: n + 1])

    assert len(times) == 5


def test_a_write_that_breaks_off_leaves_nothing(tmp_path, columns, monkeypatch):
    def half(table, path, **options):
        path.write_bytes(b"PAR1half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", half)
    with pytest.raises(OSError, match="No space"):
        columns.append("e", DIGESTS[:1], vectors(1))

    assert pieces(tmp_path) == []
    assert columns.missing("e", DIGESTS[:1]) == DIGESTS[:1]


def test_vectors_of_another_width_are_refused(columns):
    columns.append("e", DIGESTS[:1], vectors(1))

    with pytest.raises(ValueError, match="4 numbers"):
        columns.append("e", DIGESTS[1:2], vectors(1, width=5))
    with pytest.raises(ValueError, match="1 digests and 2 vectors"):
        columns.append("e", DIGESTS[1:2], vectors(1, 2))


def test_nothing_to_append_writes_nothing(tmp_path, columns):
    columns.append("e", [], np.zeros((0, 4), np.float32))

    assert pieces(tmp_path) == []


@given(st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=5), max_size=5))
def test_it_behaves_as_a_dictionary_that_keeps_what_it_has(tmp_path_factory, appends):
    columns = ParquetColumns(tmp_path_factory.mktemp("columns"))
    expected = {}
    for number, keys in enumerate(appends):
        columns.append("e", [DIGESTS[k] for k in keys], vectors(*[10 * number + k for k in keys]))
        for key in keys:
            expected.setdefault(key, 10 * number + key)

    assert columns.missing("e", DIGESTS) == [d for n, d in enumerate(DIGESTS) if n not in expected]
    taken = columns.take("e", [DIGESTS[k] for k in expected])
    assert taken[:, :1].ravel().tolist() == list(expected.values())
