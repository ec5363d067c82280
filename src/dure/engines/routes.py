"""HTTP of the engines: which there are, under which licence, and which are installed."""

from fastapi import APIRouter

from dure.core import Permission
from dure.kit.http import CurrentActor, Home, problems

from . import schemas
from .schemas import EngineRead

router = APIRouter(tags=["engines"])


@router.get("/engines", responses=problems(403))
def list_engines(home: Home, actor: CurrentActor) -> list[EngineRead]:
    """List the engines that Dure knows, installed or not."""
    actor.require(Permission.ENGINES_READ)
    return schemas.described(home.models)


@router.get("/engines/{name}", responses=problems(403, 404))
def read_engine(home: Home, actor: CurrentActor, name: str) -> EngineRead:
    """Show one engine: source, licence, classes, and whether it is installed."""
    actor.require(Permission.ENGINES_READ)
    return schemas.described_one(home.models, name)
