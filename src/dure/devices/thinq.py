"""Read LG ThinQ documents: status, profile and energy of ThinQ Connect, and ThinQ v1 models."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from . import vocabulary
from .model import Field, Path, Reading, Role
from .tree import at
from .walking import walked

_V1 = {"Info", "Value"}


def knows(document: Any) -> bool:  # noqa: ANN401  (JSON)
    """Whether this is a document of LG ThinQ."""
    return _form(document) is not None


def read(document: Any) -> Reading:  # noqa: ANN401  (JSON)
    """Read a document of LG ThinQ; every leaf is in one field."""
    form = _form(document) or "document"
    fields = tuple(_READERS[form](document))
    return Reading("thinq", form, fields, _type_of(form, document), _device_of(document))


def _form(document: Any) -> str | None:  # noqa: ANN401  (JSON)
    if isinstance(document, list):
        return "status" if document and all(_is_status(x) for x in document) else None
    if not isinstance(document, dict):
        return None
    return next((form for form, knows_form in _FORMS.items() if knows_form(document)), None)


def _is_session(document: Mapping[str, Any]) -> bool:
    models = document.get("model_info")
    return isinstance(models, dict) and "gateway" in document


def _is_profile(document: Mapping[str, Any]) -> bool:
    properties = document.get("property")
    return isinstance(properties, dict | list) and any(_definitions(properties))


def _definitions(tree: Any) -> Iterator[Field]:  # noqa: ANN401  (JSON)
    fields = walked(tree, (), "", role=_definition)
    return (field for field in fields if field.role is Role.DEFINITION)


def _definition(value: Any) -> Role | None:  # noqa: ANN401  (JSON)
    is_one = isinstance(value, dict) and isinstance(value.get("type"), str)
    return Role.DEFINITION if is_one and ({"mode", "value", "option"} & set(value)) else None


def _is_status(document: Any) -> bool:  # noqa: ANN401  (JSON)
    if not isinstance(document, dict) or not document:
        return False
    known = set(vocabulary.table("thinq.yaml")["resources"]) & set(document)
    shaped = all(isinstance(document[name], dict | list) for name in known)
    return shaped and (len(known) >= 2 or len(known) == len(document))


def _status(document: Any) -> Iterator[Field]:  # noqa: ANN401  (JSON)
    for n, part in enumerate(document) if isinstance(document, list) else [(None, document)]:
        start: Path = () if n is None else (n,)
        yield from _resources(part, start)


def _resources(part: Mapping[str, Any], start: Path, role: Any = None) -> Iterator[Field]:  # noqa: ANN401
    named = at(part, "location", "locationName")
    for resource, inner in part.items():
        several = inner if isinstance(inner, list) and inner else None
        for n, one in enumerate(several) if several else [(None, inner)]:
            path = (*start, resource) if n is None else (*start, resource, n)
            name = at(one, "locationName") or named or at(one, "unit")
            place = name if isinstance(name, str) else ""
            yield from walked(one, path, resource, place=place, role=role or (lambda _: None))


def _profile(document: Mapping[str, Any]) -> Iterator[Field]:
    for key, value in document.items():
        if key != "property":
            yield from walked(value, (key,), key, role=_definition)
            continue
        several = value if isinstance(value, list) else [value]
        for n, part in enumerate(several):
            start: Path = (key, n) if isinstance(value, list) else (key,)
            if isinstance(part, dict) and part:
                yield from _resources(part, start, _definition)
            else:
                yield Field(start, key, part, part)


def _named(prefix: str) -> Any:  # noqa: ANN401
    return lambda document: walked(document, (), prefix)


def _model(document: Mapping[str, Any]) -> Iterator[Field]:
    return _model_under(document, ())


def _model_under(document: Mapping[str, Any], start: Path) -> Iterator[Field]:
    """Read a model description; each of its values is one definition."""
    for key, value in document.items():
        if key == "Value" and isinstance(value, dict) and value:
            for name, definition in value.items():
                path = (*start, key, name)
                yield Field(path, f"v1.Value.{name}", definition, definition, role=Role.DEFINITION)
        else:
            yield from walked(value, (*start, key), f"v1.{key}")


def _session(document: Mapping[str, Any]) -> Iterator[Field]:
    for key, value in document.items():
        if key != "model_info" or not value:
            yield from walked(value, (key,), f"session.{key}")
            continue
        for address, model in value.items():
            if isinstance(model, dict) and model:
                yield from _model_under(model, (key, address))
            else:
                yield Field((key, address), "v1", model, model)


def _type_of(form: str, document: Any) -> str | None:  # noqa: ANN401  (JSON)
    types = vocabulary.table("device_types.yaml")
    named = at(document, "deviceInfo", "deviceType") or at(document, "Info", "productType")
    if isinstance(named, str):
        return cast("str | None", types["lg"].get(named))
    if form not in {"status", "profile"}:
        return None
    inner = at(document, "property") or document
    first = inner[0] if isinstance(inner, list) else inner
    return next((name for name, *needed in types["thinq"] if set(needed) <= set(first)), None)


def _device_of(document: Any) -> str | None:  # noqa: ANN401  (JSON)
    found = at(document, "deviceId")
    return found if isinstance(found, str) else None


_FORMS = {
    "session": _is_session,
    "device": lambda document: {"deviceId", "deviceInfo"} <= set(document),
    "model": lambda document: set(document) >= _V1 and isinstance(document["Value"], dict),
    "energy": lambda document: isinstance(at(document, "result", "dataList"), list),
    "profile": _is_profile,
    "status": _is_status,
}
_READERS = {
    "session": _session,
    "device": _named("device"),
    "model": _model,
    "energy": _named("energy"),
    "profile": _profile,
    "status": _status,
    "document": _named("document"),
}
