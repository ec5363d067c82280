"""The base of everything a capability announces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """A fact about something that has been saved; named in the past tense, noun first."""
