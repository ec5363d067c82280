"""CVAT XML 1.1 over a film that is there itself: each of its tracks, by the film's own times."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dure.core import Labelled, Track, say

from ..base.geometry import Edges, bounds, on_grid
from ..base.markup import Node, escaped, named_numbers
from ..base.reading import Issues, Locator, Times
from ..base.splits import split_of_name
from ..base.text import label_text
from ..base.tracks import Numbers, Seen, changing, frames, keyframes, value_at
from ..base.writing import Sized, shown

# What CVAT states of every shape; these values say nothing.
DEFAULTS = {"occluded": "0", "z_order": "0", "source": "manual", "group_id": "0"}


@dataclass(slots=True)
class Film:
    """The film that a file is about, and its tracks so far."""

    path: str
    times: Times
    split: str | None
    tracks: list[Track] = field(default_factory=list)

    def labelled(self, source: str) -> Labelled:
        """Give what the file says of the film."""
        return Labelled(self.path, tuple(self.tracks), split=self.split, source=source)


def film_of(meta: Node, locator: Locator) -> Film | None:
    """Find the film that a file names, where it is there and its times are known."""
    owner = next((meta.first(word) for word in ("task", "job") if meta.all(word)), meta)
    names = (meta.get("source"), owner.get("source"), owner.get("name"))
    for path in (locator.locate(name) for name in names if name):
        if path and (times := locator.times(path)):
            return Film(path, times, split_of_name(owner.get("subset")))
    return None


def read(node: Node, film: Film, issues: Issues) -> bool:
    """Read one track; tell whether it could be taken."""
    label = label_text(node.attributes.get("label"))
    seen = sorted(_seen(node, film, issues), key=lambda pair: pair[0])
    found = keyframes((one for one, _ in seen), film.times)
    if label is None or not found:
        return False
    said = [(film.times[one.frame], _attributes(child, node)) for one, child in seen]
    attributes = {"track_id": node.attributes.get("id", ""), **_joined(said)}
    film.tracks.append(Track(label, found, attributes=attributes))
    return True


def _seen(node: Node, film: Film, issues: Issues) -> Iterator[tuple[Seen, Node]]:
    beyond = others = 0
    for child in node.children:
        if child.tag == "attribute":
            continue
        frame, box = child.attributes.get("frame", ""), _box(child)
        if not frame.isdecimal() or len(frame) > 9 or box is None:
            _refuse(child, node, issues)
        elif int(frame) >= len(film.times):
            beyond += child.attributes.get("outside") != "1"
        else:
            others += child.tag != "box"
            outside, key = (child.attributes.get(k) == "1" for k in ("outside", "keyframe"))
            yield Seen(int(frame), box, outside, key), child
    if beyond:
        _warn_beyond(node, film, beyond, issues)
    if others:
        _warn_boxes(node, issues)


def _box(node: Node) -> Numbers | None:
    """Give a shape's box; of shapes other than boxes the one around them."""
    around = _edges(node)
    turn = named_numbers({"rotation": "0", **node.attributes}, "rotation")
    if around is None or turn is None:
        return None
    left, top, right, bottom = around
    width, height = on_grid(right - left), on_grid(bottom - top)
    return (left, top, width, height, turn[0]) if width >= 0 and height >= 0 else None


def _edges(node: Node) -> Edges | None:
    if node.tag == "box":
        stated = named_numbers(node.attributes, "xtl", "ytl", "xbr", "ybr")
        return Edges(stated[0], stated[1], stated[2], stated[3]) if stated else None
    if node.tag == "mask":
        stated = named_numbers(node.attributes, "left", "top", "width", "height")
        if stated is None:
            return None
        left, top, width, height = stated
        return Edges(left, top, left + width, top + height)
    parts = [_flat(part) for part in (node, *node.all("points"))]
    flat = tuple(value for part in parts for value in part)
    return bounds(flat) if flat else None


def _flat(node: Node) -> tuple[float, ...]:
    words = node.attributes.get("points", "").replace(";", ",").split(",")
    try:
        values = tuple(map(float, words))
    except ValueError:
        return ()
    whole = len(values) % 2 == 0 and all(abs(value) < 1e9 for value in values)
    return values if whole else ()


