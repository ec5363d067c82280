"""The demonstration: made once, gone on with after a kill, removed only where it is one."""

import subprocess
from dataclasses import replace

import pytest
from sqlalchemy import select

from dure import catalog, identity
from dure.app import demo, demo_beside, demo_making, demo_people
from dure.identity.tables import Member, Membership, Organization
from dure.kit.console import progress
from dure.kit.context import Context
from dure.simulation import defects, plan

TINY = replace(plan.SMALL, voices=18, days=3)


def quiet(name):
    return progress(name, quiet=True)


@pytest.fixture
def sounds(monkeypatch):
    """An alliance that brings voice and device status alone, which are made in no time."""
    few = tuple(h for h in plan.HOLDINGS if h.domain in ("voice", "device"))
    monkeypatch.setattr(plan, "HOLDINGS", few)
    monkeypatch.setattr(plan, "SMALL", TINY)
    return few


@pytest.fixture
def context(workspace, operator):
    return Context(workspace, operator)


@pytest.fixture
def made(context, sounds):
    return demo_making.make(context, demo_making.Wish(is_small=True), quiet, lambda made: None)


def test_all_data_sets_are_built_for_their_owners_and_marked_simulated(context, made, sounds):
    assert made.is_finished
    assert [one.dataset for one in made.made] == [holding.name for holding in sounds]
    with context.workspace.reading() as db:
        for one, holding in zip(made.made, sounds):
            row = catalog.named(db, context.actor, one.dataset)  # the operator may see it
            records = list(catalog.every_record(db, context.actor, row.id))
            owner = db.get_one(Organization, row.organization)
            assert owner.slug == holding.owner
            assert len(records) == one.records > 0
            assert {r.attributes.get("simulated") for r in records} == {"true"}
            assert all(r.provider in plan.PROVIDERS for r in records)


def test_planted_sounds_are_found_and_what_is_missed_is_named(made):
    rows = {row.kind: row for row in made.rows}

    for kind in ("clipped", "silent", "sample_rate"):
        assert rows[kind].found == rows[kind].planted > 0, kind
        assert rows[kind].others == 0, kind
    for row in made.rows:
        assert row.kind in defects.DEFECTS
        assert row.found + len(row.missed) == row.planted


def test_every_role_is_there_and_nobody_has_a_password(context, made):
    with context.workspace.reading() as db:
        roles = {role.value for role in db.scalars(select(Membership.role))}
        passwords = set(db.scalars(select(Member.password_hash)))
        own = db.scalars(
            select(Organization.slug)
            .join(Membership, Membership.organization == Organization.id)
            .where(Membership.member == context.actor.member)
        ).all()

    assert roles >= {"owner", "curator", "provider", "annotator", "consumer", "analyst"}
    assert passwords <= {None}
    assert set(own) >= {"hanbit", "saebom", "dullegil"}


def test_a_link_signs_one_person_of_each_company_in(context, made):
    links = demo_people.links(context)

    assert [link.person for link in links] == ["김도윤", "한지우", "신가온"]
    with context.workspace.unit_of_work() as db:
        session = identity.claim(
            db,
            links[0].secret,
            email="kim@example.com",
            name="김도윤",
            password="냉장고 문 열어 줘",
        )
        caller = identity.caller(db, session.secret)
    assert caller.organization.slug == "hanbit"
    assert len(demo_people.links(context)) == 2


def test_a_second_making_changes_nothing(context, made):
    place = demo.folder(context.workspace) / "result.json"
    before = place.stat().st_mtime_ns

    def refuse(name):
        raise AssertionError(name)

    again = demo_making.make(context, demo_making.Wish(), refuse, lambda made: None)

    assert again == made
    assert place.stat().st_mtime_ns == before


def test_a_killed_making_goes_on_where_it_was(context, sounds):
    told = []

    def break_off(one):
        told.append(one.dataset)
        raise KeyboardInterrupt

    wish = demo_making.Wish(is_small=True)
    with pytest.raises(KeyboardInterrupt):
        demo_making.make(context, wish, quiet, break_off)
    assert demo.is_wanted(context.workspace)
    assert not demo.result(context.workspace).is_finished

    done = demo_making.make(
        context, demo_making.Wish(), quiet, lambda one: told.append(one.dataset)
    )

    assert told == [holding.name for holding in sounds]
    assert done.is_finished
    assert not demo.is_wanted(context.workspace)


