"""How garments are cut: pieces with outlines, in widths of the body from the collar's middle.

x to the right, y down; a piece marked ``mirrored`` is drawn on both sides. Later pieces lie on top.
"""

from dataclasses import dataclass

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a garment: its outline, and how its colour differs (1 is the garment's own)."""

    outline: Points
    tone: float = 1.0
    mirrored: bool = False
    print_here: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A garment: the group of the taxonomy, its cloth, its pieces and its seams (polylines)."""

    within: str
    cloths: tuple[str, ...]
    pieces: tuple[Piece, ...]
    seams: tuple[Points, ...] = ()
    dots: Points = ()


def _both(half: Points) -> Points:
    """Close the right half of an outline by its mirror image."""
    return (*half, *((-x, y) for x, y in reversed(half)))


_BODY = _both(((0.17, 0.02), (0.42, 0.10), (0.50, 0.34), (0.47, 0.70), (0.49, 1.16), (0.0, 1.18)))
_LOOSE = _both(((0.17, 0.02), (0.44, 0.11), (0.54, 0.36), (0.52, 0.75), (0.50, 1.14), (0.0, 1.16)))
_SHORT = ((0.40, 0.09), (0.60, 0.20), (0.80, 0.47), (0.58, 0.58), (0.46, 0.42))
_LONG = (
    (0.40, 0.09),
    (0.58, 0.20),
    (0.72, 0.55),
    (0.84, 1.08),
    (0.68, 1.12),
    (0.56, 0.72),
    (0.46, 0.42),
)
_NECK = _both(((0.17, 0.0), (0.12, 0.10), (0.0, 0.15)))
_BACK = _both(((0.18, 0.0), (0.16, 0.05), (0.0, 0.07)))
_CUFF = ((0.845, 1.05), (0.86, 1.16), (0.69, 1.19), (0.675, 1.09))
_COLLAR = ((0.0, 0.13), (0.04, 0.02), (0.17, -0.04), (0.24, 0.09), (0.12, 0.21))
_HOOD = _both(((0.20, 0.05), (0.27, -0.10), (0.20, -0.27), (0.0, -0.31)))
_POUCH = _both(((0.20, 0.74), (0.31, 0.98), (0.31, 1.04), (0.0, 1.04)))
_HEM = _both(((0.50, 1.08), (0.47, 1.22), (0.0, 1.23)))
_WAIST = _both(((0.33, 0.0), (0.34, 0.08), (0.0, 0.09)))
_LEGS = _both(
    (
        (0.33, 0.02),
        (0.40, 0.30),
        (0.42, 0.80),
        (0.38, 1.40),
        (0.15, 1.42),
        (0.07, 0.55),
        (0.0, 0.46),
    )
)
_WIDE_LEGS = _both(((0.33, 0.02), (0.43, 0.30), (0.50, 0.66), (0.09, 0.74), (0.0, 0.42)))
_FLARE = _both(((0.29, 0.05), (0.40, 0.40), (0.56, 0.98), (0.28, 1.03), (0.0, 1.04)))
_GOWN = _both(
    (
        (0.15, 0.02),
        (0.32, 0.08),
        (0.30, 0.30),
        (0.25, 0.50),
        (0.38, 0.90),
        (0.54, 1.42),
        (0.25, 1.47),
        (0.0, 1.48),
    )
)
_TANK = _both(
    (
        (0.16, -0.02),
        (0.27, 0.0),
        (0.29, 0.22),
        (0.43, 0.38),
        (0.44, 0.75),
        (0.45, 1.14),
        (0.0, 1.16),
    )
)
_SCOOP = _both(((0.155, -0.03), (0.14, 0.12), (0.0, 0.22)))
_STRAND = ((-0.36, 0.0), (-0.05, 0.0), (-0.05, 1.30), (-0.36, 1.30))
_STRAND2 = ((0.02, 0.05), (0.33, 0.02), (0.42, 1.18), (0.11, 1.21))
_SOCK = (
    (-0.46, 0.0),
    (-0.16, 0.0),
    (-0.14, 0.52),
    (0.02, 0.70),
    (0.24, 0.82),
    (0.26, 0.98),
    (0.10, 1.05),
    (-0.22, 0.98),
    (-0.46, 0.82),
    (-0.48, 0.62),
)
_CROWN = _both(((0.0, 0.05), (0.30, 0.10), (0.46, 0.36), (0.48, 0.66), (0.0, 0.70)))
_PEAK = _both(((0.46, 0.62), (0.56, 0.80), (0.36, 0.95), (0.0, 0.99)))
_SHEET = _both(((0.50, 0.02), (0.51, 0.60), (0.50, 1.20), (0.0, 1.21)))


def _shift(points: Points, dx: float, dy: float) -> Points:
    return tuple((x + dx, y + dy) for x, y in points)


_PLACKET: Points = ((0.0, 0.18), (0.0, 1.16))
_BUTTONS: Points = tuple((0.0, 0.26 + 0.155 * n) for n in range(6))
_ARM: Points = ((0.40, 0.10), (0.47, 0.28), (0.46, 0.42))
_FLY: tuple[Points, ...] = (((0.0, 0.08), (0.0, 0.44)), ((0.0, 0.30), (0.06, 0.30), (0.07, 0.09)))
_POCKETS: tuple[Points, ...] = (
    ((0.14, 0.09), (0.24, 0.19), (0.37, 0.19)),
    ((-0.14, 0.09), (-0.24, 0.19), (-0.37, 0.19)),
)
_ARMS: tuple[Points, ...] = (_ARM, tuple((-x, y) for x, y in _ARM))

CUTS: dict[str, Cut] = {
    "t_shirt": Cut(
        "upper_body",
        ("jersey",),
        (
            Piece(_SHORT, 0.97, True),
            Piece(_BODY, 1, print_here=True),
            Piece(_BACK, 0.72),
            Piece(_NECK, 0.9),
        ),
        _ARMS,
    ),
    "longsleeve": Cut(
        "upper_body",
        ("jersey",),
        (
            Piece(_LONG, 0.97, True),
            Piece(_BODY, 1, print_here=True),
            Piece(_NECK, 0.86),
            Piece(_CUFF, 0.9, True),
        ),
        _ARMS,
    ),
    "shirt": Cut(
        "upper_body",
        ("plain_weave", "oxford", "twill"),
        (
            Piece(_LONG, 0.97, True),
            Piece(_BODY),
            Piece(_NECK, 0.7),
            Piece(_COLLAR, 1.05, True),
            Piece(_CUFF, 1.04, True),
        ),
        (_PLACKET, ((0.06, 0.2), (0.06, 1.16)), *_ARMS),
        _BUTTONS,
    ),
    "polo": Cut(
        "upper_body",
        ("jersey",),
        (Piece(_SHORT, 0.97, True), Piece(_BODY), Piece(_NECK, 0.7), Piece(_COLLAR, 0.86, True)),
        (((-0.045, 0.18), (-0.045, 0.46), (0.045, 0.46), (0.045, 0.18)), *_ARMS),
        ((0.0, 0.25), (0.0, 0.38)),
    ),
    "hoodie": Cut(
        "upper_body",
        ("fleece", "jersey"),
        (
            Piece(_LONG, 0.97, True),
            Piece(_LOOSE),
            Piece(_HOOD, 0.94),
            Piece(_both(((0.13, 0.06), (0.15, -0.10), (0.0, -0.2))), 0.55),
            Piece(_POUCH, 0.97),
            Piece(_HEM, 0.88),
            Piece(_CUFF, 0.88, True),
        ),
        (((-0.07, 0.08), (-0.08, 0.36)), ((0.07, 0.08), (0.08, 0.34)), *_ARMS),
    ),
    "sweater": Cut(
        "upper_body",
        ("rib_knit",),
        (
            Piece(_LONG, 0.97, True),
            Piece(_LOOSE),
            Piece(_NECK, 0.84),
            Piece(_HEM, 0.88),
            Piece(_CUFF, 0.88, True),
        ),
        _ARMS,
    ),
    "top": Cut(
        "upper_body",
        ("jersey", "satin_weave"),
        (Piece(_TANK, 1, print_here=True), Piece(_SCOOP, 0.6)),
    ),
    "jeans": Cut(
        "lower_body",
        ("denim",),
        (Piece(_LEGS), Piece(_WAIST, 0.9)),
        (*_FLY, *_POCKETS),
        ((0.0, 0.045),),
    ),
    "pants": Cut(
        "lower_body",
        ("twill", "plain_weave"),
        (Piece(_LEGS), Piece(_WAIST, 0.93)),
        (_FLY[0], ((0.24, 0.12), (0.26, 1.38)), ((-0.24, 0.12), (-0.26, 1.38))),
    ),
    "shorts": Cut(
        "lower_body",
        ("twill", "corduroy"),
        (Piece(_WIDE_LEGS), Piece(_WAIST, 0.9)),
        (_FLY[0], *_POCKETS),
    ),
    "skirt": Cut(
        "lower_body",
        ("satin_weave", "twill", "corduroy"),
        (Piece(_FLARE), Piece(_both(((0.28, 0.0), (0.30, 0.09), (0.0, 0.1))), 0.9)),
        tuple(((0.11 * n, 0.12), (0.19 * n, 1.0)) for n in (-2, -1, 1, 2)),
    ),
    "dress": Cut(
        "whole_body",
        ("satin_weave", "plain_weave"),
        (Piece(_GOWN), Piece(_both(((0.14, 0.0), (0.10, 0.12), (0.0, 0.17))), 0.6)),
        (
            ((-0.25, 0.5), (0.0, 0.53), (0.25, 0.5)),
            ((0.1, 0.56), (0.17, 1.4)),
            ((-0.12, 0.56), (-0.2, 1.4)),
        ),
    ),
    "socks": Cut(
        "underwear",
        ("jersey", "rib_knit"),
        (
            Piece(_SOCK, 0.94),
            Piece(_shift(_SOCK, 0.42, 0.08)),
            Piece(((-0.04, 0.08), (0.26, 0.08), (0.26, 0.22), (-0.04, 0.22)), 0.84),
        ),
    ),
    "hat": Cut(
        "accessory",
        ("twill",),
        (Piece(_PEAK, 0.82), Piece(_CROWN)),
        (
            ((0.0, 0.06), (0.0, 0.68)),
            ((0.04, 0.06), (0.26, 0.3), (0.3, 0.67)),
            ((-0.04, 0.06), (-0.26, 0.3), (-0.3, 0.67)),
        ),
        ((0.0, 0.06),),
    ),
    "scarf": Cut("accessory", ("rib_knit", "fleece"), (Piece(_STRAND, 0.93), Piece(_STRAND2))),
    "towel": Cut(
        "household_textile",
        ("terry",),
        (Piece(_SHEET), Piece(_both(((0.505, 0.98), (0.505, 1.06), (0.0, 1.065))), 0.86)),
    ),
}
