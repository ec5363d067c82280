"""Tell a file's format from its first bytes; from its name only where bytes cannot tell."""

FAMILY_OF_FORMAT = {
    **dict.fromkeys(("jpeg", "png", "gif", "webp", "bmp", "tiff", "heic", "avif"), "image"),
    **dict.fromkeys(("wav", "flac", "mp3", "ogg", "m4a", "aac"), "audio"),
    **dict.fromkeys(("mp4", "mov", "webm", "mkv"), "video"),
    **dict.fromkeys(("csv", "tsv", "jsonl", "parquet"), "series"),
    "json": "status",
    "text": "text",
}

FORMATS_OF_SUFFIX = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif"), ("jpeg",)),
    "png": ("png",),
    "gif": ("gif",),
    "webp": ("webp",),
    **dict.fromkeys(("bmp", "dib"), ("bmp",)),
    **dict.fromkeys(("tif", "tiff"), ("tiff",)),
    **dict.fromkeys(("heic", "heif"), ("heic",)),
    "avif": ("avif",),
    **dict.fromkeys(("wav", "wave"), ("wav",)),
    "flac": ("flac",),
    "mp3": ("mp3",),
    **dict.fromkeys(("ogg", "oga", "opus"), ("ogg",)),
    "m4a": ("m4a",),
    "aac": ("aac",),
    **dict.fromkeys(("mp4", "m4v", "3gp"), ("mp4",)),
    **dict.fromkeys(("mov", "qt"), ("mov", "mp4")),
    "webm": ("webm",),
    "mkv": ("mkv", "webm"),
    "csv": ("csv",),
    "tsv": ("tsv",),
    **dict.fromkeys(("jsonl", "ndjson"), ("jsonl",)),
    **dict.fromkeys(("parquet", "pq"), ("parquet",)),
    "json": ("json",),
    **dict.fromkeys(("txt", "text", "log"), ("text",)),
}

FAMILY_OF_SUFFIX = {
    suffix: FAMILY_OF_FORMAT[formats[0]] for suffix, formats in FORMATS_OF_SUFFIX.items()
}

_TEXT_LIKE = frozenset({"csv", "tsv", "jsonl", "json", "text"})
_SIGNATURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    *((b"ID3" + bytes([version]), "mp3") for version in (2, 3, 4)),
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"MZ\x90", "exe"),
    (b"\x7fELF", "elf"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\xd0\xcf\x11\xe0", "office"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}


def format_of(suffix: str, head: bytes) -> str | None:
    """Name the format; suffix in lower case without its dot."""
    found = _binary_format(head)
    if found == "mp3" and suffix in ("aac", "flac"):
        return suffix  # an ID3 tag in front of another format
    if found == "mp4" and suffix == "m4a":
        return "m4a"
    if found is not None:
        return found
    claimed = FORMATS_OF_SUFFIX.get(suffix, (None,))[0]
    return claimed if claimed in _TEXT_LIKE else None


def _binary_format(head: bytes) -> str | None:
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head[:4] in (b"RIFF", b"RF64", b"RIFX"):
        return _RIFF.get(head[8:12], "riff")
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "webm" if b"webm" in head[:64] else "mkv"
    if head[4:8] == b"ftyp":
        return _isobmff(head)
    if _is_bmp(head):
        return "bmp"
    return _mpeg_audio(head)


def _isobmff(head: bytes) -> str:
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, min(64, len(head)), 4)}
    if brands & {b"avif", b"avis"}:
        return "avif"
    if brands & _HEIC:
        return "heic"
    if brands & {b"M4A ", b"M4B "}:
        return "m4a"
    return "mov" if head[8:12] == b"qt  " else "mp4"


def _is_bmp(head: bytes) -> bool:
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS


def _mpeg_audio(head: bytes) -> str | None:
    """Know a bare stream by its frame header (ISO/IEC 11172-3 §2.4.1.3, 13818-7 §6.2)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "aac"
    layer_three = head[1] & 0x06 == 0x02 and head[1] & 0x18 != 0x08
    rates_known = head[2] >> 4 not in (0, 15) and head[2] & 0x0C != 0x0C
    return "mp3" if layer_three and rates_known else None