def test_a_workspace_with_data_of_its_own_is_left_alone(context, workspace, operator, sounds):
    with workspace.unit_of_work() as db:
        catalog.register(db, operator, name="mine", domain=("food", "1.0.0"))

    assert not demo.is_wanted(workspace)
    with pytest.raises(demo.NotADemonstration):
        demo_making.make(context, demo_making.Wish(), quiet, lambda made: None)
    with pytest.raises(demo.NotADemonstration):
        demo.reset(workspace)
    with workspace.reading() as db:
        assert catalog.named(db, operator, "mine")


def test_reset_leaves_an_empty_workspace(context, made):
    workspace = context.workspace
    with workspace.reading() as db:
        row = catalog.named(db, context.actor, "kitchen-voice")
        record = next(iter(catalog.every_record(db, context.actor, row.id)))

    demo.reset(workspace)

    assert not demo.folder(workspace).exists()
    assert demo.is_wanted(workspace)
    assert workspace.blobs.size(record.digest) is None
    with workspace.unit_of_work() as db:
        assert db.scalars(select(Organization)).all() == []
        assert identity.local_actor(db)


def test_two_processes_do_not_make_it_at_once(context, made):
    with demo.alone(context.workspace), pytest.raises(demo.AlreadyMaking):
        demo.reset(context.workspace)


def test_real_folders_take_the_place_of_simulated_ones(context, pictures):
    wish = demo_making.Wish(folders=(demo_making.wished_folder(f"food={pictures}"),))

    done = demo_making.make(context, wish, quiet, lambda made: None)

    assert [(one.dataset, one.domain, one.records) for one in done.made] == [
        ("pictures", "food", 12)
    ]
    assert not done.simulated
    assert done.rows == []


def test_a_folder_without_a_domain_is_asked_for_one(pictures, tmp_path):
    with pytest.raises(demo_making.Invalid, match="food="):
        demo_making.wished_folder(str(pictures))
    with pytest.raises(demo_making.Invalid, match="no folder"):
        demo_making.wished_folder(f"food={tmp_path / 'nowhere'}")


def test_the_server_tells_the_truth_of_a_demonstration_alone(
    client, caller, context, operator, sounds
):
    headers = caller(operator)
    assert client.get("/api/demo/truth", headers=headers).status_code == 404
    assert client.get("/api/demo/truth").status_code == 401

    made = demo_making.make(context, demo_making.Wish(True), quiet, lambda made: None)

    told = client.get("/api/demo/truth", headers={**headers, "Accept-Language": "ko"}).json()
    assert told["simulated"]
    assert told["is_finished"]
    assert {row["kind"]: row["found"] for row in told["rows"]} == {
        row.kind: row.found for row in made.rows
    }
    assert {"소리가 깨진 녹음"} <= {row["title"] for row in told["rows"]}
    assert [one["records"] for one in told["datasets"]] == [one.records for one in made.made]


def test_the_command_prints_each_station_and_the_table(dure, sounds):
    first = dure("demo", "--small")
    assert first.code == 0, first.err
    assert "kitchen-voice" in first.out
    assert "planted defects were found" in first.out
    assert "/claim/" in first.out

    again = dure("demo", "--json")
    assert again.json["is_finished"]
    assert {row["kind"] for row in again.json["rows"]} >= {"clipped", "silent"}

    assert dure("demo", "--reset").code == 0
    assert dure("demo", "--reset").code == 2


def test_the_server_founds_the_alliance_before_it_greets(context, sounds):
    demo_beside.prepare(context)

    assert demo.is_demo(context.workspace)
    assert len(demo_people.links(context)) == 3
    assert demo.is_wanted(context.workspace)  # its data are still to come


def test_the_maker_beside_the_server_ends_with_it(context, monkeypatch):
    monkeypatch.setattr(
        demo_beside, "_PROGRAM", "import sys, time; print(sys.argv); time.sleep(60)"
    )
    started = []
    begin = subprocess.Popen

    def watched(*words, **how):
        started.append(begin(*words, **how))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    with demo_beside.making(context):
        (maker,) = started
        assert maker.poll() is None
    assert maker.poll() is not None


def test_where_nothing_is_wanted_nothing_is_started(context, workspace, operator):
    with workspace.unit_of_work() as db:
        catalog.register(db, operator, name="mine", domain=("food", "1.0.0"))

    demo_beside.prepare(context)
    with demo_beside.making(context):
        assert not demo.folder(workspace).exists()
