"""Data sets, records, annotations: what there is, who may know, and whose word counts."""

import inspect
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from dure import catalog
from dure.catalog import (
    AnnotationSet,
    Dataset,
    Facet,
    NameTaken,
    NewAnnotations,
    NewRecord,
    NoSuchDataset,
    Record,
    Visibility,
)
from dure.core import (
    Box,
    Choice,
    DatasetId,
    Forbidden,
    Layer,
    Modality,
    Probe,
    RecordId,
    Stream,
    derived_id,
    new_id,
)
from dure.identity import Role
from dure.kit.blobs import digest_of
from dure.kit.clock import frozen, now
from dure.kit.db import reading, unit_of_work
from dure.kit.events import OutboxRow

pytestmark = pytest.mark.postgres
FOOD = ("food", "1.0.0")
APPLE, PEAR = Choice("apple", ("fruit", "apple")), Choice("pear", ("fruit", "pear"))


def new_record(dataset, number, size=10):
    digest = digest_of(f"{number}".encode())
    probe = Probe(Modality.IMAGE, "image/jpeg", width=640, height=480)
    return NewRecord(
        id=RecordId(derived_id(dataset, digest)),
        path=f"냉장고/{number:04d}.jpg",
        streams=(Stream("main", digest, size, probe),),
        conditions={"lamp": "on"},
        provider="맑은가전",
    )


@pytest.fixture
def make(engine):
    """Make a data set of an actor with some records: gives its id and theirs."""

    def make(actor, name="food", records=0, visibility=Visibility.PRIVATE):
        with unit_of_work(engine) as db:
            row = catalog.register(db, actor, name=name, domain=FOOD)
            row.visibility = visibility
            id = DatasetId(row.id)
            new = [new_record(id, number) for number in range(records)]
            catalog.add_records(db, actor, id, new)
        return id, [record.id for record in new]

    return make


def say(record, *annotations, layer=Layer.IMPORTED, author="labels.csv", **detail):
    return NewAnnotations(record, layer, author, annotations, detail)


def annotate(engine, actor, dataset, *sets):
    with unit_of_work(engine) as db:
        return catalog.annotate(db, actor, dataset, sets)


def word(engine, actor, record):
    with reading(engine) as db:
        found = catalog.word_on(db, actor, [record]).get(record)
        return found and (found.layer, found.author, catalog.annotations_of(found))


def test_a_data_set_is_found_by_name_and_id(engine, operator):
    with unit_of_work(engine) as db:
        row = catalog.register(db, operator, name=" 식재료 사진 ", domain=FOOD)
        events = db.scalars(select(OutboxRow).where(OutboxRow.name == "DatasetRegistered")).all()

        assert row.name == "식재료-사진"
        assert catalog.named(db, operator, "식재료-사진").id == row.id
        assert catalog.named(db, operator, "식재료 사진").id == row.id
        assert catalog.get(db, operator, row.id).domain_version == "1.0.0"
        assert [e.values for e in events] == [{"dataset": str(row.id), "name": "식재료-사진"}]


def test_a_name_is_taken_once_an_organisation(engine, operator, stranger, make):
    make(operator, "Food")

    with pytest.raises(NameTaken, match="food"):
        make(operator, "food")
    make(stranger, "food")


def test_of_two_who_take_a_name_at_once_one_is_told(engine, operator):
    together = threading.Barrier(4)

    def register(_):
        together.wait(10)
        try:
            with unit_of_work(engine) as db:
                return catalog.register(db, operator, name="food", domain=FOOD).id
        except NameTaken:
            return None

    with ThreadPoolExecutor(4) as pool:
        assert len([id for id in pool.map(register, range(4)) if id]) == 1


def test_the_same_folders_give_the_same_data_set_also_at_once(engine, operator, make):
    make(operator, "food")
    together = threading.Barrier(4)

    def build(_):
        together.wait(10)
        with unit_of_work(engine) as db:
            found = catalog.of_origin(db, operator, origin="o", name="food", domain=FOOD)
            return found.id, found.name

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(build, range(4)))

    assert [name for _, name in found] == ["food-2"]


