"""Records by filter and order, and how they spread."""

from uuid import UUID

import pytest
from sqlalchemy import event

from dure import catalog, curation
from dure.core import Choice, DatasetId, Layer, Modality, Probe, RecordId, Stream, derived_id
from dure.curation import Names, store
from dure.kit.db import reading, unit_of_work

pytestmark = pytest.mark.postgres


def numbers(foods, answer):
    assert answer.status_code == 200, answer.text
    _, records = foods
    return [records.index(UUID(item["id"])) for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ([], [0, 1, 2, 3, 4, 5]),
        (["label:Vegetables/Onion"], [0, 1]),
        (["label:Onion"], [3]),
        (["label:Egg"], [3]),
        (["label:Vegetables/Onion", "label:Fruit/Apple"], [0, 1, 2]),
        (["label:"], [4, 5]),
        (["-label:"], [0, 1, 2, 3]),
        (["layer:engine"], [2]),
        (["layer:none"], [4, 5]),
        (["-layer:engine"], [0, 1, 3, 4, 5]),
        (["split:train"], [0, 3]),
        (["split:"], [2, 5]),
        (["-split:train"], [1, 2, 4, 5]),
        (["provider:Saebom", "split:train"], [3]),
        (["finding:blurry"], [1, 4]),
        (["-finding:blurry"], [0, 2, 3, 5]),
        (["finding:"], [0, 2, 3, 5]),
        (["finding:near_duplicate", "finding:blurry"], [1, 4]),
        (["condition.lamp:on"], [1, 3, 5]),
        (["-condition.lamp:on"], [0, 2, 4]),
        (["condition.door:"], [0, 1, 2, 3, 4, 5]),
        (["household:h1"], [2, 3]),
        (["modality:audio"], []),
        (["confidence:0.5..0.95"], [2]),
        (["confidence:0.95.."], []),
        (["confidence:"], [0, 1, 3, 4, 5]),
        (["-confidence:..0.95"], [0, 1, 3, 4, 5]),
        (["simulated:no"], [0, 1, 2, 3, 4, 5]),
        (["simulated:yes"], []),
        (["withdrawn:yes"], []),
        (["text:냉"], [0, 1, 2, 3, 4, 5]),
        (["text:양"], [0, 1, 3, 5]),  # 양파 by its label's name, 양념 by an attribute
        (["text:양파"], [0, 1, 3]),
        (["-text:양파"], [2, 4, 5]),
        (["text:ONION"], [0, 1, 3]),
        (["text:%"], []),
        (["text:0003"], [3]),
    ],
)
def test_what_a_filter_finds(call, operator, foods, where, found):
    answer = call(operator, "GET", f"/datasets/{foods[0]}/grid", params={"where": where})

    assert numbers(foods, answer) == found
    assert answer.json()["total"] == len(found)


@pytest.mark.parametrize(
    ("sort", "order", "found"),
    [
        ("path", "desc", [5, 4, 3, 2, 1, 0]),
        ("confidence", "asc", [2]),
        ("confidence", "desc", [2]),
        ("split", "asc", [1, 4]),
        ("condition.lamp", "asc", [0, 2, 4]),
        ("finding", "asc", [4, 1]),
        ("label", "asc", [2, 3]),
    ],
)
def test_the_first_of_an_order(call, operator, foods, sort, order, found):
    address = f"/datasets/{foods[0]}/grid"
    answer = call(operator, "GET", address, params={"sort": sort, "order": order})

    first = numbers(foods, answer)
    assert len(first) == 6
    if sort == "split" or sort == "condition.lamp":
        assert set(first[: len(found)]) == set(found)
    else:
        assert first[: len(found)] == found


