"""What a browser keeps is never shown to who sits before it next."""

import pytest

from dure import catalog
from dure.core import DatasetId, Modality, Probe, RecordId, Stream, derived_id
from dure.kit.blobs import digest_of

PREVIEW = b"\xff\xd8 small"


@pytest.fixture
def record(workspace, operator):
    """A record of one text, with a preview."""
    content = b'{"door": "open"}'
    digest = digest_of(content)
    workspace.blobs.put(digest, content)
    workspace.blobs.put_derived("preview", digest, PREVIEW)
    with workspace.unit_of_work() as db:
        id = DatasetId(catalog.register(db, operator, name="mine", domain=("food", "1.0.0")).id)
        stream = Stream("main", digest, len(content), Probe(Modality.TEXT, "application/json"))
        new = catalog.NewRecord(RecordId(derived_id(id, digest)), "door.json", (stream,))
        catalog.add_records(db, operator, id, [new])
    return new.id


@pytest.mark.parametrize("what", ["preview", "streams/0/media"])
def test_a_kept_medium_is_asked_for_again_and_refused_to_the_next(
    client, caller, operator, stranger, record, what
):
    address = f"/api/records/{record}/{what}"
    first = client.get(address, headers=caller(operator))
    held = {"If-None-Match": first.headers["etag"]}

    again = client.get(address, headers={**caller(operator), **held})
    next_one = client.get(address, headers={**caller(stranger), **held})

    assert first.headers["cache-control"] == again.headers["cache-control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert next_one.status_code == 404


@pytest.mark.parametrize("held", ['"other"', 'W/"other", "x"', "", "*x"])
def test_a_browser_that_holds_something_else_gets_it_all(client, caller, operator, record, held):
    address = f"/api/records/{record}/preview"

    given = client.get(address, headers={**caller(operator), "If-None-Match": held})

    assert (given.status_code, given.content) == (200, PREVIEW)


def test_answers_of_the_interface_are_not_kept(client, caller, operator, record):
    headers = caller(operator)
    addresses = ("/api/me", "/api/datasets", f"/api/records/{record}", "/api/potatoes")

    kept = {a: client.get(a, headers=headers).headers["cache-control"] for a in addresses}

    assert kept == dict.fromkeys(addresses, "no-store")


def test_a_file_of_a_release_is_asked_for_again(client, caller, operator, holding):
    answer = client.get("/api/releases/fridge@1/files/manifest.json", headers=caller(operator))

    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["etag"]
