"""Examine device statuses: whose format a JSON document is in, of which device, of when."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from dure.core import Modality, Probe, say

from . import Examined, Note, Refused, Source
from .wording import text_of

_FILE_LIMIT = 64 << 20
_SECRETS = ("access_token", "refresh_token", "accesstoken", "refreshtoken", "password", "secret")
_SECRETS_EXACTLY = ("token", "session", "authorization", "api_key", "apikey", "pin_code")
# Resources of LG ThinQ Connect profiles (device properties, API of 2024)
_THINQ = frozenset(
    {
        "airConJobMode",
        "airFlow",
        "airPurifierJobMode",
        "airQualitySensor",
        "battery",
        "boilerJobMode",
        "cleaningMode",
        "cookStatus",
        "cook",
        "cycle",
        "cookware",
        "detergent",
        "dishWashingCourse",
        "dishWashingStatus",
        "display",
        "doorStatus",
        "ecoFriendly",
        "estimatedPower",
        "filterInfo",
        "hotWaterMode",
        "hotWaterTemperatureInUnits",
        "humidity",
        "humidifierJobMode",
        "info",
        "lamp",
        "location",
        "mop",
        "misc",
        "operation",
        "powerSave",
        "preference",
        "preheat",
        "power",
        "recipe",
        "refrigeration",
        "remoteControlEnable",
        "rinse",
        "robotCleanerJobMode",
        "roomTemperature",
        "runState",
        "sabbath",
        "sleepTimer",
        "squeegee",
        "steam",
        "stickCleanerJobMode",
        "temperature",
        "temperatureInUnits",
        "timer",
        "twoSetTemperature",
        "twoSetTemperatureInUnits",
        "ventJobMode",
        "waterFilterInfo",
        "waterHeaterJobMode",
        "waterInfo",
        "windDirection",
        "wineryInfo",
    }
)


_THINQ_DOCUMENTS = (
    {"deviceId", "deviceInfo"},  # an entry of the device list
    {"model_info", "gateway"},  # ThinQ v1: the state that wideq keeps
    {"Info", "Value", "Monitoring"},  # ThinQ v1: a model description
)


class _Vendor(NamedTuple):
    name: str
    knows: Callable[[Any], bool]
    device_of: Callable[[Any], str | None]


def examine(source: Source) -> Examined:
    """Examine a JSON document; refuse what is no status of a device that Dure knows."""
    value = _loaded(source.read(_FILE_LIMIT))
    found = next((vendor for vendor in _VENDORS if vendor.knows(value)), None)
    if found is None:
        raise Refused(
            "unknown_json",
            say(
                "The JSON is no device status that Dure knows (SmartThings, LG ThinQ, Matter); "
                "leave it out, or bring it as JSON lines or CSV."
            ),
        )
    probe = Probe(
        Modality.DEVICE_STATUS,
        "application/json",
        captured_at=_latest(value),
        device=found.device_of(value),
        vendor=found.name,
    )
    return Examined(probe, notes=(_credentials(),) if any(_secrets(value)) else ())


def cleared(content: bytes, probe: Probe) -> tuple[bytes, str]:
    """Give the status without access tokens, sessions and passwords; else as it is."""
    value = _loaded(content)
    if not any(_secrets(value)):
        return content, probe.media_type
    clean = json.dumps(_without_secrets(value), ensure_ascii=False)
    return clean.encode(), probe.media_type


def _loaded(content: bytes) -> Any:  # noqa: ANN401  (JSON)
    text = text_of(content)
    if text is None:
        raise Refused(
            "not_a_status", say("The name says JSON, but the content is no text; rename it.")
        )
    try:
        return json.loads(text)
    except RecursionError as error:
        raise _broken(0) from error
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()):
            raise Refused(
                "truncated", say("The JSON ends before it is closed; copy it again.")
            ) from error
        raise _broken(error.lineno) from error


def _broken(line: int) -> Refused:
    message = say("Line {line} breaks the JSON; mend it or export the file again.", line=line)
    return Refused("damaged", message)


def _credentials() -> Note:
    return Note(
        "holds_credentials",
        say("The file holds access tokens or passwords; withdraw them. Releases leave them out."),
    )


# SmartThings


def _is_smartthings(value: Any) -> bool:  # noqa: ANN401
    if not isinstance(value, dict):
        return False
    if str(value.get("eventType", "")).endswith("_EVENT") and "eventTime" in value:
        return True
    if _is_capability(value):
        return True
    items = value.get("items")
    if isinstance(items, list) and items:
        return all(isinstance(x, dict) and ("deviceId" in x or _is_capability(x)) for x in items)
    return _has_components(value.get("components"))


def _is_capability(value: dict[str, Any]) -> bool:
    return {"id", "version", "attributes", "commands"} <= set(value)


def _has_components(value: Any) -> bool:  # noqa: ANN401
    """Know a status: component → capability → attribute → {"value": …}."""
    if not isinstance(value, dict):
        return False
    return all(
        isinstance(capability, dict)
        and all(isinstance(attribute, dict) for attribute in capability.values())
        for component in value.values()
        for capability in (component.values() if isinstance(component, dict) else [None])
    )


def _smartthings_device(value: dict[str, Any]) -> str | None:
    items = value.get("items")
    if isinstance(items, list):
        names = {_at(x, "ocf", "modelNumber") or x.get("name") for x in items}
        return _model(names.pop()) if len(names) == 1 else None
    return _model(_at(value, "components", "main", "ocf", "mnmo", "value"))


def _model(name: Any) -> str | None:  # noqa: ANN401
    return name.split("|")[0] or None if isinstance(name, str) else None


# LG ThinQ


def _is_thinq(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, list):
        return bool(value) and all(_is_thinq(x) for x in value)
    if not isinstance(value, dict):
        return False
    if any(keys <= set(value) for keys in _THINQ_DOCUMENTS):
        return True
    if {"dataList", "property"} <= set(value.get("result") or ()):  # an answer of the energy API
        return True
    return _has_resources(value.get("property", value))


def _has_resources(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, list):
        return bool(value) and all(_has_resources(x) for x in value)
    if not isinstance(value, dict) or not value:
        return False
    known = [name for name in value if name in _THINQ]
    shaped = all(isinstance(value[name], dict | list) for name in known)
    return shaped and (len(known) >= 2 or len(known) == len(value))


def _thinq_device(value: Any) -> str | None:  # noqa: ANN401
    if not isinstance(value, dict):
        return None
    models = value.get("model_info")
    if isinstance(models, dict):
        names = {_at(model, "Info", "modelName") for model in models.values()}
        return _model(names.pop()) if len(names) == 1 else None
    return _model(_at(value, "deviceInfo", "modelName") or _at(value, "Info", "modelName"))


# Matter


def _is_matter(value: Any) -> bool:  # noqa: ANN401
    """Know the dump of a node: its attributes by endpoint, nested or by path (“0/40/3”)."""
    nodes = _matter_nodes(value)
    return bool(nodes) and all(
        isinstance(node, dict)
        and "node_id" in node
        and isinstance(node.get("attributes"), dict)
        and all(key.split("/")[0].isdecimal() for key in node["attributes"])
        for node in nodes
    )


def _matter_nodes(value: Any) -> list[Any]:  # noqa: ANN401
    if isinstance(value, dict) and isinstance(value.get("nodes"), dict):
        return list(value["nodes"].values())
    return value if isinstance(value, list) else [value]


def _matter_device(value: Any) -> str | None:  # noqa: ANN401
    names = set()
    for node in _matter_nodes(value):
        attributes, root = node["attributes"], _at(node, "attributes", "0")
        basic = _at(root, "BasicInformation") or _at(root, "Basic")
        names.add(_model(_at(basic, "productName") or attributes.get("0/40/3")))
    return names.pop() if len(names) == 1 else None


_VENDORS = (
    _Vendor("smartthings", _is_smartthings, _smartthings_device),
    _Vendor("matter", _is_matter, _matter_device),
    _Vendor("thinq", _is_thinq, _thinq_device),
)


# Walking JSON


def _at(value: Any, *path: str) -> Any:  # noqa: ANN401
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    if isinstance(value, dict):
        yield from value.items()
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from _pairs(inner)


def _latest(value: Any) -> str | None:  # noqa: ANN401
    """Give the latest moment that the status names: its attributes' timestamps, its event time."""
    times = []
    for key, inner in _pairs(value):
        if key == "timestamp" and isinstance(inner, str):
            times.append(inner)
        elif key == "eventTime" and isinstance(inner, int) and 0 < inner < 1 << 42:
            times.append(datetime.fromtimestamp(inner / 1000, UTC).isoformat())
    return max(times, default=None)


def _is_secret(key: str) -> bool:
    name = key.lower()
    return name.endswith(_SECRETS) or name in _SECRETS_EXACTLY


def _secrets(value: Any) -> Iterator[bool]:  # noqa: ANN401
    return (_is_secret(key) and isinstance(inner, str) for key, inner in _pairs(value))


def _without_secrets(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        kept = ((k, v) for k, v in value.items() if not (_is_secret(k) and isinstance(v, str)))
        return {key: _without_secrets(inner) for key, inner in kept}
    return [_without_secrets(x) for x in value] if isinstance(value, list) else value
