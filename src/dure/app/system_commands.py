"""The commands of the platform itself: serve, worker, jobs, openapi."""

import json as jsonlib
import sys
from contextlib import nullcontext
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select

from dure.core import Invalid, NotFound, say
from dure.kit import console, jobs
from dure.kit.context import Context
from dure.kit.text import Language, translated

from .options import Json, context_of, shown

jobs_app = typer.Typer(help="Durable jobs: list and cancel.", no_args_is_help=True)


def serve(
    ctx: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; else 127.0.0.1.", envvar="DURE_HOST")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; else 8000.", envvar="DURE_PORT")
    ] = None,
    work: Annotated[bool, typer.Option(help="Do jobs in this process as well.")] = True,
    demo: Annotated[
        bool, typer.Option("--demo", help="Make the demonstration, where there are no data yet.")
    ] = False,
) -> None:
    """Serve the pages and the HTTP interface; prints a one-time link on the first start."""
    from . import demo_beside, serving

    context = context_of(ctx)
    address = serving.Address.chosen(context.workspace.home, host, port)
    with serving.listening(address) as sockets:
        if demo:
            demo_beside.prepare(context)
        _greet(context, address.of(sockets))
        with demo_beside.making(context) if demo else nullcontext():
            serving.serve(context.workspace, sockets, work=work)


def _greet(context: Context, address: str) -> None:
    from dure import identity

    tell = shown(context)
    console.out.print(
        f"[bold]두레 Dure[/]  {address}  [dim]{console.shown(context.workspace.home)}[/]",
        soft_wrap=True,
    )
    with context.workspace.unit_of_work() as db:
        claim = identity.renew_operator_claim(db)
    if claim is not None:
        console.out.print(tell(say("Open this link once to become the operator:")))
        console.out.print(f"  {address}/claim/{claim.secret}", soft_wrap=True)
    _greet_alliance(context, address)
    sys.stdout.flush()  # whoever started us through a pipe waits for the link


def _greet_alliance(context: Context, address: str) -> None:
    """Print a link for one person of each simulated company, in a demonstration."""
    from . import demo, demo_people, demo_summary

    if demo.is_demo(context.workspace):
        demo_summary.show_links(demo_people.links(context), address, context.language)


def worker(ctx: typer.Context) -> None:
    """Do waiting jobs until stopped, beside a server on the same database."""
    from . import serving

    context = context_of(ctx)
    console.err.print(shown(context)(say("Waiting for jobs; stop with Ctrl+C.")))
    serving.work(context.workspace)


@jobs_app.command("list")
def list_jobs(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 20,
    *,
    json: Json = False,
) -> None:
    """List jobs, newest first."""
    from . import summary

    context = context_of(ctx)
    with context.workspace.reading() as db:
        mine = select(jobs.Job).where(jobs.Job.organization == context.actor.organization)
        rows = db.scalars(mine.order_by(jobs.Job.created_at.desc()).limit(limit)).all()
    if json:
        console.print_json([_told(row, context.language) for row in rows])
        return
    if rows:
        summary.show_jobs(rows, context.language)
    else:
        console.out.print(shown(context)(say("There are no jobs yet; `dure build` makes some.")))


@jobs_app.command("cancel")
def cancel_job(
    ctx: typer.Context,
    id: Annotated[UUID, typer.Argument(help="Id of a job, as `dure jobs list` shows it.")],
    *,
    json: Json = False,
) -> None:
    """Ask a job to stop; what it has done stays."""
    context = context_of(ctx)
    with context.workspace.unit_of_work() as db:
        job = db.get(jobs.Job, id)
        if job is None or job.organization != context.actor.organization:
            raise NotFound(say("There is no such job."))
        jobs.cancel(db, job)
        told = _told(job, context.language)
    if json:
        console.print_json(told)
    else:
        console.out.print(f"{told['name']}: {told['state']}")


def _told(job: jobs.Job, language: Language) -> dict[str, object]:
    return {
        "id": job.id,
        "name": job.name,
        "state": job.state,
        "progress": job.progress,
        "attempts": job.attempts,
        "error": translated(job.failure, language) if job.failure else None,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "result": job.result,
    }


def api(
    method: Annotated[str, typer.Argument(help="GET, POST or DELETE.")],
    path: Annotated[str, typer.Argument(help="A path of `dure openapi`, without /api.")],
    data: Annotated[str | None, typer.Option(help="The body, as JSON; - reads it.")] = None,
    server: Annotated[
        str | None, typer.Option(help="Address of the server.", envvar="DURE_SERVER")
    ] = None,
    token: Annotated[
        str | None, typer.Option(help="Access token.", envvar="DURE_TOKEN", show_envvar=True)
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Call any route of a server, such as: dure api GET /datasets; always prints JSON."""
    import dure

    text = sys.stdin.read() if data == "-" else data
    try:
        body = jsonlib.loads(text) if text else None
    except ValueError:
        raise Invalid(say("What --data gives is no JSON; put it into single quotes.")) from None
    answer = dure.connect(server, token).call(method, path, body=body)
    if isinstance(answer, bytes):
        sys.stdout.buffer.write(answer)
    else:
        console.print_json(answer)


def openapi() -> None:
    """Print the OpenAPI document of the HTTP interface."""
    from .openapi import document

    sys.stdout.write(jsonlib.dumps(document(), ensure_ascii=False, indent=1) + "\n")
