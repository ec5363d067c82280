"""Composition root: the only place that knows every capability and every adapter."""
