"""Durable jobs: asked for in the caller's transaction, done once at a time, never lost."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from dure.core import Conflict, Invalid, NotFound, Permission, say
from dure.kit import jobs
from dure.kit.clock import frozen, now
from dure.kit.db import reading, unit_of_work
from dure.kit.jobs import Job, JobState, enqueue, run_next
from dure.kit.text import catalogue

pytestmark = pytest.mark.postgres
START = datetime(2026, 11, 22, 9, tzinfo=UTC)
ME = "another-machine/1:1:1"


def nothing(step, arguments):
    return {"done": arguments}


def ask(engine, actor, name="count", *, key=None, **arguments):
    with unit_of_work(engine) as db:
        return enqueue(db, actor, name, arguments, key=key).id


def look(engine, id):
    with reading(engine) as db:
        return db.get_one(Job, id)


def test_a_job_is_done_for_who_asked(engine, operator):
    seen = []
    id = ask(engine, operator, n=3)

    done = run_next(
        engine, {"count": lambda step, a: seen.append((step.actor, a)) or {"sum": 3}}, worker=ME
    )

    assert (done.id, done.state, done.result, done.attempts) == (id, JobState.DONE, {"sum": 3}, 1)
    assert seen == [(operator, {"n": 3})]
    assert done.started_at <= done.finished_at
    assert done.lease_until is None


def test_nothing_waits(engine, operator):
    assert run_next(engine, {"count": nothing}, worker=ME) is None


def test_a_job_that_was_rolled_back_was_never_asked_for(engine, operator):
    with pytest.raises(ZeroDivisionError):
        ask_and_break_off(engine, operator)

    assert run_next(engine, {"count": nothing}, worker=ME) is None


def ask_and_break_off(engine, actor):
    with unit_of_work(engine) as db:
        enqueue(db, actor, "count", {}, key="k")
        _ = 1 / 0


def test_the_oldest_is_done_first_and_only_what_this_worker_can_do(engine, operator):
    with frozen(START) as clock:
        ids = []
        for name in ("count", "other", "count"):
            ids.append(ask(engine, operator, name))
            clock.advance(1)
        done = [run_next(engine, {"count": nothing}, worker=ME) for _ in range(3)]

    assert [job and job.id for job in done] == [ids[0], ids[2], None]
    assert look(engine, ids[1]).state is JobState.QUEUED


def test_a_job_may_wait_for_its_time(engine, operator):
    with frozen(START) as clock:
        id = ask(engine, operator)
        with unit_of_work(engine) as db:
            db.get_one(Job, id).run_at = START + timedelta(seconds=60)

        early = run_next(engine, {"count": nothing}, worker=ME)
        clock.advance(61)
        late = run_next(engine, {"count": nothing}, worker=ME)

    assert (early, late.id) == (None, id)


def test_a_key_that_waits_gives_the_same_job(engine, operator, stranger):
    first = ask(engine, operator, key="verify:1")
    again = ask(engine, operator, key="verify:1")
    other = ask(engine, operator, key="verify:2")
    theirs = ask(engine, stranger, key="verify:1")
    run_next(engine, {"count": nothing}, worker=ME, only=first)
    after = ask(engine, operator, key="verify:1")

    assert first == again
    assert len({first, other, theirs, after}) == 4


def test_eight_who_ask_at_once_for_one_key_get_one_job(engine, operator):
    together = threading.Barrier(8)

    def ask_together(_):
        together.wait(10)
        return ask(engine, operator, key="verify:1")

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(ask_together, range(8)))

    assert len(ids) == 1


def test_asking_again_in_a_transaction_keeps_what_it_did_before(engine, operator):
    ask(engine, operator, key="k")
    with unit_of_work(engine) as db:
        enqueue(db, operator, "other", {})
        enqueue(db, operator, "count", {}, key="k")

    with reading(engine) as db:
        assert sorted(db.scalars(select(Job.name))) == ["count", "other"]


def test_progress_can_be_seen_while_the_job_runs(engine, operator):
    seen = []
    id = ask(engine, operator)

    def work(step, _):
        step.progress(1, 4, unit="files", message="사과\udcff.jpg")
        seen.append(look(engine, id).progress)
        step.progress(4, 4, unit="files")
        return {}

    done = run_next(engine, {"count": work}, worker=ME)

    assert seen[0] | {"rate_per_s": 0.0} == {
        "done": 1,
        "total": 4,
        "unit": "files",
        "rate_per_s": 0.0,
        "message": "사과\\udcff.jpg",
    }
    assert done.progress["done"] == 4
    assert done.progress["rate_per_s"] > 0


def test_a_job_cancelled_before_it_begins_never_runs(engine, operator):
    id = ask(engine, operator)
    with unit_of_work(engine) as db:
        jobs.cancel(db, db.get_one(Job, id))

    assert run_next(engine, {"count": nothing}, worker=ME) is None
    assert look(engine, id).state is JobState.CANCELLED
    with pytest.raises(Conflict, match="finished"), unit_of_work(engine) as db:
        jobs.cancel(db, db.get_one(Job, id))


def test_a_job_cancelled_while_it_runs_stops_at_its_next_report(engine, operator):
    steps = []
    id = ask(engine, operator)

    def work(step, _):
        for done in range(10):
            steps.append(done)
            if done == 3:
                with unit_of_work(engine) as db:
                    jobs.cancel(db, db.get_one(Job, id))
            step.progress(done, 10)
        return {}

    done = run_next(engine, {"count": work}, worker=ME)

    assert done.state is JobState.CANCELLED
    assert done.finished_at is not None
    assert steps == [0, 1, 2, 3]


def test_a_failure_is_told_in_either_language(engine, operator):
    ask(engine, operator)

    def work(step, _):
        raise Invalid(say("“{path}” is not a folder; name one that exists.", path="/없음"))

    done = run_next(engine, {"count": work}, worker=ME)

    assert done.state is JobState.FAILED
    assert done.failure == "“/없음” is not a folder; name one that exists."
    assert done.failure.translated(catalogue("ko")).startswith("“/없음”은(는) 폴더가 아닙니다")


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError("half a sign \udcff and a NUL \0"),
        NotFound("plain words with {braces}"),
        NotFound(say("There is no “{column}” vector of {digest}.", column="\udcff", digest=1)),
    ],
    ids=["unexpected", "plain", "unstorable"],
)
def test_whatever_a_job_fails_with_its_worker_lives_and_tells(engine, operator, error):
    ask(engine, operator)
    ask(engine, operator, "other")

    def work(step, _):
        raise error

    failed = run_next(engine, {"count": work}, worker=ME)
    after = run_next(engine, {"other": nothing}, worker=ME)

    assert failed.state is JobState.FAILED
    assert str(failed.failure)
    assert after.state is JobState.DONE


def test_a_share_in_a_failure_is_still_written_as_a_share(engine, operator):
    ask(engine, operator)

    def work(step, _):
        raise Invalid(
            say("{share:.0%} of the records come from “{provider}”.", share=0.25, provider="A")
        )

    done = run_next(engine, {"count": work}, worker=ME)

    assert done.failure == "25% of the records come from “A”."


def test_a_result_that_cannot_be_saved_fails_the_job(engine, operator):
    ask(engine, operator)

    done = run_next(engine, {"count": lambda step, _: {"when": now()}}, worker=ME)

    assert done.state is JobState.FAILED
    assert "datetime" in done.failure


def test_a_permission_that_is_no_more_fails_the_job_and_not_the_worker(engine, operator):
    id = ask(engine, operator)
    with unit_of_work(engine) as db:
        db.get_one(Job, id).permissions = ["catalog:fly"]

    assert run_next(engine, {"count": nothing}, worker=ME).state is JobState.FAILED


KILLED = """
import sys, time
from uuid import UUID
from dure.kit import jobs
from dure.kit.db import connect
import dure.app.tables

