import csv
import io
import json
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.core import NotFound
from dure.ingest import probes
from dure.simulation import home, status, status_defects, status_runs

HOME = home.HOUSEHOLDS[2]


@pytest.fixture(scope="module")
def fridge():
    return status.refrigerator(HOME, HOME.openings(3), 3)


def _share(series, label):
    held = sum(s.end_s - s.start_s for s in series.truth if s.label == label)
    return held / (series.times[-1] - series.times[0])


def test_the_same_home_gives_the_same_fortnight(fridge):
    again = status.refrigerator(HOME, HOME.openings(3), 3)

    assert status.as_csv(again) == status.as_csv(fridge)


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_a_door_is_never_opened_twice_at_once(seed, people):
    spans = home.Household("h", people, seed).openings(4)

    assert all(span.duration_s > 0 for span in spans)
    assert all(before.end_s < after.start_s for before, after in pairwise(spans))


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 6), st.floats(18, 28))
def test_food_stays_cold_in_every_home(seed, people, room_c):
    there = home.Household("h", people, seed, room_c)
    series = status.refrigerator(there, there.openings(2), 2)
    fresh, freezer = series.columns[status.FRESH] / 100, series.columns[status.FREEZER] / 100

    assert -1 < fresh.min() < np.median(fresh) < 6
    assert fresh.max() < 12
    assert -26 < freezer.min() < np.median(freezer) < -15
    assert 0.25 < _share(series, "compressor_cycle") < 0.85


def test_the_compressor_runs_longer_where_the_door_is_opened_more():
    idle = status.refrigerator(HOME, (), 3)
    busy = status.refrigerator(HOME, HOME.openings(3), 3)

    assert _share(busy, "compressor_cycle") > _share(idle, "compressor_cycle") + 0.02
    assert busy.columns[status.ENERGY][-1] > idle.columns[status.ENERGY][-1]


def test_frost_is_melted_and_warms_the_freezer(fridge):
    melting = [s for s in fridge.truth if s.label == "defrosting"]
    freezer = fridge.columns[status.FREEZER]

    assert melting
    for one in melting:
        start, end = int(one.start_s // 60), int(one.end_s // 60) - 1
        assert freezer[min(end, len(freezer) - 1)] > freezer[start] + 200


def test_energy_is_the_sum_of_power(fridge):
    power, energy = fridge.columns[status.POWER], fridge.columns[status.ENERGY]

    assert energy[-1] == pytest.approx(power.sum() / 60, rel=1e-3)
    assert (np.diff(energy) >= 0).all()


def test_the_door_opens_when_the_truth_says(fridge):
    closed = fridge.columns[status.DOOR].astype(bool)
    opened = np.zeros(len(closed), bool)
    for one in fridge.truth:
        if one.label == "door_use":
            opened |= (fridge.times >= one.start_s) & (fridge.times < one.end_s)

    assert (closed == ~opened).all()
    assert (fridge.columns[status.LAMP].astype(bool) == ~closed).all()


def test_a_window_shows_the_opening_to_five_seconds(fridge):
    span = next(s for s in HOME.openings(3) if s.duration_s > 30)
    near = status.window(fridge, HOME.openings(3), span.start_s - 60, span.start_s + 30)
    first = near.times[np.flatnonzero(near.columns[status.DOOR] == 0)[0]]

    assert 0 <= first - span.start_s < 5
    assert list(near.columns) == list(fridge.columns)


def test_a_wash_goes_through_its_phases_and_heats_its_water():
    run = home.Span(36_000, 36_000 + 62 * 60, "standard")
    series = status_runs.wash(HOME, run)
    runs = series.columns[status_runs.STATE] == 1
    phases = series.columns[status_runs.PHASE][runs]

    assert (np.diff(phases) >= 0).all()
    assert set(phases) == {0, 1, 2, 3}
    assert 0.3e6 < series.columns[status.ENERGY][-1] < 2e6  # mWh
    assert (np.diff(series.columns[status_runs.REMAINING][runs]) < 0).all()


def test_a_vacuum_leaves_its_dock_and_comes_back_with_less_charge():
    series = status_runs.clean(HOME, home.Span(36_000, 36_000 + 30 * 60))
    state, battery = (series.columns[name] for name in (status_runs.RVC_STATE, status_runs.BATTERY))

    assert list(dict.fromkeys(state.tolist())) == [0x42, 0x01, 0x40, 0x41]
    assert battery.min() < 150 < battery[0]
    assert battery[-1] > battery.min()
    assert np.abs(series.columns[status_runs.WEST_EAST][-3:]).max() < 60


def test_both_spellings_tell_the_same(fridge):
    day = fridge.between(0, 3600)
    rows = list(csv.DictReader(io.StringIO(status.as_csv(day))))
    lines = [json.loads(line) for line in status.as_jsonl(day).splitlines()]

    assert [{k: str(v) for k, v in line.items()} for line in lines] == rows
    assert datetime.fromisoformat(rows[0]["time"]) == home.START


def test_ingest_reads_a_day_of_status(tmp_path, fridge):
    file = tmp_path / "day.csv"
    file.write_text(status.as_csv(fridge.between(0, home.DAY_S)))
    probe = probes.examine("day.csv", file, file.read_bytes()).probe

    assert (probe.rows, probe.duration_s) == (1440, 1439 * 60)
    assert probe.captured_at.startswith("2026-11-01T15:00:00")


def test_defects_are_what_they_are_called(fridge):
    day = fridge.between(0, home.DAY_S)

    def read(kind):
        rows = list(csv.DictReader(io.StringIO(status_defects.damaged(day, kind))))
        times = [datetime.fromisoformat(row["time"]).timestamp() for row in rows]
        return np.diff(times), [int(row[status.FRESH]) for row in rows]

    assert (read("clock_back")[0] < 0).sum() == 1
    assert read("gap")[0].max() == status_defects.GAP_S + 60
    assert max(read("unit_mixture")[1]) > 3500 > 1200 > max(read("gap")[1])
    with pytest.raises(NotFound):
        status_defects.damaged(day, "moonlight")
