"""Label Studio's labelling configuration: which controls label which media with which classes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dure.core import say

from ..base import markup
from ..base.markup import Node, escaped
from ..base.reading import Issues, Refused, load

# What a control is called in XML, by the type of its results.
_TAGS = {
    "rectanglelabels": "RectangleLabels",
    "polygonlabels": "PolygonLabels",
    "keypointlabels": "KeyPointLabels",
    "labels": "Labels",
    "timelinelabels": "TimelineLabels",
    "videorectangle": "VideoRectangle",
    "choices": "Choices",
    "taxonomy": "Taxonomy",
    "textarea": "TextArea",
}
_OBJECTS = {"image": "Image", "audio": "Audio", "video": "Video"}
_PLACEHOLDER = re.compile(r"\\\{\\\{\w+\\\}\\\}")
_VIDEO_LABELS = "video_classes"


@dataclass(frozen=True, slots=True)
class Control:
    """One control: its type as in results, the objects that it labels, its classes if fixed."""

    kind: str
    to_names: tuple[str, ...]
    classes: frozenset[str]


@dataclass(slots=True)
class Config:
    """A labelling configuration; empty where there is none.

    Attributes:
        controls: by the pattern of their names (a repeater numbers them).
        fields: the fields of a task's data that name its media, in the order of the objects.
        frame_rates: frames a second of videos, or the field of the data that tells it.
    """

    controls: dict[re.Pattern[str], Control] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    frame_rates: tuple[str, ...] = ()

    def control(self, name: str) -> Control | None:
        """Give the control that a result comes from."""
        return next((one for names, one in self.controls.items() if names.fullmatch(name)), None)

    def frame_rate(self, data: Mapping[str, Any]) -> float | None:
        """Give the frames a second of a task's video, where the configuration tells them."""
        for stated in self.frame_rates:
            value = data.get(stated[1:]) if stated.startswith("$") else stated
            try:
                found = float(str(value))
            except ValueError:
                continue
            if 0 < found < 10_000:
                return found
        return None

    def own_fields(self) -> frozenset[str]:
        """Give the fields of the data that say nothing of the record itself."""
        return frozenset(stated[1:] for stated in self.frame_rates if stated.startswith("$"))


def looks_like(head: str) -> bool:
    """Tell whether XML is a labelling configuration."""
    return re.match(r"\s*(<!--.*?-->\s*)*<View[\s>]", head, re.DOTALL) is not None


def read(root: Path, name: str, issues: Issues) -> Config:
    """Read a configuration; a broken one is told and says nothing."""
    try:
        tree = markup.parse(load(root, name))
    except Refused as refused:
        issues.refuse(refused)
        return Config()
    config = Config()
    fields, rates = dict[str, None](), list[str]()
    for node in _nodes(tree):
        get = node.attributes.get
        if to := get("toName"):
            names = tuple(to.replace(" ", "").split(","))
            control = Control(node.tag.lower(), names, _classes(node))
            config.controls[_pattern(get("name", ""))] = control
        elif (value := get("value", "")).startswith("$") and get("name"):
            fields[value[1:]] = None
            rates += filter(None, [get("frameRate") or get("framerate")])
    config.fields, config.frame_rates = tuple(fields), tuple(rates)
    return config


def _nodes(tree: Node) -> Iterator[Node]:
    yield tree
    for child in tree.children:
        yield from _nodes(child)


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_PLACEHOLDER.sub(".*", re.escape(name)))


def _classes(node: Node) -> frozenset[str]:
    """Give the classes of a control; none where the task's data name them."""
    inner = [one.attributes for one in _nodes(node) if one is not node]
    if "value" in node.attributes or any(a.get("value", "").startswith("$") for a in inner):
        return frozenset()
    return frozenset(a[key] for a in inner for key in ("value", "alias") if key in a)


def fitting(configs: Iterable[Config], names: Iterable[str]) -> Config:
    """Give the configuration that knows the most of the controls that results come from."""
    wanted = set(names)
    known = [(sum(map(bool, map(one.control, wanted))), one) for one in configs]
    best = max(known, key=lambda pair: pair[0], default=(0, Config()))
    return best[1] if best[0] else Config()


