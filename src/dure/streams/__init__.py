"""Time-based media: series, frames of video, and clocks that are set right against one another."""
