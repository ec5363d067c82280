"""Data sets as the list on the wire tells them."""

import pytest
from starlette.testclient import TestClient

from dure import catalog, identity
from dure.app.server import create_app
from dure.catalog import Visibility
from dure.core import DatasetId

pytestmark = pytest.mark.postgres


@pytest.fixture
def listed(workspace):
    """Ask for the list as an actor; gives the data sets by name."""
    with TestClient(create_app(workspace), raise_server_exceptions=False) as client:

        def ask(actor):
            with workspace.unit_of_work() as db:
                secret = identity.issue_token(db, actor, name="tests", lifetime_s=3600).secret
            answer = client.get("/api/datasets", headers={"Authorization": f"Bearer {secret}"})
            assert answer.status_code == 200, answer.text
            return {item["name"]: item for item in answer.json()["items"]}

        yield ask


def test_a_list_tells_whose_each_data_set_is(workspace, operator, stranger, listed):
    with workspace.unit_of_work() as db:
        row = catalog.register(db, operator, name="foods", domain=("food", "1.0.0"))
        catalog.register(db, operator, name="hidden", domain=("food", "1.0.0"))
        catalog.show_to(db, operator, DatasetId(row.id), Visibility.ALLIANCE)
        catalog.register(db, stranger, name="theirs", domain=("food", "1.0.0"))
        ours, others = (
            identity.organization(db, actor.organization).name for actor in (operator, stranger)
        )

    assert ours != others
    mine, seen = listed(operator), listed(stranger)
    assert {name: (one["owner"], one["mine"]) for name, one in mine.items()} == {
        "foods": (ours, True),
        "hidden": (ours, True),
    }
    assert {name: (one["owner"], one["mine"]) for name, one in seen.items()} == {
        "foods": (ours, False),
        "theirs": (others, True),
    }
