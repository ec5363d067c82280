"""Simulated households: who lives there, and when they open, wash and clean, for two weeks."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import numpy as np

KOREA = timezone(timedelta(hours=9))
START = datetime(2026, 11, 2, tzinfo=KOREA)
"""Midnight at which all simulated fortnights begin; seconds count from here."""

DAYS = 14
DAY_S = 86_400
# How many times an hour a person opens the refrigerator, from midnight on.
_OPENINGS = (0.1, 0, 0, 0, 0, 0.1, 0.6, 1.4, 1.1, 0.4, 0.3, 0.5, 1.2, 0.6, 0.3, 0.3, 0.4, 0.9, 1.6,
             1.4, 0.7, 0.6, 0.5, 0.2)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Something that happens from one second to another."""

    start_s: float
    end_s: float
    kind: str = ""

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Household:
    """One home.

    Attributes:
        name: a pseudonym, as data sets group by it.
        people: how many live there.
        seed: of all that happens there.
        room_c: how warm the kitchen is.
    """

    name: str
    people: int
    seed: int
    room_c: float = 22.0

    @property
    def size(self) -> str:
        """Give the level of the device pack's factor `household_size`."""
        return {1: "one", 2: "two"}.get(self.people, "three_or_more")

    def openings(self, days: int = DAYS) -> tuple[Span, ...]:
        """List when the refrigerator's door is open; never twice at once."""
        random = np.random.default_rng((self.seed, 1))
        found: list[Span] = []
        for hour in range(days * 24):
            rate = _OPENINGS[hour % 24] * (0.5 + 0.5 * self.people)
            for second in sorted(random.uniform(0, 3600, random.poisson(rate))):
                start = hour * 3600 + float(second)
                end = start + min(180.0, 6 + float(random.lognormal(2.6, 0.7)))
                if not found or start > found[-1].end_s + 20:
                    found.append(Span(round(start, 1), round(end, 1), "door_use"))
        return tuple(found)

    def washes(self, days: int = DAYS) -> tuple[Span, ...]:
        """List the washer's runs, by their course."""
        random = np.random.default_rng((self.seed, 2))
        found = []
        for day in range(days):
            if random.random() < 0.25 + 0.12 * self.people:
                start = day * DAY_S + random.uniform(9, 20) * 3600
                course = ("standard", "quick", "wool")[int(random.choice(3, p=(0.6, 0.25, 0.15)))]
                minutes = {"standard": 62, "quick": 33, "wool": 44}[course]
                found.append(Span(round(start), round(start) + minutes * 60, course))
        return tuple(found)

    def cleanings(self, days: int = DAYS) -> tuple[Span, ...]:
        """List the robot vacuum's runs."""
        random = np.random.default_rng((self.seed, 3))
        return tuple(
            Span(start := round(day * DAY_S + random.uniform(10, 16) * 3600), start + minutes * 60)
            for day in range(days)
            if random.random() < 0.55
            for minutes in (int(random.integers(24, 46)),)
        )


HOUSEHOLDS = (
    Household("h01", 1, 101, 23.0),
    Household("h02", 2, 102, 21.5),
    Household("h03", 4, 103, 22.5),
    Household("h04", 3, 104, 24.0),
    Household("h05", 2, 105, 20.5),
    Household("h06", 5, 106, 22.0),
)


def moment(seconds: float) -> datetime:
    """Give the time of a second of the fortnight."""
    return START + timedelta(seconds=seconds)


def daypart(seconds: float) -> str:
    """Give the level of the device pack's factor `daypart`."""
    hour = seconds % DAY_S / 3600
    return (
        "night"
        if hour < 6 or hour >= 22
        else ("morning" if hour < 11 else "daytime" if hour < 17 else "evening")
    )
