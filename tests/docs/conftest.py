"""The documents, their code blocks, and a place where these run."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(
    r"(?:<!-- (?P<note>[^\n]*) -->\n)?^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """One fenced block, with the comment on the line before it."""

    language: str
    code: str
    note: str


def blocks(document: str) -> Iterator[Block]:
    """Give the fenced blocks of a document, top to bottom."""
    for match in _BLOCK.finditer((REPOSITORY / document).read_text("utf-8")):
        yield Block(match["language"], match["code"], match["note"] or "")


@dataclass
class Place:
    """An empty folder in which blocks run as a reader would run them, without a network."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def run(self, block: Block) -> str:
        """Run a block; its exit code must be the one that the document tells."""
        done = subprocess.run(
            self._command(block),
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        wanted = 1 if block.note == "ends with 1" else 0
        assert done.returncode == wanted, f"{block.code}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def _command(self, block: Block) -> list[str]:
        if block.language == "python":
            return [sys.executable, "-W", "error", "-c", block.code]
        code = block.code.replace("python3 dev.py", "dure").replace(".venv/bin/python", "python")
        return ["bash", "-ec", code]

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DURE_")}
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "DURE_HOME": str(self.folder / "home"),
            "DURE_CACHE": str(self.folder / "cache"),
            "DURE_MODELS": str(self.folder / "models"),
            "PIP_NO_INDEX": "1",  # a missing engine is told, and never fetched
            "LC_ALL": "C.UTF-8",
            **self.settings,
        }


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def photographs(place) -> Path:
    """The folder of photographs that the tutorial makes."""
    place.run(next(b for b in blocks("docs/tutorial/first-release.md") if b.language == "python"))
    return place.folder / "photos"


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def tracked() -> list[str]:
    """The files that git keeps and that are there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True
    ).stdout.decode()
    return [name for name in listed.split("\0") if name and (REPOSITORY / name).is_file()]
