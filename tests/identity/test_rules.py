"""What a role may do, what a password must be, how the trail is chained."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Invalid, Permission
from dure.identity.model import Role, Tier
from dure.identity.rules import (
    chained,
    check_email,
    check_password,
    lasting,
    permissions,
    same_password,
)

RUNS_THE_MACHINE = {Permission.SERVER_FOLDERS, Permission.ENGINES_MANAGE}
CHANGES = {
    Permission.CATALOG_WRITE,
    Permission.INGEST_WRITE,
    Permission.AUTOLABEL_RUN,
    Permission.QUALITY_RUN,
    Permission.RELEASE_PUBLISH,
    Permission.IDENTITY_MANAGE,
}


def test_only_the_operators_owner_may_run_the_machine():
    for role in Role:
        for tier in Tier:
            may = permissions(role, tier) >= RUNS_THE_MACHINE
            assert may is (role is Role.OWNER and tier is Tier.OPERATOR)
            assert may or not RUNS_THE_MACHINE & permissions(role, tier)


@pytest.mark.parametrize("role", Role)
def test_everyone_may_read_what_their_organisation_has(role):
    assert permissions(role, Tier.ALLIANCE) >= {Permission.CATALOG_READ, Permission.RELEASE_READ}


@pytest.mark.parametrize(
    ("role", "changes"),
    [
        (Role.OWNER, CHANGES),
        (Role.CURATOR, CHANGES - {Permission.IDENTITY_MANAGE}),
        (Role.PROVIDER, {Permission.CATALOG_WRITE, Permission.INGEST_WRITE}),
        (Role.ANNOTATOR, set()),
        (Role.CONSUMER, set()),
        (Role.ANALYST, set()),
    ],
)
def test_a_role_may_change_what_is_its_work_and_no_more(role, changes):
    assert permissions(role, Tier.ALLIANCE) & CHANGES == changes


def test_only_those_who_answer_for_it_read_the_trail():
    readers = {r for r in Role if Permission.AUDIT_READ in permissions(r, Tier.ALLIANCE)}

    assert readers == {Role.OWNER, Role.CURATOR, Role.ANALYST}


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaa", "ababababab", "minsu-kim-2026", "MINSU.KIM!!"]
)
def test_a_password_that_is_guessed_first_is_refused(password):
    with pytest.raises(Invalid):
        check_password(password, "minsu@example.com")


@pytest.mark.parametrize("password", ["냉장고 속 양파 세 개", "correct horse", "kim!0a9dkfj3"])
def test_a_long_password_needs_no_recipe(password):
    check_password(password, "kim@example.com")


@given(st.text())
def test_both_ways_of_typing_korean_are_one_password(text):
    assert same_password(unicodedata.normalize("NFD", text)) == same_password(text)


def test_an_address_is_kept_in_one_form():
    assert check_email("  Minsu@Example.COM ") == "minsu@example.com"


@pytest.mark.parametrize(
    "email", ["", "minsu", "@example.com", "a@b", "a b@c.kr", "a@b.kr\0", "x" * 320 + "@a.kr"]
)
def test_what_is_no_address_is_refused(email):
    with pytest.raises(Invalid, match="not an e-mail address"):
        check_email(email)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), JSON, max_size=3))
def test_a_detail_lasts(detail):
    once = lasting(detail)

    assert lasting(once) == once
    assert json.loads(json.dumps(once, allow_nan=False).encode()) == once
    assert "\0" not in str(once)


def test_the_chain_covers_every_value_and_all_that_came_before():
    entry = {"number": 1, "action": "a"}

    assert chained("0", entry) == chained("0", dict(reversed(entry.items())))
    assert len({chained("0", entry), chained("1", entry), chained("0", entry | {"number": 2})}) == 3
