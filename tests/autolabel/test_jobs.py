"""Suggestions as durable work: one run a state, engine labels only while a bound accepts them."""

import hashlib

import numpy as np
import pytest

from dure import autolabel, catalog, domains
from dure.autolabel import jobs, service
from dure.core import Choice, DatasetId, Layer, Modality, Probe, RecordId, Stream
from dure.core.ids import new_id

ENGINE = jobs.engine_of(domains.load("food"))
PROBE = Probe(Modality.IMAGE, "image/png", width=8, height=8)


def silent(done, total, message=""):
    pass


@pytest.fixture
def dataset(workspace, operator):
    with workspace.unit_of_work() as db:
        return DatasetId(catalog.register(db, operator, name="fridge", domain=("food", "1.0.0")).id)


@pytest.fixture
def shelf(workspace, operator, dataset):
    """Put records whose features are plain to see: `shelf("apple", 60, label=True)`."""
    axes = {"apple": 0, "banana": 1}

    def put(name, count, *, label=True, start=0):
        rng = np.random.default_rng(axes[name] * 1000 + start)
        records = []
        for n in range(start, start + count):
            digest = hashlib.sha256(f"{name}{n}".encode()).hexdigest()
            stream = Stream("main", digest, 1, PROBE)
            records.append(catalog.NewRecord(new_id(), f"{name}/{n:04}.png", (stream,)))
        # Far enough from one another that none is a copy, and the classes are still plain.
        vectors = rng.normal(0, 0.12, (count, 64)).astype(np.float32)
        vectors[:, axes[name]] += 1
        digests = [r.streams[0].digest for r in records]
        workspace.columns.append(ENGINE, digests, vectors)
        with workspace.unit_of_work() as db:
            catalog.add_records(db, operator, dataset, records)
        if label:
            say_of(workspace, operator, dataset, {r.id: name for r in records})
        return [r.id for r in records]

    return put


def say_of(workspace, actor, dataset, labels):
    sets = [
        catalog.NewAnnotations(RecordId(id), Layer.IMPORTED, "files", (Choice(label),), {})
        for id, label in labels.items()
    ]
    with workspace.unit_of_work() as db:
        catalog.annotate(db, actor, dataset, sets)


def unsay(workspace, actor, dataset, records):
    with workspace.unit_of_work() as db:
        catalog.retract(db, actor, dataset, records, Layer.IMPORTED)


def words(workspace, actor, records):
    with workspace.reading() as db:
        return {id: row.layer for id, row in catalog.word_on(db, actor, records).items()}


@pytest.fixture
def suggest(workspace, operator, dataset):
    return lambda: autolabel.suggest(workspace, operator, dataset, silent)


@pytest.fixture
def full(shelf):
    """Two classes that are easily told apart, and ten records of one without a label."""
    labelled = shelf("apple", 120) + shelf("banana", 120)
    return labelled, shelf("apple", 10, label=False, start=500)


def test_what_a_bound_accepts_becomes_an_engine_label(workspace, operator, dataset, suggest, full):
    labelled, waiting = full

    said = suggest()

    with workspace.reading() as db:
        counts = autolabel.counts(db, operator, dataset)
        run, rows = autolabel.offered(db, operator, dataset)
        [label] = {
            catalog.annotations_of(w)[0].label
            for w in catalog.word_on(db, operator, waiting).values()
        }
    assert said == {"run": str(run.id)}
    assert (counts.suggested, counts.accepted) == (10, 10)
    assert {row.record for row in rows} == set(waiting)
    assert set(words(workspace, operator, waiting).values()) == {Layer.ENGINE}
    assert set(words(workspace, operator, labelled).values()) == {Layer.IMPORTED}
    assert label == "apple"


def test_the_same_state_is_the_same_run(workspace, operator, suggest, full):
    _, waiting = full

    first, second = suggest(), suggest()

    with workspace.reading() as db:
        revisions = {w.revision for w in catalog.word_on(db, operator, waiting).values()}
    assert first == second
    assert revisions == {1}


