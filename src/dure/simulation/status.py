"""Device status as the appliances of a simulated home report it, under Matter's attribute names.

Columns are ``endpoint.Cluster.Attribute`` in the units of the Matter Application Cluster
Specification 1.4: temperatures in 0.01 °C, power in mW, energy in mWh, battery in 0.5 %. The
refrigerator is two boxes that lose cold to the room, one compressor with a thermostat, and a
heater that melts the frost away; the door lets the room in.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dure.core import Segment

from .home import Household, Span, moment

Floats = NDArray[np.float64]
MINUTE_S = 60

FRESH = "2.TemperatureMeasurement.MeasuredValue"
FREEZER = "3.TemperatureMeasurement.MeasuredValue"
DOOR = "2.BooleanState.StateValue"
ALARM = "1.RefrigeratorAlarm.State"
LAMP = "4.OnOff.OnOff"
POWER = "1.ElectricalPowerMeasurement.ActivePower"
ENERGY = "1.ElectricalEnergyMeasurement.CumulativeEnergyImported"

_FRESH_C, _FREEZER_C = (2.4, 4.2), (-19.0, -17.0)
_FRESH_LOSS, _FREEZER_LOSS = 0.0011, 0.0009  # share of the difference to the room, a minute
_FRESH_DOOR, _FREEZER_DOOR = 0.06, 0.004  # the same while the door is open
_FRESH_COOLED, _FREEZER_COOLED = 0.06, 0.095  # °C a minute of the compressor
_DEFROST_EVERY_MIN, _DEFROST_MIN, _DEFROST_C = 420, 18, 0.28
_ALARM_AFTER_S = 60
_WATTS = {"standby": 1.6, "compressor": 78.0, "surge": 140.0, "lamp": 5.0, "heater": 165.0}


@dataclass(frozen=True, eq=False)
class Series:
    """Attributes over time.

    Attributes:
        times: seconds from the fortnight's start, (rows,).
        columns: name → values, (rows,) each; whole numbers as Matter has them.
        truth: what happens, in seconds from the fortnight's start.
    """

    times: Floats
    columns: dict[str, NDArray[np.int64]]
    truth: tuple[Segment, ...] = field(default=())

    def between(self, start_s: float, end_s: float) -> "Series":
        """Give the rows from one second to before another, and the truth that touches them."""
        here = (self.times >= start_s) & (self.times < end_s)
        truth = tuple(s for s in self.truth if s.end_s > start_s and s.start_s < end_s)
        return Series(self.times[here], {k: v[here] for k, v in self.columns.items()}, truth)


def refrigerator(home: Household, openings: Sequence[Span], days: int) -> Series:
    """Simulate a refrigerator minute by minute.

    Args:
        home: whose kitchen it stands in.
        openings: when the door is open.
        days: how long.
    """
    minutes = days * 24 * 60
    opened = _open_shares(openings, minutes)
    state = _Refrigerator(home, np.random.default_rng((home.seed, 4)))
    rows = np.array([state.minute(share) for share in opened.tolist()])
    times: Floats = np.arange(minutes, dtype=np.float64) * MINUTE_S
    power = np.round(rows[:, 2] * 1000).astype(np.int64)
    return Series(
        times,
        {
            FRESH: np.round(rows[:, 0] * 100).astype(np.int64),
            FREEZER: np.round(rows[:, 1] * 100).astype(np.int64),
            **_door(openings, times),
            POWER: power,
            ENERGY: np.cumsum(power) // 60,
        },
        (
            *(Segment("door_use", span.start_s, span.end_s) for span in openings),
            *_periods("compressor_cycle", rows[:, 3] > 0),
            *_periods("defrosting", rows[:, 4] > 0),
        ),
    )


def _open_shares(openings: Sequence[Span], minutes: int) -> Floats:
    """Give for each minute the share of it in which the door is open."""
    shares = np.zeros(minutes)
    for span in openings:
        first, last = int(span.start_s // 60), int(span.end_s // 60)
        for minute in range(first, min(last + 1, minutes)):
            start, end = max(span.start_s, minute * 60), min(span.end_s, (minute + 1) * 60)
            shares[minute] += max(0.0, end - start) / 60
    return shares


class _Refrigerator:
    """Its state from minute to minute: temperatures, compressor, frost."""

    def __init__(self, home: Household, random: np.random.Generator) -> None:
        self.room_c = home.room_c
        self.fresh_c = float(random.uniform(*_FRESH_C))
        self.freezer_c = float(random.uniform(*_FREEZER_C))
        self.runs = bool(random.random() < 0.5)
        self.frost_min = float(random.uniform(0, _DEFROST_EVERY_MIN))
        self.melts_min = 0
        self._random = random

    def minute(self, opened: float) -> tuple[float, float, float, float, float]:
        """Live through a minute; gives fresh °C, freezer °C, watts, compressor, defrosting."""
        started = self._switch()
        warm = self.room_c - self.fresh_c
        self.fresh_c += warm * (_FRESH_LOSS + opened * _FRESH_DOOR)
        cold = self.room_c - self.freezer_c
        self.freezer_c += cold * (_FREEZER_LOSS + opened * _FREEZER_DOOR)
        if self.melts_min:
            self.freezer_c += _DEFROST_C
        elif self.runs:
            if self.fresh_c > _FRESH_C[0]:
                self.fresh_c -= _FRESH_COOLED
            if self.freezer_c > _FREEZER_C[0] - 1:
                self.freezer_c -= _FREEZER_COOLED
            self.frost_min += 1 + 20 * opened
        watts = self._watts(opened, started)
        noise = self._random.normal(0, 0.02, 2)
        return (
            self.fresh_c + noise[0],
            self.freezer_c + noise[1],
            watts,
            float(self.runs),
            float(self.melts_min > 0),
        )

    def _switch(self) -> bool:
        """Let the thermostat and the defrost timer decide; tells whether the compressor starts."""
        if self.melts_min:
            self.melts_min -= 1
        elif self.frost_min >= _DEFROST_EVERY_MIN:
            self.frost_min, self.melts_min, self.runs = 0.0, _DEFROST_MIN, False
        ran = self.runs
        if not self.melts_min:
            if self.fresh_c > _FRESH_C[1] or self.freezer_c > _FREEZER_C[1]:
                self.runs = True
            elif self.fresh_c < _FRESH_C[0] + 0.3 and self.freezer_c < _FREEZER_C[0]:
                self.runs = False
        return self.runs and not ran

    def _watts(self, opened: float, started: bool) -> float:
        watts = _WATTS["standby"] + opened * _WATTS["lamp"]
        if self.melts_min:
            return watts + _WATTS["heater"]
        if self.runs:
            load = 1 + 0.01 * (self.room_c - 22)
            watts += _WATTS["surge" if started else "compressor"] * load
            watts += float(self._random.normal(0, 0.8))
        return watts


def _door(openings: Sequence[Span], times: Floats) -> dict[str, NDArray[np.int64]]:
    """Give the door's contact (1 is closed, as Matter has it), its alarm and the lamp."""
    is_open, alarms = np.zeros(len(times), bool), np.zeros(len(times), bool)
    for span in openings:
        is_open |= (times >= span.start_s) & (times < span.end_s)
        alarms |= (times >= span.start_s + _ALARM_AFTER_S) & (times < span.end_s)
    return {
        DOOR: (~is_open).astype(np.int64),
        ALARM: alarms.astype(np.int64),
        LAMP: is_open.astype(np.int64),
    }


