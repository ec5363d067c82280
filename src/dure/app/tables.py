"""Every table of every capability, for migrations."""

from dure.autolabel import tables as _autolabel
from dure.catalog import tables as _catalog
from dure.curation import tables as _curation
from dure.delivery import tables as _delivery
from dure.identity import tables as _identity
from dure.ingest import tables as _ingest
from dure.kit import events as _events
from dure.kit import jobs as _jobs
from dure.kit.db import Table
from dure.quality import tables as _quality
from dure.release import tables as _release

LOADED = (
    _autolabel,
    _catalog,
    _curation,
    _delivery,
    _events,
    _identity,
    _ingest,
    _jobs,
    _quality,
    _release,
)
metadata = Table.metadata