def test_a_changed_label_is_another_run_and_only_the_newest_counts(
    workspace, operator, dataset, suggest, full
):
    labelled, _ = full
    first = suggest()

    unsay(workspace, operator, dataset, labelled[:1])
    second = suggest()

    with workspace.reading() as db:
        run, rows = autolabel.offered(db, operator, dataset)
    assert first != second == {"run": str(run.id)}
    assert len(rows) == 11


def test_engine_labels_go_when_there_is_too_little_to_learn_from(
    workspace, operator, dataset, suggest, full
):
    labelled, waiting = full
    suggest()

    unsay(workspace, operator, dataset, labelled)
    said = suggest()

    with workspace.reading() as db:
        counts = autolabel.counts(db, operator, dataset)
    assert set(said) == {"reason"}
    assert words(workspace, operator, waiting) == {}
    assert (counts.suggested, counts.accepted, counts.report) == (0, 0, {})


def test_going_back_to_an_earlier_state_brings_its_engine_labels_back(
    workspace, operator, dataset, suggest, full
):
    labelled, waiting = full
    first = suggest()
    unsay(workspace, operator, dataset, labelled)
    suggest()

    names = {id: "apple" if n < 120 else "banana" for n, id in enumerate(labelled)}
    say_of(workspace, operator, dataset, names)
    again = suggest()

    assert again == first
    assert set(words(workspace, operator, waiting).values()) == {Layer.ENGINE}


def test_too_few_labels_accept_nothing_and_say_why(workspace, operator, dataset, shelf, suggest):
    shelf("apple", 12)
    shelf("banana", 12)
    waiting = shelf("apple", 3, label=False, start=500)

    suggest()

    with workspace.reading() as db:
        counts = autolabel.counts(db, operator, dataset)
    assert (counts.suggested, counts.accepted) == (3, 0)
    assert words(workspace, operator, waiting) == {}
    english = autolabel.spoken(counts.report, "en")["fine"]["reason"]
    korean = autolabel.spoken(counts.report, "ko")["fine"]["reason"]
    assert "label more" in english
    assert english != korean


def test_a_domain_without_an_engine_says_so(workspace, operator):
    with workspace.unit_of_work() as db:
        row = catalog.register(db, operator, name="states", domain=("device", "1.0.0"))

    said = autolabel.suggest(workspace, operator, DatasetId(row.id), silent)

    assert "no engine" in said["reason"]["template"]


def test_heads_never_saw_the_records_that_they_are_judged_on(
    workspace, operator, dataset, suggest, full
):
    labelled, _ = full
    suggest()

    with workspace.reading() as db:
        run = autolabel.current_run(db, operator, dataset)
        rows = list(catalog.every_record(db, operator, dataset))
    learnt = autolabel.out_of_fold(workspace, run, [row.digest for row in rows])

    seen = np.isfinite(learnt.probabilities).all(axis=1)
    assert {row.id for row, there in zip(rows, seen) if there} == set(labelled)
    assert learnt.classes == ("apple", "banana")


def test_the_file_of_suggestions_holds_what_the_run_offers(
    workspace, operator, dataset, suggest, full, tmp_path
):
    import pyarrow.parquet as pq

    suggest()

    autolabel.write_suggestions(workspace, operator, dataset, tmp_path / "s.parquet")

    rows = pq.read_table(tmp_path / "s.parquet").to_pylist()
    assert len(rows) == 10
    assert {(r["label"], r["accepted"], r["accepted_level"]) for r in rows} == {
        ("apple", True, "fine")
    }
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_another_organisation_neither_sees_nor_runs(workspace, operator, stranger, dataset):
    with pytest.raises(catalog.NoSuchDataset):
        autolabel.suggest(workspace, stranger, dataset, silent)
    with workspace.reading() as db, pytest.raises(catalog.NoSuchDataset):
        autolabel.offered(db, stranger, dataset)


def test_a_class_directly_below_a_root_stands_for_itself():
    pack = domains.load("food")

    parents = service.parents_of(pack, [Choice("apple", ("Food", "Fruit", "apple")), Choice("x")])

    assert parents["x"] == "x"
    assert parents["apple"] in {"Fruit", "apple"}
