"""Examine device statuses: whose format a JSON document is in, of which device, of when."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from dure import devices
from dure.core import Modality, Probe, say

from . import Examined, Note, Refused, Source
from .wording import text_of

_FILE_LIMIT = 64 << 20
_SECRETS = ("access_token", "refresh_token", "accesstoken", "refreshtoken", "password", "secret")
_SECRETS_EXACTLY = ("token", "session", "authorization", "apikey", "pincode")


def examine(source: Source) -> Examined:
    """Examine a JSON document; refuse what is no status of a device that Dure knows."""
    value = _loaded(source.read(_FILE_LIMIT))
    vendor = devices.vendor_of(value)
    if not vendor:
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
        device=_MODEL_OF[vendor](value),
        vendor=vendor,
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


# Models of devices


def _smartthings_device(value: dict[str, Any]) -> str | None:
    items = value.get("items")
    if isinstance(items, list):
        names = {_at(x, "ocf", "modelNumber") or x.get("name") for x in items}
        return _model(names.pop()) if len(names) == 1 else None
    return _model(_at(value, "components", "main", "ocf", "mnmo", "value"))


def _model(name: Any) -> str | None:  # noqa: ANN401
    return name.split("|")[0] or None if isinstance(name, str) else None


def _thinq_device(value: Any) -> str | None:  # noqa: ANN401
    if not isinstance(value, dict):
        return None
    models = value.get("model_info")
    if isinstance(models, dict):
        names = {_at(model, "Info", "modelName") for model in models.values()}
        return _model(names.pop()) if len(names) == 1 else None
    return _model(_at(value, "deviceInfo", "modelName") or _at(value, "Info", "modelName"))


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


_MODEL_OF: Mapping[str, Callable[[Any], str | None]] = {
    "smartthings": _smartthings_device,
    "matter": _matter_device,
    "thinq": _thinq_device,
}


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
    return name.endswith(_SECRETS) or name.replace("_", "") in _SECRETS_EXACTLY


def _tells(value: Any) -> bool:  # noqa: ANN401
    """Tell whether a value could be a secret's: text, a number (a PIN), or one that is wrapped."""
    if isinstance(value, dict):
        return "value" in value and _tells(value["value"])
    return isinstance(value, str | int | float | list) and not isinstance(value, bool)


def _secrets(value: Any) -> Iterator[bool]:  # noqa: ANN401
    return (_is_secret(key) and _tells(inner) for key, inner in _pairs(value))


def _without_secrets(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        kept = ((k, v) for k, v in value.items() if not (_is_secret(k) and _tells(v)))
        return {key: _without_secrets(inner) for key, inner in kept}
    return [_without_secrets(x) for x in value] if isinstance(value, list) else value
