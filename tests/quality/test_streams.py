"""What a device's log says against what is said of the record beside it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from dure import catalog, ingest, quality
from dure.core import DatasetId
from dure.quality import checks

from .making import record
from .test_jobs import save, silent

START = datetime(2026, 11, 2, 7, 12, 4, tzinfo=UTC)


def test_only_a_told_level_that_the_log_denies_is_found():
    from dure.quality.model import Facts

    wrong = record(1, conditions={"door": "closed"}, witnessed={"door": "open"})
    right = record(2, conditions={"door": "open"}, witnessed={"door": "open"})
    untold = record(3, witnessed={"door": "open"})
    unseen = record(4, conditions={"door": "open"})

    (found,) = checks.run(Facts((wrong, right, untold, unseen)), ["streams"])

    assert (found.kind, found.records) == ("status_contradicts", (wrong.id,))
    assert found.evidence == {"factor": "door", "told": "closed", "log": "open"}


def log(opened, endpoints=("2",)):
    """A minute of status before and after the moment; the door changes at second 60."""
    rows = []
    for second in range(0, 120, 5):
        is_open = second >= opened
        doors = {f"{one}.BooleanState.StateValue": int(not is_open) for one in endpoints}
        time = (START + timedelta(seconds=second - 60)).isoformat()
        rows.append(json.dumps({"time": time, **doors, "1.Power.Watts": 80.5}))
    return "\n".join(rows) + "\n"


@pytest.fixture
def moments(workspace, operator, tmp_path):
    """Take recordings in: name → (what is told of the door, log); give the findings."""

    def take(given):
        root = tmp_path / "in"
        for number, (name, (told, content)) in enumerate(given.items()):
            save(root / f"{name}.png", number)
            (root / f"{name}.jsonl").write_text(content)
            streams = [
                {"role": "camera", "path": f"{name}.png"},
                {"role": "status", "path": f"{name}.jsonl", "start_s": -60},
            ]
            manifest = {"recording": 1, "streams": streams, "conditions": {"door": told}}
            (root / f"{name}.recording.json").write_text(json.dumps(manifest))
        with workspace.unit_of_work() as db:
            row = catalog.register(db, operator, name="linked", domain=("food", "1.0.0"))
        delivery = ingest.Delivery((ingest.Root(root),))
        ingest.take_in(workspace, operator, DatasetId(row.id), delivery, silent)
        report = quality.verify(workspace, operator, DatasetId(row.id), silent).report
        return {
            path
            for finding in report["findings"]
            if finding["kind"] == "status_contradicts"
            for path in (r["path"] for r in finding["records"])
        }

    return take


def test_the_log_is_read_at_the_moment_of_the_record(moments):
    found = moments(
        {
            "opened_before": ("closed", log(30)),
            "opened_after": ("closed", log(90)),
            "agrees": ("open", log(30)),
            "divided": ("closed", log(30).replace("}", ', "3.BooleanState.StateValue": 1}')),
            "other": ("closed", log(30, endpoints=()).replace("Power", "Other")),
        }
    )

    assert found == {"opened_before.png"}


def test_missing_rows_and_changed_units_are_found_in_series(workspace, operator, tmp_path):
    def rows(values, skip=range(0)):
        start = datetime(2026, 11, 2, tzinfo=UTC)
        lines = [
            f"{(start + timedelta(minutes=n)).isoformat()},{value}"
            for n, value in enumerate(values)
            if n not in skip
        ]
        return "time,TemperatureMeasurement.MeasuredValue\n" + "\n".join(lines) + "\n"

    celsius = [300 + 5 * (n % 7) for n in range(120)]
    mixed = [v if n < 60 else round(v * 1.8 + 3200) for n, v in enumerate(celsius)]
    root = tmp_path / "in"
    root.mkdir()
    (root / "good.csv").write_text(rows(celsius))
    (root / "gap.csv").write_text(rows(celsius, range(50, 80)))
    (root / "mixed.csv").write_text(rows(mixed))
    (root / "doors.csv").write_text(rows([3.0] * 60 + [90.0] * 60))  # a jump that is no °F
    with workspace.unit_of_work() as db:
        row = catalog.register(db, operator, name="status", domain=("device", "1.0.0"))
    dataset = DatasetId(row.id)
    ingest.take_in(workspace, operator, dataset, ingest.Delivery((ingest.Root(root),)), silent)

    report = quality.verify(workspace, operator, dataset, silent).report

    found = {
        (finding["kind"], record["path"])
        for finding in report["findings"]
        if finding["check"] == "series"
        for record in finding["records"]
    }
    assert found == {("gap", "gap.csv"), ("unit_mixture", "mixed.csv")}
