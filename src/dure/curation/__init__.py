"""Looking through a data set's records and changing many: grid, facets, views, bulk changes."""

from .jobs import Order, change, label_one, undo
from .model import Action, Asked, Card, Term
from .rules import asked
from .service import Names, card, cards, choice_of, facets, grid, ids
from .store import changes_of

__all__ = [
    "Action",
    "Asked",
    "Card",
    "Names",
    "Order",
    "Term",
    "asked",
    "card",
    "cards",
    "change",
    "changes_of",
    "choice_of",
    "facets",
    "grid",
    "ids",
    "label_one",
    "undo",
]
