"""Layouts that are known and not read, so that a refusal can name them."""

import re
from collections.abc import Iterable

# Looked for in the paths of all files; the first that occurs names the folder.
_LAYOUTS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("TFRecord", r"\.tfrecord$"),
        ("Cityscapes", r"_gtFine_\w+\.png$"),
        ("ADE20K", r"_seg\.png$"),
        ("CamVid without label_colors.txt", r"(^|/)(train|val|test)annot/"),
        ("CelebA", r"list_attr_celeba|identity_celeba|list_bbox_celeba"),
        ("WIDER FACE", r"wider_face_\w*gt\w*\.txt$"),
        ("LFW", r"(^|/)annotations/(pairs|landmarks|people)\.txt$"),
        ("MVTec AD", r"(^|/)ground_truth/.*\.png$"),
        ("ICDAR", r"(^|/)(gt_\w+|\w+_GT)\.txt$"),
        ("VoTT JSON", r"-export\.json$"),
        ("Mapillary Vistas", r"(^|/)v[12]\.[02]/"),
        ("MNIST CSV", r"mnist_\w+\.csv$"),
        ("pixel maps without a table of their colours", r"(^|/)(masks|SegmentationClass)/.*\.png$"),
    )
)


def layout(names: Iterable[str]) -> str | None:
    """Give the name of the layout that a folder's files are in, where it is a known one."""
    every = list(names)
    return next((name for name, mark in _LAYOUTS if any(map(mark.search, every))), None)