def test_a_private_data_set_of_another_is_not_there_for_any_question(
    engine, operator, stranger, make
):
    theirs, (record, *_) = make(operator, records=2)
    annotate(engine, operator, theirs, say(record, APPLE))
    questions = {
        "get": lambda db: catalog.get(db, stranger, theirs),
        "named": lambda db: catalog.named(db, stranger, "food"),
        "mine": lambda db: catalog.mine(db, stranger, theirs),
        "add_records": lambda db: catalog.add_records(
            db, stranger, theirs, [new_record(theirs, 9)]
        ),
        "annotate": lambda db: catalog.annotate(db, stranger, theirs, [say(record, PEAR)]),
        "retract": lambda db: catalog.retract(db, stranger, theirs, [record], Layer.IMPORTED),
        "rename": lambda db: catalog.rename(db, stranger, theirs, [(record, "x")]),
        "part": lambda db: catalog.part(db, stranger, theirs, [record]),
        "withdraw": lambda db: catalog.withdraw(db, stranger, theirs, [record]),
        "withdraw_all_but": lambda db: catalog.withdraw_all_but(db, stranger, theirs, []),
        "describe_records": lambda db: catalog.describe_records(
            db, stranger, theirs, [Facet(record, split="test")]
        ),
        "describe": lambda db: catalog.describe(db, stranger, theirs, title="ours"),
        "page": lambda db: catalog.page(db, stranger, theirs),
        "every_record": lambda db: catalog.every_record(db, stranger, theirs),
        "record": lambda db: catalog.record(db, stranger, record),
        "records": lambda db: catalog.records(db, stranger, theirs, [record]),
        "restore": lambda db: catalog.restore(db, stranger, theirs, [record]),
        "choose_splits": lambda db: catalog.choose_splits(
            db, stranger, theirs, {record: ("test", True)}
        ),
        "note_findings": lambda db: catalog.note_findings(
            db, stranger, theirs, {record: ["blurry"]}
        ),
        "rebuild": lambda db: catalog.rebuild(db, stranger, theirs),
        "show_to": lambda db: catalog.show_to(db, stranger, theirs, Visibility.ALLIANCE),
    }

    for ask in questions.values():
        with pytest.raises(NoSuchDataset), unit_of_work(engine) as db:
            ask(db)
    with reading(engine) as db:
        assert catalog.word_on(db, stranger, [record]) == {}
        assert list(catalog.sets_on(db, stranger, [record])) == []
        assert list(catalog.history(db, stranger, record)) == []
        assert catalog.listed(db, stranger).items == []
        assert db.scalars(select(Record.path).order_by(Record.path)).all() == [
            "냉장고/0000.jpg",
            "냉장고/0001.jpg",
        ]
    assert word(engine, operator, record) == (Layer.IMPORTED, "labels.csv", (APPLE,))
    # The silent ones answer with nothing; the others open what is one's own, and
    # `cleared` speaks of media that the actor has named by their digest; `visible` is no question.
    silent = {"listed", "word_on", "sets_on", "history", "visible"}
    others = silent | {"register", "of_origin", "cleared"}
    assert set(questions) | others == {
        name
        for name in catalog.__all__
        if inspect.isfunction(getattr(catalog, name))
        and "actor" in inspect.signature(getattr(catalog, name)).parameters
    }


