"""Decisions of identity: what a role may do, what a password must be, how the trail is chained."""

import hashlib
import json
import re
import unicodedata
from typing import Any

from dure.core import Invalid, Permission, say

from .model import Role, Tier

_READ = frozenset(
    {
        Permission.IDENTITY_READ,
        Permission.CATALOG_READ,
        Permission.ENGINES_READ,
        Permission.RELEASE_READ,
    }
)
# What only those may who run the machine itself: the operator's owners.
_OPERATOR = frozenset({Permission.SERVER_FOLDERS, Permission.ENGINES_MANAGE})
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission) - _OPERATOR,
    Role.CURATOR: frozenset(Permission) - _OPERATOR - {Permission.IDENTITY_MANAGE},
    Role.PROVIDER: _READ | {Permission.CATALOG_WRITE, Permission.INGEST_WRITE},
    Role.ANNOTATOR: _READ,
    Role.CONSUMER: _READ,
    Role.ANALYST: _READ | {Permission.AUDIT_READ},
}
MIN_PASSWORD = 10
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def permissions(role: Role, tier: Tier) -> frozenset[Permission]:
    """Give what a role may do in an organisation of a tier."""
    runs_it = role is Role.OWNER and tier is Tier.OPERATOR
    return PERMISSIONS[role] | (_OPERATOR if runs_it else frozenset())


def same_password(typed: str) -> str:
    """Give a password in the form that every keyboard makes of it (NIST SP 800-63B 5.1.1.2).

    Korean comes from some systems as syllables and from others as their single letters.
    """
    return unicodedata.normalize("NFKC", typed)


def check_password(password: str, email: str) -> None:
    """Refuse what is guessed first (NIST SP 800-63B 5.1.1.2: length and context, no recipes)."""
    if len(password) < MIN_PASSWORD:
        raise Invalid(say("A password needs at least {count} signs.", count=MIN_PASSWORD))
    name = email.split("@")[0].casefold()
    if len(set(password)) < 4 or (len(name) > 3 and name in password.casefold()):
        raise Invalid(say("This password is easily guessed; choose another."))


def check_email(email: str) -> str:
    """Give the address in the form by which members are told apart."""
    address = email.strip().casefold()
    if len(address) > 320 or not address.isprintable() or not _EMAIL.fullmatch(address):
        raise Invalid(say("“{email}” is not an e-mail address.", email=email[:80]))
    return address


def lasting(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """Give a detail in the form that every database gives back as it was, for its hash.

    PostgreSQL writes numbers with a fraction in a form of its own, and holds no NUL.
    """
    if isinstance(value, dict):
        return {lasting(str(k)): lasting(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [lasting(v) for v in value]
    if value is None or isinstance(value, int):
        return value
    return str(value).encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def chained(previous: str, entry: dict[str, Any]) -> str:
    """Give the hash of an audit entry, which covers all entries before it."""
    body = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
