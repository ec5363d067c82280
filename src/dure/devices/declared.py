"""Hold a status to what is declared beside it: profile, capability, device list, attribute list."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dure.core import Issue, Sentence, Severity, say

from . import vocabulary
from .model import Field, Reading, Role
from .tree import at, pointer

_OWN_LISTS = 0xFFF0  # numbers from here on are the lists themselves


def examined(reading: Reading, profiles: Sequence[Reading]) -> Iterator[Issue]:
    """Find fields missing on one side, and values that the declaration does not allow."""
    for profile in profiles:
        if profile.vendor != reading.vendor or reading.form != "status":
            continue
        if profile.form in {"profile", "capability"}:
            yield from _by_profile(reading, profile)
        elif profile.form == "devices":
            yield from _by_list(reading, profile)
    if reading.vendor == "matter":
        yield from _by_attribute_lists(reading)


def _issue(field: Field, kind: str, message: Sentence) -> Issue:
    return Issue(pointer(field.path), kind, message, Severity.WARNING)


def _by_profile(reading: Reading, profile: Reading) -> Iterator[Issue]:
    definitions = {f.key: f.raw for f in profile.fields if f.role is Role.DEFINITION}
    placed = {(f.place, f.key): f.raw for f in profile.fields if f.role is Role.DEFINITION}
    covered = {key.partition(".")[0] for key in definitions}
    told = {f.key for f in reading.fields}
    for field in reading.fields:
        definition = placed.get((field.place, field.key), definitions.get(field.key))
        if definition is not None:
            yield from _allowed(field, definition)
        elif _should_be_declared(field, profile, covered):
            yield _issue(field, "not_in_profile", _undeclared(field.key))
    for key in sorted(set(definitions) - told):
        if _is_read(definitions[key]) and _is_present(key, told, profile):
            yield Issue("", "missing_field", _missing(key), Severity.WARNING)


def _should_be_declared(field: Field, profile: Reading, covered: set[str]) -> bool:
    is_place = field.key.endswith(".locationName")
    is_covered = profile.form == "profile" or field.key.partition(".")[0] in covered
    return field.role is Role.STATE and not is_place and is_covered


def _is_present(key: str, told: set[str], profile: Reading) -> bool:
    """Whether the status should have it: capabilities count where the device tells any of one."""
    if profile.form == "profile":
        return True
    return any(field.startswith(key.partition(".")[0] + ".") for field in told)


def _undeclared(key: str) -> Sentence:
    return say("The status tells {field}, which its profile does not declare.", field=key)


def _missing(key: str) -> Sentence:
    return say("The profile declares {field}, and the status does not tell it.", field=key)


def _is_read(definition: Any) -> bool:  # noqa: ANN401  (JSON)
    mode = at(definition, "mode")
    return not isinstance(mode, list) or "r" in mode


def _allowed(field: Field, definition: Any) -> Iterator[Issue]:  # noqa: ANN401  (JSON)
    words = _words(definition)
    if not _is_among(field.value, words):
        message = say(
            "{field} says “{value}”, which its profile does not allow.",
            field=field.key,
            value=field.value,
        )
        yield _issue(field, "undeclared_value", message)
    low, high = _limits(definition)
    number = field.value if isinstance(field.value, int | float) else None
    if number is not None and low is not None and high is not None and not low <= number <= high:
        message = say(
            "{field} is {value} and its profile allows {least} to {most}.",
            field=field.key,
            value=number,
            least=low,
            most=high,
        )
        yield _issue(field, "out_of_range", message)


def _words(definition: Any) -> list[Any] | None:  # noqa: ANN401  (JSON)
    """Give the words of an enumeration: ThinQ's “r”, a capability's schema."""
    read = at(definition, "value", "r")
    if isinstance(read, list):
        return read
    schema = at(definition, "schema", "properties", "value", "enum")
    return schema if isinstance(schema, list) else None


def _is_among(value: Any, words: Sequence[Any] | None) -> bool:  # noqa: ANN401  (JSON)
    """Whether the words allow it; LG's kimchi refrigerators have a word for “any number”."""
    if words is None or value is None or value in words:
        return True
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and any(str(word).endswith("_NUMBER") for word in words)


