"""Device status of every vendor, told in the one vocabulary of Matter.

Readers for SmartThings, LG ThinQ and Matter; reviewed tables that map each vendor's fields; a
check of what disagrees; proposals for what nobody has mapped; and the way back without loss.
"""

from .documents import from_json, to_json
from .model import Attribute, Embed, Field, Proposal, Reading, Role, Standard
from .reasons import told as reason
from .service import Document, standardise, standardise_all
from .standardising import read, restore, vendor_of
from .tree import pointer

__all__ = [
    "Attribute",
    "Document",
    "Embed",
    "Field",
    "Proposal",
    "Reading",
    "Role",
    "Standard",
    "from_json",
    "pointer",
    "read",
    "reason",
    "restore",
    "standardise",
    "standardise_all",
    "to_json",
    "vendor_of",
]
