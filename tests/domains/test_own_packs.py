"""A pack of one's own is a file and no code: adopted once, it is known by its id."""

import json

import pytest

from dure import domains
from dure.core import Conflict, NotFound
from dure.domains import store


@pytest.fixture
def kept(tmp_path):
    folder = tmp_path / "home" / "domains"
    domains.keep_in(folder)
    yield folder
    domains.keep_in(tmp_path / "nowhere")


def own_pack(folder, **changes):
    value = store.read(store.PACKS / "food.yaml").value
    file = folder / "mine.yaml"
    file.write_text(json.dumps({**value, "id": "drawer", "aliases": [], **changes}), "utf-8")
    return file


def test_an_adopted_pack_is_known_by_its_id(kept, tmp_path):
    pack = domains.adopt(own_pack(tmp_path))

    assert pack.id == "drawer"
    assert domains.named("drawer").id == "drawer"
    assert domains.known() == [*domains.shipped(), "drawer"]
    assert [file.name for file in kept.iterdir()] == ["drawer.yaml"]


def test_a_mended_pack_takes_the_place_of_the_one_before(kept, tmp_path):
    domains.adopt(own_pack(tmp_path))
    domains.adopt(own_pack(tmp_path, version="9.0.0"))

    assert domains.named("drawer").version == "9.0.0"


def test_a_shipped_id_is_refused_and_nothing_is_kept(kept, tmp_path):
    with pytest.raises(Conflict, match="“food” is the id of a shipped domain"):
        domains.adopt(own_pack(tmp_path, id="food"))
    assert not kept.exists()


def test_a_name_that_climbs_out_opens_nothing(kept, tmp_path):
    own_pack(tmp_path)

    with pytest.raises(NotFound):
        domains.named("../../mine")
