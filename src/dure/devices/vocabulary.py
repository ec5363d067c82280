"""The common vocabulary: clusters, attributes and enumerations of Matter, with identifiers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, cast

_TABLES = files(__package__) / "tables"
# Names that clusters had in the data model's first edition.
_OLDER = {"Basic": "BasicInformation", "BridgedDeviceBasic": "BridgedDeviceBasicInformation"}


@dataclass(frozen=True, slots=True)
class Term:
    """One attribute of Matter, or one field of its structure.

    Attributes:
        name: ``Cluster.Attribute``, or ``Cluster.Attribute.Field``.
        urn: ``urn:matter:cluster:0x0006:attribute:0x0000``; a field adds ``:field:Name``.
        kind: type on the wire: ``bool``, ``uint``, an enumeration or a structure.
        words: the words of the enumeration and their numbers, or the tags of a mode.
    """

    name: str
    urn: str
    kind: str
    is_list: bool = False
    is_optional: bool = False
    is_nullable: bool = False
    words: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_mode(self) -> bool:
        """Whether the words are tags that modes may carry, beside labels of the maker's own."""
        return self.name.endswith(("CurrentMode", "SupportedModes"))


@cache
def table(name: str) -> dict[str, Any]:
    """Read one of the tables that lie beside the code; nobody changes what it gives."""
    text = (_TABLES / name).read_text("utf-8")
    if name.endswith(".json"):
        return cast("dict[str, Any]", json.loads(text))
    import yaml  # noqa: PLC0415  (heavy: a third of this folder's start)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return cast("dict[str, Any]", yaml.load(text, loader))  # noqa: S506  (safe loaders both)


@cache
def terms() -> Mapping[str, Term]:
    """Give all attributes by ``Cluster.Attribute``."""
    return {term.name: term for term in _all_terms()}


@cache
def clusters() -> Mapping[int, str]:
    """Give the names of all clusters by number."""
    return {int(number): spec["name"] for number, spec in _matter()["clusters"].items()}


def term(name: str) -> Term | None:
    """Find an attribute, or a field of an attribute's structure by a third word."""
    found = terms().get(name)
    if found is not None or name.count(".") < 2:
        return found
    whole, _, part = name.rpartition(".")
    return _field(whole, part)


def spelled(cluster: str, attribute: str) -> Term | None:
    """Find an attribute as a dump writes it: ``OnOff``, ``onOff``; older names of clusters too."""
    cluster = _OLDER.get(cluster, cluster)
    return _folded().get((cluster.lower(), attribute.lower()))


def numbered(cluster: int, attribute: int) -> Term | None:
    """Find an attribute by its numbers."""
    return _by_urn().get(urn(cluster, attribute))


def urn(cluster: int, attribute: int | None = None) -> str:
    """Make the identifier of a cluster or of an attribute."""
    whole = f"urn:matter:cluster:0x{cluster:04X}"
    return whole if attribute is None else f"{whole}:attribute:0x{attribute:04X}"


def cluster_number(name: str) -> int | None:
    """Give the number of a cluster; older names are known."""
    name = _OLDER.get(name, name)
    return next((number for number, known in clusters().items() if known == name), None)


@cache
def _matter() -> dict[str, Any]:
    return table("matter.json")


def _all_terms() -> Iterator[Term]:
    matter = _matter()
    for number, spec in matter["clusters"].items():
        for attribute, (place, kind) in {**spec.get("attributes", {}), **matter["global"]}.items():
            yield _term(int(number), spec, attribute, place, kind)


def _term(number: int, spec: Mapping[str, Any], attribute: str, place: int, kind: str) -> Term:
    bare = kind.replace("|null", "").replace("?", "").replace("[]", "")
    words = spec.get("enumerations", {})
    return Term(
        f"{spec['name']}.{attribute}",
        urn(number, place),
        bare,
        is_list="[]" in kind,
        is_optional="?" in kind,
        is_nullable="|null" in kind,
        words=words.get(bare) or _words_beside(attribute, words),
    )


def _words_beside(attribute: str, words: Mapping[str, Any]) -> Mapping[str, int]:
    """Give the enumeration of attributes whose type on the wire is a number or a structure."""
    if attribute in {"CurrentMode", "SupportedModes"}:
        return cast("Mapping[str, int]", words.get("ModeTag", {}))
    if attribute in {"OperationalState", "OperationalStateList"}:
        return cast("Mapping[str, int]", words.get("OperationalStateEnum", {}))
    return {}


def _field(whole: str, part: str) -> Term | None:
    parent = terms().get(whole)
    if parent is None:
        return None
    cluster = whole.partition(".")[0]
    spec = next(s for s in _matter()["clusters"].values() if s["name"] == cluster)
    known = spec.get("structures", {}).get(parent.kind, [])
    if part[:1].lower() + part[1:] not in known:
        return None
    return Term(f"{whole}.{part}", f"{parent.urn}:field:{part}", "field", is_optional=True)


@cache
def _folded() -> Mapping[tuple[str, str], Term]:
    split = ((name.lower().partition("."), found) for name, found in terms().items())
    return {(cluster, attribute): found for (cluster, _, attribute), found in split}


@cache
def _by_urn() -> Mapping[str, Term]:
    return {found.urn: found for found in terms().values()}
