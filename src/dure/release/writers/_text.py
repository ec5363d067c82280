"""Text files of a release, written so that the same content gives the same bytes."""

import json
from pathlib import Path


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text with plain line ends on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def write_json(path: Path, value: object) -> Path:
    """Write JSON that a person can read, in the order given."""
    return write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")
