"""The platform's words. Standard library only; imports nothing of ours but itself."""

from .actor import Actor, Permission
from .annotation import (
    Annotation,
    Box,
    Choice,
    Intent,
    Keyframe,
    Keypoints,
    Layer,
    Mask,
    Polygon,
    Polyline,
    Segment,
    Track,
    Transcript,
    from_json,
    to_json,
)
from .errors import Conflict, Error, Forbidden, Invalid, NotFound, Unavailable
from .events import Event
from .ids import (
    DatasetId,
    JobId,
    MemberId,
    OrganizationId,
    RecordId,
    ReleaseId,
    derived_id,
    new_id,
)
from .issue import Issue, Severity
from .media import Modality, Probe
from .record import Labelled, Stream
from .sentence import Sentence, say

__all__ = [
    "Actor",
    "Annotation",
    "Box",
    "Choice",
    "Conflict",
    "DatasetId",
    "Error",
    "Event",
    "Forbidden",
    "Intent",
    "Invalid",
    "Issue",
    "JobId",
    "Keyframe",
    "Keypoints",
    "Labelled",
    "Layer",
    "Mask",
    "MemberId",
    "Modality",
    "NotFound",
    "OrganizationId",
    "Permission",
    "Polygon",
    "Polyline",
    "Probe",
    "RecordId",
    "ReleaseId",
    "Segment",
    "Sentence",
    "Severity",
    "Stream",
    "Track",
    "Transcript",
    "Unavailable",
    "derived_id",
    "from_json",
    "new_id",
    "say",
    "to_json",
]
