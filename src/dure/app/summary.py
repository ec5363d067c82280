"""What the commands of the loop print when they are done: for people, and as JSON."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich.panel import Panel

from dure import autolabel, formats
from dure.core import Issue, Severity, say
from dure.kit import console
from dure.kit.text import Language, told, translated

from .building import Built, Taken

_MARKS = {"pass": "[green]●[/]", "warn": "[yellow]▲[/]", "fail": "[red]■[/]"}


def document(built: Built, language: Language) -> dict[str, Any]:
    """Give a build as the stable JSON document of `dure build --json`."""
    given: dict[str, Any] = console.plain(built)
    for name in ("issues", "label_issues"):
        given[name] = [_issue(issue, language) for issue in getattr(built, name)]
    given["next_steps"] = [translated(step, language) for step in built.next_steps]
    return given


def taken_document(taken: Taken, language: Language) -> dict[str, Any]:
    """Give what was taken in as the JSON document of `dure ingest --json`."""
    given: dict[str, Any] = console.plain(taken)
    for name in ("issues", "label_issues"):
        given[name] = [_issue(issue, language) for issue in getattr(taken, name)]
    return given


def converted_document(done: formats.Conversion, language: Language) -> dict[str, Any]:
    """Give a conversion as the JSON document of `dure convert --json`."""
    given: dict[str, Any] = console.plain(done)
    given["loss"] = given.pop("losses")
    given["issues"] = [_issue(issue, language) for issue in done.issues]
    return given


def _issue(issue: Issue, language: Language) -> dict[str, Any]:
    return {**console.plain(issue), "message": translated(issue.message, language)}


def show(built: Built, language: Language) -> None:
    """Print a build: what came in, what was refused and why, what was learnt, what to do next."""
    tell = _Teller(language)
    _show_files(built, tell)
    _show_issues(built.issues, built.label_issues, tell)
    _show_labels(built, tell)
    _show_findings(built, tell)
    steps = [f"{n}. {tell(step)}" for n, step in enumerate(built.next_steps, start=1)]
    state = say("new version") if built.is_new else say("unchanged, nothing was written anew")
    title = f"[bold]{built.release}[/]  [dim]{tell(state)}[/]"
    body = "\n".join([f"{console.shown(built.folder)}", "", *map(console.shown, steps)])
    console.out.print(Panel(body, title=title, title_align="left", border_style="green"))


class _Teller:
    """Speaks the command's language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, sentence: str) -> str:
        return translated(sentence, self.language)


def _show_files(built: Built, tell: _Teller) -> None:
    console.table(
        "",
        [tell(s) for s in (_FILES, _RECORDS, _DUPLICATES, _ISSUES, _NEW, _GONE)],
        [
            (
                f"{built.files:,}",
                f"{built.records:,}",
                f"{built.duplicates:,}",
                f"{len(built.issues):,}",
                f"{built.added:,}",
                f"{built.gone:,}",
            )
        ],
    )


def _show_issues(issues: list[Issue], label_issues: list[Issue], tell: _Teller) -> None:
    if not issues and not label_issues:
        return
    found = [*issues, *label_issues]
    kinds = Counter((issue.kind, issue.severity) for issue in found)
    examples = {issue.kind: issue for issue in reversed(found)}
    order = list(Severity)[::-1]
    rows = [
        (count, kind, examples[kind].path, tell(examples[kind].message))
        for (kind, severity), count in sorted(
            kinds.items(), key=lambda item: (order.index(item[0][1]), -item[1])
        )
    ]
    columns = [
        "",
        tell(say("left out")),
        tell(say("for instance")),
        tell(say("why, and what to do")),
    ]
    console.out.print()
    console.table("", columns, rows)


def _show_labels(built: Built, tell: _Teller) -> None:
    report = built.suggestion_report
    console.out.print()
    console.table(
        "",
        [tell(s) for s in (_LABELLED, _SUGGESTED, _ACCEPTED, _ACCURACY)],
        [
            (
                f"{built.labelled:,}",
                f"{built.suggested:,}",
                f"{built.accepted:,}",
                _percent(report.get("accuracy")),
            )
        ],
    )
    fine = report.get("fine")
    if built.suggested and fine:
        console.out.print(f"[dim]{console.shown(tell(told(fine['reason'])))}[/]")


def _show_findings(built: Built, tell: _Teller) -> None:
    if not built.finding_counts:
        return
    console.out.print()
    mark = _MARKS.get(built.verdict, "")
    columns = [tell(say("found")), tell(say("check")), "", ""]
    rows = [(c["count"], c["check"], c["kind"], c["severity"]) for c in built.finding_counts]
    console.table(f"{mark} {tell(_VERIFICATION)}", columns, rows)


def show_taken(taken: Taken, language: Language) -> None:
    """Print what was taken in."""
    tell = _Teller(language)
    console.table(
        taken.dataset,
        [tell(s) for s in (_FILES, _RECORDS, _DUPLICATES, _ISSUES, _LABELLED)],
        [(taken.files, taken.records, taken.duplicates, len(taken.issues), taken.labelled)],
    )
    _show_issues(taken.issues, taken.label_issues, tell)


def show_suggestions(counts: autolabel.Counts, language: Language) -> None:
    """Print what the newest run offers."""
    tell = _Teller(language)
    console.table(
        "",
        [tell(s) for s in (_SUGGESTED, _ACCEPTED, _ACCURACY)],
        [(counts.suggested, counts.accepted, _percent(counts.report.get("accuracy")))],
    )


def show_quality(report: dict[str, Any], language: Language) -> None:
    """Print the scores of a quality report."""
    tell = _Teller(language)
    rows = [
        (
            measure["item"][language],
            _percent(measure["share"]),
            _percent(measure["goal"]["passes"]),
            measure["verdict"],
        )
        for measure in report["measures"]
    ]
    columns = [tell(s) for s in (_ITEM, _RESULT, _GOAL, _VERDICT)]
    console.table(tell(_VERIFICATION), columns, rows)


def show_converted(done: formats.Conversion, language: Language) -> None:
    """Print what was converted, and what the target could not hold."""
    tell = _Teller(language)
    console.table("", ("", ""), [(k, v) for k, v in console.plain(done)["counts"].items()])
    if done.losses:
        columns = (tell(say("lost")), "", "")
        console.table("", columns, [(x.count, x.kind, tell(x.message)) for x in done.losses])
    console.problems(list(_worth_showing(done.issues)), language)


def _worth_showing(issues: Iterable[Issue]) -> Iterable[Issue]:
    return (issue for issue in issues if issue.severity is not Severity.NOTE)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


_FILES = say("files")
_RECORDS = say("records")
_DUPLICATES = say("duplicates")
_ISSUES = say("left out")
_NEW = say("new")
_GONE = say("gone")
_LABELLED = say("labelled")
_SUGGESTED = say("suggested")
_ACCEPTED = say("accepted without a person")
_ACCURACY = say("accuracy, measured on unseen")
_VERIFICATION = say("verification")
_ITEM = say("item verified")
_RESULT = say("result")
_GOAL = say("goal")
_VERDICT = say("verdict")
