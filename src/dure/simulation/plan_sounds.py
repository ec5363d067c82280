"""The recordings of the simulated data sets: commands, device status, and all of it together."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from dure.core import Transcript

from . import fridge, home, scene, status, status_defects, status_runs, voice, voice_defects
from .defects import Planted
from .hands import Run
from .home import Household, Span
from .plan import PROVIDERS, Scale
from .plan_labels import speech_segments
from .plan_pictures import FOODS, Drawn, Picture

Row = dict[str, str]
# A recording begins a second after the door was opened.
_BEGINS_AFTER_S, _LOOKS_AFTER_S, _SPEAKS_AFTER_S = 1.0, 2.0, 4.0
_STATUS_BEFORE_S, _STATUS_AFTER_S = 600.0, 120.0


@dataclass(frozen=True, slots=True)
class _Said:
    """What is told of one recording of a command."""

    row: Row
    intent: dict[str, Any]
    start_s: float
    end_s: float
    planted: tuple[Planted, ...]


def voices(root: Path, scale: Scale, run: Run) -> Iterator[tuple[Row, list[Planted]]]:
    """Write spoken commands with their transcripts; gives each one's row and defects."""
    kinds = [kind for kind in voice_defects.KINDS for _ in range(scale.defects)]
    # Spread over the set, so that a damaged recording stands among whole ones.
    wanted = [
        (n, kinds[n // 5] if n % 5 == 2 and n // 5 < len(kinds) else None)
        for n in range(scale.voices)
    ]
    found: list[_Said] = []
    for said in run(partial(_say, root), wanted):
        found.append(said)
        yield said.row, list(said.planted)
    intents = {one.row["path"]: one.intent for one in found}
    _write(root / "intents.json", json.dumps(intents, ensure_ascii=False, indent=0).encode())
    spoken = [(one.row["path"], one.start_s, one.end_s) for one in found]
    _write(root / "speech.json", speech_segments(spoken).encode())


def _say(root: Path, wanted: tuple[int, str | None]) -> _Said:
    """Write one command, damaged where a kind of defect is given."""
    n, kind = wanted
    said = voice.render(
        60_000 + n,
        command=voice.commands()[n % len(voice.commands())],
        voice=voice.VOICES[n * 5 % len(voice.VOICES)],
    )
    path = f"wav/command-{n:04}.wav"
    content = voice_defects.damaged(said.samples, kind) if kind else voice.encode(said.samples)
    _write(root / path, content)
    _write_said(root, f"command-{n:04}.txt", said)
    slots = dict(said.command.slots)
    intent = {"intent": said.command.intent, "slots": slots, "group": said.voice.name}
    row = {
        "path": path,
        "label": "",
        "speaker": said.voice.name,
        "provider": PROVIDERS[n % 5 // 4],
        "simulated": "true",
        "language": said.command.language,
        **said.conditions,
    }
    planted = (Planted(kind, path),) if kind else ()
    return _Said(row, intent, said.start_s, said.end_s, planted)


def _write_said(root: Path, name: str, said: voice.Utterance) -> None:
    transcript = said.annotations[0]
    if isinstance(transcript, Transcript):
        _write(root / "script" / name, transcript.text.encode())
        if transcript.pronunciation:
            _write(root / "transcript" / name, transcript.pronunciation.encode())


def statuses(root: Path, scale: Scale) -> Iterator[tuple[Row, list[Planted]]]:
    """Write what appliances report: refrigerators a file a day, the others a file a run."""
    kinds = [kind for kind in status_defects.KINDS for _ in range(scale.defects)]
    for number, lives in enumerate(home.HOUSEHOLDS[: scale.homes]):
        provider = PROVIDERS[number % 2]
        cold = status.refrigerator(lives, lives.openings(scale.days), scale.days)
        for day in range(scale.days):
            path = f"{lives.name}/refrigerator-{day + 1:02}.csv"
            part = cold.between(day * home.DAY_S, (day + 1) * home.DAY_S)
            kind = kinds.pop() if kinds and day % 3 == 1 else None
            text = status_defects.damaged(part, kind) if kind else status.as_csv(part)
            _write(root / path, text.encode())
            row = _reported(path, "refrigerator", lives, provider, "minute")
            yield row, [Planted(kind, path)] if kind else []
        for device, runs in _runs(lives, scale.days):
            for n, (span, series) in enumerate(runs, 1):
                path = f"{lives.name}/{device}-{n:02}.jsonl"
                _write(root / path, status.as_jsonl(series).encode())
                row = _reported(path, device, lives, provider, "second")
                yield row | {"daypart": home.daypart(span.start_s)}, []


def _runs(
    lives: Household, days: int
) -> Iterator[tuple[str, Iterator[tuple[Span, status.Series]]]]:
    washes, cleanings = lives.washes(days), lives.cleanings(days)
    yield "laundry_washer", ((run, status_runs.wash(lives, run)) for run in washes)
    yield "robotic_vacuum_cleaner", ((run, status_runs.clean(lives, run)) for run in cleanings)


def _reported(path: str, device: str, lives: Household, provider: str, period: str) -> Row:
    return {
        "path": path,
        "label": device,
        "household": lives.name,
        "provider": provider,
        "simulated": "true",
        "season": "autumn",
        "household_size": lives.size,
        "dwelling": "apartment",
        "reporting": "periodic",
        "period": period,
        "link": "steady",
    }


@dataclass(frozen=True, slots=True)
class _Moment:
    """One moment that is recorded: which, in whose kitchen, and when it began."""

    name: str
    number: int
    lives: Household
    began_s: float
    disagrees: bool


def linked(root: Path, scale: Scale, run: Run) -> Iterator[tuple[Drawn, list[Planted]]]:
    """Write recordings of one moment: the door opens, the lamp goes on, a picture, a command.

    Each is a picture, a sound and a status of twelve minutes, and a manifest that joins them.
    """
    moments = list(_moments(root, scale))
    intents: dict[str, Any] = {}
    made = run(partial(_seen_and_said, root), moments)
    for moment, (drawn, intent) in zip(moments, made, strict=True):
        intents[f"{moment.name}.wav"] = intent
        path = drawn.picture.path
        yield drawn, [Planted("status_disagrees", path)] if moment.disagrees else []
    _write(root / "linked" / "intents.json", json.dumps(intents, ensure_ascii=False).encode())


def _moments(root: Path, scale: Scale) -> Iterator[_Moment]:
    """Choose the moments; write each one's status and manifest."""
    number = 0
    homes = home.HOUSEHOLDS[: max(scale.homes, 2)]
    for k, lives in enumerate(homes):
        openings = lives.openings(scale.days)
        cold = status.refrigerator(lives, openings, scale.days)
        wanted = scale.linked * (k + 1) // len(homes) - scale.linked * k // len(homes)
        for span in _looks(openings, wanted):
            disagrees = number % 9 == 4 and number // 9 < scale.defects
            began = span.start_s + _BEGINS_AFTER_S
            moment = _Moment(f"linked/fridge-{number:04}", number, lives, began, disagrees)
            shown = _quiet(openings, span) if disagrees else began
            near = status.window(cold, openings, shown - _STATUS_BEFORE_S, shown + _STATUS_AFTER_S)
            _write(root / f"{moment.name}.status.jsonl", status.as_jsonl(near).encode())
            _manifest(root, moment.name, lives, began)
            yield moment
            number += 1


def _looks(openings: tuple[Span, ...], count: int) -> list[Span]:
    """Choose openings that leave time for a picture and some words, over the whole fortnight."""
    long = [o for o in openings if o.duration_s > 8 and o.start_s > _STATUS_BEFORE_S]
    step = max(1, len(long) // max(1, count))
    return long[::step][:count]


def _quiet(openings: tuple[Span, ...], span: Span) -> float:
    """Give a time of the day before or after at which nobody opened the door for long."""
    start = span.start_s
    margin = _STATUS_BEFORE_S + _STATUS_AFTER_S
    while any(o.start_s < start + margin and o.end_s > start - margin for o in openings):
        start += 300.0
    return start


def _seen_and_said(root: Path, moment: _Moment) -> tuple[Drawn, dict[str, Any]]:
    """Write a moment's picture and command; gives what is true of them."""
    name, number, lives = moment.name, moment.number, moment.lives
    food = FOODS[number % len(FOODS)]
    seed = 70_000 + number
    made = fridge.render(seed, subject=food, view="close", door="open", lamp="on")
    _write(root / f"{name}.jpg", scene.encode(made))
    picture = Picture(
        f"{name}.jpg", "fridge", seed, food, lives.name, PROVIDERS[0], {}, has_boxes=True
    )
    said = voice.render(
        seed,
        command=voice.about(food, number),
        voice=voice.VOICES[int(lives.name[1:]) % len(voice.VOICES)],
        distance="near",
    )
    _write(root / f"{name}.wav", voice.encode(said.samples))
    _write(root / f"{name}.txt", said.command.text.encode())
    intent = {"intent": said.command.intent, "slots": dict(said.command.slots)}
    size = made.width, made.height
    return Drawn(picture, dict(made.conditions), *size, made.boxes, food), intent


def _manifest(root: Path, name: str, lives: Household, began_s: float) -> None:
    stem = name.rpartition("/")[2]
    document = {
        "recording": 1,
        "name": stem,
        "started_at": home.moment(began_s).isoformat(),
        "device": {
            "vendor": PROVIDERS[0], "device_type": "refrigerator", "id": f"{lives.name}-fridge",
        },
        "provider": PROVIDERS[0],
        "simulated": True,
        "household": lives.name,
        "streams": [
            {"role": "interior_camera", "path": f"{stem}.jpg", "start_s": _LOOKS_AFTER_S},
            {"role": "voice", "path": f"{stem}.wav", "start_s": _SPEAKS_AFTER_S,
             "offset_uncertainty_s": 0.004},
            {"role": "status", "path": f"{stem}.status.jsonl", "start_s": -_STATUS_BEFORE_S},
        ],
    }  # fmt: skip
    _write(root / f"{name}.recording.json", json.dumps(document, ensure_ascii=False).encode())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