@pytest.mark.parametrize("sort", ["path", "label", "split", "finding", "condition.lamp"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_the_pages_of_every_order_hold_each_record_once(call, operator, foods, sort, order):
    seen = []
    for offset in range(0, 8, 2):
        asked = {"sort": sort, "order": order, "offset": offset, "limit": 2}
        seen += numbers(foods, call(operator, "GET", f"/datasets/{foods[0]}/grid", params=asked))
    ids = call(
        operator, "GET", f"/datasets/{foods[0]}/ids", params={"sort": sort, "order": order}
    ).json()["ids"]

    assert sorted(seen) == [0, 1, 2, 3, 4, 5]
    assert [str(foods[1][n]) for n in seen] == ids


@pytest.mark.parametrize(
    "where",
    ["label", "colour:red", "layer:boss", "confidence:high", "id:7", "condition.:x", "a\0:b"],
)
def test_a_filter_that_means_nothing_is_told(call, operator, foods, where):
    for path in ("grid", "facets", "ids"):
        answer = call(operator, "GET", f"/datasets/{foods[0]}/{path}", params={"where": where})
        assert answer.status_code == 422


def test_a_card_says_what_a_record_is(call, operator, foods):
    first, *_, last = call(operator, "GET", f"/datasets/{foods[0]}/grid", lang="ko").json()["items"]
    boxes = call(
        operator, "GET", f"/datasets/{foods[0]}/grid", params={"where": f"id:{foods[1][3]}"}
    ).json()["items"][0]

    assert first["label"] == "Vegetables/Onion"
    assert first["label_text"].endswith("양파")
    assert (first["layer"], first["split"], first["group"]) == ("imported", "train", "h0")
    assert (first["width"], first["height"], first["stream_roles"]) == (640, 480, ["main"])
    assert (last["label"], last["label_text"], last["layer"]) == ("", "", None)
    assert boxes["labels"] == ["Onion", "Egg"]


def test_facets_are_counted_under_the_filters_of_the_other_keys(call, operator, foods):
    def facets(*where):
        address = f"/datasets/{foods[0]}/facets"
        answer = call(operator, "GET", address, params={"where": where}).json()
        spread = {f["key"]: {v["value"]: v["count"] for v in f["values"]} for f in answer["facets"]}
        return answer["total"], spread

    total, every = facets()
    assert total == 6
    assert every["label"] == {"Vegetables/Onion": 2, "Fruit/Apple": 1, "Onion": 1, "Egg": 1, "": 2}
    assert every["finding"] == {"blurry": 2, "near_duplicate": 1, "": 4}
    assert every["condition.lamp"] == {"on": 3, "off": 3}
    assert every["layer"] == {"imported": 3, "engine": 1, "": 2}

    total, some = facets("split:train", "condition.lamp:on")
    assert total == 1
    assert some["split"] == {"train": 1, "test": 1, "": 1}
    assert some["condition.lamp"] == {"on": 1, "off": 1}
    assert some["label"] == {"Onion": 1, "Egg": 1}


def test_the_overview_of_a_data_set(call, operator, stranger, foods):
    answer = call(operator, "GET", f"/datasets/{foods[0]}").json()

    assert (answer["records"], answer["labelled"], answer["size"]) == (6, 3, 60)
    assert answer["layer_counts"] == {
        "imported": 3, "engine": 1, "none": 2, "member": 0, "consensus": 0, "gold": 0,
    }  # fmt: skip
    onion = answer["class_counts"][0]
    assert onion == {
        "label": "Vegetables/Onion", "labels": ["Vegetables/Onion", "Onion"], "records": 3,
        "label_text": onion["label_text"], "borrowed": False,
    }  # fmt: skip
    assert [each["label_text"].split(" / ")[-1] for each in answer["class_counts"]].count(
        onion["label_text"].split(" / ")[-1]
    ) == 1
    assert answer["owner"]["slug"] == "operator"
    assert answer["mine"] is True

    shown = call(
        operator,
        "PATCH",
        f"/datasets/{foods[0]}",
        json={"title": "냉장고", "visibility": "alliance"},
    )
    assert (shown.json()["title"], shown.json()["visibility"]) == ("냉장고", "alliance")
    theirs = call(stranger, "GET", f"/datasets/{foods[0]}").json()
    assert (theirs["title"], theirs["mine"]) == ("냉장고", False)
    assert call(stranger, "PATCH", f"/datasets/{foods[0]}", json={"title": "x"}).status_code == 404


def test_nothing_of_it_is_there_for_another_organisation(call, operator, stranger, foods):
    dataset, records = foods
    view = call(operator, "POST", f"/datasets/{dataset}/views", json={"name": "mine"}).json()["id"]
    order = {"action": "withdraw", "records": [str(records[0])]}
    token = call(operator, "POST", f"/datasets/{dataset}/bulk", json=order).json()["undo"]
    asked = [
        ("GET", f"/datasets/{dataset}", None),
        ("PATCH", f"/datasets/{dataset}", {"title": "x"}),
        ("GET", f"/datasets/{dataset}/grid", None),
        ("GET", f"/datasets/{dataset}/facets", None),
        ("GET", f"/datasets/{dataset}/ids", None),
        ("POST", f"/datasets/{dataset}/bulk", {"action": "withdraw", "where": []}),
        ("POST", f"/datasets/{dataset}/bulk/{token}/undo", None),
        ("GET", f"/datasets/{dataset}/views", None),
        ("POST", f"/datasets/{dataset}/views", {"name": "x"}),
        ("DELETE", f"/datasets/{dataset}/views/{view}", None),
        ("PUT", f"/records/{records[1]}/label", {"label": "Egg", "version": "1"}),
    ]

    for method, path, body in asked:
        answer = call(stranger, method, path, json=body)
        assert answer.status_code == 404, (method, path, answer.text)
    assert call(operator, "GET", f"/datasets/{dataset}/grid").json()["total"] == 5


def test_views_are_ones_own_until_they_are_shared(call, operator, member, foods):
    dataset, _ = foods
    address = f"/datasets/{dataset}/views"
    view = {"name": "흐린 것", "where": ["finding:blurry"], "sort": "label", "order": "desc"}
    one = call(operator, "POST", address, json=view)
    again = call(operator, "POST", address, json={**view, "where": ["finding:dark"]}).json()

    assert one.status_code == 201
    assert again["id"] == one.json()["id"]
    assert [v["where"] for v in call(operator, "GET", address).json()] == [["finding:dark"]]
    assert call(operator, "POST", address, json={**view, "where": ["x"]}).status_code == 422
    assert call(operator, "DELETE", f"{address}/{again['id']}").status_code == 204
    assert call(operator, "DELETE", f"{address}/{again['id']}").status_code == 404


def test_what_is_looked_for_is_found_without_reading_rows(engine, operator, foods):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses by what it has counted")
    dataset, _ = foods
    asked = curation.asked(["label:Vegetables/Onion", "split:train"])
    read = []

    def note(connection, cursor, statement, parameters, context, is_many):
        read.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    with reading(engine) as db:
        store.ids(db, operator, dataset, asked, window=(0, 100))
        store.total(db, operator, dataset, asked)
        list(store.spread(db, operator, dataset, ("finding", "condition"), asked))
    event.remove(engine, "before_cursor_execute", note)
    plans = []
    with engine.connect() as connection:
        for statement, parameters in read:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans += [row[-1] for row in rows if " record " in row[-1]]
    assert len(plans) == 3
    assert all("USING COVERING INDEX ix_record_copies" in plan for plan in plans), plans


def test_words_of_any_length_and_signs_of_all_kinds_are_looked_for_as_they_are(
    call, operator, foods
):
    dataset, _ = foods
    long = "x" * 50_100
    words = [f"{key}:{long}" for key in ("label", "text", "finding", "condition.lamp", "split")]
    words += ["label:vegetables/onion", "condition.lamp:ON", "finding:BLURRY", "text:_0_3"]

    for word in words:
        answer = call(operator, "GET", f"/datasets/{dataset}/grid", params={"where": word})
        assert numbers(foods, answer) == [], word[:30]


def test_a_text_that_stands_in_thousands_of_classes_is_found(call, operator, engine):
    with unit_of_work(engine) as db:
        dataset = DatasetId(
            catalog.register(db, operator, name="many", domain=("food", "1.0.0")).id
        )
        probe = Probe(Modality.IMAGE, "image/jpeg")
        new = [
            catalog.NewRecord(
                RecordId(derived_id(dataset, str(n))), "x", (Stream("main", f"{n:064}", 1, probe),)
            )
            for n in range(1500)
        ]
        catalog.add_records(db, operator, dataset, new)
        said = [
            catalog.NewAnnotations(record.id, Layer.IMPORTED, "files", (Choice(f"kind {n:04}"),))
            for n, record in enumerate(new)
        ]
        catalog.annotate(db, operator, dataset, said)

    def count(word):
        path = f"/datasets/{dataset}/grid?limit=1"
        return call(operator, "GET", path, params={"where": word}).json()["total"]

    assert (count("text:kind"), count("text:kind 12"), count("-text:kind")) == (1500, 100, 0)


def test_a_word_of_another_domain_has_its_name_and_is_known_as_borrowed():
    names = Names("food", "ko")

    assert names.is_borrowed("query_content")
    assert names.word("query_content") == "내용물 묻기"
    assert not names.is_borrowed("Onion")
    assert not names.is_borrowed("no such word")
    assert names.word("no such/word") == "no such/word"
