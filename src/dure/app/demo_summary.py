"""What `dure demo` prints: each station in a line, and planted against found in a table."""

from collections.abc import Iterable
from typing import Any

from rich.table import Table

from dure.core import say
from dure.kit import console
from dure.kit.text import Language, translated
from dure.simulation.defects import DEFECTS, Station

from .demo import Made, Result, Row
from .demo_people import Link

_KIND = say("planted defect")
_PLANTED = say("planted")
_FOUND = say("found")
_MISSED = say("missed")
_OTHERS = say("others")
_BY = say("by")
_STATIONS = {
    Station.INGEST: say("ingest"),
    Station.QUALITY: say("verification"),
    Station.CLEARING: say("clearing"),
}


def show_made(made: Made, language: Language) -> None:
    """Print one data set: what came in, what was suggested, found and released."""
    console.out.print(
        f"[bold]{console.shown(made.dataset)}[/]  [dim]{console.shown(made.organization)}[/]"
    )
    for line in _lines(made):
        console.out.print(f"  {console.shown(translated(line, language))}", soft_wrap=True)


def _lines(made: Made) -> Iterable[str]:
    yield say(
        "ingest: {files} files became {records} records; {duplicates} duplicates and {refused} "
        "left out with a reason ({found} of {planted} planted).",
        files=made.files,
        records=made.records,
        duplicates=made.duplicates,
        refused=made.refused,
        **_counted(made, Station.INGEST),
    )
    if made.suggested:
        yield say(
            "labels: {labelled} came with the data, {suggested} were suggested, {accepted} of "
            "them accepted without a person.",
            labelled=made.labelled,
            suggested=made.suggested,
            accepted=made.accepted,
        )
    yield say(
        "verification: {findings} findings ({found} of {planted} planted); verdict {verdict}.",
        findings=made.findings,
        verdict=made.verdict,
        **_counted(made, Station.QUALITY),
    )
    yield say(
        "release: {release}, {seconds} s in all.",
        release=made.release,
        seconds=f"{sum(made.took_s):.1f}",
    )


def _counted(made: Made, station: Station) -> dict[str, int]:
    here = [row for row in made.rows if DEFECTS[row.kind].station is station]
    return {"found": sum(r.found for r in here), "planted": sum(r.planted for r in here)}


def show(result: Result, language: Language) -> None:
    """Print planted against found, a kind of defect a line."""
    if not result.rows:
        return
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(translated(_KIND, language))
    table.add_column(translated(_BY, language), no_wrap=True)
    for head in (_PLANTED, _FOUND, _MISSED, _OTHERS):
        table.add_column(translated(head, language), justify="right", no_wrap=True)
    for row in result.rows:
        table.add_row(*_cells(row, language))
    console.out.print()
    console.out.print(table)
    planted, found = (sum(getattr(r, name) for r in result.rows) for name in ("planted", "found"))
    whole = say("{found} of {planted} planted defects were found.", found=found, planted=planted)
    console.out.print(f"[bold]{translated(whole, language)}[/]")


def _cells(row: Row, language: Language) -> tuple[str, ...]:
    defect = DEFECTS[row.kind]
    numbers = (row.planted, row.found, row.planted - row.found, row.others)
    told = (defect.title, _STATIONS[defect.station])
    return (*(console.shown(translated(one, language)) for one in told), *map(str, numbers))


def show_links(links: Iterable[Link], address: str, language: Language) -> None:
    """Print one-time links; nobody has a password before using one."""
    found = list(links)
    if not found:
        return
    console.out.print()
    told = say("Once the server runs, each of these links lets one person sign in, once:")
    console.out.print(translated(told, language))
    for link in found:
        console.out.print(
            f"  {console.shown(link.organization)} · {console.shown(link.person)}"
            f"  {address}/claim/{link.secret}",
            soft_wrap=True,
        )


def document(result: Result, language: Language) -> dict[str, Any]:
    """Give the demonstration as the JSON document of `dure demo --json`."""
    plain = console.plain(result)
    rows = [
        {
            **console.plain(row),
            "title": translated(DEFECTS[row.kind].title, language),
            "station": DEFECTS[row.kind].station.value,
        }
        for row in result.rows
    ]
    return {**plain, "rows": rows}
