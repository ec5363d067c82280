"""What the commands of the loop print when they are done: for people, and as JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.panel import Panel
from rich.table import Table

from dure import autolabel, formats
from dure.core import Issue, Severity, say
from dure.kit import console, jobs
from dure.kit.text import Language, told, translated

from .building import Built, Taken

_MARKS = {"pass": "[green]●[/]", "warn": "[yellow]▲[/]", "fail": "[red]■[/]"}
_SEVERITY = {Severity.ERROR: "[red]■[/]", Severity.WARNING: "[yellow]▲[/]", Severity.NOTE: "·"}


def document(built: Built, language: Language) -> dict[str, Any]:
    """Give a build as the stable JSON document of `dure build --json`."""
    given: dict[str, Any] = console.plain(built)
    for name in ("issues", "label_issues"):
        given[name] = [_issue(issue, language) for issue in getattr(built, name)]
    given["suggestion_report"] = autolabel.spoken(built.suggestion_report, language)
    given["skipped"] = translated(built.skipped, language) if built.skipped else None
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
    del given["losses"]
    given["loss"] = [
        {**console.plain(loss), "message": translated(loss.message, language)}
        for loss in done.losses
    ]
    given["issues"] = [_issue(issue, language) for issue in done.issues]
    return given


def _issue(issue: Issue, language: Language) -> dict[str, Any]:
    return {**console.plain(issue), "message": translated(issue.message, language)}


def show(built: Built, language: Language) -> None:
    """Print a build: what came in, what was refused and why, what was learnt, what to do next."""
    tell = _Teller(language)
    _show_numbers(_numbers_of(built, tell))
    _show_promise(built, tell)
    _show_issues(built.issues, built.label_issues, tell)
    _show_findings(built, tell)
    steps = [f"{n}. {tell(step)}" for n, step in enumerate(built.next_steps, start=1)]
    state = say("new version") if built.is_new else say("unchanged, nothing was written anew")
    title = f"[bold]{console.shown(built.release)}[/]  [dim]{tell(state)}[/]"
    body = "\n".join([console.shown(built.folder), "", *map(console.shown, steps)])
    console.out.print()
    console.out.print(Panel(body, title=title, title_align="left", border_style="green"))


class _Teller:
    """Speaks the command's language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, sentence: str) -> str:
        return translated(sentence, self.language)


Line = tuple[str, str, str]


def _numbers_of(built: Built, tell: _Teller) -> Iterable[Line]:
    yield _files(built.files, built.sources, built.duplicates, len(built.issues), tell)
    changed = say("new files {added}, records gone {gone}", added=built.added, gone=built.gone)
    yield tell(_RECORDS), f"{built.records:,}", tell(changed)
    yield tell(_LABELLED), f"{built.labelled:,}", ""
    if built.suggested:
        yield from _suggestions(
            built.suggested, built.accepted, built.suggestion_report.get("accuracy"), tell
        )


def _files(files: int, sources: int, duplicates: int, issues: int, tell: _Teller) -> Line:
    parts = say(
        "= used {sources} + duplicates {duplicates} + left out {issues}",
        sources=sources,
        duplicates=duplicates,
        issues=issues,
    )
    return tell(_FILES), f"{files:,}", tell(parts)


def _suggestions(
    suggested: int, accepted: int, accuracy: float | None, tell: _Teller
) -> Iterable[Line]:
    yield tell(_SUGGESTED), f"{suggested:,}", ""
    yield tell(_ACCEPTED), f"{accepted:,}", ""
    if accuracy is not None:
        yield tell(_ACCURACY), f"{accuracy:.1%}", tell(_UNSEEN)


def _show_numbers(lines: Iterable[Line]) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right", style="bold", no_wrap=True)
    grid.add_column(style="dim")
    for line in lines:
        grid.add_row(*map(console.shown, line))
    console.out.print(grid)


def _show_promise(built: Built, tell: _Teller) -> None:
    fine = built.suggestion_report.get("fine")
    if built.suggested and fine:
        console.out.print()
        console.out.print(console.shown(tell(told(fine["reason"]))))


def _show_issues(issues: list[Issue], label_issues: list[Issue], tell: _Teller) -> None:
    """Print one line a kind of issue, the worst first, with one path and what to do."""
    kinds: dict[tuple[Severity, str], list[Issue]] = {}
    for issue in [*issues, *label_issues]:
        kinds.setdefault((issue.severity, issue.kind), []).append(issue)
    order = list(Severity)[::-1]
    ranked = sorted(kinds.items(), key=lambda item: (order.index(item[0][0]), -len(item[1])))
    rows = [
        (severity, len(same), tell(same[0].message), same[0].path) for (severity, _), same in ranked
    ]
    _show_rows((_LEFT_OUT, _WHY, _FOR_INSTANCE), rows, tell)


