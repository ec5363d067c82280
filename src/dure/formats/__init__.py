"""Outside label formats: recognise them in a folder, read them, write them, convert them.

Each format stands in a file of its own, with its reader and its writer. Everything here gives
and takes `dure.core.Labelled`.
"""

from .base.listing import is_film
from .base.reading import FolderMedia, Found, Media, Near, Reading
from .base.text import decode
from .base.writing import Loss, Sized
from .converting import Conversion, Folder, WouldLose, convert
from .finding import recognise
from .lists.columns import Columns
from .lists.folder import Placed, label, place
from .registry import FORMATS, READ_ONLY, losses, placed, places, read, write
from .unread import layout
from .vision.coco_records import write_drawn as coco_record

__all__ = [
    "FORMATS",
    "READ_ONLY",
    "Columns",
    "Conversion",
    "Folder",
    "FolderMedia",
    "Found",
    "Loss",
    "Media",
    "Near",
    "Placed",
    "Reading",
    "Sized",
    "WouldLose",
    "coco_record",
    "convert",
    "decode",
    "is_film",
    "label",
    "layout",
    "losses",
    "place",
    "placed",
    "places",
    "read",
    "recognise",
    "write",
]
