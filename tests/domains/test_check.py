"""Each way of breaking a pack gives its issue on its line, and all issues come together."""

import pytest

from dure import domains
from dure.core import Invalid, NotFound, Sentence
from dure.domains import store


def _kinds(issues):
    return [(issue.kind, issue.line) for issue in issues]


def test_a_sound_pack_has_no_issue(sound, written):
    assert domains.check(written(sound)) == []


# what stands there, what is written instead, the issue on the line that carries @
BREAKAGES = {
    "unknown key": ("aliases: [fridges]", "alias: [fridges] @", "unknown_key"),
    "missing id": ("      - {id: pear, ", "      - {@\n         ", "missing_key"),
    "missing Korean": ("ko: 배, en: Pear", "en: Pear} @\n#", "missing_text"),
    "missing English": ("ko: 배, en: Pear", "ko: 배} @\n#", "missing_text"),
    "empty Korean": ("ko: 배, en: Pear}", "ko: '', en: Pear} @", "missing_text"),
    "missing English of the name": ("ko: 냉장고, en: Fridge}", "ko: 냉장고} @", "missing_text"),
    "number for a text": ("ko: 배, en: Pear}", "ko: 배, en: 7} @", "wrong_type"),
    "text for a number": ("ass: 30", "ass: many @", "wrong_type"),
    "broken number for a whole one": ("ass: 30", "ass: 30.5 @", "wrong_type"),
    "word for a truth value": ("required: true,", "required: on, @\n     ", "wrong_type"),
    "word for a list": ("group_columns: [household]", "group_columns: home @", "wrong_type"),
    "word for a mapping": ("engines:\n  image_embedding: ", "engines: @\n  ", "wrong_type"),
    "share above one": ("promised_accuracy: 0.95", "promised_accuracy: 95 @", "out_of_range"),
    "count below one": ("ass: 30", "ass: 0 @", "out_of_range"),
    "wrong choice": ("folder_labels: open", "folder_labels: opne @", "unknown_value"),
    "unknown operator": ("operator: blur,", "operator: blurr, @\n      ", "unknown_value"),
    "capital id": ("id: fridge", "id: Fridge @", "bad_id"),
    "bad version": ("version: 1.0.0", "version: 'one' @", "bad_version"),
    "modality twice": ("[image, audio]", "[image, audio, image] @", "duplicate_item"),
    "no modality": ("[image, audio]", "[] @", "too_few"),
    "short guideline": ("  ko: 냉장고를 찍은", "  ko: 짧음 @\n  #", "too_short"),
    "key twice": ("id: fridge", "id: fridge\nid: freezer @", "duplicate_key"),
    "alias": ("[household]", "[&a household, *a] @", "alias"),
    "tag": ("id: fridge", "id: !!python/name:os.system fridge @", "tag"),
    "name twice": ("ko: 배, en: Pear}", "ko: 배, en: APP-LES} @", "duplicate_name"),
    "name of signs": ("ko: 배, en: Pear}", "ko: 배, en: '- -'} @", "bad_name"),
    "absent parent": ("parent: food}", "parent: fod} @", "unknown_parent"),
    "own parent": ("parent: food}", "parent: quince} @", "cycle"),
    "question to nothing": ("choice, taxonomy: food", "choice, taxonomy: fod @\n ", "dangling"),
    "question of no stream": ("modality: audio,", "modality: video, @\n      ", "dangling"),
    "question without classes": ("choice, taxonomy: food,", "choice, @\n", "missing_key"),
    "slot to nothing": ("taxonomy, taxonomy: food}", "taxonomy, taxonomy: f} @", "dangling"),
    "slot without classes": ("kind: taxonomy, taxonomy: food}", "kind: taxonomy} @", "missing_key"),
    "intent's slot to nothing": ("slots: [target]}", "slots: [goal]} @", "dangling"),
    "constraint on no factor": ("if: {door: open}", "if: {dor: open}, @\n      #", "dangling"),
    "status of no level": ("levels: {'0': open", "levels: {'0': ajar @\n       ", "dangling"),
    "status of no attribute": ("BooleanState.StateValue", "door @\n       ", "bad_attribute"),
    "constraint on no level": ("if: {door: open}", "if: {door: ajar}, @\n      #", "dangling"),
    "level twice": ("off, ko: 꺼짐, en: Dark}", "on, ko: 꺼짐, en: Dark} @", "duplicate_id"),
    "question id twice": ("id: said, type", "id: which, @\n     type", "duplicate_id"),
    "not YAML": ("id: fridge", "id: 'fridge\nversion: 'x' @", "syntax"),
    "second document": ("guideline:", "--- @\nguideline:", "several_documents"),
    "list as a key": ("id: fridge", "[a, b]: fridge @", "bad_key"),
}  # fmt: skip


