"""Decisions about names, places in a taxonomy, combinations of conditions, and faulty packs."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from dure.core import Issue, Sentence, say

from .model import Constraint, Document, Node, Pack, Path, QuestionType

_SEPARATORS = re.compile(r"[\s\-_]+")


# --- names ---------------------------------------------------------------------------------


def normalise(name: str) -> str:
    """Give what two spellings of one name share: “T-Shirt”, “t_shirt” and “T shirt” are one."""
    while (again := _folded(name)) != name:
        name = again
    return name


def _folded(name: str) -> str:
    composed = unicodedata.normalize("NFC", name).casefold()
    return unicodedata.normalize("NFC", _SEPARATORS.sub("", composed))


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Give the choice that was probably meant, or None where none comes close."""
    spelled = {normalise(choice): choice for choice in choices}
    close = difflib.get_close_matches(normalise(word), spelled, n=1, cutoff=0.6)
    return spelled[close[0]] if close else None


# --- the taxonomy --------------------------------------------------------------------------


def find(pack: Pack, label: str) -> tuple[str, ...]:
    """Give the ids from the root to the class that a label names, or () if it is unknown.

    A label is an id, a Korean or English name or an alias, in any spelling `normalise` joins,
    or a path “A/B/C” whose parts stand below one another, steps left out or not.
    """
    paths, _ = _index(pack)
    if (path := paths.get(normalise(label))) is not None:
        return path
    parts = [normalise(part) for part in label.split("/") if part.strip()]
    if len(parts) < 2 or any(part not in paths for part in parts):
        return ()
    path = paths[parts[-1]]
    above = iter(path[:-1])
    return path if all(paths[part][-1] in above for part in parts[:-1]) else ()


def node_of(pack: Pack, node: str) -> Node | None:
    """Give the node with this id."""
    return _index(pack)[1].get(node)


def parent_of(pack: Pack, node: str) -> str | None:
    """Give the id of the node above; None for a root and for an unknown id."""
    if node not in _index(pack)[1]:
        return None
    path = find(pack, node)
    return path[-2] if len(path) > 1 else None


def below(pack: Pack, root: str) -> Iterator[Node]:
    """Give every node under a node, the node itself first, in the order of the pack."""
    start = node_of(pack, root)
    yield from () if start is None else _walk(start)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


@lru_cache(maxsize=64)
def _index(pack: Pack) -> tuple[dict[str, tuple[str, ...]], dict[str, Node]]:
    paths: dict[str, tuple[str, ...]] = {}
    nodes: dict[str, Node] = {}

    def add(node: Node, above: tuple[str, ...]) -> None:
        path = (*above, node.id)
        nodes[node.id] = node
        for name in (node.id, node.ko, node.en, *node.aliases):
            paths[normalise(name)] = path
        for child in node.children:
            add(child, path)

    for root in pack.taxonomy:
        add(root, ())
    return paths, nodes


# --- conditions ----------------------------------------------------------------------------


def satisfies(constraints: Iterable[Constraint], levels: Mapping[str, str]) -> bool:
    """Tell whether a combination can exist; a factor without a level breaks nothing yet."""
    return not any(_broken(constraint, levels) for constraint in constraints)


def _broken(constraint: Constraint, levels: Mapping[str, str]) -> bool:
    applies = all(levels.get(factor) == level for factor, level in constraint.when.items())
    return applies and any(
        factor in levels and levels[factor] not in allowed
        for factor, allowed in constraint.then.items()
    )


# --- what is wrong with a pack, beyond its shape ------------------------------------------


def place(value: Any, path: Path) -> str:  # noqa: ANN401  (any document)
    """Name a key as a reader finds it: ``taxonomy[food][apple].ko``."""
    text = ""
    for step in path:
        inside = value[step] if _holds(value, step) else None
        if isinstance(step, int):
            name = inside.get("id") if isinstance(inside, dict) else None
            text += f"[{name if isinstance(name, str) else step}]"
        elif step != "children":
            text += f".{step}" if text else step
        value = inside
    return text or "pack"


