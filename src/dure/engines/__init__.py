"""The AI engines: which there are, where they come from, and how to open one.

Model files are artefacts with a pinned digest and a licence, fetched once into a cache folder
and never imported as code.
"""

from .model import (
    PROTOCOLS,
    Artefact,
    BoxDetector,
    Card,
    ImageEmbedder,
    Installed,
    Kind,
    KoreanAnalyser,
    Phase,
    Politeness,
    Progress,
    SpeechLevel,
    TextEmbedder,
    Token,
    VoiceActivity,
)
from .service import ModelNotInstalled, cards, install, installed, open_engine, remove, verify
from .store import DigestMismatch, MemberMissing, artefact, catalogue

__all__ = [
    "PROTOCOLS",
    "Artefact",
    "BoxDetector",
    "Card",
    "DigestMismatch",
    "ImageEmbedder",
    "Installed",
    "Kind",
    "KoreanAnalyser",
    "MemberMissing",
    "ModelNotInstalled",
    "Phase",
    "Politeness",
    "Progress",
    "SpeechLevel",
    "TextEmbedder",
    "Token",
    "VoiceActivity",
    "artefact",
    "cards",
    "catalogue",
    "install",
    "installed",
    "open_engine",
    "remove",
    "verify",
]
