import unicodedata
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.core import Box, Choice, Issue, Labelled, Severity
from dure.ingest import Outcome, rules

A, B = UUID(int=1), UUID(int=2)
names = st.text("abc/.", min_size=1, max_size=4)
files = st.dictionaries(names, st.sampled_from("123"), max_size=12)


@given(files, st.randoms())
def test_who_is_record_does_not_depend_on_the_order(found, random):
    pairs = list(found.items())
    random.shuffle(pairs)

    assert rules.settled(pairs) == rules.settled(found.items())


@given(files)
def test_every_content_has_one_record_and_it_is_the_first_by_name(found):
    outcomes, first = rules.settled(found.items())
    records = sorted(name for name, outcome in outcomes.items() if outcome is Outcome.RECORD)

    assert sorted(first.values()) == records
    assert set(first) == set(found.values())
    assert set(outcomes) == set(found)
    for digest, name in first.items():
        assert name == min(n for n, d in found.items() if d == digest)


@pytest.mark.parametrize(
    ("sounds", "text", "expected"),
    [
        (["a/1.wav"], "a/1.txt", ("a/1.wav", "spelling")),
        (["a/1.wav"], "a/1.lab", ("a/1.wav", "spelling")),
        (["a/wav/1.wav"], "a/script/1.txt", ("a/wav/1.wav", "spelling")),
        (["a/wav/1.wav"], "a/transcript/1.txt", ("a/wav/1.wav", "pronunciation")),
        (["a/1.wav"], "a/script/1.txt", None),  # the sounds' folder is not named for sounds
        (["a/wav/1.wav"], "b/script/1.txt", None),
        (["a/1.wav", "a/1.flac"], "a/1.txt", None),  # which of them?
        (["a/1.wav"], "a/1.csv", None),
        (["a/1.jpg"], "a/1.txt", None),
        (["a/열어.wav"], unicodedata.normalize("NFD", "a/열어.txt"), ("a/열어.wav", "spelling")),
        ([unicodedata.normalize("NFD", "열어.wav")], "열어.txt", "nfd"),
    ],
)
def test_texts_that_write_down_a_sound(sounds, text, expected):
    found = rules.transcripts(sounds, [text])
    if expected == "nfd":
        expected = (sounds[0], "spelling")

    assert found == ({text: expected} if expected else {})


def test_spelling_and_pronunciation_stand_side_by_side():
    both = rules.transcript({"spelling": "2시", "pronunciation": "두 시"})

    assert (both.text, both.pronunciation) == ("2시", "두 시")
    assert rules.transcript({"pronunciation": "두 시"}).text == "두 시"
    assert rules.transcript({"spelling": "네", "pronunciation": "네"}).pronunciation is None


@given(st.lists(st.sampled_from(["a", "a-2", "a-3", "b", ""]), min_size=2, max_size=8))
def test_folders_never_share_a_prefix(folders):
    given_out = rules.prefixes(folders)

    assert len(set(given_out)) == len(folders)
    assert all(prefix.endswith("/") for prefix in given_out)


def test_one_folder_needs_no_prefix_and_others_keep_their_names():
    assert rules.prefixes(["a"]) == [""]
    assert rules.prefixes(["a", "b", "a"]) == ["a/", "b/", "a-2/"]


def words(*said, own=("a.jpg", "b.jpg"), columns=()):
    found = rules.Words({"a.jpg": A, "copy.jpg": A, "b.jpg": B}, set(own), columns)
    for one in said:
        found.add([one])
    return found


def word(path, *labels, source="l.csv", **more):
    return Labelled(path, tuple(map(Choice, labels)), source=source, **more)


def test_what_is_said_of_the_records_own_path_is_heard_first():
    found = words(word("copy.jpg", "apple"), word("a.jpg", "pear"))

    assert [w.path for w in found.of(A)] == ["a.jpg", "copy.jpg"]
    assert [a.label for a in rules.merged(found.of(A))] == ["pear"]
    assert found.of(B) == []


def test_words_about_absent_files_are_not_heard():
    assert not words(word("c.jpg", "apple")).said


def test_the_same_content_under_two_classes_is_told():
    (issue,) = words(word("a.jpg", "pear"), word("copy.jpg", "apple")).issues()

    assert (issue.path, issue.kind, issue.severity) == (
        "copy.jpg",
        "conflicting_labels",
        Severity.WARNING,
    )
    assert "pear" in issue.message
    assert "apple" in issue.message


def test_two_lists_that_differ_about_one_file_are_told():
    (issue,) = words(word("a.jpg", "pear"), word("a.jpg", "apple", source="m.csv")).issues()

    assert "l.csv" in issue.message
    assert "m.csv" in issue.message


def test_agreement_is_no_contradiction():
    assert not words(word("a.jpg", "pear"), word("copy.jpg", "pear"), word("b.jpg", "x")).issues()


def test_several_classes_in_one_word_are_kept():
    found = rules.merged([word("a.jpg", "pear", "ripe"), word("a.jpg", "apple")])

    assert [a.label for a in found] == ["pear", "ripe"]


def test_the_same_box_is_taken_once_and_others_are_added():
    one, two = Box("a", 1.0, 1.0, 2.0, 2.0), Box("a", 1.0, 1.0, 2.0, 3.0)
    found = rules.merged([Labelled("a.jpg", (one,)), Labelled("a.jpg", (one, two))])

    assert found == (one, two)


def test_a_column_names_what_must_not_straddle():
    found = words(word("a.jpg", "x", attributes={"Household": "h1"}), columns=("household",))
    given_already = word("b.jpg", "x", attributes={"household": "h1"}, group="g")
    found.add([given_already])

    assert [w.group for w in found.of(A)] == ["h1"]
    assert [w.group for w in found.of(B)] == ["g"]


def test_nothing_is_gone_below_a_folder_that_could_not_be_read():
    paths = ["a/1", "ab/1", "b/1", "b/2"]

    assert rules.gone(paths, {"b/2"}, {"a"}) == ["ab/1", "b/1"]
    assert rules.gone(paths, set(), {""}) == []
    assert rules.gone(paths, {"b/2"}, set()) == ["a/1", "ab/1", "b/1"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, False),
        ((1, 2, Outcome.RECORD, None), True),
        ((1, 2, Outcome.ISSUE, "truncated"), True),
        ((1, 3, Outcome.RECORD, None), False),
        ((2, 2, Outcome.RECORD, None), False),
        ((1, 2, Outcome.LABELS, None), False),
        ((1, 2, Outcome.ISSUE, "unreadable"), False),
        ((1, 2, Outcome.ISSUE, "changing"), False),
    ],
)
def test_what_need_not_be_examined_again(known, expected):
    assert rules.is_same(known, 1, 2) is expected


def test_the_first_error_of_a_file_tells_why_it_is_useless():
    first, later = Issue("a.csv", "no_header", "x"), Issue("a.csv", "ragged_row", "x")
    mild = Issue("a.csv", "encoding", "x", Severity.NOTE)

    assert rules.errors([mild, first, later, Issue("b", "x", "x")], ["a.csv"]) == {"a.csv": first}
    assert rules.milder(first).severity is Severity.WARNING
    assert rules.milder(later) is later
    assert rules.milder(None) is None
