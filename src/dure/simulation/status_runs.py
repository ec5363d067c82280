"""Device status of appliances that run and rest: a washer's phases, a robot vacuum's way."""

import numpy as np
from numpy.typing import NDArray

from dure.core import Segment

from .home import Household, Span
from .status import ENERGY, POWER, Series

STATE = "1.OperationalState.OperationalState"
PHASE = "1.OperationalState.CurrentPhase"
REMAINING = "1.OperationalState.CountdownTime"
SPIN = "1.LaundryWasherControls.SpinSpeedCurrent"
RUN_MODE = "1.RvcRunMode.CurrentMode"
RVC_STATE = "1.RvcOperationalState.OperationalState"
BATTERY = "0.PowerSource.BatPercentRemaining"
AREA = "1.ServiceArea.CurrentArea"
WEST_EAST, SOUTH_NORTH = "position.x_mm", "position.y_mm"

STEP_S = 10.0
PHASES = ("detecting", "washing", "rinsing", "spinning")
# Of each course: share of the time a phase takes; whether the water is heated.
_COURSES = {
    "standard": ((0.04, 0.5, 0.3, 0.16), True),
    "quick": ((0.06, 0.44, 0.3, 0.2), False),
    "wool": ((0.06, 0.48, 0.36, 0.1), False),
}
_WATTS = {"detecting": 60, "washing": 140, "rinsing": 110, "spinning": 380}
_HEATER_W = 1850
_RUNNING, _SEEKING, _CHARGING, _DOCKED = 0x01, 0x40, 0x41, 0x42  # Matter 1.4, §7.4.4
_ROOM_MM = (5200, 4100)
_SPEED_MM_S = 250


def wash(home: Household, run: Span) -> Series:
    """Simulate one run of a washer, every 10 s, with five minutes before and after."""
    random = np.random.default_rng((home.seed, int(run.start_s), 5))
    times = np.arange(run.start_s - 300, run.end_s + 300, STEP_S)
    shares, is_heated = _COURSES[run.kind]
    edges = run.start_s + run.duration_s * np.cumsum((0.0, *shares))
    phase = np.clip(np.searchsorted(edges, times, side="right") - 1, 0, 3)
    runs = (times >= run.start_s) & (times < run.end_s)
    watts = np.where(runs, np.array([_WATTS[name] for name in PHASES])[phase], 1.2)
    turning = 1 + 0.35 * np.sin(times / 7.0) * (phase < 3)
    watts = watts * np.where(runs, turning, 1) + random.normal(0, 0.3, len(times))
    if is_heated:
        heats = runs & (phase == 1) & (times < edges[1] + 0.45 * (edges[2] - edges[1]))
        watts = watts + heats * _HEATER_W
    power = np.round(np.maximum(watts, 0.4) * 1000).astype(np.int64)
    columns = {
        STATE: runs.astype(np.int64),
        PHASE: np.where(runs, phase, 0).astype(np.int64),
        REMAINING: np.where(runs, run.end_s - times, 0).astype(np.int64),
        SPIN: np.where(runs & (phase == 3), 1200 if run.kind != "wool" else 600, 0),
        POWER: power,
        ENERGY: _energy(power),
    }
    truth = tuple(
        Segment(name, float(edges[k]), float(edges[k + 1])) for k, name in enumerate(PHASES)
    )
    return Series(times, columns, truth)


def _energy(power_mw: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add power up to energy, in mWh."""
    return np.asarray(np.cumsum(power_mw) * STEP_S / 3600).astype(np.int64)


def clean(home: Household, run: Span) -> Series:
    """Simulate one run of a robot vacuum: rows of lanes, then home and charging for 20 minutes."""
    random = np.random.default_rng((home.seed, int(run.start_s), 6))
    back_s, after_s = 60.0, 1200.0
    times = np.arange(run.start_s - 60, run.end_s + back_s + after_s, STEP_S)
    east, north = _lanes(times - run.start_s)
    seeks = (times >= run.end_s) & (times < run.end_s + back_s)
    cleans = (times >= run.start_s) & (times < run.end_s)
    moves = cleans | seeks
    fade = np.clip((run.end_s + back_s - times) / back_s, 0, 1)
    state = np.select([cleans, seeks, times >= run.end_s], [_RUNNING, _SEEKING, _CHARGING], _DOCKED)
    slip = random.normal(0, 6, (2, len(times)))
    columns = {
        RUN_MODE: cleans.astype(np.int64),
        RVC_STATE: state.astype(np.int64),
        BATTERY: _battery(times, run, back_s),
        AREA: np.where(cleans, 1 + (east > _ROOM_MM[0] / 2), 0).astype(np.int64),
        WEST_EAST: np.round(np.where(moves, east * fade + slip[0], 0)).astype(np.int64),
        SOUTH_NORTH: np.round(np.where(moves, north * fade + slip[1], 0)).astype(np.int64),
    }
    truth = (
        Segment("cleaning_floor", run.start_s, run.end_s),
        Segment("seeking_charger", run.end_s, run.end_s + back_s),
        Segment("charging", run.end_s + back_s, float(times[-1])),
    )
    return Series(times, columns, truth)


def _lanes(seconds: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the place on lanes to and fro, one 280 mm beside the other, over and over."""
    way = np.maximum(seconds, 0) * _SPEED_MM_S
    lane, along = np.divmod(way, _ROOM_MM[0])
    east = np.where(lane % 2 == 0, along, _ROOM_MM[0] - along)
    return east, lane * 280 % _ROOM_MM[1]


def _battery(times: NDArray[np.float64], run: Span, back_s: float) -> NDArray[np.int64]:
    """Give the charge in half per cents: a per cent a minute away, half of it back in charging."""
    used = np.clip(times - run.start_s, 0, run.duration_s + back_s) / 60
    regained = np.clip(times - run.end_s - back_s, 0, None) / 120
    return np.round(2 * np.clip(100 - used + regained, 0, 100)).astype(np.int64)
