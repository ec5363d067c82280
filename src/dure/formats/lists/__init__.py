"""Folders and lists as labels: the class is a folder, a column or a line."""
