"""Measure what the demonstration's files cost: `python bench/simulation.py [processes]`.

Processor time counts this process and those it started, so that a busy machine tells the same.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from dure.simulation import plan, plan_writing
from dure.simulation.hands import Run, hands


def processor_s() -> float:
    """Give the processor time of this process and of those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(home: Path, run: Run) -> None:
    """Write every data set of the demonstration and tell what each took."""
    for holding in plan.HOLDINGS:
        start_s, to = time.monotonic(), home / holding.name
        plan_writing.write(holding, plan.FULL, to, lambda *_: None, run)
        took_s = time.monotonic() - start_s
        files = sum(file.is_file() for file in to.rglob("*"))
        print(f"{holding.name:18} {files:5} files  {took_s:6.1f} s by the clock")


if __name__ == "__main__":
    before_s, began_s = processor_s(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        with hands(int(sys.argv[1]) if len(sys.argv) > 1 else 2) as run:
            measure(Path(folder), run)
        took_s = time.monotonic() - began_s
    print(f"all: {processor_s() - before_s:.1f} s of processor, {took_s:.1f} s by the clock")
