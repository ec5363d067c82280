"""Packed food, eggs, kimchi and drinks as small solid objects: centimetres, standing on y = 0."""

from functools import lru_cache

import numpy as np
from PIL import ImageDraw

from .drawing import Floats, bytes_of, linear, mixed, smooth
from .shapes import (
    Texture,
    block,
    ellipsoid,
    label,
    lathe,
    lettering,
    mottled,
    plain,
    printed,
    rising,
    rough,
    tube,
    waves,
    wrapped,
)
from .solid import Distance, Maker, Paint, Part

Box4 = tuple[float, float, float, float]


@lru_cache(maxsize=64)
def _banner(words: str, ground: str, band: str, ink: str, motif: str = "") -> Texture:
    """Draw the front of a package: a band with words over a motif's round patch."""

    def draw(pen: ImageDraw.ImageDraw) -> None:
        pen.rectangle((0, 70, 200, 126), fill=bytes_of(band))
        lettering(pen, (100, 98), words, 40 if len(words) < 6 else 27, ink)
        if motif:
            pen.ellipse((52, 150, 148, 246), fill=bytes_of(motif))
            pen.ellipse((70, 164, 100, 190), fill=bytes_of("#ffffff"))
        for y in (20, 34, 262):
            pen.rectangle((24, y, 176, y + 5), fill=bytes_of(band))

    return label((200, 290), ground, draw)


def _milk(words: str, colours: tuple[str, str, str]) -> Maker:
    """Make a gable-topped carton."""
    ground, band, motif = colours

    def make(rng: np.random.Generator) -> list[Part]:
        front = _banner(words, ground, band, "#ffffff", motif)
        body = Part(
            block(3.5, 8.2, 3.5, 0.12),
            printed(front, (-3.5, 3.5), (-8.2, 8.2), ground),
            9.8,
            0.35,
            (0, 8.2, 0),
        )
        roof = Part(_gable(3.5, 3.4), plain(ground), 6, 0.35, (0, 16.4, 0))
        fin = Part(block(3.5, 0.7, 0.14, 0.1), plain(band), 3.8, 0.3, (0, 20.0, 0))
        cap = Part(
            lathe([(-0.5, 1.2), (0.7, 1.2)], soft=False),
            plain(band),
            1.7,
            0.5,
            (0, 18.2, -1.8),
            (-46, 0, 0),
        )
        return [body, roof, fin, cap]

    return make


def _gable(half: float, height: float) -> Distance:
    slope = np.float32(1 / np.hypot(1, half / height))

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        side = (np.abs(z) - half * (1 - y / height)) * slope
        ends = np.maximum(-y, y - height)
        return np.asarray(np.maximum(np.maximum(side, np.abs(x) - half), ends), np.float32)

    return distance


def _carton(
    words: str, size: tuple[float, float, float], colours: tuple[str, str, str], gloss: float = 0.35
) -> Maker:
    """Make a printed box that stands or lies: butter, noodles, dumplings."""
    hx, hy, hz = size
    ground, band, motif = colours

    def make(rng: np.random.Generator) -> list[Part]:
        front = _banner(words, ground, band, "#ffffff", motif)
        paint = printed(front, (-hx, hx), (-hy, hy), ground)
        return [
            Part(
                block(hx, hy, hz, 0.25),
                paint,
                float(np.hypot(np.hypot(hx, hy), hz)),
                gloss,
                (0, hy, 0),
            )
        ]

    return make


def _bottle(
    profile: list[tuple[float, float]],
    glass: tuple[str, str],
    print_: tuple[str, str, str],
    cap: str,
) -> Maker:
    """Make a bottle: its glass from below to above, a printed band, a cap."""
    low, high = 0.18 * profile[-1][0], 0.55 * profile[-1][0]
    words, ground, ink = print_

    def make(rng: np.random.Generator) -> list[Part]:
        band = wrapped(_sleeve(words, ground, ink), (low, high), "#000000")
        body = rising([(0, glass[0]), (profile[-1][0], glass[1])])

        def paint(x: Floats, y: Floats, z: Floats) -> Floats:
            inside = ((y > low) & (y < high))[:, None]
            return np.where(inside, band(x, y, z), _glassy(body, x, y, z))

        top, neck = profile[-1]
        lid = Part(
            lathe([(-0.3, neck + 0.2), (1.3, neck + 0.15)], soft=False),
            plain(cap),
            neck + 1.8,
            0.4,
            (0, top, 0),
        )
        return [Part(lathe(profile), paint, top * 1.02, 0.85), lid]

    return make


