"""The five ways a request can fail; every capability raises subclasses of these.

The tree::

    Error (root)
    ├── NotFound     404
    ├── Forbidden    403
    ├── Conflict     409
    ├── Invalid      422
    └── Unavailable  503
"""


class Error(Exception):
    """A failure with one sentence that tells the reader what to do."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class NotFound(Error):
    """It does not exist, or the actor may not know that it does."""


class Forbidden(Error):
    """It exists, and the actor's role does not allow this."""


class Conflict(Error):
    """Its present state does not allow this."""


class Invalid(Error):
    """What was sent breaks a rule."""


class Unavailable(Error):
    """Something we depend on did not answer."""
