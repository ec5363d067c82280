"""`dure standardise`: device status in the common words, and why each field went where it went."""

import json as jsonlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
import yaml

from dure.core import Invalid, Issue, Sentence, Severity, say
from dure.kit import console
from dure.kit.text import Language, translated

from .options import Json, language_of

if TYPE_CHECKING:
    from dure import devices

_EXPLAIN = "explain"
_ENGINE = "use_multilingual"
_SUFFIXES = {".json", ".yml", ".yaml"}
_LIMIT = 64 << 20
_WIDEST = 60

Words = Annotated[
    list[Path],
    typer.Argument(
        metavar="[explain] FILE...",
        help="JSON of devices, or folders of it; after the word explain: where each field went.",
    ),
]


@dataclass(frozen=True, slots=True)
class _Told:
    """One file in the common words, or what kept it from being read."""

    path: Path
    standard: "devices.Standard | None"
    findings: tuple[Issue, ...]


def standardise(ctx: typer.Context, files: Words, *, json: Json = False) -> None:
    """Say device status in the vocabulary of Matter: SmartThings, LG ThinQ, Matter, any JSON."""
    explains = files[0] == Path(_EXPLAIN) and len(files) > 1
    language = language_of(ctx)
    told, engine = _standardised(list(_files(files[1:] if explains else files)), _models(ctx))
    if json:
        console.print_json([_document(one, engine, language) for one in told])
    else:
        for one in told:
            _show(one, language, explains=explains, engine=engine)
    if any(i.severity is Severity.ERROR for one in told for i in one.findings):
        raise typer.Exit(console.PROBLEMS)


def _files(given: Sequence[Path]) -> Iterator[Path]:
    for path in given:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES)
            if not inside:
                raise Invalid(say("“{path}” holds no JSON; give files of devices.", path=path))
            yield from inside
        elif path.is_file():
            yield path
        else:
            raise Invalid(say("“{path}” is not there; give files or folders.", path=path))


def _standardised(paths: Sequence[Path], models: Path) -> tuple[list[_Told], str | None]:
    from dure import devices

    read = {path: _read(path) for path in paths}
    good = [path for path in paths if not isinstance(read[path], Issue)]
    documents = [devices.Document(str(path), read[path]) for path in good]
    embed = _embedder(models)
    done = dict(zip(good, devices.standardise_all(documents, embed=embed), strict=True))
    told = [
        _Told(path, done[path], done[path].findings)
        if path in done
        else _Told(path, None, (cast(Issue, read[path]),))
        for path in paths
    ]
    return told, _ENGINE if embed else None


def _read(path: Path) -> Any:  # noqa: ANN401  (JSON, or the issue that it is none)
    if path.stat().st_size > _LIMIT:
        message = say("A document of a device has at most 64 MiB; split it.")
        return Issue(str(path), "too_large", message)
    try:
        text = path.read_text("utf-8-sig")
        return yaml.safe_load(text) if path.suffix != ".json" else jsonlib.loads(text)
    except (ValueError, RecursionError, yaml.YAMLError):
        message = say("The file is not JSON that can be read; export it again.")
        return Issue(str(path), "not_json", message)


def _models(ctx: typer.Context) -> Path:
    from . import settings

    root = ctx.find_root()
    return settings.load(root.params.get("home")).models_folder


def _embedder(models: Path) -> "devices.Embed | None":
    """Open the engine that compares meanings, where it is installed."""
    from dure import engines

    if _ENGINE not in engines.cards(models):
        return None
    return cast(engines.TextEmbedder, engines.open_engine(models, _ENGINE)).embed


def _document(one: _Told, engine: str | None, language: Language) -> dict[str, Any]:
    from dure import devices

    stored = {} if one.standard is None else devices.to_json(_in(one.standard, language))
    findings = [
        {
            "kind": issue.kind,
            "severity": issue.severity.value,
            "source": "" if one.standard is None else issue.path,
            "message": translated(issue.message, language),
        }
        for issue in one.findings
    ]
    likeness = engine or "letter trigrams"
    return {"path": str(one.path), **stored, "findings": findings, "proposals_by": likeness}


def _in(standard: "devices.Standard", language: Language) -> "devices.Standard":
    """Give the reasons in the reader's language."""
    from dure import devices

    def told(some: "tuple[devices.Attribute, ...]") -> "tuple[devices.Attribute, ...]":
        return tuple(replace(a, reason=devices.reason(a.reason, language)) for a in some)

    return replace(standard, attributes=told(standard.attributes), unmapped=told(standard.unmapped))


def _show(one: _Told, language: Language, *, explains: bool, engine: str | None) -> None:
    console.out.print(f"[bold]{console.shown(one.path)}[/]", soft_wrap=True)
    if one.standard is not None:
        console.out.print(translated(_summary(one.standard), language), soft_wrap=True)
        if explains:
            _explain(_in(one.standard, language), language, engine)
    console.problems(one.findings, language, at_most=100 if explains else 10)


def _summary(standard: "devices.Standard") -> Sentence:
    return say(
        "{vendor}, {device}: {mapped} fields have a meaning in Matter, {rest} stay under the "
        "vendor's own names.",
        vendor=standard.vendor or "?",
        device=standard.device_type or standard.form,
        mapped=len(standard.attributes),
        rest=len(standard.unmapped),
    )


def _explain(standard: "devices.Standard", language: Language, engine: str | None) -> None:
    heads = (say("field"), say("value"), say("went to"), say("sure"), say("why"))
    columns = [translated(head, language) for head in heads]
    if standard.attributes:
        console.table("", columns, map(_mapped_row, standard.attributes))
    if standard.unmapped:
        console.table("", columns, (_unmapped_row(a, language) for a in standard.unmapped))
    if any(a.proposals for a in standard.unmapped):
        ranked = say(
            "Proposals are ranked by {how}; confirm one by adding its row to the table.",
            how=engine or translated(say("letter trigrams"), language),
        )
        console.out.print(translated(ranked, language), style="dim", soft_wrap=True)
    verdicts = Counter(a.is_reviewed for a in standard.unmapped)
    if verdicts[False]:
        count = say("{count} fields have not been reviewed by anybody.", count=verdicts[False])
        console.out.print(translated(count, language), soft_wrap=True)


def _mapped_row(a: "devices.Attribute") -> tuple[object, ...]:
    shown = a.shown["value"] if a.shown else a.value
    before = f"{_short(shown)} {a.shown['unit'] or ''}".strip() if a.shown else ""
    after = f"{_short(a.value)} {a.unit or ''}".strip()
    value = f"{before} → {after}" if before and before != after else after
    return (f"{a.place} {a.name}".strip(), value, a.target, f"{a.confidence:.1f}", a.reason)


def _unmapped_row(a: "devices.Attribute", language: Language) -> tuple[object, ...]:
    proposals = ", ".join(f"{p.target} {p.score:.2f}" for p in a.proposals)
    why = a.reason or translated(say("not reviewed"), language)
    return (
        f"{a.place} {a.name}".strip(),
        _short(a.value),
        f"? {proposals}" if proposals else "–",
        "",
        why,
    )


def _short(value: object) -> str:
    text = value if isinstance(value, str) else jsonlib.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