def _limits(definition: Any) -> tuple[float | None, float | None]:  # noqa: ANN401  (JSON)
    read = at(definition, "value", "r")
    if isinstance(read, dict):
        return _numeric(read.get("min")), _numeric(read.get("max"))
    schema = at(definition, "schema", "properties", "value")
    return _numeric(at(schema, "minimum")), _numeric(at(schema, "maximum"))


def _numeric(value: Any) -> float | None:  # noqa: ANN401  (JSON)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _by_list(reading: Reading, devices: Reading) -> Iterator[Issue]:
    """Hold the capabilities of a status to those that the device list gives the same device."""
    listed = _capabilities(devices, reading.device)
    told = {(f.place, f.key.split("/")[0].rpartition(".")[0] or f.key) for f in reading.fields}
    for place, capability in sorted(listed - told):
        message = say(
            "The device list gives “{place}” the capability {capability}; the status lacks it.",
            place=place,
            capability=capability,
        )
        yield Issue(f"/components/{place}", "missing_field", message, Severity.WARNING)


def _capabilities(devices: Reading, device: str | None) -> set[tuple[str, str]]:
    found = [f for f in devices.fields if f.place == device and device is not None]
    ids = {f.path[:-1]: f.value for f in found if f.key == "device.components.id"}
    return {
        (str(ids.get(f.path[:-1], "main")), str(at(entry, "id")))
        for f in found
        if f.key == "device.components.capabilities" and isinstance(f.value, list)
        for entry in f.value
    }


def _by_attribute_lists(reading: Reading) -> Iterator[Issue]:
    """Hold a node's attributes to its own attribute lists, and to what may be null."""
    clusters: dict[tuple[str, str], dict[int, Field]] = {}
    for field in reading.fields:
        cluster, _, attribute = field.key.rpartition(".")
        term = vocabulary.spelled(cluster, attribute)
        if term is None or field.role is not Role.STATE:
            continue
        number = int(term.urn.rpartition("0x")[2], 16)
        clusters.setdefault((field.place, term.name.partition(".")[0]), {})[number] = field
        if field.value is None and not (term.is_nullable or term.is_optional):
            message = say("{field} is null, which the standard does not allow.", field=term.name)
            yield _issue(field, "null_not_allowed", message)
    for (place, cluster), told in clusters.items():
        yield from _listed(place, cluster, told)


def _listed(place: str, cluster: str, told: Mapping[int, Field]) -> Iterator[Issue]:
    own = told.get(vocabulary.table("matter.json")["global"]["AttributeList"][0])
    if own is None or not isinstance(own.value, list):
        return
    listed = {number for number in own.value if isinstance(number, int) and number < _OWN_LISTS}
    names = _names(cluster)
    for number in sorted(listed - set(told)):
        message = say(
            "Endpoint {place} lists attribute {attribute} of {cluster} and does not tell it.",
            place=place,
            attribute=names.get(number, hex(number)),
            cluster=cluster,
        )
        yield _issue(own, "missing_field", message)
    for number, field in sorted(told.items()):
        if number < _OWN_LISTS and number not in listed and field.value is not None:
            message = say(
                "Endpoint {place} tells {field} and does not list it.",
                place=place,
                field=field.key,
            )
            yield _issue(field, "not_in_profile", message)


def _names(cluster: str) -> dict[int, str]:
    terms = vocabulary.terms().values()
    own = [term for term in terms if term.name.startswith(f"{cluster}.")]
    return {int(t.urn.rpartition("0x")[2], 16): t.name.partition(".")[2] for t in own}
