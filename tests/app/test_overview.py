"""The home page: numbers that add up, what waits, the latest news; one's own alone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dure import catalog, delivery
from dure.core import DatasetId, Layer, new_id
from dure.delivery.model import Kind
from dure.kit.db import unit_of_work
from dure.kit.jobs import enqueue


def get(client, headers, path, lang="en"):
    answer = client.get(f"/api{path}", headers={**headers, "Accept-Language": lang})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_empty_workspace_counts_nothing(client, caller, operator):
    found = get(client, caller(operator), "/overview")

    assert (found["datasets"], found["records"], found["waiting"]) == (0, 0, [])
    assert found["by_station"]["quality"]["verdicts"] == {"pass": 0, "warn": 0, "fail": 0}
    assert get(client, caller(operator), "/activity") == []


def test_the_numbers_of_a_data_set_that_was_taken_in_and_released(
    client, caller, operator, stranger, holding
):
    found = get(client, caller(operator), "/overview")
    stations = found["by_station"]

    assert (found["datasets"], found["records"], found["labelled"]) == (1, 12, 12)
    assert found["size"] > 0
    assert stations["ingest"] == {"files": 12, "issues": 0, "running": 0}
    assert stations["release"]["versions"] == 1
    assert [(r["name"], r["version"]) for r in stations["release"]["latest"]] == [("fridge", 1)]
    assert stations["label"] == {"labelled": 12, "unlabelled": 0}
    theirs = get(client, caller(stranger), "/overview")
    assert (theirs["datasets"], theirs["by_station"]["ingest"]["files"]) == (0, 0)
    assert theirs["waiting"] == theirs["by_station"]["release"]["latest"] == []


def test_the_news_are_the_newest_first_and_in_the_language_asked(
    client, caller, operator, stranger, holding
):
    english = get(client, caller(operator), "/activity")
    korean = get(client, caller(operator), "/activity?limit=1", "ko")

    times = [each["at"] for each in english]
    assert times == sorted(times, reverse=True)
    assert {"opened", "released"} <= {each["kind"] for each in english}
    assert {each["dataset"] for each in english} == {holding["dataset"]}
    assert len(korean) == 1
    assert "fridge" in korean[0]["text"]
    assert korean[0]["text"] != english[0]["text"]
    assert get(client, caller(stranger), "/activity") == []


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_what_waits_leads_to_its_page(workspace, client, caller, operator, holding, lang):
    id = DatasetId(UUID(holding["dataset"]))
    with unit_of_work(workspace.engine) as db:
        rows = [row.id for row in catalog.every_record(db, operator, id)]
        catalog.retract(db, operator, id, rows[:5], Layer.IMPORTED)
        catalog.get(db, operator, id).issues = 3

    waiting = {
        each["kind"]: each for each in get(client, caller(operator), "/overview", lang)["waiting"]
    }

    assert waiting["label"]["count"] == 5
    assert waiting["label"]["href"] == f"/datasets/{id}?tab=records&where=label:"
    assert waiting["ingest"]["count"] == 3
    assert "verify" not in waiting  # freezing has verified it


def test_the_alliance_sees_what_is_shown_to_it_and_waits_for_nothing_of_others(
    workspace, client, caller, operator, stranger, holding
):
    id = DatasetId(UUID(holding["dataset"]))
    with unit_of_work(workspace.engine) as db:
        catalog.get(db, operator, id).issues = 3
        catalog.show_to(db, operator, id, catalog.Visibility.ALLIANCE)

    theirs = get(client, caller(stranger), "/overview")
    news = get(client, caller(stranger), "/activity")

    assert (theirs["datasets"], theirs["records"], theirs["waiting"]) == (1, 12, [])
    assert theirs["by_station"]["release"]["versions"] == 1
    assert theirs["simulated"] is False
    assert all(not each["href"].startswith("/deliveries/") for each in news)
    assert {each["dataset"] for each in news} == {holding["dataset"]}
    mine = get(client, caller(operator), "/overview")["waiting"]
    assert [each["kind"] for each in mine] == ["ingest"]


def test_a_title_in_two_languages_is_told_in_the_one_that_is_read(
    workspace, client, caller, operator, holding
):
    with unit_of_work(workspace.engine) as db:
        row = catalog.get(db, operator, DatasetId(UUID(holding["dataset"])))
        row.title = "냉장고 · Refrigerators"

    korean = [each["text"] for each in get(client, caller(operator), "/activity", "ko")]
    english = [each["text"] for each in get(client, caller(operator), "/activity")]

    assert all("“냉장고”" in text for text in korean)
    assert all("“Refrigerators”" in text for text in english)


def test_a_verdict_and_a_version_are_notices_and_what_one_delivered_oneself_is_none(
    workspace, client, caller, operator, stranger, holding
):
    id = DatasetId(UUID(holding["dataset"]))
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    with unit_of_work(workspace.engine) as db:
        catalog.show_to(db, operator, id, catalog.Visibility.ALLIANCE)
        for member in (operator.member, new_id()):
            row = delivery.Delivery(
                dataset=id,
                organization=operator.organization,
                member=member,
                kind=Kind.UPLOAD,
            )
            row.taken_at = now
            db.add(row)

    mine = get(client, caller(operator), "/activity")
    theirs = get(client, caller(stranger), "/activity")

    assert [each["is_notice"] for each in mine if each["kind"] == "delivered"].count(True) == 1
    assert {each["kind"].split("_")[0] for each in mine if each["is_notice"]} == {
        "verified",
        "released",
        "delivered",
    }
    assert {each["kind"] for each in theirs if each["is_notice"]} == {"released"}


def test_a_job_names_its_data_set_as_the_reader_calls_it(
    workspace, client, caller, operator, holding
):
    with unit_of_work(workspace.engine) as db:
        row = catalog.get(db, operator, DatasetId(UUID(holding["dataset"])))
        row.title = "냉장고 · Refrigerators"
        enqueue(db, operator, "verify", {"dataset": holding["dataset"]})
        enqueue(db, operator, "verify", {"dataset": str(new_id())})
        enqueue(db, operator, "expire", {})

    found = get(client, caller(operator), "/jobs", "ko")["items"]

    told = {(each["name"], each["dataset"], each["title"]) for each in found}
    assert told >= {
        ("verify", holding["dataset"], "냉장고"),
        ("verify", None, ""),
        ("expire", None, ""),
    }


def test_a_delivery_that_waited_long_is_news_when_it_comes_in(
    workspace, client, caller, operator, holding
):
    at = datetime(2100, 1, 1, tzinfo=UTC)
    with workspace.unit_of_work() as db:
        for day in range(5):
            db.add(
                delivery.Delivery(
                    dataset=UUID(holding["dataset"]),
                    organization=operator.organization,
                    member=operator.member,
                    kind=Kind.UPLOAD,
                    at=at + timedelta(days=day),
                    # The one that was opened first comes in last.
                    taken_at=at + timedelta(days=400 - day),
                )
            )

    [newest] = client.get("/api/activity?limit=1", headers=caller(operator)).json()

    assert newest["kind"] == "delivered"
    assert datetime.fromisoformat(newest["at"]) == at + timedelta(days=400)
