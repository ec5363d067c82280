"""How data arrive: deliveries, resumable uploads, what became of each file, undo and redo."""

from .jobs import redo, take, undo
from .model import Expected, Kind, State
from .service import expire, finish, get, listed, open_for_uploads
from .tables import Delivery, DeliveryFile

__all__ = [
    "Delivery",
    "DeliveryFile",
    "Expected",
    "Kind",
    "State",
    "expire",
    "finish",
    "get",
    "listed",
    "open_for_uploads",
    "redo",
    "take",
    "undo",
]