def compare(config: Config, raw: Mapping[str, Any], issues: Issues) -> None:
    """Report where a result disagrees with the configuration."""
    if not config.controls or raw.get("type") == "relation":
        return
    name, kind = str(raw.get("from_name")), str(raw.get("type"))
    control = config.control(name)
    if control is None:
        message = say("“{name}” is no control of the labelling configuration.", name=name)
        issues.warn("config_differs", message)
        return
    if control.kind != kind:
        message = say(
            "Results of “{name}” are of the kind “{kind}”, but the configuration says “{other}”.",
            name=name,
            kind=kind,
            other=control.kind,
        )
        issues.warn("config_differs", message)
    value = raw.get("value")
    used = value.get(kind) if isinstance(value, dict) else None
    for label in used if isinstance(used, list) and control.classes else ():
        levels = label if isinstance(label, list) else [label]
        if unknown := next((one for one in levels if one not in control.classes), None):
            message = say(
                "The configuration gives “{name}” no class “{label}”.", name=name, label=unknown
            )
            issues.warn("config_differs", message)


class Written:
    """Gathers what results use, to write a configuration that fits them."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._used: dict[tuple[str, str], dict[Any, None]] = {}

    def add(self, results: Iterable[Mapping[str, Any]]) -> None:
        """Hear of results that are written."""
        for one in results:
            kind = str(one["type"])
            used = self._used.setdefault((kind, str(one["from_name"])), {})
            values = one["value"].get("labels" if kind == "videorectangle" else kind, ())
            used |= dict.fromkeys(tuple(v) if isinstance(v, list) else v for v in values)

    def text(self) -> str:
        """Give the configuration."""
        key = self._key
        rate = ' frameRate="$fps"' if key == "video" else ""
        controls = "".join(self._control(*names, list(u)) for names, u in self._used.items())
        shown = f'  <{_OBJECTS[key]} name="{key}" value="${key}"{rate}/>\n'
        return f"<View>\n{shown}{controls}</View>\n"

    def _control(self, kind: str, name: str, used: list[Any]) -> str:
        tag, key = _TAGS[kind], self._key
        named = f'name="{name}" toName="{key}"'
        if kind == "textarea":
            regions = ' perRegion="true"' if name == control_name(key, kind, of_region=True) else ""
            return f'  <{tag} {named}{regions} editable="true"/>\n'
        if kind == "videorectangle":
            labels = "".join(f'    <Label value="{escaped(str(one))}"/>\n' for one in used)
            classes = f'  <Labels name="{_VIDEO_LABELS}" toName="{key}">\n{labels}  </Labels>\n'
            return f"  <{tag} {named}/>\n{classes}"
        if kind == "taxonomy":
            return f"  <{tag} {named}>\n{_tree(used, 2)}  </{tag}>\n"
        inner = "Choice" if kind == "choices" else "Label"
        several = ' choice="multiple"' if kind == "choices" else ""
        rows = "".join(f'    <{inner} value="{escaped(str(one))}"/>\n' for one in used)
        return f"  <{tag} {named}{several}>\n{rows}  </{tag}>\n"


def control_name(key: str, kind: str, *, of_region: bool = False) -> str:
    """Name the control from which results of a kind come; what regions say has its own."""
    return f"{key}_{kind}_of_region" if of_region else f"{key}_{kind}"


def _tree(paths: Iterable[tuple[str, ...]], depth: int) -> str:
    """Nest class paths as choices within choices."""
    below: dict[str, list[tuple[str, ...]]] = {}
    for path in paths:
        below.setdefault(path[0], []).extend([path[1:]] if len(path) > 1 else [])
    pad = "  " * depth
    return "".join(
        f'{pad}<Choice value="{escaped(name)}">\n{_tree(rest, depth + 1)}{pad}</Choice>\n'
        if rest
        else f'{pad}<Choice value="{escaped(name)}"/>\n'
        for name, rest in below.items()
    )