def test_what_the_alliance_may_know_can_be_read_and_not_changed(engine, operator, stranger, make):
    shared, (record,) = make(operator, records=1, visibility=Visibility.ALLIANCE)
    own, _ = make(stranger, "food")

    with unit_of_work(engine) as db:
        assert catalog.get(db, stranger, shared).id == shared
        assert catalog.record(db, stranger, record).id == record
        assert [r.id for r in catalog.every_record(db, stranger, shared)] == [record]
        assert catalog.named(db, stranger, "food").id == own  # one's own comes first
        assert {d.id for d in catalog.listed(db, stranger).items} == {shared, own}
        with pytest.raises(NoSuchDataset):
            catalog.mine(db, stranger, shared)
        with pytest.raises(NoSuchDataset):
            catalog.annotate(db, stranger, shared, [say(record, PEAR)])


def test_nobody_says_a_word_on_a_record_through_a_data_set_of_their_own(
    engine, operator, stranger, make
):
    _, (record,) = make(operator, records=1, visibility=Visibility.ALLIANCE)
    own, _ = make(stranger, "own", visibility=Visibility.ALLIANCE)

    with pytest.raises(NoSuchDataset, match="no such record"):
        annotate(engine, stranger, own, say(record, PEAR, layer=Layer.GOLD))
    assert word(engine, operator, record) is None


def test_nobody_brings_back_a_record_that_another_withdrew(engine, operator, stranger, make):
    theirs, (record,) = make(operator, records=1)
    own, _ = make(stranger, "own")
    with unit_of_work(engine) as db:
        catalog.withdraw(db, operator, theirs, [record])
        catalog.add_records(db, stranger, own, [new_record(theirs, 0)])

    with reading(engine) as db:
        row = db.get_one(Record, record)
        assert (row.dataset, row.withdrawn_at is None) == (theirs, False)


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.CONSUMER, Role.ANALYST])
def test_who_only_reads_changes_nothing(engine, member, make, role):
    owner = member("clear-home")
    reader = member("clear-home", role)
    dataset, (record,) = make(owner, records=1)

    with unit_of_work(engine) as db:
        assert catalog.get(db, reader, dataset).id == dataset
        with pytest.raises(Forbidden):
            catalog.register(db, reader, name="x", domain=FOOD)
        with pytest.raises(Forbidden):
            catalog.add_records(db, reader, dataset, [new_record(dataset, 5)])
        with pytest.raises(Forbidden):
            catalog.annotate(db, reader, dataset, [say(record, PEAR)])


def test_the_list_goes_on_rightly_while_data_sets_are_added(engine, operator, make):
    for number in range(0, 20, 2):
        make(operator, f"식재료-{number:02d}")
    seen, cursor = [], None
    for late in itertools.count(1, 2):
        with reading(engine) as db:
            page = catalog.listed(db, operator, cursor=cursor, limit=3)
        seen += [item.name for item in page.items]
        if (cursor := page.next_cursor) is None:
            break
        make(operator, f"식재료-{late:02d}")

    assert seen == sorted(set(seen))
    assert {f"식재료-{n:02d}" for n in range(0, 20, 2)} <= set(seen)


def test_the_records_go_on_rightly_while_records_are_added(engine, operator, make):
    dataset, _ = make(operator)
    with unit_of_work(engine) as db:
        catalog.add_records(
            db, operator, dataset, [new_record(dataset, n) for n in range(0, 40, 2)]
        )
    seen, cursor = [], None
    for late in itertools.count(1, 8):
        with reading(engine) as db:
            page = catalog.page(db, operator, dataset, cursor=cursor, limit=6)
        seen += [row.path for row in page.items]
        if (cursor := page.next_cursor) is None:
            break
        with unit_of_work(engine) as db:
            catalog.add_records(db, operator, dataset, [new_record(dataset, late)])

    assert seen == sorted(set(seen))
    assert {f"냉장고/{n:04d}.jpg" for n in range(0, 40, 2)} <= set(seen)


@pytest.mark.parametrize(
    ("query", "names"),
    [("양파", ["양파-사진"]), ("%", []), ("_", ["a_b"]), ("FOOD", ["food"]), ("fridge", ["food"])],
)
def test_the_list_is_searched_by_name_and_title(engine, operator, query, names):
    with unit_of_work(engine) as db:
        for name in ("양파 사진", "a_b", "food"):
            row = catalog.register(db, operator, name=name, domain=FOOD)
        row.title = "In the fridge"
        db.flush()

        assert [item.name for item in catalog.listed(db, operator, query=query).items] == names


