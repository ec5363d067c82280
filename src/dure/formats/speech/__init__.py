"""Formats of sound and text, one a file: reader and writer together."""
