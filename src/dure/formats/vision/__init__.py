"""Formats of pictures and films, one a file: reader and writer together."""