def work(step, arguments):
    step.progress(1, 2, message="half")
    print("half", flush=True)
    sys.stdin.read()
    return {}

jobs.run_next(connect(sys.argv[1]), {"count": work}, worker=jobs.worker_name())
"""


def test_a_killed_worker_leaves_its_job_to_the_next_at_once(engine, url, operator):
    id = ask(engine, operator)
    doomed = subprocess.Popen(
        [sys.executable, "-c", KILLED, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert doomed.stdout.readline() == "half\n"
    running = look(engine, id)
    with reading(engine) as db:
        held = jobs.claimable(db, id)
    while_it_lives = run_next(engine, {"count": nothing}, worker=jobs.worker_name())

    os.kill(doomed.pid, signal.SIGKILL)
    os.waitid(os.P_PID, doomed.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet taken note of
    with reading(engine) as db:
        free = jobs.claimable(db, id)
    done = run_next(engine, {"count": nothing}, worker=jobs.worker_name())
    doomed.wait()
    doomed.stdin.close()
    doomed.stdout.close()

    assert (running.state, running.progress["message"]) == (JobState.RUNNING, "half")
    assert (held, while_it_lives, free) == (False, None, True)
    assert (done.id, done.state, done.attempts) == (id, JobState.DONE, 2)
    assert running.lease_until > now()


def claimed(engine, actor, clock=None, worker=ME):
    """A job that a worker elsewhere has taken and says nothing more of."""
    id = ask(engine, actor)
    with unit_of_work(engine) as db:
        row = db.get_one(Job, id)
        row.state, row.worker, row.attempts = JobState.RUNNING, worker, 1
        row.lease_until = now() + timedelta(seconds=jobs.LEASE_S)
    return id


def test_the_job_of_a_machine_elsewhere_is_taken_when_its_lease_has_ended(engine, operator):
    with frozen(START) as clock:
        id = claimed(engine, operator)
        clock.advance(jobs.LEASE_S - 1)
        early = run_next(engine, {"count": nothing}, worker=jobs.worker_name())
        clock.advance(2)
        late = run_next(engine, {"count": nothing}, worker=jobs.worker_name())

    assert early is None
    assert (late.id, late.state, late.attempts) == (id, JobState.DONE, 2)


def test_a_number_that_another_process_has_now_is_not_taken_for_the_worker(engine, operator):
    machine, _, born = jobs.worker_name().rsplit(":", 2)
    claimed(engine, operator, worker=f"{machine}:{os.getpid()}:{int(born) - 1}")

    assert run_next(engine, {"count": nothing}, worker=ME).state is JobState.DONE


def test_who_lost_its_lease_stops_and_spoils_nothing(engine, operator):
    """Also where the other is a thread of the same process, and so has the same name."""
    name = jobs.worker_name()
    id = ask(engine, operator)
    taken = []

    def slow(step, _):
        step.progress(1, 2)
        with unit_of_work(engine) as db:
            db.execute(update(Job).values(lease_until=now() - timedelta(seconds=1)))
        taken.append(run_next(engine, {"count": lambda *_: {"by": "other"}}, worker=name))
        step.progress(2, 2)
        raise AssertionError("it goes on though the job is another's")

    run_next(engine, {"count": slow}, worker=name)

    found = look(engine, id)
    assert (found.state, found.result, found.attempts) == (JobState.DONE, {"by": "other"}, 2)
    assert found.progress["done"] == 1


@pytest.mark.parametrize("asked_for", [True, False], ids=["by name", "in turn"])
def test_a_job_that_kills_its_workers_is_given_up(engine, operator, asked_for):
    ran = []
    with frozen(START) as clock:
        id = claimed(engine, operator)
        with unit_of_work(engine) as db:
            db.get_one(Job, id).attempts = 5
        clock.advance(jobs.LEASE_S + 1)

        given_up = run_next(
            engine,
            {"count": lambda *_: ran.append(1) or {}},
            worker=ME,
            only=id if asked_for else None,
        )

    assert ran == []
    assert given_up.state is JobState.FAILED
    assert given_up.failure == "Given up: its worker died 5 times."
    assert run_next(engine, {"count": nothing}, worker=ME) is None


def test_a_cancelled_job_whose_worker_died_does_not_begin_again(engine, operator):
    with frozen(START) as clock:
        id = claimed(engine, operator)
        with unit_of_work(engine) as db:
            jobs.cancel(db, db.get_one(Job, id))
        clock.advance(jobs.LEASE_S + 1)
        found = run_next(engine, {"count": nothing}, worker=ME)

    assert (found.id, found.state) == (id, JobState.CANCELLED)


def test_four_workers_do_every_job_exactly_once(engine, operator):
    for n in range(24):
        ask(engine, operator, n=n)
    ran, lock = [], threading.Lock()

    def work(step, arguments):
        with lock:
            ran.append(arguments["n"])
        step.progress(1, 1)
        return {}

    def until_empty(number):
        misses = 0
        while misses < 2:
            done = run_next(engine, {"count": work}, worker=f"elsewhere/{number}:1:1")
            misses = misses + 1 if done is None else 0

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(until_empty, range(4)))

    assert sorted(ran) == list(range(24))


def test_a_job_asked_for_by_name_is_not_done_twice_at_once(engine, operator):
    id = ask(engine, operator)
    begun, may_end = threading.Event(), threading.Event()

    def work(step, _):
        begun.set()
        may_end.wait(10)
        return {}

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(run_next, engine, {"count": work}, worker="here/1:1:1", only=id)
        assert begun.wait(10)
        second = run_next(engine, {"count": work}, worker="there/1:1:1", only=id)
        may_end.set()

    assert second is None
    assert first.result().state is JobState.DONE


def test_a_worker_that_works_long_keeps_its_lease(engine, operator, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE_S", 0.06)
    id = ask(engine, operator)
    renewed = threading.Event()

    def work(step, _):
        first = look(engine, id).lease_until
        for _ in range(500):
            if renewed.wait(0.01) or look(engine, id).lease_until > first:
                return {"renewed": True}
        return {"renewed": False}

    assert run_next(engine, {"count": work}, worker=ME).result == {"renewed": True}


def test_a_step_acts_with_the_permissions_of_who_asked(engine, member):
    from dure.identity import Role

    annotator = member("clear-home", Role.ANNOTATOR)
    ask(engine, annotator)
    allowed = []

    def work(step, _):
        allowed.extend(p for p in Permission if p in step.actor.permissions)
        return {}

    run_next(engine, {"count": work}, worker=ME)

    assert set(allowed) == annotator.permissions