def _holds(value: Any, step: str | int) -> bool:  # noqa: ANN401
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def line_of(document: Document, path: Path) -> int:
    """Give the line of a key, or of the nearest key around it."""
    while path not in document.lines and path:
        path = path[:-1]
    return document.lines.get(path, 1)


def issue_at(document: Document, path: Path, kind: str, message: Sentence) -> Issue:
    """Make an issue about a key of a document."""
    return Issue(document.file, kind, message, line=line_of(document, path))


def faults(document: Document) -> list[Issue]:
    """Find what the schema cannot say: names used twice, and references to nothing."""
    return [
        *_name_faults(document),
        *_parent_faults(document),
        *_identifier_faults(document),
        *_question_faults(document),
        *_slot_faults(document),
        *_constraint_faults(document),
    ]


def _entries(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:  # noqa: ANN401
    """Give the mappings in the list at a path, and nothing where the shape is wrong."""
    for step in path:
        value = value[step] if _holds(value, step) else None
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield (*path, index), entry


def _nodes(document: Document, path: Path = ("taxonomy",)) -> Iterator[tuple[Path, dict[str, Any]]]:
    for at, node in _entries(document.value, path):
        yield at, node
        yield from _nodes(document, (*at, "children"))


def _node_ids(document: Document) -> set[str]:
    return {node["id"] for _, node in _nodes(document) if isinstance(node.get("id"), str)}


def _names(at: Path, node: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for key in ("id", "ko", "en"):
        if isinstance(name := node.get(key), str) and name:
            yield (*at, key), name
    aliases = node.get("aliases")
    for index, alias in enumerate(aliases if isinstance(aliases, list) else ()):
        if isinstance(alias, str):
            yield (*at, "aliases", index), alias


def _name_faults(document: Document) -> Iterator[Issue]:
    owners: dict[str, tuple[Path, str]] = {}
    for at, node in _nodes(document):
        for path, name in _names(at, node):
            owner, said = owners.setdefault(normalise(name), (at, name))
            if not normalise(name):
                yield issue_at(
                    document,
                    path,
                    "bad_name",
                    say("“{name}” has no letter or digit; give a name.", name=name),
                )
            elif owner != at:
                message = say(
                    "“{name}” at {key} is also a name of {other} (“{said}”, line {line}); "
                    "give each label names of its own.",
                    name=name,
                    key=place(document.value, path),
                    other=place(document.value, owner),
                    said=said,
                    line=line_of(document, owner),
                )
                yield issue_at(document, path, "duplicate_name", message)


def _parent_faults(document: Document) -> Iterator[Issue]:
    ids = _node_ids(document)
    over = _parents(document)
    for at, root in _entries(document.value, ("taxonomy",)):
        parent, path = root.get("parent"), (*at, "parent")
        if not isinstance(parent, str):
            continue
        if parent not in ids:
            yield _dangling(document, path, parent, ids, kind="unknown_parent")
        elif root.get("id") in _above(parent, over):
            message = say(
                "“{node}” would stand below itself; give it a parent outside its own branch.",
                node=root.get("id"),
            )
            yield issue_at(document, path, "cycle", message)


def _parents(document: Document) -> dict[str, str]:
    """Give child to parent, for nodes that stand in a branch and for those that name theirs."""
    over: dict[str, str] = {}
    for at, node in _nodes(document):
        for _, child in _entries(document.value, (*at, "children")):
            over[str(child.get("id"))] = str(node.get("id"))
        if len(at) == 2 and isinstance(node.get("parent"), str):
            over[str(node.get("id"))] = node["parent"]
    return over


def _above(node: str, over: Mapping[str, str]) -> set[str]:
    seen: set[str] = set()
    while node not in seen:
        seen.add(node)
        node = over.get(node, node)
    return seen


def _identifier_faults(document: Document) -> Iterator[Issue]:
    lists: list[Path] = [
        ("label_schema",),
        ("slots",),
        ("conditions", "factors"),
        ("deidentification", "entities"),
    ]
    lists += [(*at, "levels") for at, _ in _entries(document.value, ("conditions", "factors"))]
    for path in lists:
        first: dict[str, Path] = {}
        for at, entry in _entries(document.value, path):
            name = entry.get("id")
            if isinstance(name, str) and first.setdefault(name, at) != at:
                message = say(
                    "The id “{name}” stands twice in {key}, first on line {line}; rename one.",
                    name=name,
                    key=place(document.value, path),
                    line=line_of(document, first[name]),
                )
                yield issue_at(document, (*at, "id"), "duplicate_id", message)


def _question_faults(document: Document) -> Iterator[Issue]:
    ids = _node_ids(document)
    value = document.value if isinstance(document.value, dict) else {}
    modalities = _words(value.get("modalities"))
    for at, question in _entries(document.value, ("label_schema",)):
        kind, root = question.get("type"), question.get("taxonomy")
        if root is None and kind in set(QuestionType) - {QuestionType.TRANSCRIPT}:
            message = say(
                "The question “{question}” has no “taxonomy”; name the node whose classes are "
                "its answers.",
                question=question.get("id"),
            )
            yield issue_at(document, at, "missing_key", message)
        if isinstance(root, str) and root not in ids:
            yield _dangling(document, (*at, "taxonomy"), root, ids)
        stream = question.get("modality")
        if isinstance(stream, str) and modalities and stream not in modalities:
            yield _dangling(document, (*at, "modality"), stream, modalities)


def _slot_faults(document: Document) -> Iterator[Issue]:
    ids = _node_ids(document)
    slots = {str(slot.get("id")) for _, slot in _entries(document.value, ("slots",))}
    for at, slot in _entries(document.value, ("slots",)):
        root = slot.get("taxonomy")
        if isinstance(root, str) and root not in ids:
            yield _dangling(document, (*at, "taxonomy"), root, ids)
        if root is None and slot.get("kind") == "taxonomy":
            message = say(
                "The slot “{slot}” has no “taxonomy”; name the node whose classes are its values.",
                slot=slot.get("id"),
            )
            yield issue_at(document, at, "missing_key", message)
    for at, node in _nodes(document):
        for index, name in enumerate(_words(node.get("slots"))):
            if name not in slots:
                yield _dangling(document, (*at, "slots", index), name, slots)


def _constraint_faults(document: Document) -> Iterator[Issue]:
    levels = {
        str(factor.get("id")): [
            str(level.get("id")) for _, level in _entries(document.value, (*at, "levels"))
        ]
        for at, factor in _entries(document.value, ("conditions", "factors"))
    }
    yield from _status_faults(document, levels)
    for at, constraint in _entries(document.value, ("conditions", "constraints")):
        for side in ("if", "then"):
            terms = constraint.get(side)
            for factor, named in (terms if isinstance(terms, dict) else {}).items():
                path = (*at, side, factor)
                if factor not in levels:
                    yield _dangling(document, path, factor, levels)
                    continue
                for level in _words([named] if isinstance(named, str) else named):
                    if level not in levels[factor]:
                        yield _dangling(document, path, level, levels[factor])


def _status_faults(document: Document, levels: Mapping[str, list[str]]) -> Iterator[Issue]:
    for at, factor in _entries(document.value, ("conditions", "factors")):
        status = factor.get("status")
        told = status.get("levels") if isinstance(status, dict) else None
        known = levels[str(factor.get("id"))]
        for value, level in (told if isinstance(told, dict) else {}).items():
            if isinstance(level, str) and level not in known:
                yield _dangling(document, (*at, "status", "levels", value), level, known)


def _words(value: Any) -> Sequence[str]:  # noqa: ANN401
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _dangling(
    document: Document, path: Path, name: str, known: Iterable[str], *, kind: str = "dangling"
) -> Issue:
    key, best = place(document.value, path), nearest(name, known)
    message = say(
        "{key} names “{name}”, which this pack does not define; define it or name another.",
        key=key,
        name=name,
    )
    if best is not None:
        message = say(
            "{key} names “{name}”, which this pack does not define; did you mean “{best}”?",
            key=key,
            name=name,
            best=best,
        )
    return issue_at(document, path, kind, message)
