"""Data sets whose media lie inside archives: tar shards and tables."""