def _attributes(node: Node, owner: Node) -> dict[str, str]:
    stated = {k: node.attributes.get(k, owner.attributes.get(k, v)) for k, v in DEFAULTS.items()}
    for part in (owner, node):
        stated |= {a.attributes.get("name", ""): a.text.strip() for a in part.all("attribute")}
    return stated


def _joined(said: list[tuple[float, dict[str, str]]]) -> dict[str, Any]:
    """Give each attribute once where it stays the same, and with its times where it changes."""
    values: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for key in dict.fromkeys(key for _, stated in said for key in stated):
        values[key] = [(time, stated.get(key, "")) for time, stated in said]
    joined = {key: changing(pairs) for key, pairs in values.items()}
    return {key: value for key, value in joined.items() if value != DEFAULTS.get(key)}


def _refuse(node: Node, owner: Node, issues: Issues) -> None:
    issues.add(
        "wrong_shape",
        say(
            "A “{kind}” of “{label}” has no label or no complete place; export it again.",
            kind=node.tag,
            label=owner.attributes.get("label", ""),
        ),
    )


def _warn_beyond(node: Node, film: Film, count: int, issues: Issues) -> None:
    issues.warn(
        "beyond_film",
        say(
            "{count} boxes of “{label}” stand on frames that “{name}” does not have.",
            count=count,
            label=node.attributes.get("label", ""),
            name=film.path,
        ),
    )


def _warn_boxes(node: Node, issues: Issues) -> None:
    issues.warn(
        "track_as_box",
        say(
            "“{label}” is followed by other shapes than boxes; the boxes around them were taken.",
            label=node.attributes.get("label", ""),
        ),
    )


def write(image: Sized, name: str) -> str:
    """Give the file of one film with its tracks."""
    times = image.times or ()
    tracks = [one for one in image.labelled.annotations if isinstance(one, Track)]
    labels = dict.fromkeys(one.label for one in tracks)
    named = "".join(f"<label><name>{escaped(label)}</name></label>\n" for label in labels)
    written = "".join(_track(number, one, times) for number, one in enumerate(tracks))
    width, height = image.size or (0, 0)
    size = f"<original_size><width>{width}</width><height>{height}</height></original_size>"
    split = {"validation": "val"}.get(image.labelled.split or "", image.labelled.split or "")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n<meta>'
        f"<task><name>{escaped(name)}</name><size>{len(times)}</size><mode>interpolation</mode>"
        f"<start_frame>0</start_frame><stop_frame>{max(len(times) - 1, 0)}</stop_frame>"
        f"<subset>{split}</subset>\n<labels>\n{named}</labels>{size}</task>\n"
        f"<source>{escaped(name)}</source></meta>\n{written}</annotations>\n"
    )


def _track(number: int, track: Track, times: Times) -> str:
    attributes = {k: v for k, v in track.attributes.items() if v is not None}
    id = attributes.pop("track_id", number)
    boxes = "".join(
        _written(one, {k: value_at(v, times[one.frame]) for k, v in attributes.items()})
        for one in frames(track, times)
    )
    return f"<track{stated({'id': id, 'label': track.label})}>\n{boxes}</track>\n"


def _written(one: Seen, attributes: dict[str, Any]) -> str:
    x, y, width, height, turn = one.box
    edges = dict(zip(("xtl", "ytl", "xbr", "ybr"), (x, y, x + width, y + height), strict=True))
    own = {k: attributes.pop(k, default) for k, default in DEFAULTS.items()}
    head: dict[str, object] = {
        "frame": one.frame,
        "outside": int(one.outside),
        "keyframe": int(one.key),
        **own,
        **{k: shown(on_grid(v)) for k, v in edges.items()},
        **({"rotation": shown(on_grid(turn % 360))} if turn % 360 else {}),
    }
    return f"<box{stated(head)}>\n{''.join(rows(attributes.items()))}</box>\n"


def rows(attributes: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Give further attributes as CVAT has them inside a shape."""
    for key, value in attributes:
        yield f'<attribute name="{escaped(key)}">{escaped(str(value))}</attribute>\n'


def stated(values: dict[str, object]) -> str:
    """Give the attributes of an element."""
    return "".join(f' {key}="{escaped(str(value))}"' for key, value in values.items())
