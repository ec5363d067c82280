"""Every file that a provider's manifest names arrived, unchanged, and nothing came beside them.

Digests as in BagIt (RFC 8493, ``manifest-sha256.txt``).
"""

from collections.abc import Iterator

from dure.core import Severity, say

from ..model import Evidence, Found


def check(evidence: Evidence) -> Iterator[Found]:
    """Compare what manifests name with what came; without a manifest nothing is missed."""
    yield from evidence.unreadable
    named = {one.path: one for one in evidence.named}
    for path, one in sorted(named.items()):
        came = evidence.digests.get(path)
        if came is None:
            message = say("“{path}” is named by a manifest and did not come.", path=path)
            yield Found("missing_file", message, path=path)
        elif came != one.sha256:
            message = say("“{path}” is not what its manifest says; send it again.", path=path)
            yield Found("changed_file", message, path=path)
    if named:
        for path in sorted(evidence.digests.keys() - named.keys() - evidence.manifests):
            message = say("“{path}” came, and no manifest names it.", path=path)
            yield Found("unnamed_file", message, Severity.WARNING, path)
