#!/usr/bin/env python3
"""Prepare everything and run Dure; needs only Python 3.11 or newer.

python3 dev.py               prepare, then serve Dure in the browser; a simulated alliance
                             brings its data where there are none yet
python3 dev.py build DIR …   prepare, then any `dure` command: build, ingest, models, …
python3 dev.py test [ARGS]   prepare, then every check; further words go to pytest
python3 dev.py lint          the static checks alone
python3 dev.py lock          resolve the dependencies anew (after a change of pyproject.toml)
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
TOOLS = ROOT / ".cache" / "tools"
RUN, DEV = "requirements.lock", "requirements-dev.lock"
PYTHON_FILES = ("src", "tests", "bench", "dev.py", "web_build.py")
SMALL_ENGINES = ("efficientnet_lite0", "oidv4", "silero", "use_multilingual")
# Words after which the web interface is needed, and so the tools that build it.
NEED_WEB = {"serve", "test", "lint", "demo"}


def run(*words: object, env: dict[str, str] | None = None, check: bool = True) -> int:
    """Run a command in the repository; end with its exit code when it fails."""
    code = subprocess.run([str(w) for w in words], cwd=ROOT, env=env, check=False).returncode
    if check and code:
        sys.exit(code)
    return code


def uv() -> str:
    """Give the path of uv; fetch it with pip into .cache where the machine has none."""
    if found := shutil.which("uv"):
        return found
    program = TOOLS / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    if not program.exists():
        say("fetching uv")
        pip = [sys.executable, "-m", "pip"]
        if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
            sys.exit("dev.py needs pip or uv; install one of them (Debian: python3-pip).")
        quiet = ("--quiet", "--disable-pip-version-check", "--root-user-action=ignore")
        run(*pip, "install", *quiet, "--target", TOOLS, "uv")
    return str(program)


def uv_environment() -> dict[str, str]:
    """Use this Python and the machine's certificates, as company proxies want it."""
    return {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true"}


def prepare_python(lock: str) -> None:
    """Bring .venv to what the lock says; does nothing while it says the same."""
    wanted = {name: digest(ROOT / name, ROOT / "pyproject.toml") for name in (RUN, DEV)}
    mark = VENV / ".prepared"
    have = mark.read_text().split() if mark.exists() else []
    # What is installed for development serves for running as well.
    if have in ([lock, wanted[lock]], [DEV, wanted[DEV]]):
        return
    say("preparing Python")
    program, env = uv(), uv_environment()
    if not PYTHON.exists():
        run(
            program,
            "venv",
            "--quiet",
            "--allow-existing",
            "--python",
            sys.executable,
            VENV,
            env=env,
        )
    run(program, "pip", "sync", "--quiet", "--python", PYTHON, lock, env=env)
    editable = ("--quiet", "--no-deps", "--python", PYTHON, "--editable", ".")
    run(program, "pip", "install", *editable, env=env)
    mark.write_text(f"{lock} {wanted[lock]}")


def digest(*files: Path) -> str:
    """Give one digest of several files."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def test(words: Sequence[str]) -> int:
    """Run every check: static checks, the web's, then pytest on all cores."""
    if not words:
        lint()
        prepare_models()
    return run(PYTHON, "-m", "pytest", "-q", "-n", str(os.cpu_count() or 2), *words, check=False)


def prepare_models() -> None:
    """Fetch the small engines, so that their tests run; without a network those say so and skip."""
    os.environ.setdefault("DURE_MODELS", str(ROOT / ".cache" / "models"))
    home = ROOT / ".cache" / "home"
    say("fetching small engines")
    if run(BIN / "dure", "--home", home, "models", "install", *SMALL_ENGINES, check=False):
        say("some engines could not be fetched; their tests will be skipped")


def lint() -> None:
    """Run the static checks: style, types, import direction, the web's own."""
    run(BIN / "ruff", "check", *PYTHON_FILES)
    run(BIN / "ruff", "format", "--check", "--quiet", *PYTHON_FILES)
    run(BIN / "mypy")
    run(BIN / "lint-imports", "--no-cache")
    run(PYTHON, "web_build.py", "--check")


def lock() -> None:
    """Resolve the dependencies anew; the lock names digests and no addresses."""
    common = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header")
    server = ("--extra", "server", "pyproject.toml")
    program, env = uv(), uv_environment()
    run(program, *common, *server, "-o", RUN, env=env)
    run(program, *common, "--group", "dev", *server, "-o", DEV, env=env)


def say(what: str) -> None:
    """Tell on standard error what takes time; standard output belongs to the command."""
    print(f"dev.py: {what} …", file=sys.stderr, flush=True)


def main(words: list[str]) -> int:
    """Do what the words say; see the top of this file."""
    if sys.version_info < (3, 11):  # noqa: UP036  (whoever runs this may have an older one)
        sys.exit("Dure needs Python 3.11 or newer; run dev.py with one.")
    if words in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    started = time.monotonic()
    words = words or ["serve", "--demo"]
    if words[0] == "lock":
        lock()
        return 0
    needs_web = words[0] in NEED_WEB
    prepare_python(DEV if needs_web else RUN)
    if needs_web:
        run(PYTHON, "web_build.py")
    say(f"ready in {time.monotonic() - started:.1f} s")
    if words[0] == "test":
        return test(words[1:])
    if words[0] == "lint":
        lint()
        return 0
    os.environ.setdefault("DURE_HOME", str(ROOT / ".dure"))
    os.environ.setdefault("DURE_MODELS", str(ROOT / ".cache" / "models"))
    return run(BIN / "dure", *words, check=False)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
