"""Folder and file names that speak of splits and structure, and never of a class."""

import re

_SPLITS = {
    **dict.fromkeys(("train", "training", "학습", "훈련"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "검증"), "validation"),
    **dict.fromkeys(("test", "testing", "시험", "평가"), "test"),
}
_STRUCTURAL = frozenset(
    (
        "image",
        "images",
        "img",
        "imgs",
        "jpegimages",
        "picture",
        "pictures",
        "photo",
        "photos",
        "frame",
        "frames",
        "rgb",
        "label",
        "labels",
        "labeltxt",
        "annotation",
        "annotations",
        "ann",
        "anns",
        "imagesets",
        "segmentationclass",
        "segmentationobject",
        "mask",
        "masks",
        "video",
        "videos",
        "clip",
        "clips",
        "wav",
        "wavs",
        "audio",
        "audios",
        "sound",
        "sounds",
        "speech",
        "voice",
        "script",
        "scripts",
        "transcript",
        "transcripts",
        "text",
        "txt",
        "json",
        "xml",
        "csv",
        "meta",
        "metadata",
        "data",
        "raw",
        "dataset",
        "obj_train_data",
        "이미지",
        "라벨",
        "라벨링",
        "음성",
        "오디오",
        "영상",
        "원천데이터",
        "라벨링데이터",
        "원천",
        "원시데이터",
        "데이터",
    )
)
# AI Hub numbers its folders: "1.Training", "01.원천데이터".
_NUMBER = re.compile(r"^\d{1,2}[._\- ]+")
_IN_STEM = re.compile(
    r"(?:^|[_\-.])(train|training|val|valid|validation|test)(?:20\d\d)?(?=$|[_\-.])", re.IGNORECASE
)


def _plain(name: str) -> str:
    return _NUMBER.sub("", name.strip()).casefold()


def split_of_name(name: str) -> str | None:
    """Give the split that a folder or cell names: ``train``, ``validation`` or ``test``."""
    return _SPLITS.get(_plain(name))


def structural(name: str) -> bool:
    """Tell whether a folder name says how data is laid out instead of what is in it."""
    return _plain(name) in _STRUCTURAL


def split_of_path(path: str) -> str | None:
    """Give the split that a folder of the path names; the innermost wins."""
    found = (split_of_name(part) for part in reversed(path.split("/")[:-1]))
    return next((split for split in found if split), None)


def split_word(path: str) -> str | None:
    """Give the word as written in a file name such as ``instances_val2017.json``."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    match = _IN_STEM.search(stem)
    return match[0].lstrip("_-.") if match else None


def split_of_file(path: str) -> str | None:
    """Give the split that a label file is about, from its name or else its folders."""
    word = split_word(path)
    return split_of_name(re.sub(r"20\d\d$", "", word)) if word else split_of_path(path)