def test_a_card_counts_what_is_there(engine, operator, make):
    dataset, records = make(operator, records=4)
    annotate(
        engine,
        operator,
        dataset,
        say(records[0], APPLE),
        say(records[0], PEAR, layer=Layer.MEMBER, author="m"),
        say(records[1], APPLE, layer=Layer.ENGINE, author="e"),
        say(records[2], APPLE),
        say(records[3], APPLE),
    )
    with unit_of_work(engine) as db:
        catalog.withdraw(db, operator, dataset, [records[3]])

        (card,) = catalog.listed(db, operator).items
    assert (card.records, card.labelled, card.size) == (3, 2, 30)


def test_a_data_set_of_five_gigabytes_is_counted(engine, operator, make):
    dataset, _ = make(operator)
    with unit_of_work(engine) as db:
        big = [new_record(dataset, n, size=5_000_000_000) for n in range(2)]
        catalog.add_records(db, operator, dataset, big)

        assert catalog.listed(db, operator).items[0].size == 10_000_000_000


def test_every_change_is_seen_in_the_time_of_the_last_change(engine, operator):
    changes = [
        lambda db, d, r: catalog.add_records(db, operator, d, [new_record(d, 0)]),
        lambda db, d, r: catalog.annotate(db, operator, d, [say(r, APPLE)]),
        lambda db, d, r: catalog.describe_records(db, operator, d, [Facet(r, split="test")]),
        lambda db, d, r: catalog.rename(db, operator, d, [(r, "x")]),
        lambda db, d, r: catalog.retract(db, operator, d, [r], Layer.IMPORTED),
        lambda db, d, r: catalog.withdraw(db, operator, d, [r]),
        lambda db, d, r: catalog.withdraw_all_but(db, operator, d, []),
    ]
    with frozen(datetime(2026, 11, 22, tzinfo=UTC)) as clock:
        with unit_of_work(engine) as db:
            dataset = DatasetId(catalog.register(db, operator, name="food", domain=FOOD).id)
        record = new_record(dataset, 0).id
        for change in changes:
            clock.advance(60)
            with unit_of_work(engine) as db:
                change(db, dataset, record)
            with reading(engine) as db:
                assert db.get_one(Dataset, dataset).updated_at == now()


def test_the_same_records_twice_change_nothing(engine, operator, make):
    dataset, records = make(operator, records=3)
    annotate(engine, operator, dataset, say(records[0], APPLE))
    with unit_of_work(engine) as db:
        catalog.add_records(db, operator, dataset, [new_record(dataset, n) for n in range(3)])
        catalog.add_records(db, operator, dataset, [])

    with reading(engine) as db:
        rows = list(catalog.every_record(db, operator, dataset))
        assert [row.id for row in rows] == records
        assert rows[0].conditions == {"lamp": "on"}
        assert Probe.from_json(rows[0].streams[0]["probe"]).width == 640
    assert word(engine, operator, records[0])[2] == (APPLE,)


def test_a_withdrawn_record_leaves_the_lists_and_comes_back_with_its_file(engine, operator, make):
    dataset, records = make(operator, records=3)
    with unit_of_work(engine) as db:
        catalog.withdraw(db, operator, dataset, [records[1]])
    with reading(engine) as db:
        assert [r.id for r in catalog.page(db, operator, dataset).items] == [records[0], records[2]]
        assert catalog.record(db, operator, records[1]).withdrawn_at is not None
    with unit_of_work(engine) as db:
        catalog.add_records(db, operator, dataset, [new_record(dataset, 1)])

        assert [r.id for r in catalog.every_record(db, operator, dataset)] == records


