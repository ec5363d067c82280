"""The manifest of a recording: one file that says which streams make one record, on one clock.

``NAME.recording.json`` lies beside the streams or above them::

    {"recording": 1, "name": "fridge-0001", "started_at": "2026-11-02T07:12:04+09:00",
     "conditions": {"light": "lamp_off"}, "device": {"vendor": "…"}, "household": "h07",
     "streams": [{"role": "interior_camera", "path": "fridge-0001.jpg"},
                 {"role": "voice", "path": "fridge-0001.wav", "start_s": 1.2, "drift_ppm": 80}]}
"""

import json
import math
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from dure.core import Invalid, Issue, say
from dure.kit.files import name_of

SUFFIX = ".recording.json"
LARGEST = 1 << 20
_ROLE = re.compile(r"[a-z][a-z0-9_]{0,62}")
# The clocks of appliances are off by less than a per cent, or they are broken.
_MAX_DRIFT_PPM = 10_000.0


@dataclass(frozen=True, slots=True)
class Part:
    """One stream as the manifest declares it; see `dure.core.Stream`.

    Attributes:
        path: relative to the folder that was given, with forward slashes.
    """

    role: str
    path: str
    start_s: float = 0.0
    drift_ppm: float = 0.0
    offset_uncertainty_s: float | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """Streams that are one record; the first is the one that the record is named by.

    Attributes:
        manifest: path of the manifest, relative to the folder that was given.
        attributes: what else is told: ``started_at``, ``device.vendor``, ``simulated``, and the
            conditions under the names of their factors.
        group: the household, the speaker or the device that must not straddle splits.
    """

    manifest: str
    parts: tuple[Part, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    group: str | None = None
    split: str | None = None


def manifests(root: Path) -> Iterator[str]:
    """List the names of the manifests below a folder, in order; folders behind links are not."""
    for folder, folders, files in os.walk(root):
        folders.sort()
        for file in sorted(files):
            if file.lower().endswith(SUFFIX):
                yield os.path.relpath(os.path.join(folder, file), root).replace(os.sep, "/")  # noqa: PTH118


def read_manifest(root: Path, manifest: str) -> Recording | Issue:
    """Read one manifest; what is wrong with it is given as its issue."""
    name = name_of(manifest)
    try:
        return _recording(name, _document(root / manifest))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = say("The manifest cannot be read ({reason}).", reason=reason)
        return Issue(name, "unreadable", message)
    except Invalid as error:
        return Issue(name, "bad_recording", error.message)


def _document(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Invalid(say("The manifest is over 1 MB; a recording's manifest names a few streams."))
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Invalid(say("The manifest is not JSON in UTF-8; write it anew.")) from error
    if not isinstance(document, dict) or document.get("recording") != 1:
        raise Invalid(
            say("The manifest does not begin with “recording”: 1, the version that Dure reads.")
        )
    return document


def _recording(manifest: str, document: Mapping[str, Any]) -> Recording:
    streams = document.get("streams")
    if not isinstance(streams, list) or not streams:
        raise Invalid(say("The manifest names no streams; list them under “streams”."))
    folder = posixpath.dirname(manifest)
    parts = tuple(_part(folder, stream) for stream in streams)
    for what in ("role", "path"):
        values = [getattr(part, what) for part in parts]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise Invalid(say("Two streams are called “{name}”; name each once.", name=twice))
    return Recording(
        manifest,
        parts,
        _attributes(document),
        group=_text(document, "household") or _text(document, "group"),
        split=_text(document, "split"),
    )


def _part(folder: str, stream: object) -> Part:
    if not isinstance(stream, dict):
        raise Invalid(say("A stream is not an object with “role” and “path”."))
    role = stream.get("role")
    if not isinstance(role, str) or not _ROLE.fullmatch(role):
        raise Invalid(
            say(
                "The role “{role}” is no name of small letters, digits and underscores.",
                role=role,
            )
        )
    return Part(
        role,
        _inside(folder, stream.get("path"), role),
        _number(stream, "start_s", role),
        _number(stream, "drift_ppm", role, most=_MAX_DRIFT_PPM),
        _number(stream, "offset_uncertainty_s", role, least=0.0)
        if stream.get("offset_uncertainty_s") is not None
        else None,
    )


def _inside(folder: str, path: object, role: str) -> str:
    """Give the path from the folder that was given; it may not leave the manifest's own."""
    plain = posixpath.normpath(path) if isinstance(path, str) and path else ""
    if not plain or plain.startswith(("/", "..")) or plain == "." or "\\" in plain:
        raise Invalid(
            say(
                "The path of “{role}” must name a file in the manifest's folder or below it.",
                role=role,
            )
        )
    return name_of(posixpath.join(folder, plain))


def _number(
    stream: Mapping[str, Any],
    name: str,
    role: str,
    *,
    least: float = -math.inf,
    most: float = math.inf,
) -> float:
    value = stream.get(name, 0.0)
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not good or not least <= value <= most or abs(value) > 1e9:
        raise Invalid(
            say("“{name}” of the stream “{role}” is no sensible number.", name=name, role=role)
        )
    return float(value)


def _text(document: Mapping[str, Any], name: str) -> str | None:
    value = document.get(name)
    return str(value) if isinstance(value, str | int) and str(value).strip() else None


def _attributes(document: Mapping[str, Any]) -> dict[str, str]:
    """Give what a manifest tells beside its streams, flat, as label files tell it."""
    known = {"recording", "streams", "household", "group", "split"}
    found: dict[str, str] = {}
    for name, value in document.items():
        if name in known or value is None:
            continue
        if name == "conditions" and isinstance(value, dict):
            found |= {str(factor): str(level) for factor, level in value.items()}
        elif isinstance(value, dict):
            found |= {f"{name}.{key}": _plain(one) for key, one in value.items()}
        else:
            found[name] = _moment(value) if name == "started_at" else _plain(value)
    return found


def _moment(value: object) -> str:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(
            say(
                "“started_at” is “{value}”; write it with its zone, as 2026-11-02T07:12:04+09:00.",
                value=value,
            )
        )
    return moment.isoformat()


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
