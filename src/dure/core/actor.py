"""Who is asking, and what they may do."""

from dataclasses import dataclass
from enum import StrEnum

from .errors import Forbidden
from .ids import MemberId, OrganizationId
from .sentence import say


class Permission(StrEnum):
    """What a role may allow; the words before the colon are the capabilities."""

    IDENTITY_READ = "identity:read"
    IDENTITY_MANAGE = "identity:manage"
    AUDIT_READ = "audit:read"
    CATALOG_READ = "catalog:read"
    CATALOG_WRITE = "catalog:write"
    INGEST_WRITE = "ingest:write"
    SERVER_FOLDERS = "ingest:server_folders"
    ENGINES_READ = "engines:read"
    ENGINES_MANAGE = "engines:manage"
    AUTOLABEL_RUN = "autolabel:run"
    QUALITY_RUN = "quality:run"
    RELEASE_READ = "release:read"
    RELEASE_PUBLISH = "release:publish"


@dataclass(frozen=True, slots=True)
class Actor:
    """A member acting for an organisation; every query names one."""

    member: MemberId
    organization: OrganizationId
    permissions: frozenset[Permission]

    def require(self, permission: Permission) -> None:
        """Raise `Forbidden` unless the actor's role allows this."""
        if permission not in self.permissions:
            raise Forbidden(
                say(
                    "This needs the permission “{permission}”; ask an administrator of your "
                    "organisation for a role that has it.",
                    permission=permission.value,
                )
            )
