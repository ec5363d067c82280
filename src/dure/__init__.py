"""Dure (두레): pool, label, verify, protect and share multimodal training data."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dure.sdk import Dataset, connect, load

__version__ = "0.1.0"
__all__ = ["Dataset", "__version__", "connect", "load"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attributes)
    if name in ("Dataset", "connect", "load"):
        from dure import sdk

        return getattr(sdk, name)
    raise AttributeError(f"module 'dure' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
