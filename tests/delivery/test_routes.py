"""Files come over tus, become a delivery, and every one of them is told of."""

from .conftest import checksum, photo


def test_files_are_uploaded_and_taken_in(site):
    id = site.deliver({"apple/1.png": photo(1), "apple/2.png": photo(2), "notes.pdf": b"%PDF-1.4"})

    told = site.read(id)
    assert (told["state"], told["kind"]) == ("done", "upload")
    assert (told["files"], told["records"], told["added"], told["issues"]) == (3, 2, 2, 1)
    assert site.records() == ["apple/1.png", "apple/2.png"]
    files = site.files(id)
    assert {p: f["outcome"] for p, f in files.items()} == {
        "apple/1.png": "record",
        "apple/2.png": "record",
        "notes.pdf": "issue",
    }
    assert files["notes.pdf"]["message"]


def test_a_file_comes_in_pieces_and_says_how_far_it_is(site, curator):
    person, content = site.person(), photo(1)
    id = person.open(site.dataset)
    place = person.create(id, "1.png", len(content)).headers["location"]

    first = person.patch(place, 0, content[:100])
    middle = person.head(place)
    second = person.patch(place, 100, content[100:], Upload_Checksum=checksum(content[100:]))

    assert (first.status_code, first.headers["upload-offset"]) == (204, "100")
    assert (middle.headers["upload-offset"], middle.headers["upload-length"]) == (
        "100",
        str(len(content)),
    )
    assert second.headers["upload-offset"] == str(len(content))
    assert person.ask("POST", f"/deliveries/{id}/finish").status_code == 202
    site.work()
    assert site.records() == ["1.png"]


def test_files_are_told_by_the_kind_of_their_issue(site):
    broken = {"a.pdf": b"%PDF-1.4", "b.pdf": b"%PDF-1.4", "cut.png": photo(2)[:-20]}
    id = site.deliver({"1.png": photo(1), **broken})

    def ask(**query):
        page = site.person().ask("GET", f"/deliveries/{id}/files", params=query).json()
        return [item["path"] for item in page["items"]], page["total"], page["kinds"]

    kinds = {"document": 2, "truncated": 1}
    assert ask(outcome="issue") == (["a.pdf", "b.pdf", "cut.png"], 3, kinds)
    assert ask(outcome="issue", kind="document", limit=1) == (["a.pdf"], 2, kinds)
    assert ask(kind="truncated") == (["cut.png"], 1, kinds)
    assert ask(outcome="record", kind="truncated") == ([], 0, {})
    assert ask(kind="such a thing") == ([], 0, kinds)
