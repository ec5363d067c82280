"""The outbox: told after the commit, to everyone once, and again only to who failed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from dure.core import Event, new_id
from dure.kit import events
from dure.kit.clock import frozen
from dure.kit.db import reading, unit_of_work
from dure.kit.events import OutboxRow, deliver, publish, subscribe

pytestmark = pytest.mark.postgres


@dataclass(frozen=True, slots=True)
class RecordSeen(Event):
    record: UUID
    times: int = 1


@pytest.fixture(autouse=True)
def subscribers(monkeypatch):
    """Nobody listens, but for whom the test names."""
    nobody = type(events._subscribers)(list)
    monkeypatch.setattr(events, "_subscribers", nobody)
    return nobody


def say(engine, *records):
    with unit_of_work(engine) as db:
        for record in records:
            publish(db, RecordSeen(record))


def test_everyone_hears_once_in_order_after_the_commit(engine):
    heard, also = [], []

    def listens(db, values):
        heard.append(values)

    def listens_too(db, values):
        also.append(values["record"])

    subscribe(RecordSeen, listens)
    subscribe(RecordSeen, listens)
    subscribe(RecordSeen, listens_too)
    records = [new_id() for _ in range(3)]

    with unit_of_work(engine) as db:
        for record in records:
            publish(db, RecordSeen(record, times=2))
        before = list(heard)
    told = deliver(engine)

    assert before == []
    assert told == 3
    assert heard == [{"record": str(record), "times": 2} for record in records]
    assert also == [str(record) for record in records]
    assert deliver(engine) == 0
    assert len(heard) == 3


def test_a_change_that_was_rolled_back_tells_nothing(engine):
    heard = []
    subscribe(RecordSeen, lambda db, values: heard.append(values))
    with pytest.raises(ZeroDivisionError):
        publish_and_break_off(engine)

    assert deliver(engine) == 0
    assert heard == []


def publish_and_break_off(engine):
    with unit_of_work(engine) as db:
        publish(db, RecordSeen(new_id()))
        db.flush()
        _ = 1 / 0


def test_an_event_that_nobody_wants_is_done_with(engine):
    say(engine, new_id())

    assert (deliver(engine), deliver(engine)) == (1, 0)


def test_who_fails_is_told_again_and_the_others_are_not(engine):
    good, bad = [], []

    def listens(db, values):
        good.append(values["record"])

    def fails_twice(db, values):
        bad.append(values["record"])
        db.add(OutboxRow(name="Trace", values={}))
        db.flush()
        if len(bad) < 3:
            raise OSError("not now")

    subscribe(RecordSeen, fails_twice)
    subscribe(RecordSeen, listens)
    first, second = new_id(), new_id()
    with frozen(datetime(2026, 11, 22, tzinfo=UTC)) as clock:
        say(engine, first)
        told = [deliver(engine)]
        say(engine, second)
        for _ in range(4):
            told.append(deliver(engine))
            clock.advance(10)

    assert good == [str(first), str(second)]
    assert bad == [str(first), str(second), str(first), str(second)]
    assert sum(told) == 2 + 2  # the two events, and the two traces that nobody wants
    with reading(engine) as db:
        traces = db.scalars(select(OutboxRow).where(OutboxRow.name == "Trace")).all()
    assert len(traces) == 2  # what a subscriber wrote before it failed was rolled back


def test_who_fails_waits_longer_each_time_and_in_the_end_is_left(engine):
    calls = []

    def always_fails(db, values):
        calls.append(1)
        raise OSError("never")

    subscribe(RecordSeen, always_fails)
    waits = []
    with frozen(datetime(2026, 11, 22, tzinfo=UTC)) as clock:
        say(engine, new_id())
        for second in range(200):
            before = len(calls)
            deliver(engine, max_failures=5)
            if len(calls) > before:
                waits.append(second)
            clock.advance(1)

    assert waits == [0, 2, 6, 14, 30]


def test_two_subscribers_of_one_name_are_refused_since_one_would_never_hear():
    subscribe(RecordSeen, lambda db, values: None)

    with pytest.raises(ValueError, match="two subscribers of RecordSeen"):
        subscribe(RecordSeen, lambda db, values: None)


def test_what_a_subscriber_writes_is_saved(engine):
    subscribe(RecordSeen, lambda db, values: db.add(OutboxRow(name="Heard", values=values)))
    record = new_id()
    say(engine, record)
    deliver(engine)

    with reading(engine) as db:
        heard = db.scalars(select(OutboxRow).where(OutboxRow.name == "Heard")).one()
    assert heard.values["record"] == str(record)
