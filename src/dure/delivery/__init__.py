"""How data arrive: deliveries, resumable uploads, what became of each file, undo and redo."""

from .jobs import Synced, expire, redo, sync, take, undo
from .model import Expected, Kind, State
from .service import finish, get, listed, open_for_uploads
from .tables import Delivery, DeliveryFile

__all__ = [
    "Delivery",
    "DeliveryFile",
    "Expected",
    "Kind",
    "State",
    "Synced",
    "expire",
    "finish",
    "get",
    "listed",
    "open_for_uploads",
    "redo",
    "sync",
    "take",
    "undo",
]
