"""Writes the tiers of one recording as a document of ELAN."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from dure.core import Annotation, Segment, Transcript

from ..base.hearing import spans
from ..base.markup import escaped
from ..base.tiers import Cell, Spoken, layers, name_of, said
from ..base.times import Span, on_ms, span_of
from ..base.writing import Sized

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ANNOTATION_DOCUMENT AUTHOR="" DATE="2000-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">\n'
)
_CONSTRAINTS = (
    '    <CONSTRAINT DESCRIPTION="1-1 association with a parent annotation" '
    'STEREOTYPE="Symbolic_Association"/>\n'
    '    <CONSTRAINT DESCRIPTION="Symbolic subdivision of a parent annotation. Annotations '
    'refering to the same parent are ordered" STEREOTYPE="Symbolic_Subdivision"/>\n'
)
_VOCABULARY = "classes"


def parents(annotations: Iterable[Annotation]) -> dict[int, Spoken]:
    """Give, by the `id()` of each annotation that refers to another of the same times, the other.

    A reference counts where exactly one annotation has the id that it names.
    """
    spoken = [a for a in annotations if isinstance(a, Segment | Transcript)]
    counts = Counter(str(a.attributes["id"]) for a in spoken if "id" in a.attributes)
    by_id = {str(a.attributes["id"]): a for a in spoken if "id" in a.attributes}
    found: dict[int, Spoken] = {}
    for one in spoken:
        ref = str(one.attributes.get("ref", ""))
        parent = by_id[ref] if counts[ref] == 1 else None
        if parent is not None and parent is not one and span_of(parent) == span_of(one):
            found[id(one)] = parent
    return found


def document(image: Sized) -> tuple[str, int]:
    """Give the document, and how many annotations it holds."""
    timed = (Cell(Span(*map(on_ms, span)), a) for span, a in spans(image))
    cells = [cell for cell in timed if cell.span.start < cell.span.end]
    return (_Writing(image.labelled.path, cells).text(), len(cells)) if cells else ("", 0)


class _Tier(NamedTuple):
    """What all annotations of one tier share, and the tier that they refer to."""

    name: str
    of_classes: bool
    speaker: str
    annotator: str
    language: str
    parent: str = ""
    layer: int = 0


class _Writing:
    """One document while it is written: names of slots, annotations and tiers."""

    def __init__(self, path: str, cells: list[Cell]) -> None:
        self._path = path
        self._parents = parents(cell.annotation for cell in cells)
        stated = {str(p.attributes["id"]): id(p) for p in self._parents.values()}
        free = (f"a{n}" for n in range(1, 2 * len(cells) + 2) if f"a{n}" not in stated)
        named = {place: name for name, place in stated.items()}
        self._ids = {id(c.annotation): named.get(id(c.annotation)) or next(free) for c in cells}
        points = sorted({time for cell in cells for time in cell.span})
        self._slots = {time: f"ts{n}" for n, time in enumerate(points, 1)}
        self._tiers: dict[str, tuple[_Tier, list[Cell]]] = {}
        self._home: dict[int, str] = {}
        self._classes = sorted({said(c.annotation) for c in cells if _of_classes(c)})
        self._sort(cells)

    def _sort(self, cells: list[Cell]) -> None:
        """Sort annotations into tiers: first those with times of their own, then what refers."""
        self._put([c for c in cells if id(c.annotation) not in self._parents])
        waiting = [c for c in cells if id(c.annotation) in self._parents]
        while waiting:
            ready = [c for c in waiting if self._parent_tier(c)]
            if not ready:  # they refer to one another in a circle
                self._parents = {}
                ready = waiting
            self._put(ready)
            done = set(map(id, ready))
            waiting = [c for c in waiting if id(c) not in done]

    def _parent_tier(self, cell: Cell) -> str:
        parent = self._parents.get(id(cell.annotation))
        return self._home.get(id(parent), "") if parent is not None else ""

    def _put(self, cells: list[Cell]) -> None:
        tiers: dict[_Tier, list[Cell]] = defaultdict(list)
        for cell in cells:
            tiers[self._tier_of(cell)].append(cell)
        for tier, members in tiers.items():
            parts = [members] if tier.parent else layers(members)
            for layer, part in enumerate(parts):
                name = self._free(tier.name)
                self._tiers[name] = tier._replace(layer=layer), part
                self._home |= {id(cell.annotation): name for cell in part}

    def _tier_of(self, cell: Cell) -> _Tier:
        one = cell.annotation
        get = {key: str(value) for key, value in one.attributes.items()}.get
        language = one.language or "" if isinstance(one, Transcript) else ""
        about = (get("speaker", ""), get("annotator", ""), language)
        return _Tier(name_of(one), _of_classes(cell), *about, self._parent_tier(cell))

    def _free(self, name: str) -> str:
        copies = (f"{name} #{n}" for n in range(2, len(self._tiers) + 3))
        return name if name not in self._tiers else next(n for n in copies if n not in self._tiers)

    def text(self) -> str:
        """Give the document."""
        slots = "".join(
            f'        <TIME_SLOT TIME_SLOT_ID="{name}" TIME_VALUE="{round(time * 1000)}"/>\n'
            for time, name in self._slots.items()
        )
        tiers = "".join(self._tier(n, tier, part) for n, (tier, part) in self._tiers.items())
        return (
            f"{_HEAD}{self._header()}    <TIME_ORDER>\n{slots}    </TIME_ORDER>\n{tiers}"
            f"{self._types()}{self._languages()}{_CONSTRAINTS}{self._vocabulary()}"
            "</ANNOTATION_DOCUMENT>\n"
        )

    def _header(self) -> str:
        name = escaped(self._path.rpartition("/")[2])
        return (
            '    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">\n'
            f'        <MEDIA_DESCRIPTOR MEDIA_URL="{name}" MIME_TYPE="unknown" '
            f'RELATIVE_MEDIA_URL="./{name}"/>\n    </HEADER>\n'
        )

    def _tier(self, name: str, tier: _Tier, cells: list[Cell]) -> str:
        told = {
            "ANNOTATOR": tier.annotator,
            "LANG_REF": tier.language,
            "LINGUISTIC_TYPE_REF": _type_of(tier, self._is_divided(tier, cells)),
            "PARENT_REF": tier.parent,
            "PARTICIPANT": tier.speaker,
            "TIER_ID": name,
        }
        words = "".join(f' {key}="{escaped(value)}"' for key, value in told.items() if value)
        before: dict[int, str] = {}
        body = "".join(self._annotation(cell, tier, before) for cell in cells)
        return f"    <TIER{words}>\n{body}    </TIER>\n"

    def _is_divided(self, tier: _Tier, cells: list[Cell]) -> bool:
        """Tell whether several annotations of a tier refer to the same one."""
        of = [id(self._parents[id(cell.annotation)]) for cell in cells] if tier.parent else []
        return len(set(of)) < len(of)

    def _annotation(self, cell: Cell, tier: _Tier, before: dict[int, str]) -> str:
        name = self._ids[id(cell.annotation)]
        kind = "REF_ANNOTATION" if tier.parent else "ALIGNABLE_ANNOTATION"
        if tier.parent:
            parent = id(self._parents[id(cell.annotation)])
            place = f'ANNOTATION_REF="{escaped(self._ids[parent])}"'
            if parent in before:
                place += f' PREVIOUS_ANNOTATION="{escaped(before[parent])}"'
            before[parent] = name
        else:
            start, end = (self._slots[time] for time in cell.span)
            place = f'TIME_SLOT_REF1="{start}" TIME_SLOT_REF2="{end}"'
        return (
            f'        <ANNOTATION>\n            <{kind} ANNOTATION_ID="{escaped(name)}" {place}>\n'
            f"                <ANNOTATION_VALUE>{escaped(said(cell.annotation))}"
            f"</ANNOTATION_VALUE>\n            </{kind}>\n        </ANNOTATION>\n"
        )

    def _types(self) -> str:
        kinds = {
            _type_of(tier, self._is_divided(tier, cells)): tier
            for tier, cells in self._tiers.values()
        }
        return "".join(map(_type, kinds, kinds.values()))

    def _languages(self) -> str:
        used = sorted({tier.language for tier, _ in self._tiers.values()} - {""})
        named = dict.fromkeys([*used, *(["und"] if self._classes else [])])
        return "".join(
            f'    <LANGUAGE LANG_ID="{escaped(one)}" LANG_LABEL="{escaped(one)}"/>\n'
            for one in named
        )

    def _vocabulary(self) -> str:
        entries = "".join(
            f'        <CV_ENTRY_ML CVE_ID="c{n}">\n            <CVE_VALUE LANG_REF="und">'
            f"{escaped(label)}</CVE_VALUE>\n        </CV_ENTRY_ML>\n"
            for n, label in enumerate(self._classes, 1)
        )
        words = f'    <CONTROLLED_VOCABULARY CV_ID="{_VOCABULARY}">\n'
        return f"{words}{entries}    </CONTROLLED_VOCABULARY>\n" if entries else ""


def _of_classes(cell: Cell) -> bool:
    return isinstance(cell.annotation, Segment)


def _type_of(tier: _Tier, is_divided: bool) -> str:
    word = "segment" if tier.of_classes else "transcript"
    return f"{word} {'subdivision' if is_divided else 'association'}" if tier.parent else word


def _type(name: str, tier: _Tier) -> str:
    constraint = "Symbolic_Subdivision" if name.endswith("subdivision") else "Symbolic_Association"
    told = f' CONSTRAINTS="{constraint}"' if tier.parent else ""
    told += f' CONTROLLED_VOCABULARY_REF="{_VOCABULARY}"' if tier.of_classes else ""
    alignable = str(not tier.parent).lower()
    return (
        f'    <LINGUISTIC_TYPE{told} GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="{name}" '
        f'TIME_ALIGNABLE="{alignable}"/>\n'
    )
