"""Dure (두레): pool, label, verify, protect and share multimodal training data."""

__version__ = "0.1.0"
