"""Take folders in: examine in threads, commit in chunks, resume where a kill left off.

What came in before, with the same size and time, is not read again. All that a chunk found is
committed in one transaction, and its media lie in the storage before that, so that a kill
leaves whole chunks; what is left over is done by the next run.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from dure import catalog, domains
from dure.core import Actor, DatasetId, Permission, Probe, Severity, say
from dure.kit.context import Workspace
from dure.kit.events import publish
from dure.kit.files import UNREADABLE_FOLDER

from .. import rules, service, store
from ..model import EmptyFolder, FolderTakenIn, NotCleared, Root, Tally
from ..probes import Refused
from ..probes.shown import clear_one
from .intake import CHUNK, Intake, Report
from .labels import Labels
from .recordings import Recordings


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is to be taken in.

    Attributes:
        labels: a label list that alone says what is labelled; the folders' own are set aside.
        mirrors: the data set holds what the folders hold, and no more: what is gone is taken out.
        leave_out: folders inside the roots that are not data, such as the release that is built.
    """

    roots: tuple[Root, ...]
    labels: Path | None = None
    mirrors: bool = False
    leave_out: tuple[Path, ...] = ()


def take_in(
    workspace: Workspace,
    actor: Actor,
    dataset: DatasetId,
    delivery: Delivery,
    report: Report,
) -> Tally:
    """Take folders into a data set; every file ends as record, duplicate, labels or issue.

    Raises:
        EmptyFolder: there is not one file.
        UnusableLabels: the label list that was given says nothing of the files.
        StorageFull: there is no room for the media; what came in so far is kept.
    """
    actor.require(Permission.INGEST_WRITE)
    with workspace.reading() as db:
        pack = domains.load(catalog.mine(db, actor, dataset).domain)
    with Intake(workspace, actor, dataset, report) as intake:
        recordings = Recordings(intake, delivery.roots)
        labels = Labels(intake, pack, recordings, delivery.labels)
        for root in delivery.roots:
            labels.wait(root, intake.walk(root, delivery.leave_out, recordings.claim))
        if not intake.seen:
            raise EmptyFolder(say("There is no file in the folder; name one that holds data."))
        intake.finish()
        recordings.take_in()
        for root in delivery.roots:
            labels.sort_out(root)
        intake.finish()
    gone = _settle(intake, delivery)
    labels.read()
    return _close(intake, labels, gone)


def _settle(intake: Intake, delivery: Delivery) -> int:
    """Settle duplicates and what is gone; counts the records taken out."""
    actor, dataset = intake.actor, intake.dataset
    with intake.workspace.reading() as db:
        kind = None if delivery.mirrors else UNREADABLE_FOLDER
        before = store.paths(db, actor, dataset, kind=kind)
    with intake.workspace.unit_of_work() as db:
        return service.settle(db, actor, dataset, rules.gone(before, intake.seen, intake.unread))


def _close(intake: Intake, labels: Labels, gone: int) -> Tally:
    """Tell what it all amounts to."""
    with intake.workspace.unit_of_work() as db:
        tally = service.tally(db, intake.actor, intake.dataset)
        errors = sum(issue.severity is Severity.ERROR for issue in tally.issues)
        publish(db, FolderTakenIn(intake.dataset, tally.files, errors))
    return replace(
        tally, added=intake.added, gone=gone, warnings=labels.warnings, labelled=labels.labelled
    )


def clear(workspace: Workspace, actor: Actor, dataset: DatasetId, report: Report) -> None:
    """Make the form of every medium that may be shown and shared, where it is missing.

    Raises:
        NotCleared: a medium cannot be; what was cleared so far is kept.
    """
    with workspace.reading() as db:
        every = catalog.every_record(db, actor, dataset)
        found = {s["digest"]: (s["probe"], row.path) for row in every for s in row.streams}
        there = catalog.cleared(db, actor, list(found))
    probes = {d: Probe.from_json(probe) for d, (probe, _) in found.items() if d not in there}

    def cleared(digest: str) -> dict[str, object]:
        try:
            return clear_one(workspace.blobs, digest, probes[digest])
        except Refused as refused:
            raise _not_cleared(found[digest][1], refused.message) from None

    waiting = iter(probes)
    done = len(there)
    with ThreadPoolExecutor(workspace.threads, thread_name_prefix="clear") as pool:
        while chunk := list(islice(waiting, CHUNK)):
            rows = list(pool.map(cleared, chunk))
            with workspace.unit_of_work() as db:
                catalog.keep_cleared(db, rows)
            done += len(rows)
            report(done, len(found), "")


def _not_cleared(path: str, why: str) -> NotCleared:
    return NotCleared(
        say("“{path}” cannot be cleared ({why}) and may not be shared; withdraw it.",
            path=path, why=why)
    )  # fmt: skip
