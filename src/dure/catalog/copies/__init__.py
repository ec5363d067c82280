"""Copies of what is said and told of records, by which they are found.

Each member offers ``refresh(db, actor, dataset, records, anew=False)``: write the copies of these
records again from the truth, those that already agree only with `anew`. Doing it twice changes
nothing. Whatever changes the truth calls the member that copies it, in the same transaction.
"""

from . import said, told

EVERY = (told, said)

__all__ = ["EVERY", "said", "told"]