def test_more_records_than_one_query_names(engine, operator, make):
    dataset, records = make(operator, records=2_100)
    added = annotate(engine, operator, dataset, *(say(r, APPLE) for r in records))
    with unit_of_work(engine) as db:
        words = catalog.word_on(db, operator, records)
        facets = [Facet(record, split="train") for record in records]
        catalog.describe_records(db, operator, dataset, facets)
        gone = catalog.withdraw_all_but(db, operator, dataset, records[:50])
        retracted = catalog.retract(db, operator, dataset, records, Layer.IMPORTED)
        left = list(catalog.every_record(db, operator, dataset))

    assert (added, len(words), gone, retracted) == (2_100, 2_100, 2_050, 2_100)
    assert [row.id for row in left] == records[:50]
    assert {row.split for row in left} == {"train"}


def revisions(engine, record):
    with reading(engine) as db:
        rows = select(AnnotationSet).where(AnnotationSet.record == record)
        return [
            (row.author, row.revision, row.is_current)
            for row in db.scalars(rows.order_by(AnnotationSet.author, AnnotationSet.revision))
        ]


def test_the_same_word_is_no_revision_and_another_is_the_next(engine, operator, make):
    dataset, (record,) = make(operator, records=1)
    boxes = (Box("apple", 1.0, 2.5, 3.0, 1e16, attributes={"ripe": True}), APPLE)

    added = [
        annotate(engine, operator, dataset, say(record, *boxes)),
        annotate(engine, operator, dataset, say(record, *boxes)),
        annotate(engine, operator, dataset, say(record, PEAR)),
        annotate(engine, operator, dataset, say(record, *boxes)),
        annotate(engine, operator, dataset, say(record, PEAR, author="other.csv")),
    ]

    assert added == [1, 0, 1, 1, 1]
    assert revisions(engine, record) == [
        ("labels.csv", 1, False),
        ("labels.csv", 2, False),
        ("labels.csv", 3, True),
        ("other.csv", 1, True),
    ]
    assert word(engine, operator, record) == (Layer.IMPORTED, "labels.csv", boxes)


def test_two_words_of_one_author_in_one_call_are_two_revisions(engine, operator, make):
    dataset, (record,) = make(operator, records=1)

    assert annotate(engine, operator, dataset, say(record, APPLE), say(record, PEAR)) == 2
    assert revisions(engine, record) == [("labels.csv", 1, False), ("labels.csv", 2, True)]


def test_a_word_may_be_said_again_after_it_was_taken_back(engine, operator, make):
    dataset, (record,) = make(operator, records=1)
    annotate(engine, operator, dataset, say(record, APPLE))
    with unit_of_work(engine) as db:
        assert catalog.retract(db, operator, dataset, [record], Layer.IMPORTED) == 1
        assert catalog.retract(db, operator, dataset, [record], Layer.IMPORTED) == 0
    silent = word(engine, operator, record)

    assert silent is None
    assert annotate(engine, operator, dataset, say(record, APPLE)) == 1
    assert revisions(engine, record) == [("labels.csv", 1, False), ("labels.csv", 2, True)]


def test_the_word_of_the_higher_layer_counts_until_it_is_taken_back(engine, operator, make):
    dataset, (record,) = make(operator, records=1)
    heard = []
    for layer in (Layer.ENGINE, Layer.IMPORTED, Layer.MEMBER, Layer.CONSENSUS, Layer.GOLD):
        annotate(engine, operator, dataset, say(record, APPLE, layer=layer, author=layer.value))
        heard.append(word(engine, operator, record)[0])
    annotate(engine, operator, dataset, say(record, PEAR, layer=Layer.ENGINE, author="later"))
    with unit_of_work(engine) as db:
        catalog.retract(db, operator, dataset, [record], Layer.GOLD)
        catalog.retract(
            db, operator, dataset, [record], Layer.CONSENSUS, keep=frozenset({"consensus"})
        )

    assert heard == [
        Layer.ENGINE,
        Layer.IMPORTED,
        Layer.MEMBER,
        Layer.CONSENSUS,
        Layer.GOLD,
    ]
    assert word(engine, operator, record)[0] is Layer.CONSENSUS


