"""Sentences, ids, actors, probes: the small words."""

import copy
import pickle
from dataclasses import asdict
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import (
    Actor,
    Conflict,
    Error,
    Forbidden,
    Invalid,
    Issue,
    MemberId,
    Modality,
    NotFound,
    OrganizationId,
    Permission,
    Probe,
    Unavailable,
    derived_id,
    new_id,
    say,
)

STORABLE = st.text(st.characters(exclude_characters="\x1f", codec="utf-8"))


@given(st.text())
def test_a_sentence_survives_copying_whatever_name_it_holds(name):
    sentence = say("“{name}” is cut off.", name=name)

    for again in (copy.deepcopy(sentence), pickle.loads(pickle.dumps(sentence))):
        assert (again, again.template, again.values) == (
            sentence,
            "“{name}” is cut off.",
            {"name": name},
        )
    assert asdict(Issue("a", "b", sentence))["message"] == sentence


def test_a_sentence_is_told_in_another_language_or_stays():
    sentence = say("{count} files", count=3)

    assert sentence.translated({"{count} files": "파일 {count}개"}) == "파일 3개"
    assert sentence.translated({}) == "3 files"


def test_a_value_may_have_any_name():
    assert say("{template} {cls} {self}", template=1, cls=2, self=3) == "1 2 3"


@given(st.uuids(), st.lists(STORABLE))
def test_the_same_parts_give_the_same_id_and_others_another(parent, parts):
    assert derived_id(parent, *parts) == derived_id(parent, *parts)
    assert derived_id(parent, *parts, "x") != derived_id(parent, *parts, "y")


def test_new_ids_differ():
    assert len({new_id() for _ in range(100)}) == 100


def test_an_actor_without_the_permission_is_told_which_it_needs():
    actor = Actor(
        MemberId(UUID(int=1)), OrganizationId(UUID(int=2)), frozenset({Permission.CATALOG_READ})
    )
    actor.require(Permission.CATALOG_READ)

    with pytest.raises(Forbidden, match="catalog:write"):
        actor.require(Permission.CATALOG_WRITE)


def test_errors_carry_a_sentence_and_details():
    for kind in (NotFound, Forbidden, Conflict, Invalid, Unavailable):
        error = kind(say("No {thing}.", thing="apple"), path="a")

        assert isinstance(error, Error)
        assert (str(error), error.message.template, error.details) == (
            "No apple.",
            "No {thing}.",
            {"path": "a"},
        )


@given(st.sampled_from(Modality), st.none() | st.integers(1), st.none() | st.text())
def test_a_probe_comes_back_from_its_stored_form(modality, width, device):
    probe = Probe(modality, "image/jpeg", width=width, device=device)

    assert Probe.from_json(asdict(probe)) == probe
