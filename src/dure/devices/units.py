"""Units: one SI-based unit a dimension, from whatever the vendors write, through pint."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from . import vocabulary

if TYPE_CHECKING:
    import pint

_DIGITS = 12  # more than any appliance measures, fewer than binary fractions show


@dataclass(frozen=True, slots=True)
class Measure:
    """What one of Matter's integers is worth: `scale` times a unit."""

    unit: str
    scale: float | str


@cache
def spellings() -> Mapping[str, Mapping[str, Any]]:
    """Give how units are written: the name for pint, the symbol, whether that is proper."""
    return dict(vocabulary.table("units.yaml")["spellings"])


@cache
def measures() -> Mapping[str, Measure]:
    """Give the units of Matter's numbers by ``Cluster.Attribute``."""
    rows = vocabulary.table("units.yaml")["measures"]
    return {name: Measure(row["unit"], row["scale"]) for row in rows for name in row["of"]}


def is_known(unit: str) -> bool:
    """Whether we know this spelling."""
    return unit in spellings()


def is_proper(unit: str) -> bool:
    """Whether the spelling is the symbol of the SI brochure or of UCUM."""
    return bool(spellings().get(unit, {}).get("proper"))


def symbol(unit: str) -> str:
    """Give the proper symbol of a spelling; what nobody knows stays as it is."""
    return str(spellings().get(unit, {}).get("symbol", unit))


def standard(value: float, unit: str, *, is_difference: bool = False) -> tuple[float, str]:
    """Convert a number to the SI-based unit of its dimension; unknown units stay."""
    if not is_known(unit):
        return value, unit
    factor, shift, target = _conversion(str(spellings()[unit]["pint"]))
    return _rounded(value * factor + (0 if is_difference else shift)), target or symbol(unit)


def reciprocal(value: float, unit: str) -> tuple[float, str] | None:
    """Convert a colour temperature to its reciprocal, in MK⁻¹; None for zero."""
    if not value:
        return None
    kelvins, _ = (value, unit) if unit == "K" else standard(value, unit)
    return _rounded(1e6 / kelvins), "MK⁻¹"


def from_wire(value: float, measure: Measure) -> tuple[float, str]:
    """Convert a number as Matter sends it."""
    if measure.scale == "log_lux":
        return (_rounded(10 ** ((value - 1) / 10_000)) if value else 0.0), measure.unit
    return standard(value * float(measure.scale), measure.unit)


def dimension(unit: str) -> str:
    """Give the dimension of a spelling, to see which units stand for the same quantity."""
    return str(_quantity(str(spellings()[unit]["pint"])).dimensionality)


@cache
def _conversion(name: str) -> tuple[float, float, str]:
    """Give factor and shift to the standard unit: conversions of units are straight lines."""
    one = _quantity(name)
    target = _standards().get(str(one.dimensionality))
    if one.dimensionless or target is None:
        return 1.0, 0.0, ""
    at_one = one.to(target["pint"]).magnitude
    at_zero = _registry().Quantity(0, one.units).to(target["pint"]).magnitude
    return float(at_one - at_zero), float(at_zero), str(target["symbol"])


@cache
def _standards() -> Mapping[str, Mapping[str, str]]:
    rows = vocabulary.table("units.yaml")["standard"].values()
    return {str(_quantity(row["pint"]).dimensionality): row for row in rows}


def _quantity(name: str) -> Any:  # noqa: ANN401  (pint)
    return _registry().Quantity(1, name) if name.startswith("deg") else _registry()(name)


@cache
def _registry() -> "pint.UnitRegistry[Any]":
    import pint  # noqa: PLC0415  (heavy: half a second)

    return pint.UnitRegistry()


def _rounded(value: float) -> float:
    if not math.isfinite(value) or not value:
        return value
    return float(f"{value:.{_DIGITS}g}")