def _glassy(body: Paint, x: Floats, y: Floats, z: Floats) -> Floats:
    """Brighten one side from within, as a filled bottle does against the light."""
    radius = np.sqrt(x * x + z * z) + np.float32(0.01)
    glow = smooth(-0.1, 1.0, np.asarray(x / radius, np.float32)) * np.float32(0.45)
    base = body(x, y, z)
    return mixed(base, np.minimum(base * 2.6 + 0.04, 1).astype(np.float32), glow)


@lru_cache(maxsize=64)
def _sleeve(words: str, ground: str, ink: str) -> Texture:
    """Draw what goes once round a bottle or a can; the words look forward."""

    def draw(pen: ImageDraw.ImageDraw) -> None:
        pen.rectangle((0, 0, 480, 9), fill=bytes_of(ink))
        pen.rectangle((0, 131, 480, 140), fill=bytes_of(ink))
        pen.ellipse((190, 14, 290, 126), outline=bytes_of(ink), width=3)
        lettering(pen, (240, 70), words, 34 if len(words) < 6 else 24, ink)

    return label((480, 140), ground, draw)


def _can(words: str, ground: str, ink: str) -> Maker:
    def make(rng: np.random.Generator) -> list[Part]:
        metal = [(0, 2.5), (0.5, 3.1), (1, 3.3), (11, 3.3), (11.6, 3.0), (12.2, 2.7)]
        paint = wrapped(_sleeve(words, ground, ink), (0.7, 11.3), "#b9bec4")
        ring = Part(
            tube([(-0.7, 0, 0, 0.14), (0.9, 0, 0, 0.14)]),
            plain("#d7dade"),
            1.2,
            0.9,
            (0, 12.2, -0.6),
        )
        return [Part(lathe(metal, soft=False), paint, 12.8, 0.8), ring]

    return make


def _tub(words: str, colours: tuple[str, str, str], size: tuple[float, float]) -> Maker:
    """Make a plastic tub with a lid: pastes, yoghurt."""
    radius, height = size
    body, lid, ink = colours

    def make(rng: np.random.Generator) -> list[Part]:
        wall = [(0, radius * 0.86), (0.4, radius * 0.92), (height - 0.6, radius), (height, radius)]
        paint = wrapped(_sleeve(words, body, ink), (height * 0.1, height * 0.9), body)
        cover = [(0, radius * 1.06), (1.1, radius * 1.06), (1.4, radius * 0.98)]
        top = Part(lathe(cover, soft=False), plain(lid), radius * 1.6, 0.45, (0, height - 0.1, 0))
        return [Part(lathe(wall, soft=False), paint, float(np.hypot(radius, height)), 0.45), top]

    return make


def _squeezed(words: str, colours: tuple[str, str, str]) -> Maker:
    """Make a squeezy bottle that stands on its cap: ketchup, mayonnaise."""
    body, cap, ink = colours

    def make(rng: np.random.Generator) -> list[Part]:
        wall = [(0, 2.2), (1.2, 2.6), (3, 3.3), (9, 3.2), (14, 2.6), (17, 1.5), (17.4, 0.6)]
        paint = wrapped(_sleeve(words, "#fbf6ea", ink), (5, 11.5), body)
        foot = Part(lathe([(0, 2.3), (1.8, 2.2)], soft=False), plain(cap), 3.2, 0.4)
        return [Part(lathe(wall), paint, 18, 0.6, (0, 1.4, 0)), foot]

    return make


def _eggs(rng: np.random.Generator) -> list[Part]:
    tray = Part(
        rough(block(9.0, 1.5, 6.0, 0.9), 0.25, 1.05, 0.6),
        mottled("#a7a59c", "#949188", 2.0),
        11.2,
        0.02,
        (0, 1.6, 0),
    )
    parts = [tray]
    for row, z in enumerate((-3.0, 1.2)):
        for n in range(4):
            shell = "#e2b083" if rng.random() < 0.85 else "#efcfae"
            profile = [(-2.7, 0.1), (-2.2, 1.35), (-0.6, 2.15), (0.8, 2.0), (2.2, 1.2), (3.0, 0.1)]
            parts.append(
                Part(
                    lathe(profile),
                    mottled(shell, "#d9a377", 0.5, float(n + row)),
                    3.2,
                    0.22,
                    (4.3 * n - 6.4, 4.2, z),
                )
            )
    return parts


