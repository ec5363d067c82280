"""Measure what the demonstration's files cost: `python bench/simulation.py [processes]`.

Processor time counts this process and those it started, so that a busy machine tells the same.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from dure.simulation import plan, plan_writing


def processor_s() -> float:
    """Give the processor time of this process and of those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(home: Path, processes: int) -> None:
    """Write every data set of the demonstration and tell what each took."""
    total_s, total_files, began_s = 0.0, 0, time.monotonic()
    for holding in plan.HOLDINGS:
        start_s, to = processor_s(), home / holding.name
        plan_writing.write(holding, plan.FULL, to, lambda *_: None, processes=processes)
        took_s = processor_s() - start_s
        files = sum(file.is_file() for file in to.rglob("*"))
        total_s, total_files = total_s + took_s, total_files + files
        print(f"{holding.name:18} {files:5} files  {took_s:6.1f} s of processor")
    clock_s = time.monotonic() - began_s
    print(f"{'all':18} {total_files:5} files  {total_s:6.1f} s of processor  {clock_s:.1f} s of clock")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else 2)