def test_facets_are_told_of_records_of_this_data_set_alone(engine, operator, make):
    dataset, (record,) = make(operator, records=1)
    _, (elsewhere,) = make(operator, "other", records=1)
    facets = [
        Facet(record, "test", "household-1", {"shelf": "상단"}),
        Facet(elsewhere, "test"),
        Facet(RecordId(new_id())),
    ]
    with unit_of_work(engine) as db:
        catalog.describe_records(db, operator, dataset, facets)

    with reading(engine) as db:
        row, far = db.get_one(Record, record), db.get_one(Record, elsewhere)
    assert (row.split, row.group, row.attributes) == ("test", "household-1", {"shelf": "상단"})
    assert (far.split, far.group, far.attributes) == (None, None, {})


def test_a_record_gets_another_path(engine, operator, make):
    dataset, records = make(operator, records=2)
    with unit_of_work(engine) as db:
        catalog.rename(db, operator, dataset, [(records[0], "가/나.jpg"), (UUID(int=1), "x")])

        paths = [row.path for row in catalog.every_record(db, operator, dataset)]
    assert paths == ["가/나.jpg", "냉장고/0001.jpg"]


def test_a_walk_through_records_may_be_left_early(engine, operator, make):
    dataset, records = make(operator, records=3)
    with reading(engine) as db:
        first = next(catalog.every_record(db, operator, dataset))

    assert first.id == records[0]


def test_describing_changes_what_is_told_and_leaves_the_rest(engine, operator, make):
    dataset, _ = make(operator, records=1)

    with unit_of_work(engine) as db:
        catalog.describe(db, operator, dataset, title=" 냉장고 ", licence="CC-BY-4.0")
        catalog.describe(db, operator, dataset, title=None, purpose="training")

    with reading(engine) as db:
        found = catalog.get(db, operator, dataset)
        assert (found.title, found.licence, found.purpose) == ("냉장고", "CC-BY-4.0", "training")


def test_streams_that_a_manifest_joins_and_no_longer_joins(engine, operator, make):
    dataset, (record,) = make(operator, records=1)
    alone = new_record(dataset, 0)
    sound = Stream(
        "voice",
        digest_of(b"sound"),
        5,
        Probe(Modality.AUDIO, "audio/wav"),
        start_s=1.25,
        path="0000.wav",
        drift_ppm=80.0,
    )
    picture = replace(alone.streams[0], path=alone.path)
    joined = replace(alone, streams=(picture, sound))

    def streams():
        with reading(engine) as db:
            row = catalog.record(db, operator, record)
            return [(s["role"], s["start_s"], s["drift_ppm"]) for s in row.streams], row.size

    with unit_of_work(engine) as db:
        catalog.add_records(db, operator, dataset, [joined])
    together = streams()
    with unit_of_work(engine) as db:
        catalog.add_records(db, operator, dataset, [alone])  # the same picture once more, alone
    still = streams()
    with unit_of_work(engine) as db:
        catalog.part(db, operator, dataset, [record])

    assert together == still == ([("main", 0.0, 0.0), ("voice", 1.25, 80.0)], 15)
    assert streams() == ([("main", 0.0, 0.0)], 10)


def test_what_files_tell_of_a_record_takes_the_place_of_what_they_told(engine, operator, make):
    dataset, (record,) = make(operator, records=1)
    told = Facet(record, group="h07", conditions={"lamp": "off"}, provider="새봄가전")

    with unit_of_work(engine) as db:
        catalog.describe_records(db, operator, dataset, [told])

    with reading(engine) as db:
        row = catalog.record(db, operator, record)
        assert (row.group, row.conditions, row.provider) == ("h07", {"lamp": "off"}, "새봄가전")
