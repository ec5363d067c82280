"""Read SmartThings documents: statuses, device lists, capabilities, events."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from . import mapping, times, vocabulary
from .model import Field, Path, Reading, Role
from .tree import at, children, is_flat, pointer
from .walking import walked

_ENVELOPE = {"value", "unit", "timestamp", "data"}


def knows(document: Any) -> bool:  # noqa: ANN401  (JSON)
    """Whether this is a document of SmartThings."""
    return isinstance(document, dict) and _form(document) is not None


def read(document: Any) -> Reading:  # noqa: ANN401  (JSON)
    """Read a document of SmartThings; every leaf is in one field."""
    form = _form(document) or "document"
    fields = tuple(_READERS[form](document))
    return Reading("smartthings", form, fields, _type_of(form, document), _device_of(document))


def _form(document: Mapping[str, Any]) -> str | None:
    if str(document.get("eventType", "")).endswith("_EVENT") and "eventTime" in document:
        return "event"
    items = document.get("items")
    if isinstance(items, list) and items and all(_is_device(x) for x in items):
        return "devices"
    if _is_capability(document):
        return "capability"
    return "status" if _is_status(document.get("components")) else None


def _is_capability(document: Mapping[str, Any]) -> bool:
    attributes = document.get("attributes")
    if not isinstance(attributes, dict) or not isinstance(document.get("id"), str):
        return False
    is_told = bool(attributes) or "commands" in document
    return is_told and all(isinstance(each, dict) for each in attributes.values())


def _is_device(value: Any) -> bool:  # noqa: ANN401  (JSON)
    return isinstance(value, dict) and "deviceId" in value


def _is_status(components: Any) -> bool:  # noqa: ANN401  (JSON)
    """Know a status: component → capability → attribute → {"value": …}."""
    if not isinstance(components, dict):
        return False
    capabilities = list(components.values())
    if not all(isinstance(capability, dict) for capability in capabilities):
        return False
    attributes = [a for c in capabilities for a in c.values()]
    return all(
        isinstance(a, dict) and all(isinstance(x, dict) for x in a.values()) for a in attributes
    )


def _status(document: Mapping[str, Any]) -> Iterator[Field]:
    for key, value in document.items():
        if key != "components" or not value:
            yield from walked(value, (key,), "document")
    for component, capabilities in document["components"].items():
        yield from _component(component, capabilities)


def _component(component: str, capabilities: Mapping[str, Any]) -> Iterator[Field]:
    path: Path = ("components", component)
    if not capabilities:
        yield Field(path, "component", {}, {}, place=component, role=Role.CONTEXT)
    for capability, attributes in capabilities.items():
        if not attributes:
            # A capability without attributes says that the device has it, and no more.
            name = f"{capability}"
            yield Field((*path, capability), name, {}, {}, place=component, role=Role.CONTEXT)
        for attribute, envelope in attributes.items():
            key = f"{capability}.{attribute}"
            yield from _attribute((*path, capability, attribute), key, envelope, component)


def _attribute(path: Path, key: str, envelope: Any, place: str) -> Iterator[Field]:  # noqa: ANN401
    if not set(envelope) <= _ENVELOPE or "value" not in envelope:
        yield from walked(envelope, path, key, place=place)
        return
    value, unit, moment = envelope["value"], _text(envelope, "unit"), _text(envelope, "timestamp")
    if not (isinstance(value, dict) and value and mapping.table("smartthings").splits(key)):
        yield Field(path, key, envelope, value, unit, moment, place)
        return
    for inner, part in value.items():
        inside = (*path, "value", inner)
        yield Field(inside, f"{key}/{inner}", part, part, unit, moment, place)
    for beside, part in envelope.items():
        if beside != "value":
            yield Field((*path, beside), key, part, part, place=place, role=Role.CONTEXT)


def _text(envelope: Mapping[str, Any], key: str) -> str | None:
    value = envelope.get(key)
    return value if isinstance(value, str) else None


def _devices(document: Mapping[str, Any]) -> Iterator[Field]:
    whole = {k for k, row in mapping.table("smartthings").rows.items() if row.whole}
    for key, value in document.items():
        if key != "items":
            yield from walked(value, (key,), f"list.{key}")
    for n, device in enumerate(document["items"]):
        yield from walked(device, ("items", n), "device", whole=whole, place=device["deviceId"])


def _capability(document: Mapping[str, Any]) -> Iterator[Field]:
    """Read the definition of a capability; each attribute's schema is one field."""
    name = str(document.get("id") or document["name"])
    for key, value in document.items():
        if key != "attributes" or not value:
            yield from walked(value, (key,), "capability")
    for attribute, schema in document["attributes"].items():
        path = ("attributes", attribute)
        yield Field(path, f"{name}.{attribute}", schema, schema, role=Role.DEFINITION)


def _event(document: Mapping[str, Any]) -> Iterator[Field]:
    """Read an event; the value of a device's event is a field like those of a status."""
    event = document.get("deviceEvent")
    value_path: Path = ("deviceEvent", "value")
    is_told = isinstance(event, dict) and {"capability", "attribute", "value"} <= set(event)
    for path, part in _event_leaves(document, value_path if is_told else None):
        yield from walked(part, path, "event." + pointer(path).replace("/", ".").lstrip("."))
    if is_told:
        key = f"{at(event, 'capability')}.{at(event, 'attribute')}"
        moment = times.from_epoch_ms(document["eventTime"])
        place = str(at(event, "componentId") or "")
        value = at(event, "value")
        yield Field(value_path, key, value, value, None, moment, place)


def _event_leaves(document: Any, but: Path | None) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401
    for key, value in children(document):
        for inner, part in children(value) if isinstance(value, dict) and value else []:
            if (key, inner) != but:
                yield (key, inner), part
        if is_flat(value) or isinstance(value, list):
            yield (key,), value


def _walked(document: Any) -> Iterator[Field]:  # noqa: ANN401  (JSON)
    return walked(document, (), "document")


def _type_of(form: str, document: Mapping[str, Any]) -> str | None:
    if form != "status":
        return None
    reporting = {
        capability
        for capabilities in document["components"].values()
        for capability, attributes in capabilities.items()
        if any(at(envelope, "value") is not None for envelope in attributes.values())
    }
    rows = vocabulary.table("device_types.yaml")["smartthings"]
    return next((name for name, *needed in rows if set(needed) <= reporting), None)


def _device_of(document: Mapping[str, Any]) -> str | None:
    found = (
        at(document, "deviceEvent", "deviceId")
        or at(document, "deviceId")
        or at(document, "components", "main", "ocf", "di", "value")
    )
    return found if isinstance(found, str) else None


_READERS: Mapping[str, Callable[[Any], Iterator[Field]]] = {
    "status": _status,
    "devices": _devices,
    "capability": _capability,
    "event": _event,
    "document": _walked,
}
