"""Device status spoilt on purpose: clocks, gaps and units as real exports have them wrong."""

import numpy as np

from dure.core import NotFound, say

from .status import FRESH, Series, as_csv

KINDS = ("clock_back", "gap", "unit_mixture")
GAP_S, BACK_S = 3 * 3600.0, 2 * 3600.0


def damaged(series: Series, kind: str) -> str:
    """Give a refrigerator's series as CSV with one defect of `KINDS`; raises `NotFound`."""
    middle = float(np.median(series.times))
    match kind:
        case "clock_back":
            times = np.where(series.times > middle, series.times - BACK_S, series.times)
            return as_csv(Series(times, series.columns))
        case "gap":
            kept = (series.times < middle) | (series.times >= middle + GAP_S)
            return as_csv(
                Series(series.times[kept], {k: v[kept] for k, v in series.columns.items()})
            )
        case "unit_mixture":
            # From the middle on the temperature is told in 0.01 °F.
            fresh = series.columns[FRESH]
            mixed = np.where(series.times > middle, np.round(fresh * 1.8 + 3200), fresh)
            return as_csv(Series(series.times, {**series.columns, FRESH: mixed.astype(np.int64)}))
    raise NotFound(say("There is no simulated defect “{kind}”.", kind=kind))