@pytest.mark.parametrize("case", BREAKAGES)
def test_a_broken_pack_names_the_fault_and_its_line(case, sound, written):
    old, new, kind = BREAKAGES[case]
    assert old in sound
    text = sound.replace(old, new.replace("@", "#HERE"), 1)
    if case.startswith("constraint"):  # what the comment swallowed stands again on its own line
        text = text.replace("#, then", " then")
    line = next(n for n, row in enumerate(text.split("\n"), 1) if "#HERE" in row)

    file = written(text)
    issues = domains.check(file)

    assert (kind, line) in _kinds(issues)
    assert {issue.path for issue in issues} == {str(file)}
    assert all(isinstance(issue.message, Sentence) for issue in issues)


def test_the_parser_without_its_c_half_reads_the_same(sound, written, monkeypatch):
    texts = [sound, sound.replace("[household]", "[&a x, *a]"), sound + "id: 'again\n"]
    fast = [store.read(written(text)) for text in texts]
    monkeypatch.setattr(store, "_LOADER", "SafeLoader")
    slow = [store.read(written(text)) for text in texts]

    for a, b in zip(fast, slow, strict=True):
        assert (a.value, a.lines, _kinds(a.issues)) == (b.value, b.lines, _kinds(b.issues))


def test_one_fault_gives_one_issue(sound, written):
    for old, new in [
        ("ass: 30", "ass: many"),
        ("parent: food", "parent: fod"),
        ("aliases:", "alias:"),
    ]:
        assert len(domains.check(written(sound.replace(old, new, 1)))) == 1


def test_all_faults_come_at_once_in_the_order_of_the_lines(sound, written):
    text = (
        sound.replace("id: fridge", "id: Fridge")
        .replace("ko: 배, en: Pear", "en: Pear, colour: green")
        .replace("parent: food", "parent: fod")
        .replace("folder_labels: open", "folder_labels: opne")
    )

    assert _kinds(domains.check(written(text))) == [
        ("bad_id", 1),
        ("unknown_key", 13),
        ("missing_text", 13),
        ("unknown_parent", 14),
        ("unknown_value", 48),
    ]


def test_a_slip_of_the_pen_gets_a_suggestion(sound, written):
    slips = {
        ("folder_labels:", "folder_label:"): "folder_labels",
        ("parent: food", "parent: foood"): "food",
        ("folder_labels: open", "folder_labels: opne"): "open",
    }
    for (old, new), meant in slips.items():
        messages = [i.message for i in domains.check(written(sound.replace(old, new, 1)))]
        assert any(f"did you mean “{meant}”?" in message for message in messages), messages


def test_the_message_names_the_key_by_ids(sound, written):
    [issue] = domains.check(written(sound.replace("ko: 배, en: Pear", "ko: 배, en: 7")))

    assert "taxonomy[food][pear].en" in issue.message


def test_words_that_yaml_1_1_takes_for_truth_stay_words(sound, written):
    pack = domains.load(written(sound))

    assert [level.id for level in pack.conditions.factors[0].levels] == ["on", "off"]


def test_a_bomb_of_aliases_is_refused_without_being_expanded(written):
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)]
    document = store.read(written("\n".join(rows)))

    assert {issue.kind for issue in document.issues} == {"alias"}
    assert len(document.issues) == 390
    assert document.value["a39"] == [None] * 10


@pytest.mark.parametrize("text", ["[" * 100_000, "a: " + "{b: " * 50_000, "- " * 50_000])
def test_deep_nesting_stops_at_the_limit(text, written):
    assert [issue.kind for issue in domains.check(written(text))] == ["too_deep"]


def test_a_file_beyond_the_limit_is_not_parsed(written):
    file = written("#" * (store.MAX_BYTES + 1))

    assert [issue.kind for issue in domains.check(file)] == ["too_large"]


def test_text_in_another_encoding_names_the_line(tmp_path):
    file = tmp_path / "pack.yaml"
    file.write_bytes("id: fridge\nname: {ko: 냉장고, en: Fridge}\n".encode("euc-kr"))

    assert _kinds(domains.check(file)) == [("encoding", 2)]


def test_a_control_sign_is_a_syntax_issue_on_its_line(written):
    assert _kinds(domains.check(written("id: fridge\nversion: \x01\n"))) == [("syntax", 2)]


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n", "7"])
def test_a_file_that_is_no_mapping_is_said_to_be_none(text, written):
    assert _kinds(domains.check(written(text))) == [("wrong_type", 1)]


def test_a_missing_file_is_an_issue_to_check_and_not_found_to_load(tmp_path):
    file = tmp_path / "none.yaml"

    assert [issue.kind for issue in domains.check(file)] == ["missing_file"]
    with pytest.raises(NotFound):
        domains.load(file)


def test_loading_a_broken_pack_tells_the_first_problem_and_the_count(sound, written):
    file = written(sound.replace("id: fridge", "id: Fridge").replace("ass: 30", "ass: many"))

    with pytest.raises(
        Invalid, match=r"\(2 found\); the first is on line 1: id cannot be"
    ) as raised:
        domains.load(file)

    assert len(raised.value.details["issues"]) == 2


def test_a_mended_file_loads_without_a_restart(sound, written):
    file = written(sound.replace("id: fridge", "id: Fridge"))
    with pytest.raises(Invalid):
        domains.load(str(file))
    written(sound + "# mended\n")

    assert domains.load(str(file)).id == "fridge"
