"""Formats of labelling tools that hold pictures, sound and text alike."""