def _tofu(rng: np.random.Generator) -> list[Part]:
    film = _banner("TOFU", "#f4efe0", "#3f8a4a", "#ffffff", "")
    tray = Part(block(5.6, 2.2, 4.4, 0.7), plain("#e6eef0"), 7.6, 0.7, (0, 2.2, 0))
    curd = Part(
        block(4.9, 2.0, 3.8, 0.35), mottled("#f8f3e4", "#efe7d0", 1.4), 6.7, 0.2, (0, 3.0, 0)
    )
    seal = Part(block(3.2, 0.05, 3.95, 0.04), _on_top(film, 3.2, 3.95), 5.2, 0.8, (0, 5.05, 0))
    front = Part(
        block(3.4, 1.3, 0.1, 0.05),
        printed(film, (-3.4, 3.4), (-1.6, 2.2), "#3f8a4a"),
        3.8,
        0.6,
        (0, 2.5, -4.4),
    )
    return [tray, curd, seal, front]


def _on_top(texture: Texture, hx: float, hz: float) -> Paint:
    rows, columns = texture.shape[:2]

    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        column = np.clip((x + hx) / (2 * hx) * columns, 0, columns - 1).astype(np.intp)
        row = np.clip((hz - z) / (2 * hz) * rows, 0, rows - 1).astype(np.intp)
        return np.asarray(texture[row, column], np.float32)

    return paint


def _kimchi(kind: str) -> Maker:
    """Make an open steel or plastic box with kimchi heaped in it."""

    def make(rng: np.random.Generator) -> list[Part]:
        wall = hollow_box((8.0, 3.4, 5.6), 0.45)
        parts = [Part(wall, plain("#dfe6e6"), 10.5, 0.75, (0, 3.4, 0))]
        broth = Part(
            block(7.6, 2.4, 5.2, 0.3), mottled("#a8230f", "#c33a16", 1.4), 9.6, 0.6, (0, 2.7, 0)
        )
        return [*parts, broth, *(_cubes(rng) if kind == "cubes" else _leaves(rng))]

    return make


