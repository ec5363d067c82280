"""The copies by which records are found say what the truth says, whatever was done to it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from dure import catalog
from dure.catalog import Facet, NewAnnotations, NewRecord, Record, RecordMark, rules
from dure.core import (
    Box,
    Choice,
    DatasetId,
    Layer,
    Modality,
    Probe,
    RecordId,
    Stream,
    derived_id,
    new_id,
)
from dure.kit.blobs import digest_of
from dure.kit.db import reading, unit_of_work


def new_record(dataset, number):
    digest = digest_of(f"{number}".encode())
    stream = Stream("main", digest, 10, Probe(Modality.IMAGE, "image/jpeg"))
    id = RecordId(derived_id(dataset, digest))
    return NewRecord(id, f"{number}.jpg", (stream,), {"lamp": "on"}, "maker")


def copies(engine, dataset):
    told = (Record.labels, Record.levels)
    columns = (Record.id, Record.word, Record.label, Record.layer, Record.confidence, *told)
    with reading(engine) as db:
        rows = db.execute(select(*columns).where(Record.dataset == dataset))
        marks = select(RecordMark.record, RecordMark.key, RecordMark.value)
        found = db.execute(marks.where(RecordMark.dataset == dataset))
        return sorted(map(tuple, rows), key=str), sorted(map(tuple, found), key=str)


def spoil(engine, dataset):
    wrong = {"label": "wrong", "word": None, "layer": None, "labels": "x", "levels": "x"}
    with unit_of_work(engine) as db:
        db.execute(update(Record).where(Record.dataset == dataset).values(**wrong))
        db.execute(delete(RecordMark).where(RecordMark.dataset == dataset))


def rebuilt(engine, actor, dataset):
    with unit_of_work(engine) as db:
        assert catalog.rebuild(db, actor, dataset) == 2
    return copies(engine, dataset)


CHOICES = st.sampled_from([(), (Choice("a"),), (Choice("b", ("x", "b"), score=0.5),),
                           (Box("a", 0, 0, 1, 1), Box("b", 0, 0, 1, 1))])  # fmt: skip
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(list(Layer)), st.sampled_from("mn"), CHOICES),
        st.tuples(st.just("retract"), st.sampled_from(list(Layer))),
        st.tuples(st.sampled_from(["add", "withdraw", "for_good", "restore"])),
        st.tuples(st.just("describe"), st.sampled_from(["on", "off"])),
        st.tuples(st.just("rename"), st.sampled_from(["냉장고.jpg", "b.jpg"])),
        st.tuples(st.just("find"), st.sampled_from([(), ("blurry",), ("dark", "blurry")])),
    ),
    max_size=8,
)


def do(db, actor, dataset, record, step):
    name, *given = step
    match name:
        case "say":
            layer, author, said = given
            catalog.annotate(db, actor, dataset, [NewAnnotations(record, layer, author, said)])
        case "retract":
            catalog.retract(db, actor, dataset, [record], given[0])
        case "add":
            catalog.add_records(db, actor, dataset, [new_record(dataset, 0)])
        case "withdraw" | "for_good":
            catalog.withdraw(db, actor, dataset, [record], for_good=name == "for_good")
        case "restore":
            catalog.restore(db, actor, dataset, [record])
        case "describe":
            facet = Facet(record, conditions={"lamp": given[0]}, attributes={"simulated": "true"})
            catalog.describe_records(db, actor, dataset, [facet])
        case "rename":
            catalog.rename(db, actor, dataset, [(record, given[0])])
        case "find":
            catalog.note_findings(db, actor, dataset, {record: given[0]})


@given(steps=STEPS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_copies_made_again_are_the_copies_that_were_kept(engine, operator, steps):
    with unit_of_work(engine) as db:
        row = catalog.register(db, operator, name=f"d{new_id()}", domain=("food", "1"))
        dataset = DatasetId(row.id)
        new = [new_record(dataset, 0), new_record(dataset, 1)]
        catalog.add_records(db, operator, dataset, new)
    for step in steps:
        with unit_of_work(engine) as db:
            do(db, operator, dataset, new[0].id, step)
    kept = copies(engine, dataset)
    spoil(engine, dataset)

    assert rebuilt(engine, operator, dataset) == kept
    assert rebuilt(engine, operator, dataset) == kept


@pytest.mark.postgres
def test_what_a_member_withdrew_or_split_stays_so_when_its_files_come_again(engine, operator):
    with unit_of_work(engine) as db:
        dataset = DatasetId(catalog.register(db, operator, name="d", domain=("food", "1")).id)
        new = [new_record(dataset, number) for number in range(3)]
        catalog.add_records(db, operator, dataset, new)
        catalog.withdraw(db, operator, dataset, [new[0].id], for_good=True)
        catalog.withdraw(db, operator, dataset, [new[1].id])
        catalog.choose_splits(db, operator, dataset, {new[2].id: ("test", True)})
    with unit_of_work(engine) as db:
        catalog.add_records(db, operator, dataset, new)
        catalog.describe_records(db, operator, dataset, [Facet(new[2].id, split="train")])

    with reading(engine) as db:
        there = list(catalog.every_record(db, operator, dataset))
        assert [row.id for row in there] == [new[1].id, new[2].id]
        assert there[1].split == "test"


def test_the_last_word_among_members_counts(engine, operator):
    with unit_of_work(engine) as db:
        dataset = DatasetId(catalog.register(db, operator, name="d", domain=("food", "1")).id)
        record = new_record(dataset, 0)
        catalog.add_records(db, operator, dataset, [record])
        for author, label in (("a", "pear"), ("b", "apple")):
            said = NewAnnotations(record.id, Layer.MEMBER, f"member:{author}", (Choice(label),))
            catalog.annotate(db, operator, dataset, [said])
    with reading(engine) as db:
        assert catalog.record(db, operator, record.id).label == "apple"


@given(st.text(min_size=1), st.integers(0, 3000), st.data())
def test_a_short_word_of_a_long_text_stands_whole_in_one_of_its_marks(letters, length, data):
    text = (letters * 3000)[:length]
    words = [value for key, value in rules.marks(text, {}, {}, "") if key == "words"]
    whole = rules.searchable(text)
    at = data.draw(st.integers(0, max(0, len(whole) - 1)))
    word = whole[at : at + 40]

    assert any(word in each for each in words)
    assert all(len(each) <= 500 for each in words)
