"""HTTP of the demonstration: what was planted, and what the stations found of it."""

from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import Field

from dure.core import NotFound, say
from dure.kit.http import CurrentActor, Home, Wire, problems
from dure.kit.text import preferred, translated
from dure.simulation.defects import DEFECTS, Station

from . import demo

router = APIRouter(tags=["system"])
AcceptLanguage = Annotated[str | None, Header()]


class PlantedRead(Wire):
    kind: str = Field(examples=["near_duplicate"])
    title: str
    station: Station
    planted: int
    found: int
    missed: list[str] = Field(description="paths of those that were not found")
    others: int = Field(description="found as well, though nobody planted them")


class DatasetMade(Wire):
    dataset: str
    title: str
    organization: str
    records: int
    findings: int
    verdict: str
    release: str


class DemoRead(Wire):
    simulated: bool
    is_finished: bool
    datasets: list[DatasetMade]
    rows: list[PlantedRead]


@router.get("/demo/truth", responses=problems(404))
def truth(actor: CurrentActor, home: Home, accept_language: AcceptLanguage = None) -> DemoRead:
    """Tell what was planted in a demonstration and found of it; 404 in any other workspace."""
    if not demo.is_demo(home):
        raise NotFound(say("This workspace is no demonstration."))
    result, language = demo.result(home), preferred(accept_language)
    return DemoRead(
        simulated=result.simulated,
        is_finished=result.is_finished,
        datasets=[DatasetMade.model_validate(one, from_attributes=True) for one in result.made],
        rows=[
            PlantedRead(
                kind=row.kind,
                title=translated(DEFECTS[row.kind].title, language),
                station=DEFECTS[row.kind].station,
                planted=row.planted,
                found=row.found,
                missed=list(row.missed),
                others=row.others,
            )
            for row in result.rows
        ],
    )
