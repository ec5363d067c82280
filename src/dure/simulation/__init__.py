"""Pictures, voices and device status made by programs, with their truth; always marked simulated.

The pictures are modules with one verb each, entered as ``from dure.simulation import fridge``:
``fridge.render``, ``garments.render``, ``fabric.render`` and ``floor.render`` take a seed and
options and return a `scene.Scene`; `scene.encode` writes it; `damage` spoils it on purpose.
"""
