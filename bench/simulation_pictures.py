"""Measure processor time a simulated picture: `python bench/simulation_pictures.py [count]`."""

import importlib
import sys
import time

from dure.simulation import scene

count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
for name, options in (
    ("fridge", {"view": "interior"}),
    ("fridge", {"view": "close"}),
    ("garments", {}),
    ("fabric", {}),
    ("floor", {}),
):
    module = importlib.import_module(f"dure.simulation.{name}")
    took = []
    for _ in range(2):
        start = time.process_time()
        for seed in range(count):
            scene.encode(module.render(seed, **options))
        took.append((time.process_time() - start) * 1000 / count)
    view = options.get("view", "")
    print(f"{name:9} {view:9} first {took[0]:5.1f} ms  again {took[1]:5.1f} ms a picture")
