"""The command line: one JSON document, exit codes, and one sentence for every expected error."""

import json
import re
import subprocess
import sys

import pytest
import typer

from dure.app import cli, stages

HANGUL = re.compile("[가-힣]")
PROGRAM = "from dure.app.cli import main; main()"
# They run until they are stopped, or their only output is one JSON document anyway.
WITHOUT_JSON = {"serve", "worker", "openapi"}


def commands(group=None, before=()):
    """Every command of the Typer application, as (words, command)."""
    group = group or typer.main.get_command(cli.app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


ALL = dict(commands())


@pytest.mark.parametrize("words", [w for w in ALL if w[0] not in WITHOUT_JSON], ids=" ".join)
def test_every_command_can_answer_in_json(words):
    options = {o for p in ALL[words].params for o in p.opts}

    assert "--json" in options


@pytest.mark.parametrize("words", list(ALL), ids=" ".join)
def test_every_command_and_option_says_what_it_is_for(words):
    command = ALL[words]

    assert command.help
    options = [p for p in command.params if p.param_type_name == "option"]
    assert [p.name for p in options if not p.help] == []


def test_help_and_mistyped_words_make_no_home(dure, tmp_path):
    nowhere = tmp_path / "nowhere"

    codes = [
        dure(*words, at=nowhere).code
        for words in (["build", "--help"], ["--help"], ["jobs"], ["build"], ["nonsense"])
    ]

    assert codes == [0, 0, 2, 2, 2]
    assert not nowhere.exists()


def test_starting_loads_no_heavy_library(apart):
    heavy = ["onnxruntime", "sklearn", "scipy", "pyarrow", "fastapi", "uvicorn", "alembic", "PIL"]
    program = (
        "import sys; from dure.app import cli\n"
        "try: cli.main(['build', '--help'])\n"
        f"except SystemExit: print('LOADED', [m for m in {heavy} if m in sys.modules])"
    )

    said = apart(python=("-c", program))

    assert said.out.splitlines()[-1] == "LOADED []"


def test_a_build_prints_one_json_document_and_nothing_else(dure, pictures, tmp_path):
    said = dure(
        "build", pictures, "--domain", "food", "--to", tmp_path / "out", "--no-download", "--json"
    )

    assert said.code == 0
    assert (said.json["files"], said.json["records"], said.json["labelled"]) == (12, 12, 12)
    assert said.err == ""


def test_a_refused_file_is_told_and_ends_the_build_with_1(dure, pictures, tmp_path):
    (pictures / "apple" / "cut.png").write_bytes((pictures / "apple" / "01.png").read_bytes()[:99])

    said = dure("build", pictures, "--domain", "food", "--to", tmp_path / "out", "--no-download")

    assert said.code == 1
    assert "apple/cut.png" in said.out
    assert (tmp_path / "out" / "manifest.json").is_file()


@pytest.fixture
def wrong(pictures, tmp_path):
    """Words that cannot end well: name → (words, exit code, what the sentence names)."""
    out = tmp_path / "out"
    (tmp_path / "empty").mkdir()
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.doc").write_text("years of work")
    lists = {
        "without_header": b"apple/01.png;apple\n",
        "naming_nothing": b"path,label\nnot/there.png,apple\n",
        "empty": b"",
    }
    for name, content in lists.items():
        (tmp_path / f"{name}.csv").write_bytes(content)

    def build(*more, folder=pictures, domain="food", to=out):
        return ["build", folder, "--domain", domain, "--to", to, "--no-download", *more]

    return {
        "unknown domain": (build(domain="fod"), 2, "food"),
        "missing folder": (build(folder=tmp_path / "gone"), 2, "gone"),
        "a file as folder": (build(folder=foreign / "thesis.doc"), 2, "thesis.doc"),
        "empty folder": (build(folder=tmp_path / "empty"), 2, ""),
        "foreign target": (build(to=foreign), 2, "foreign"),
        "a file as target": (build(to=foreign / "thesis.doc"), 2, "thesis.doc"),
        "target is the folder": (build(to=pictures), 2, "pictures"),
        "target holds the folder": (build(to=tmp_path), 2, ""),
        "unknown format": (build("--format", "cocoo"), 2, "coco"),
        "no such labels": (build("--labels", tmp_path / "gone.csv"), 2, "gone.csv"),
        "labels without header": (build("--labels", tmp_path / "without_header.csv"), 2, ""),
        "labels naming nothing": (build("--labels", tmp_path / "naming_nothing.csv"), 2, ""),
        "empty labels": (build("--labels", tmp_path / "empty.csv"), 2, ""),
        "no such data set": (["quality", "potatoes"], 2, "potatoes"),
        "nothing to release": (["release", "potatoes", "--to", out], 2, "potatoes"),
        "nothing to label": (["autolabel", "potatoes"], 2, "potatoes"),
        "no such job": (["jobs", "cancel", "00000000-0000-0000-0000-000000000000"], 2, ""),
        "nothing to convert": (["convert", tmp_path / "gone", out, "--to", "coco"], 2, "gone"),
    }


SITUATIONS = [
    "unknown domain",
    "missing folder",
    "a file as folder",
    "empty folder",
    "foreign target",
    "a file as target",
    "target is the folder",
    "target holds the folder",
    "unknown format",
    "no such labels",
    "labels without header",
    "labels naming nothing",
    "empty labels",
    "no such data set",
    "nothing to release",
    "nothing to label",
    "no such job",
    "nothing to convert",
]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_an_expected_error_is_one_sentence(situation, wrong, dure):
    words, code, named = wrong[situation]

    english, korean = dure(*words), dure(*words, lang=("--lang", "ko"))
    as_json = dure(*words, "--json")

    assert [english.code, korean.code, as_json.code] == [code] * 3
    assert english.out == korean.out == as_json.err == ""
    assert len(english.err.strip().splitlines()) == len(korean.err.strip().splitlines()) == 1
    assert named in english.err
    assert not HANGUL.search(english.err)
    assert HANGUL.search(korean.err)
    assert as_json.json["error"]["message"] in english.err


def test_a_foreign_target_is_left_as_it_is(wrong, dure, tmp_path):
    words, _, _ = wrong["foreign target"]

    dure(*words)

    assert [p.name for p in (tmp_path / "foreign").iterdir()] == ["thesis.doc"]


def test_a_label_list_from_excel_in_cp949_is_read(dure, pictures, tmp_path):
    names = sorted(p.relative_to(pictures) for p in pictures.rglob("*.png"))
    lines = [
        "경로,라벨",
        *(f"{name},{'사과' if n % 2 else '바나나'}" for n, name in enumerate(names)),
    ]
    (tmp_path / "labels.csv").write_bytes("\r\n".join(lines).encode("cp949"))

    said = dure(
        "build", pictures, "--domain", "food", "--to", tmp_path / "out",
        "--labels", tmp_path / "labels.csv", "--no-download", "--json",
    )  # fmt: skip

    assert (said.code, said.json["labelled"]) == (0, 12)


def test_a_target_inside_the_folder_is_no_data(dure, pictures):
    out = pictures / "release"

    first = dure("build", pictures, "--domain", "food", "--to", out, "--no-download", "--json")
    (pictures / ".release.partial").mkdir()
    (pictures / ".release.partial" / "left.png").write_bytes(b"of a killed build")
    second = dure("build", pictures, "--domain", "food", "--to", out, "--no-download", "--json")

    assert [first.json["files"], second.json["files"]] == [12, 12]
    assert [first.json["release"], second.json["release"]] == ["pictures@1"] * 2


@pytest.mark.parametrize("what", ["under a file", "broken database", "folder as database"])
def test_a_home_that_cannot_be_opened_is_one_sentence(what, dure, tmp_path):
    place = tmp_path / "other"
    if what == "under a file":
        place.write_text("no folder")
        place = place / "home"
    elif what == "broken database":
        place.mkdir()
        (place / "dure.db").write_bytes(b"no database at all" * 500)
    else:
        (place / "dure.db").mkdir(parents=True)

    said = dure("jobs", "list", at=place, lang=("--lang", "ko"))

    assert (said.code, said.out) == (1, "")
    assert str(place) in said.err
    assert HANGUL.search(said.err)
    assert len(said.err.strip().splitlines()) == 1


def test_a_newer_database_is_refused(dure, home):
    from sqlalchemy import text

    from dure.kit.db import connect, unit_of_work

    engine = connect(f"sqlite:///{home / 'dure.db'}")
    with unit_of_work(engine) as db:
        db.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()

    said = dure("jobs", "list")

    assert said.code == 2
    assert "newer Dure" in said.err


def test_a_setting_that_is_no_number_is_one_sentence(dure, monkeypatch):
    monkeypatch.setenv("DURE_THREADS", "many")

    said = dure("jobs", "list")

    assert said.code == 2
    assert said.err.startswith("✗ The setting DURE_THREADS is not valid")


def test_an_unknown_language_is_refused(dure):
    assert dure("jobs", "list", lang=("--lang", "fr")).code == 2


def test_two_builds_of_the_same_folders_do_not_run_at_once(dure, pictures, tmp_path, home):
    words = ["build", pictures, "--domain", "food", "--to", tmp_path / "out", "--no-download"]
    dure(*words)
    [place] = (home / "locks").iterdir()

    class Other:
        class workspace:
            pass

    Other.workspace.home = home
    with stages.alone(Other, place.name):
        said = dure(*words)

    assert said.code == 2
    assert said.err == ("✗ Another process is at this data set; wait until it has finished.\n")
    assert dure(*words).code == 0


def test_the_program_itself_ends_with_the_code(apart, pictures, tmp_path):
    wrong = apart("build", tmp_path / "gone", "--domain", "food", "--to", tmp_path / "out")
    right = apart("jobs", "list", "--json")

    assert (wrong.code, right.code) == (2, 0)
    assert "Traceback" not in wrong.err
    assert json.loads(right.out) == []


def test_a_reader_that_goes_away_is_no_crash(home):
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "--home", str(home), "openapi"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        program.stdout.read(10)
        program.stdout.close()
        told = program.stderr.read()

    assert told == b""


def test_jobs_are_listed_and_a_finished_one_cannot_be_cancelled(dure, pictures, tmp_path):
    dure("ingest", pictures, "--domain", "food")

    [job] = dure("jobs", "list", "--json").json
    cancelled = dure("jobs", "cancel", job["id"])

    assert (job["name"], job["state"]) == ("ingest", "done")
    assert (cancelled.code, cancelled.err) == (2, "✗ This job has finished already.\n")


def test_the_stations_can_be_run_one_by_one(dure, pictures, tmp_path):
    taken = dure("ingest", pictures, "--domain", "food", "--name", "Fridge", "--json").json
    verified = dure("quality", "fridge", "--to", tmp_path / "report", "--json").json
    frozen = dure("release", "fridge", "--to", tmp_path / "out", "--json").json
    again = dure("release", "fridge", "--to", tmp_path / "out", "--json").json

    assert (taken["dataset"], taken["records"]) == ("fridge", 12)
    assert verified["profile"]["records"] == 12
    assert sorted(p.name for p in (tmp_path / "report").iterdir()) == [
        "report.en.html",
        "report.json",
        "report.ko.html",
    ]
    assert (frozen["release"], frozen["is_new"]) == ("fridge@1", True)
    assert again == {**frozen, "is_new": False}


def test_another_data_sets_release_is_not_replaced(dure, pictures, tmp_path):
    out = tmp_path / "out"
    dure("ingest", pictures, "--domain", "food", "--name", "one")
    dure("ingest", pictures, "--domain", "food", "--name", "two")
    dure("release", "one", "--to", out)

    said = dure("release", "two", "--to", out)

    assert said.code == 2
    assert "one" in said.err
    assert json.loads((out / "manifest.json").read_text())["name"] == "one"


def test_asking_for_a_further_format_makes_a_version_that_has_it(dure, pictures, tmp_path):
    dure("ingest", pictures, "--domain", "food", "--name", "fridge")
    first = dure("release", "fridge", "--to", tmp_path / "one", "--json").json
    more = dure("release", "fridge", "--to", tmp_path / "two", "--format", "webdataset", "--json")
    less = dure("release", "fridge", "--to", tmp_path / "three", "--json").json

    assert [first["release"], more.json["release"], less["release"]] == [
        "fridge@1",
        "fridge@2",
        "fridge@1",
    ]
    assert list((tmp_path / "two").rglob("*.tar"))


def test_a_format_that_cannot_hold_the_records_is_refused(dure, pictures, tmp_path):
    dure("ingest", pictures, "--domain", "food", "--name", "fridge")

    said = dure("release", "fridge", "--to", tmp_path / "out", "--format", "yolo")

    assert said.code == 2
    assert "yolo" in said.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("width", [80, 120])
def test_the_summary_fits_the_terminal(dure, pictures, tmp_path, monkeypatch, lang, width):
    from rich.cells import cell_len

    from dure.kit import console

    monkeypatch.setattr(console.out, "_width", width)
    (pictures / "apple" / "cut.png").write_bytes((pictures / "apple" / "01.png").read_bytes()[:99])

    words = ["build", pictures, "--domain", "food", "--to", "out", "--no-download"]
    monkeypatch.chdir(tmp_path)
    said = dure(*words, lang=("--lang", lang))

    lines = said.out.splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert "pictures@1" in said.out
    assert all(bool(HANGUL.search(line)) == (lang == "ko") for line in lines if " = " in line)
    assert "truncated" not in said.out  # a word for programs
