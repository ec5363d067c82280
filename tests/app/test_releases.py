"""Releases over HTTP, as they are called by people: Korean names, and versions that are none."""

import pytest

from dure import catalog, ingest, release
from dure.core import DatasetId


def silent(done, total, message=""):
    pass


@pytest.fixture
def released(workspace, operator, pictures):
    """A release of a data set with a Korean name."""
    with workspace.unit_of_work() as db:
        row = catalog.register(db, operator, name="냉장고 사진", domain=("food", "1.0.0"))
    delivery = ingest.Delivery((ingest.Root(pictures),))
    ingest.take_in(workspace, operator, DatasetId(row.id), delivery, silent)
    release.freeze(workspace, operator, DatasetId(row.id), release.Order(()), silent)
    return "냉장고-사진@1"


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_release_with_a_korean_name_comes_as_an_archive(client, caller, operator, released, kind):
    answer = client.get(f"/api/releases/{released}/archive.{kind}", headers=caller(operator))

    assert answer.status_code == 200
    assert "냉장고-사진@1/manifest.json".encode() in answer.content
    encoded = "%EB%83%89%EC%9E%A5%EA%B3%A0-%EC%82%AC%EC%A7%84%401"
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{encoded}.{kind}"


@pytest.mark.parametrize("version", ["²", "٣", "1.0", "x", "9" * 5000, "-1"], ids=lambda v: v[:9])
def test_a_version_that_is_none_is_told_so(client, caller, operator, released, version):
    name = released.partition("@")[0]

    answer = client.get(f"/api/releases/{name}@{version}", headers=caller(operator))

    assert answer.status_code == 422
    assert len(answer.text) < 1000
