"""The durable steps of delivery: take in, undo and redo, sync, let expire."""

from .changing import redo, undo
from .expiring import expire
from .syncing import Synced, sync
from .taking import take

__all__ = ["Synced", "expire", "redo", "sync", "take", "undo"]
