"""Fields that no table knows get proposals, ranked by likeness."""

import numpy as np

from dure import devices
from dure.devices import proposing


def test_trigrams_find_the_attribute_of_nearly_the_same_name():
    document = {"washer": {"spinSpeedCurrent": 800}}

    (field,) = devices.standardise(document).unmapped

    assert field.proposals[0].target == "LaundryWasherControls.SpinSpeedCurrent"
    scores = [p.score for p in field.proposals]
    assert scores == sorted(scores, reverse=True)


def test_what_a_person_has_reviewed_gets_no_proposals():
    document = {"components": {"main": {"ocf": {"icv": {"value": "core.1.1.0"}}}}}

    (field,) = devices.standardise(document).unmapped

    assert field.is_reviewed
    assert field.proposals == ()


def test_an_engine_given_by_the_caller_ranks_instead():
    def embed(texts):
        """Hold only the name of the door lock's state, and the Korean word for it, to be near."""
        near = ("door lock lock state", "문 잠금")
        return np.array([[1.0, 0.0] if t in near else [0.0, 1.0] for t in texts], np.float32)

    (field,) = devices.standardise({"문잠금": 1}, embed=embed).unmapped
    assert field.proposals[0].target != "DoorLock.LockState"

    (field,) = devices.standardise({"문.잠금": 1}, embed=embed).unmapped
    assert [p.target for p in field.proposals] == ["DoorLock.LockState"]


def test_a_word_that_is_like_nothing_gets_no_proposals():
    (field,) = devices.standardise({"qqq": 1}).unmapped

    assert field.proposals == ()
    assert proposing.proposed(devices.standardise({})).unmapped[0].proposals == ()
