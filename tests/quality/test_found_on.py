"""What a report says of each record: what the catalogue finds it by, and its findings in full."""

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from dure import catalog, identity
from dure.app.server import create_app
from dure.catalog import NewRecord
from dure.core import (
    DatasetId,
    Modality,
    Probe,
    RecordId,
    Severity,
    Stream,
    derived_id,
    say,
)
from dure.kit.blobs import digest_of
from dure.kit.db import reading, unit_of_work
from dure.quality import service
from dure.quality.model import Finding, Profile, QualityReport, Verdict

pytestmark = pytest.mark.postgres


@pytest.fixture
def held(engine, operator):
    """A data set of two records."""
    with unit_of_work(engine) as db:
        dataset = DatasetId(catalog.register(db, operator, name="d", domain=("food", "1.0.0")).id)
        records = []
        for number in range(2):
            digest = digest_of(f"{number}".encode())
            id = RecordId(derived_id(dataset, digest))
            stream = Stream("main", digest, 1, Probe(Modality.IMAGE, "image/png"))
            records.append(NewRecord(id, f"{number}.png", (stream,)))
        catalog.add_records(db, operator, dataset, records)
    return dataset, [record.id for record in records]


def found(kind, *records, severity=Severity.WARNING):
    return Finding("sharpness", kind, severity, records, 0.5, say("Completeness"), say("Validity"))


def keep(engine, actor, held, state, *findings):
    dataset, (one, other) = held
    judged = QualityReport(
        verdict=Verdict.WARN,
        scores=(),
        measures=(),
        findings=findings,
        profile=Profile(2, 0, {}, {}, {}, {}),
        checks=("sharpness",),
        paths={one: "0.png", other: "1.png"},
    )
    with unit_of_work(engine) as db:
        return service.keep(db, actor, dataset, state, judged)


def kinds(engine, actor, dataset):
    with reading(engine) as db:
        return [row.finding for row in catalog.every_record(db, actor, dataset)]


def test_records_are_found_by_what_the_newest_report_says(engine, operator, held):
    dataset, (one, other) = held
    note = found("note", other, severity=Severity.NOTE)
    first = keep(engine, operator, held, "a", found("blurry", one), found("dark", one, other), note)
    before = kinds(engine, operator, dataset)
    keep(engine, operator, held, "b", found("dark", other))
    after = kinds(engine, operator, dataset)
    with unit_of_work(engine) as db:
        service.again(db, operator, dataset, first)

    assert before == ["blurry,dark", "dark"]
    assert after == ["", "dark"]
    assert kinds(engine, operator, dataset) == before


def test_the_findings_of_one_record_in_the_language_asked(
    workspace, engine, operator, stranger, held
):
    _, (one, other) = held
    with TestClient(create_app(workspace)) as client:

        def ask(actor, record, language):
            with unit_of_work(engine) as db:
                secret = identity.issue_token(db, actor, name="t", lifetime_s=60).secret
            headers = {"Authorization": f"Bearer {secret}", "Accept-Language": language}
            return client.get(f"/api/records/{record}/findings", headers=headers)

        nothing = ask(operator, one, "en").json()
        keep(engine, operator, held, "a", found("blurry", one))
        english, korean = ask(operator, one, "en").json(), ask(operator, one, "ko").json()

        assert nothing == ask(operator, other, "en").json() == []
        assert [f["kind"] for f in english] == ["blurry"]
        assert (english[0]["message"], korean[0]["message"]) == ("Completeness", "완전성")
        assert english[0]["records"] == [{"id": str(one), "path": "0.png"}]
        assert ask(stranger, one, "en").status_code == 404


def test_the_list_of_reports_reads_none_of_what_they_found(engine, operator, held):
    dataset, (one, _) = held
    for state in "abc":
        keep(engine, operator, held, state, found("blurry", one))
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    with reading(engine) as db:
        rows = service.history(db, operator, dataset)
        listed = [(row.verdict, row.created_at) for row in rows]
        whole = service.past(db, operator, dataset, rows[0].id).report

    assert len(listed) == 3
    assert [f["kind"] for f in whole["findings"]] == ["blurry"]
    assert sum("quality_report.report" in query for query in asked) == 1
