"""Make the demonstration: each company's data in turn, made, taken in and built upon.

Each step is done once, so a demonstration that was killed goes on where it was.
"""

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dure import catalog, domains
from dure.core import Error, Invalid, say
from dure.kit.context import Context, Workspace
from dure.simulation import plan, plan_writing
from dure.simulation.hands import Run, hands
from dure.simulation.plan import Holding

from . import building, demo, demo_people, demo_tally
from .stages import Stage

_LICENCE = "CC0-1.0"
_CONSENT = "모의 데이터로, 실제 사람의 것이 아님 · simulated, of no real person"
Tell = Callable[[demo.Made], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of demonstration is wanted.

    Attributes:
        is_small: a tenth of the data.
        folders: real folders by their domain, in the place of simulated data.
    """

    is_small: bool = False
    folders: tuple[tuple[str, Path], ...] = ()


def make(context: Context, wish: Wish, stage: Stage, tell: Tell) -> demo.Result:
    """Make the demonstration, or go on with it; once finished, it only gives what came of it."""
    begun = _begun(context.workspace, wish)
    with demo.alone(context.workspace):
        standing = demo.result(context.workspace)
        if standing.is_finished:
            return standing
        done = list(standing.made)
        wanted = _announced(context, begun)
        with hands(_processes()) as run:
            for mine, holding, folders in wanted:
                if holding.name not in {one.dataset for one in done}:
                    done.append(_build(mine, (holding, folders), begun, stage, run))
                    demo.keep(context.workspace, demo.Result(not begun.folders, False, tuple(done)))
                    tell(done[-1])
        finished = demo.Result(not begun.folders, True, tuple(done))
        demo.keep(context.workspace, finished)
    return finished


def _begun(workspace: Workspace, wish: Wish) -> Wish:
    """Begin, where nothing is begun yet; else it goes on as it was wished then."""
    demo.begin(workspace, is_small=wish.is_small, folders=wish.folders)
    stored = json.loads((demo.folder(workspace) / demo.MARK).read_text("utf-8"))
    return Wish(stored["is_small"], tuple((d, Path(p)) for d, p in stored["folders"]))


def _sources(workspace: Workspace, wish: Wish) -> Sequence[tuple[Holding, Path]]:
    data = demo.folder(workspace) / "data"
    if not wish.folders:
        return [(holding, data / holding.name) for holding in plan.HOLDINGS]
    owners = {holding.domain: holding for holding in reversed(plan.HOLDINGS)}
    return [
        (replace(owners.get(domain, plan.HOLDINGS[0]), name=path.name, domain=domain,
                 title="", purpose="", formats=None), path)
        for domain, path in wish.folders
    ]  # fmt: skip


def wished_folder(word: str) -> tuple[str, Path]:
    """Read ``DOMAIN=FOLDER``, or a folder that bears a domain's name; raises `Invalid`."""
    domain, equals, path = word.partition("=")
    place = Path(path if equals else word)
    if not place.is_dir():
        raise Invalid(say("There is no folder “{path}”; name one that exists.", path=place))
    try:
        return domains.load(domain if equals else place.resolve().name).id, place
    except Error as error:
        if equals:
            raise
        raise Invalid(
            say(
                "“{path}” does not say its domain; write food={path}, or another domain.",
                path=place,
            )
        ) from error


def _build(
    context: Context, one: tuple[Holding, building.Wanted], wish: Wish, stage: Stage, run: Run
) -> demo.Made:
    """Make one data set's files and run the whole loop over them."""
    holding, wanted = one
    source = wanted.folders[0]
    began = time.monotonic()
    if not wish.folders:
        scale = plan.SMALL if wish.is_small else plan.FULL
        with stage("simulate") as meter:
            plan_writing.write(holding, scale, source, meter, run)
    written = time.monotonic()
    built = building.build(context, wanted, stage)
    ended = time.monotonic()
    rows = (
        () if wish.folders else demo_tally.rows(context, built.dataset, source, built.label_issues)
    )
    return demo.Made(
        dataset=holding.name,
        title=holding.title,
        organization=_owner(holding),
        domain=built.domain,
        files=built.files,
        records=built.records,
        duplicates=built.duplicates,
        refused=len(built.issues),
        labelled=built.labelled,
        suggested=built.suggested,
        accepted=built.accepted,
        findings=built.findings,
        verdict=built.verdict,
        release=built.release,
        took_s=(round(written - began, 1), round(ended - written, 1)),
        rows=tuple(rows),
    )


def _processes() -> int:
    return max(1, min(os.cpu_count() or 1, 8))


def _owner(holding: Holding) -> str:
    return next(company.name for company in plan.COMPANIES if company.slug == holding.owner)


def _announced(context: Context, wish: Wish) -> list[tuple[Context, Holding, building.Wanted]]:
    """Open all data sets to the alliance before their data arrive, so that they can be watched."""
    actors = demo_people.settle(context)
    announced = []
    for holding, source in _sources(context.workspace, wish):
        mine = replace(context, actor=actors[holding.owner])
        wanted = building.Wanted(
            (source,),
            holding.domain,
            demo.folder(context.workspace) / "releases" / holding.name,
            name=holding.name,
            formats=holding.formats,
            title=holding.title or None,
            licence=None if wish.folders else _LICENCE,
        )
        _announce(mine, wanted, holding, wish)
        announced.append((mine, holding, wanted))
    return announced


def _announce(context: Context, wanted: building.Wanted, holding: Holding, wish: Wish) -> None:
    dataset = building.open_dataset(context, wanted)
    with context.workspace.unit_of_work() as db:
        told = {"title": holding.title, "purpose": holding.purpose}
        consent = "" if wish.folders else _CONSENT
        catalog.describe(db, context.actor, dataset, **told, consent_basis=consent)
        catalog.mine(db, context.actor, dataset).visibility = catalog.Visibility.ALLIANCE