def _cubes(rng: np.random.Generator) -> list[Part]:
    parts = []
    for n in range(16):
        at = (
            float(-6.2 + 4.1 * (n % 4) + rng.uniform(-0.4, 0.4)),
            float(5.4 + rng.uniform(0, 1.1)),
            float(-3.9 + 2.6 * (n // 4)),
        )
        paint = mottled("#e9a27c", "#c9391a", 1.7, float(n))
        parts.append(
            Part(
                block(1.15, 1.0, 1.15, 0.22),
                paint,
                1.95,
                0.65,
                at,
                (
                    float(rng.uniform(-25, 25)),
                    float(rng.uniform(0, 90)),
                    float(rng.uniform(-25, 25)),
                ),
            )
        )
    return parts


def _leaves(rng: np.random.Generator) -> list[Part]:
    def paint(x: Floats, y: Floats, z: Floats) -> Floats:
        base = mottled("#d5421b", "#b52a10", 1.1)(x, y, z)
        pale = mixed(
            base,
            linear("#f0d9a8"),
            smooth(0.35, 1.0, waves(x * 0.3, y, z, 2.2, 1.0)) * np.float32(0.85),
        )
        return mixed(
            pale, linear("#7f9a3a"), smooth(0.9, 1.3, waves(x, y, z, 0.9, 3.0)) * np.float32(0.7)
        )

    parts = []
    for n in range(5):
        turn = (float(rng.uniform(-12, 12)), float(rng.uniform(-20, 20)), float(rng.uniform(-6, 6)))
        shape = rough(ellipsoid(6.3, 1.3, 1.3), 0.24, 1.9, float(n))
        parts.append(
            Part(
                shape,
                paint,
                6.9,
                0.7,
                (float(rng.uniform(-0.6, 0.6)), 5.5 + 0.3 * (n % 2), -3.6 + 1.8 * n),
                turn,
            )
        )
    return parts


def hollow_box(half: tuple[float, float, float], wall: float) -> Distance:
    """Give an open box: its walls and floor."""
    outer = block(*half, 0.5)
    inner = block(half[0] - wall, half[1], half[2] - wall, 0.4)
    return lambda x, y, z: np.maximum(outer(x, y, z), -inner(x, y - 2 * wall, z))


def _cheese(rng: np.random.Generator) -> list[Part]:
    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        wedge = np.maximum(np.abs(y) - 2.6, np.abs(z) * 0.88 + x * 0.47 - 2.8)
        solid = np.maximum(wedge, -x - 5.4)
        holes = np.full_like(x, np.inf)
        for hx, hy, hz, r in (
            (-2.5, 1.0, -4.0, 1.0),
            (1.2, -0.6, -2.6, 0.8),
            (-0.6, 2.7, -0.6, 0.9),
            (3.0, 0.9, -1.3, 0.5),
            (-3.5, -1.2, -4.6, 0.7),
            (-3.0, 2.7, 1.6, 0.7),
        ):
            holes = np.minimum(holes, np.sqrt((x - hx) ** 2 + (y - hy) ** 2 + (z - hz) ** 2) - r)
        return np.asarray(np.maximum(solid, -holes) * 0.85, np.float32)

    return [Part(distance, mottled("#f5c33b", "#f0b72a", 0.8), 9.5, 0.25, (0, 2.6, 0), (0, 12, 0))]


def _ham(rng: np.random.Generator) -> list[Part]:
    tin = block(4.6, 3.6, 2.8, 0.9)
    front = _banner("HAM", "#1f4f9a", "#e8b62a", "#1f2f5a", "#e58a8a")
    return [Part(tin, printed(front, (-4.6, 4.6), (-3.6, 3.6), "#2a5ca8"), 6.6, 0.7, (0, 3.6, 0))]


_WINE = [(0.0, 3.0), (0.4, 3.3), (11.0, 3.3), (14.0, 3.0), (17.0, 1.5), (21.0, 1.25)]
_FLASK = [(0.0, 3.0), (0.4, 3.2), (5, 3.1), (9, 3.2), (15.0, 3.2), (18.5, 1.7), (20.0, 1.3)]

PACKAGES: dict[str, tuple[str, Maker]] = {
    "baechu_kimchi": ("kimchi", _kimchi("leaves")),
    "kkakdugi": ("kimchi", _kimchi("cubes")),
    "hen_egg": ("egg", _eggs),
    "firm_tofu": ("tofu", _tofu),
    "ham": ("meat", _ham),
    "whole_milk": ("packages/dairy/milk", _milk("MILK", ("#f6f8fb", "#2a6fc9", "#8fc1f0"))),
    "flavoured_milk": ("packages/dairy/milk", _milk("BANANA", ("#fff3b8", "#e0a51a", "#f7d648"))),
    "spoon_yoghurt": (
        "packages/dairy/yoghurt",
        _tub("YOGURT", ("#fdfbf7", "#d7437a", "#c22a62"), (3.6, 6.4)),
    ),
    "butter": ("packages/dairy", _carton("BUTTER", (6.0, 2.4, 3.2), ("#f7d74a", "#c8451f", ""))),
    "cheese": ("packages/dairy", _cheese),
    "bottled_water": (
        "packages/beverage",
        _bottle(_FLASK, ("#b9dcec", "#d8eef6"), ("WATER", "#e9f6fb", "#1a78b8"), "#2a8fd0"),
    ),
    "soju": (
        "packages/beverage",
        _bottle(_WINE, ("#1c6b3c", "#2f8f55"), ("SOJU", "#eef5ea", "#15803d"), "#c9ccd0"),
    ),
    "soft_drink": ("packages/beverage", _can("COLA", "#c8102e", "#ffffff")),
    "beer": ("packages/beverage", _can("BEER", "#e8e2cf", "#8a5a12")),
    "soy_sauce": (
        "packages/sauce",
        _bottle(_FLASK, ("#1d0d08", "#2c150c"), ("SOY", "#f3c14b", "#7a1a12"), "#c8281e"),
    ),
    "gochujang": ("packages/sauce", _tub("GOCHU", ("#c01c22", "#a31319", "#ffe08a"), (5.0, 7.0))),
    "doenjang": ("packages/sauce", _tub("DOEN", ("#8a5a2b", "#6e431d", "#ffe9c2"), (5.0, 7.0))),
    "ketchup": ("packages/sauce", _squeezed("KETCHUP", ("#c81e1e", "#f5f2ea", "#b31414"))),
    "mayonnaise": ("packages/sauce", _squeezed("MAYO", ("#f7efcf", "#e9b91c", "#c7342a"))),
    "dumpling": (
        "packages/ready_meal",
        _carton("MANDU", (8.0, 5.6, 2.2), ("#e35b2a", "#7a1f12", "#f5e8c8")),
    ),
}
