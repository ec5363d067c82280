"""Time-based media: series, frames of video, and clocks that are set right against one another."""

from .recording import Part, Recording, manifests, read_manifest

__all__ = ["Part", "Recording", "manifests", "read_manifest"]