def _periods(label: str, holds: NDArray[np.bool_]) -> list[Segment]:
    """Give the stretches of minutes in which something holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], holds.astype(np.int8), [0]])))
    return [
        Segment(label, float(start) * MINUTE_S, float(end) * MINUTE_S)
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    ]


def window(whole: Series, openings: Sequence[Span], start_s: float, end_s: float) -> Series:
    """Give a refrigerator's status every 5 s around a moment; temperatures between minutes."""
    times = np.arange(start_s, end_s, 5.0)
    measured = (FRESH, FREEZER, POWER, ENERGY)
    between = {
        name: np.round(np.interp(times, whole.times, whole.columns[name])).astype(np.int64)
        for name in measured
    }
    near = [span for span in openings if span.end_s > start_s and span.start_s < end_s]
    columns = between | _door(near, times)
    truth = tuple(Segment("door_use", span.start_s, span.end_s) for span in near)
    return Series(times, {name: columns[name] for name in whole.columns}, truth)


def as_csv(series: Series) -> str:
    """Write a series as CSV: the time in ISO 8601 with its zone, then one column an attribute."""
    rows = [",".join(("time", *series.columns))]
    stamps = [moment(t).isoformat(timespec="seconds") for t in series.times.tolist()]
    values = np.stack(list(series.columns.values()), axis=1).tolist()
    rows += [",".join((stamp, *map(str, row))) for stamp, row in zip(stamps, values, strict=True)]
    return "\n".join(rows) + "\n"


def as_jsonl(series: Series) -> str:
    """Write a series as JSON lines, one object a row."""
    names = list(series.columns)
    values = np.stack(list(series.columns.values()), axis=1).tolist()
    stamps = [moment(t).isoformat(timespec="seconds") for t in series.times.tolist()]
    return "".join(
        json.dumps({"time": stamp, **dict(zip(names, row, strict=True))}) + "\n"
        for stamp, row in zip(stamps, values, strict=True)
    )
