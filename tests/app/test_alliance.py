"""What other organisations see of a data set that is shown to the alliance, and what not."""

import pytest

from dure import catalog
from dure.core import Choice, DatasetId, Layer, Modality, Probe, RecordId, Stream, derived_id
from dure.kit.blobs import digest_of


@pytest.fixture
def shown(workspace, operator, member):
    """Three records that the alliance may know of, the last one withdrawn, two members' labels."""
    probe = Probe(Modality.TEXT, "application/json")
    colleague = member("operator-mate")
    with workspace.unit_of_work() as db:
        id = DatasetId(catalog.register(db, operator, name="shown", domain=("food", "1.0.0")).id)
        new = []
        for name in ("a.json", "b.json", "c.json"):
            digest = digest_of(name.encode())
            workspace.blobs.put_derived("preview", digest, b"\xff\xd8")
            stream = Stream("main", digest, 2, probe)
            new.append(catalog.NewRecord(RecordId(derived_id(id, name)), name, (stream,)))
        catalog.add_records(db, operator, id, new)
        said = [
            catalog.NewAnnotations(
                new[0].id, Layer.MEMBER, f"member:{who.member}", (Choice("Onion"),)
            )
            for who in (operator, colleague)
        ]
        catalog.annotate(db, operator, id, said)
        catalog.withdraw(db, operator, id, [new[2].id], for_good=True)
        catalog.show_to(db, operator, id, catalog.Visibility.ALLIANCE)
    return id, [record.id for record in new]


def _paths(client, headers, dataset, *where):
    found = client.get(
        f"/api/datasets/{dataset}/grid", params={"where": list(where)}, headers=headers
    )
    return [card["path"] for card in found.json()["items"]]


@pytest.mark.parametrize("where", ["withdrawn:yes", "-withdrawn:no"])
def test_withdrawn_records_are_listed_for_their_owner_alone(
    client, caller, operator, stranger, shown, where
):
    dataset, _ = shown

    assert _paths(client, caller(operator), dataset, where) == ["c.json"]
    assert _paths(client, caller(stranger), dataset, where) == []
    assert _paths(client, caller(stranger), dataset) == ["a.json", "b.json"]
    counts = client.get(
        f"/api/datasets/{dataset}/facets", params={"where": where}, headers=caller(stranger)
    )
    ids = client.get(
        f"/api/datasets/{dataset}/ids", params={"where": where}, headers=caller(stranger)
    )
    assert (counts.json()["total"], ids.json()["ids"]) == (0, [])


@pytest.mark.parametrize("what", ["", "/preview", "/findings", "/streams/0/media"])
def test_a_withdrawn_record_is_not_there_for_others_who_know_its_id(
    client, caller, operator, stranger, shown, what
):
    address = f"/api/records/{shown[1][2]}{what}"

    assert client.get(address, headers=caller(stranger)).status_code == 404
    if not what.endswith("media"):
        assert client.get(address, headers=caller(operator)).status_code == 200


def test_others_learn_that_members_spoke_and_not_which(client, caller, operator, stranger, shown):
    address = f"/api/records/{shown[1][0]}"

    theirs = client.get(address, headers=caller(stranger))
    mine = client.get(address, headers=caller(operator)).json()

    assert sorted(s["author"] for s in theirs.json()["annotation_sets"]) == ["member:1", "member:2"]
    assert str(operator.member) not in theirs.text
    assert f"member:{operator.member}" in [s["author"] for s in mine["annotation_sets"]]
    assert {line["actor"] for line in theirs.json()["trail"]} == {""}


def test_what_became_of_files_is_told_to_the_owner_alone(client, caller, operator, stranger, shown):
    address = f"/api/datasets/{shown[0]}/files"

    assert client.get(address, headers=caller(stranger)).status_code == 403
    told = client.get(address, params={"limit": 1}, headers=caller(operator))
    assert told.json() | {"files": 0} == told.json()
    assert told.json()["issues_total"] == 0


def test_a_list_of_suggestions_has_an_end(client, caller, operator, shown):
    address = f"/api/datasets/{shown[0]}/suggestions"

    assert client.get(address, headers=caller(operator)).json()["total"] == 0
    beyond = client.get(address, params={"limit": 1001}, headers=caller(operator))
    assert beyond.status_code == 422
