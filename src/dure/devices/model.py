"""The nouns: a field as its vendor tells it, and the attribute that it is in the common words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from dure.core import Issue

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Path = tuple[str | int, ...]
# Gives one vector a text; whoever has a text engine hands it in.
Embed = Callable[[Sequence[str]], "npt.NDArray[np.float32]"]


class Role(StrEnum):
    """What a field of a document says."""

    STATE = "state"  # what the device is or does
    DEFINITION = "definition"  # what a profile or a capability allows it to be
    CONTEXT = "context"  # what belongs to another field: its unit, its time, its type


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a vendor's document; the fields of a document hold every leaf once.

    Attributes:
        path: keys and places in lists, from the root to the part of the document that it holds.
        key: its name in the vendor's words, by which the tables know it: ``switch.switch``.
        raw: that part of the document, unchanged.
        value: what it says; for SmartThings the inner ``value``.
        unit: the unit that the document states.
        at: the time that the document states, as written.
        place: component, endpoint or compartment that it belongs to.
    """

    path: Path
    key: str
    raw: Any
    value: Any
    unit: str | None = None
    at: str | None = None
    place: str = ""
    role: Role = Role.STATE


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as its vendor's reader understands it.

    Attributes:
        vendor: ``smartthings``, ``thinq``, ``matter``, or empty where nobody knows the form.
        form: the kind of document: ``status``, ``devices``, ``profile``, ``event``, …
        device_type: the type in Matter's Device Library, in snake case.
        device: the number by which two documents are of the same device.
    """

    vendor: str
    form: str
    fields: tuple[Field, ...]
    device_type: str | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An attribute that an unmapped field may mean, for a person to confirm."""

    target: str
    score: float


@dataclass(frozen=True, slots=True)
class Attribute:
    """One field in the common words, with all that restores it.

    Attributes:
        name: the vendor's name under its namespace: ``samsung:custom.fridgeMode.fridgeMode``.
        target: ``Cluster.Attribute`` of Matter; None where it has no meaning there.
        urn: the identifier of the target.
        value: in the standard's words and in an SI-based unit.
        code: the number of an enumerated value on the wire.
        shown: value and unit as the device shows them, where they differ.
        at: when it was so, in UTC; zone: the offset that the document wrote.
        confidence: how surely both mean the same, from 0 to 1.
        reason: why it went there, or why nowhere.
        is_reviewed: whether a person has looked at this kind of field.
    """

    path: Path
    name: str
    raw: Any
    value: Any
    place: str = ""
    role: Role = Role.STATE
    target: str | None = None
    urn: str | None = None
    unit: str | None = None
    code: int | None = None
    shown: Mapping[str, Any] | None = None
    at: str | None = None
    zone: str | None = None
    confidence: float = 0.0
    reason: str = ""
    is_reviewed: bool = False
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Standard:
    """A document in the common words: `attributes` and what is `unmapped` hold every leaf once."""

    vendor: str
    form: str
    device_type: str | None
    device: str | None
    attributes: tuple[Attribute, ...]
    unmapped: tuple[Attribute, ...]
    findings: tuple[Issue, ...] = field(default=())