def _show_findings(built: Built, tell: _Teller) -> None:
    """Print one line a kind of finding, the worst first, with its first sentence."""
    rows = [
        (Severity(c["severity"]), c["count"], c["example"][tell.language], c["records"])
        for c in built.finding_counts
        if c["kind"] != "ingest_issue"  # told above, file by file
    ]
    _show_rows((_FOUND, _FOR_INSTANCE, _RECORDS), rows, tell)


def _show_rows(
    heads: tuple[str, str, str], rows: Sequence[tuple[Severity, int, str, object]], tell: _Teller
) -> None:
    if not rows:
        return
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column(tell(heads[0]), justify="right", no_wrap=True)
    table.add_column(tell(heads[1]), ratio=3, overflow="fold")
    numbers = all(isinstance(row[3], int) for row in rows)
    last = tell(heads[2])
    table.add_column(
        last, justify="right" if numbers else "left", ratio=None if numbers else 2, overflow="fold"
    )
    for severity, count, sentence, example in rows:
        table.add_row(
            _SEVERITY[severity], f"{count:,}", console.shown(sentence), console.shown(example)
        )
    console.out.print()
    console.out.print(table)


def show_taken(taken: Taken, language: Language) -> None:
    """Print what was taken in."""
    tell = _Teller(language)
    console.out.print(f"[bold]{console.shown(taken.dataset)}[/]")
    _show_numbers(
        [
            _files(taken.files, taken.sources, taken.duplicates, len(taken.issues), tell),
            (tell(_RECORDS), f"{taken.records:,}", ""),
            (tell(_LABELLED), f"{taken.labelled:,}", ""),
        ]
    )
    _show_issues(taken.issues, taken.label_issues, tell)


def show_suggestions(counts: autolabel.Counts, language: Language) -> None:
    """Print what the newest run offers."""
    if counts.report:
        accuracy = counts.report.get("accuracy")
        lines = _suggestions(counts.suggested, counts.accepted, accuracy, _Teller(language))
        _show_numbers(lines)


def show_quality(report: dict[str, Any], language: Language) -> None:
    """Print what was measured against its goal, the worst first."""
    tell = _Teller(language)
    order = ["fail", "warn", "pass", "unmeasured"]
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column(tell(_ITEM), overflow="fold")
    table.add_column(tell(_RESULT), justify="right", no_wrap=True)
    table.add_column(tell(_GOAL), justify="right", no_wrap=True)
    table.add_column(tell(_VERDICT), no_wrap=True)
    for measure in sorted(report["measures"], key=lambda m: order.index(m["verdict"])):
        table.add_row(
            _MARKS.get(measure["verdict"], ""),
            console.shown(measure["item"][language]),
            _percent(measure["share"]),
            _percent(measure["goal"]["passes"]),
            tell(_VERDICTS[measure["verdict"]]),
        )
    console.out.print(table)


def show_jobs(rows: Iterable[jobs.Job], language: Language) -> None:
    """Print jobs, one line each, at the local time."""
    tell = _Teller(language)
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for head, side in ((_JOB, "left"), (_STATE, "left"), (_DONE, "right"), (_STARTED, "left")):
        table.add_column(tell(head), justify=side, no_wrap=True)  # type: ignore[arg-type]
    table.add_column("id", no_wrap=True)
    for row in rows:
        started = row.started_at.astimezone().strftime("%m-%d %H:%M") if row.started_at else ""
        table.add_row(
            console.shown(row.name), tell(_STATES[row.state]), _progress(row), started, str(row.id)
        )
    console.out.print(table)


def _progress(row: jobs.Job) -> str:
    done, total = row.progress["done"], row.progress["total"]
    return f"{done:,}" if total is None else f"{done:,}/{total:,}"


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
_LABELLED = say("labelled")
_SUGGESTED = say("suggested")
_ACCEPTED = say("accepted without a person")
_ACCURACY = say("accuracy")
_UNSEEN = say("measured on labelled records that it had not seen")
_LEFT_OUT = say("left out")
_WHY = say("why, and what to do")
_FOR_INSTANCE = say("for instance")
_FOUND = say("found")
_ITEM = say("item verified")
_RESULT = say("result")
_GOAL = say("goal")
_VERDICT = say("verdict")
_JOB = say("job")
_STATE = say("state")
_DONE = say("done")
_STARTED = say("started")
_STATES = {
    jobs.JobState.QUEUED: say("waits"),
    jobs.JobState.RUNNING: say("runs"),
    jobs.JobState.DONE: say("finished"),
    jobs.JobState.FAILED: say("failed"),
    jobs.JobState.CANCELLED: say("cancelled"),
}
_VERDICTS = {
    "pass": say("reached"),
    "warn": say("nearly"),
    "fail": say("missed"),
    "unmeasured": say("not measured"),
}
