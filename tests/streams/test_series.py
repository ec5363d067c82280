"""Series as columns on disk, on a grid, and beside one another: nothing is filled silently."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dure.core import Invalid
from dure.streams import columnar
from dure.streams import window as memory
from dure.streams.resampling import Rule, on_clock, resample, side_by_side
from dure.streams.window import Series


def series(seconds, **columns):
    values = tuple(np.asarray(column, dtype=float) for column in columns.values())
    return Series(tuple((n, "") for n in columns), np.asarray(seconds, dtype=float), values)


@given(
    arrays(np.float64, st.integers(2, 300), elements=st.floats(-1e6, 1e6) | st.just(np.nan)),
    st.floats(0, 400),
    st.floats(0, 400),
    st.sampled_from([5, 20, 1000]),
)
def test_a_stretch_from_disk_is_the_stretch_from_memory(tmp_path_factory, power, a, b, points):
    seconds = np.arange(len(power)) * 1.5
    seconds[len(power) // 2 :] += 60
    whole = Series((("power", "W"), ("n", "")), seconds, (power, np.arange(float(len(power)))))
    path = tmp_path_factory.mktemp("series") / "one.parquet"
    columnar.write(whole, path)
    asked = (min(a, b), max(a, b))

    for columns in ((), ("n",), ("n", "power")):
        expected = memory.window(whole, *asked, points=points, columns=columns)
        assert columnar.window(path, *asked, points=points, columns=columns) == expected
    everything = columnar.stretch(path)
    assert np.array_equal(everything.seconds, seconds)
    assert np.array_equal(everything.values[0], power, equal_nan=True)


def test_a_column_that_is_not_there_is_named(tmp_path):
    columnar.write(series([0, 1], power=[1, 2]), tmp_path / "a" / "one.parquet")

    with pytest.raises(Invalid, match="no column “watt”"):
        columnar.window(tmp_path / "a" / "one.parquet", columns=["watt"])


@given(
    st.lists(st.floats(0, 1000), min_size=1, max_size=80).map(sorted),
    st.sampled_from([0.1, 0.5, 1.0, 7.0]),
    st.data(),
)
def test_each_rule_says_of_a_stretch_what_its_rows_say(seconds, step, data):
    cells = st.floats(-100, 100) | st.just(np.nan)
    power = data.draw(arrays(np.float64, len(seconds), elements=cells))
    given_ = series(seconds, power=power)
    grids = {rule: resample(given_, step, rule) for rule in Rule}
    grid = grids[Rule.MEAN].seconds
    place = np.floor((given_.seconds - grid[0]) / step + 1e-9).astype(int)

    assert place.min() == 0
    assert place.max() == len(grid) - 1
    for n in range(len(grid)):
        rows = power[(place == n) & np.isfinite(power)]
        said = [grids[rule].values[0][n] for rule in (Rule.MEAN, Rule.MIN, Rule.MAX, Rule.LAST)]
        if len(rows):
            assert said == pytest.approx([rows.mean(), rows.min(), rows.max(), rows[-1]])
        else:
            assert np.isnan(said).all()


def test_a_gap_stays_a_gap_on_the_grid():
    grid = resample(series([0, 1, 2, 10, 11], power=[1, 1, 1, 5, 5]), 2.0, Rule.MEAN)

    assert grid.seconds.tolist() == [0, 2, 4, 6, 8, 10]
    assert np.isnan(grid.values[0]).tolist() == [False, False, True, True, True, False]


def test_tenths_of_a_second_fall_where_they_belong():
    tenths = np.round(np.arange(100) * 0.1, 1)
    grid = resample(series(tenths, n=np.arange(100)), 0.1, Rule.LAST)

    assert grid.values[0].tolist() == list(range(100))


def test_two_series_are_laid_side_by_side_on_one_clock():
    rows = np.arange(0, 100.0)
    one = series(rows, door=rows % 2)
    late = series((rows - 1.37) * (1 + 80e-6), power=rows * 10)
    both = side_by_side(one, on_clock(late, 1.37, 80.0), 1.0, Rule.MEAN)

    assert [name for name, _ in both.columns] == ["door", "power"]
    assert both.seconds.tolist() == rows.tolist()
    assert both.values[1] == pytest.approx(rows * 10, rel=1e-6)


@pytest.mark.parametrize("step", [0, -1, float("nan")])
def test_a_grid_without_a_step_is_refused(step):
    with pytest.raises(Invalid, match="above 0"):
        resample(series([0, 1], a=[1, 2]), step, Rule.MEAN)


def test_a_grid_too_fine_or_series_apart_are_refused():
    with pytest.raises(Invalid, match="longer step"):
        resample(series([0, 1e6], a=[1, 2]), 1e-3, Rule.MEAN)
    with pytest.raises(Invalid, match="overlap"):
        side_by_side(series([0, 1], a=[1, 2]), series([5, 6], b=[1, 2]), 1.0, Rule.MEAN)
    with pytest.raises(Invalid, match="without rows"):
        side_by_side(series([0, 1], a=[1, 2]), series([], b=[]), 1.0, Rule.MEAN)


def test_an_empty_series_has_an_empty_grid():
    assert not len(resample(series([], a=[]), 1.0, Rule.MAX).seconds)
