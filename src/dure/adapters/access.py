"""How a bucket is reached; light, so that settings may name it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Access:
    """Where S3-compatible storage answers, and the keys to it.

    Attributes:
        endpoint: address of the server; Amazon's own where there is none.
        key, secret: where there are none, the machine's own credentials count.
    """

    endpoint: str | None = None
    region: str = "us-east-1"
    key: str | None = None
    secret: str | None = field(default=None, repr=False)
