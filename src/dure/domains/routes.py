"""HTTP of domain packs: which there are, and all that one says."""

from fastapi import APIRouter

from dure.kit.http import CurrentActor, problems

from . import service
from .model import Pack
from .schemas import DomainRead, DomainSummary

router = APIRouter(prefix="/domains", tags=["domains"])


@router.get("", response_model=list[DomainSummary], responses=problems())
def list_domains(actor: CurrentActor) -> list[Pack]:
    """List the domains; every member may read them."""
    return [service.named(name) for name in service.known()]


@router.get("/{domain}", response_model=DomainRead, responses=problems(404))
def read_domain(actor: CurrentActor, domain: str) -> Pack:
    """Give a domain's pack, by its id or one of its other names."""
    return service.named(domain)
