"""The stored form of a standard document: JSON that restores the vendor's document."""

from collections.abc import Iterable, Mapping
from typing import Any

from .model import Attribute, Path, Proposal, Role, Standard
from .tree import parts, pointer

_ALWAYS = ("source", "value")


def to_json(standard: Standard) -> dict[str, Any]:
    """Give the stored form; the findings are added by whoever shows them in a language."""
    both = (*standard.attributes, *standard.unmapped)
    return {
        "vendor": standard.vendor or None,
        "form": standard.form,
        "device_type": standard.device_type,
        "device": standard.device,
        "attributes": [_attribute(a) for a in standard.attributes],
        "unmapped": [_attribute(a) for a in standard.unmapped],
        "lists": sorted(_lists(a.path for a in both)),
    }


def from_json(stored: Mapping[str, Any]) -> Standard:
    """Read the stored form."""
    lists = set(stored["lists"])
    return Standard(
        stored["vendor"] or "",
        stored["form"],
        stored["device_type"],
        stored["device"],
        tuple(_read(a, lists) for a in stored["attributes"]),
        tuple(_read(a, lists) for a in stored["unmapped"]),
    )


def _attribute(attribute: Attribute) -> dict[str, Any]:
    told: dict[str, Any] = {
        "source": pointer(attribute.path),
        "name": attribute.name,
        "place": attribute.place,
        "role": "" if attribute.role is Role.STATE else attribute.role.value,
        "target": attribute.target,
        "urn": attribute.urn,
        "value": attribute.value,
        "unit": attribute.unit,
        "code": attribute.code,
        "shown": attribute.shown,
        "at": attribute.at,
        "zone": attribute.zone,
        "confidence": attribute.confidence if attribute.target else None,
        "reason": str(attribute.reason),
        "reviewed": attribute.is_reviewed,
        "proposals": [{"target": p.target, "score": p.score} for p in attribute.proposals] or None,
    }
    kept = {k: v for k, v in told.items() if k in _ALWAYS or not _is_empty(v)}
    if attribute.target:
        kept["unit"] = attribute.unit
    return {**kept, "raw": attribute.raw}


def _is_empty(value: object) -> bool:
    return value is None or value is False or value == ""


def _lists(paths: Iterable[Path]) -> set[str]:
    """Name the lists among the branches of the source: their keys are places."""
    return {
        pointer(path[:n]) for path in paths for n, key in enumerate(path) if isinstance(key, int)
    }


def _path(source: str, lists: set[str]) -> Path:
    path: Path = ()
    for key in parts(source):
        path = (*path, int(key) if pointer(path) in lists else key)
    return path


def _read(stored: Mapping[str, Any], lists: set[str]) -> Attribute:
    return Attribute(
        _path(stored["source"], lists),
        stored["name"],
        stored["raw"],
        stored["value"],
        stored.get("place", ""),
        Role(stored.get("role", "state")),
        stored.get("target"),
        stored.get("urn"),
        stored.get("unit"),
        stored.get("code"),
        stored.get("shown"),
        stored.get("at"),
        stored.get("zone"),
        stored.get("confidence", 0.0),
        stored.get("reason", ""),
        stored.get("reviewed", False),
        tuple(Proposal(p["target"], p["score"]) for p in stored.get("proposals", ())),
    )
