"""How long a sound lasts, from its header."""

from .listing import extension

_SOUNDS = frozenset(("wav", "mp3", "flac", "ogg", "opus"))


def sound_duration_s(root: str, path: str) -> float | None:
    """Give how many seconds a sound lasts; None for anything else, and for what is no sound."""
    if extension(path) not in _SOUNDS:
        return None
    try:
        import soundfile  # noqa: PLC0415  (heavy: only conversions open sounds)
    except ImportError:  # the light installation has no codecs
        return None
    try:
        found = soundfile.info(f"{root}/{path}")
    except (soundfile.LibsndfileError, OSError, ValueError, TypeError):
        return None
    return float(found.frames / found.samplerate) if found.frames > 0 else None
