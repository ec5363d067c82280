"""How much of real device status finds its place in the common vocabulary, and what is found.

    python bench/standardise.py [FOLDER ...] [--json]

Reads every JSON below the folders (by default the SmartThings, ThinQ and Matter files beside the
checkout) through the command `dure standardise --json`, as anybody would, and tells by kind of
document: files, leaves of the source, leaves that are in exactly one field, fields mapped and
kept under the vendor's names, findings, and files that come back whole. Of SmartThings statuses
it also tells the share mapped of the non-null attributes that have a meaning in Matter.
"""

import argparse
import io
import json
import os
import sys
import time
from collections import Counter, defaultdict
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

from dure import devices
from dure.app import cli
from dure.devices import mapping, tree

DATA = Path(
    os.environ.get("DURE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)
FOLDERS = ("smartthings", "lg_thinq", "matter_nodes")


def told(folders: list[Path]) -> list[dict[str, Any]]:
    """Run the command; a finding that is an error ends it with 1, and its entries are there."""
    out = io.StringIO()
    with redirect_stdout(out), suppress(SystemExit):
        cli.main(["--lang", "en", "standardise", *map(str, folders), "--json"])
    entries: list[dict[str, Any]] = json.loads(out.getvalue())
    return entries


def row(entry: dict[str, Any]) -> Counter[str]:
    """Count one file."""
    if "attributes" not in entry:
        return Counter(files=1, unread=1)
    source = json.loads(Path(entry["path"]).read_text("utf-8-sig"))
    standard = devices.from_json(entry)
    fields = (*standard.attributes, *standard.unmapped)
    held = Counter(leaf for field in fields for leaf, _ in tree.leaves(field.raw, field.path))
    leaves = Counter(leaf for leaf, _ in tree.leaves(source))
    return Counter(
        files=1,
        leaves=leaves.total(),
        once=sum(1 for leaf in leaves if held[leaf] == 1),
        dropped=len(leaves - held),
        twice=(held - leaves).total(),
        mapped=len(standard.attributes),
        kept=len(standard.unmapped),
        findings=len(entry["findings"]),
        whole=devices.restore(standard) == source,
    )


def share(paths: list[Path]) -> dict[str, Any]:
    """Tell how many non-null SmartThings attributes with a meaning in Matter are mapped."""
    table = mapping.table("smartthings")
    counts, rest = Counter[str](), Counter[str]()
    for path in paths:
        reading = devices.read(json.loads(path.read_text("utf-8-sig")))
        for field in reading.fields:
            if field.role is not devices.Role.STATE or field.value is None:
                continue
            found = table.row(field.key)
            verdict = "unreviewed" if found is None else found.verdict
            if found and verdict == "mapped" and not found.target_for(reading.device_type):
                verdict = "none"
            counts[verdict] += 1
            if verdict in {"open", "unreviewed"}:
                rest[field.key] += 1
    meaningful = counts["mapped"] + counts["open"] + counts["unreviewed"]
    return {
        "non_null": counts.total(),
        "meaningful": meaningful,
        "mapped": counts["mapped"],
        "share": round(counts["mapped"] / meaningful, 4) if meaningful else None,
        "rest": dict(rest.most_common()),
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("folders", nargs="*", type=Path)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    folders = given.folders or [DATA / name for name in FOLDERS if (DATA / name).is_dir()]
    if not folders:
        sys.exit("There are no files; name a folder.")
    began = time.perf_counter()
    entries = [e for e in told(folders) if e["path"].endswith(".json")]
    seconds = round(time.perf_counter() - began, 1)
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        rows[f"{entry.get('vendor') or 'unknown'} {entry.get('form', 'unread')}"] += row(entry)
    rows["all"] = sum(rows.values(), Counter())
    statuses = [Path(e["path"]) for e in entries if e.get("vendor") == "smartthings"]
    found = {
        "seconds": seconds,
        "documents": {kind: dict(counts) for kind, counts in rows.items()},
        "smartthings": share([p for p in statuses if p.parent.name == "device_status"]),
        "findings": dict(Counter(f["kind"] for e in entries for f in e["findings"]).most_common()),
    }
    print(json.dumps(found, indent=1)) if given.json else show(found)


def show(found: dict[str, Any]) -> None:
    names = ("files", "leaves", "once", "dropped", "twice", "mapped", "kept", "findings", "whole")
    print(f"{'document':<26}" + "".join(f"{name:>9}" for name in names))
    for kind, counts in found["documents"].items():
        print(f"{kind:<26}" + "".join(f"{counts.get(name, 0):>9}" for name in names))
    status = found["smartthings"]
    print(
        f"\nSmartThings: {status['mapped']} of {status['meaningful']} non-null attributes with a "
        f"meaning in Matter are mapped ({status['share']}); not mapped: {status['rest']}"
    )
    print(f"findings: {found['findings']}\n{found['seconds']} s")


if __name__ == "__main__":
    main()
