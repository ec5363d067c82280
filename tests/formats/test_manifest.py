import unicodedata

import pytest

from dure import formats
from dure.core import Box, Choice, Labelled, Severity

from .making import kinds, labels, media_of, names_of, put, read_all, read_one, sized


def read(tmp_path, content, name="list.csv", media=("a.jpg", "b.jpg")):
    return read_one(put(tmp_path, {**dict.fromkeys(media, b""), name: content}))


@pytest.mark.parametrize("path", ["path", "File Name", "image", "filename", "파일명", "AUDIO"])
@pytest.mark.parametrize("label", ["label", "Class", "category", "label_name", "품목"])
def test_columns_are_found_by_their_names(tmp_path, path, label):
    reading = read(tmp_path, f"{path},kids,{label}\na.jpg,False,Shirt\nb,,Not sure\n")

    assert reading.labelled == (
        Labelled("a.jpg", (Choice("Shirt"),), {"kids": "False"}, source="list.csv"),
        Labelled("b.jpg", (Choice("Not sure"),), {}, source="list.csv"),
    )
    assert reading.categories == ("Shirt", "Not sure")
    assert not reading.issues


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("l.csv", "path;label\na.jpg;x, y\n"),
        ("l.tsv", "path\tlabel\na.jpg\tx, y\n"),
        ("l.txt", "path|label\na.jpg|x, y\n"),
        ("l.csv", 'path, label\na.jpg, "x, y"\n'),
        ("l.csv", "sep=;\npath;label\na.jpg;x, y\n"),
        ("l.csv", 'path,label\r\n"a.jpg","x, y"\r\n\r\n'),
        ("l.csv", "path;label\ra.jpg;x, y\r"),
        ("l.jsonl", '{"path": "a.jpg", "label": "x, y"}\n\n'),
    ],
)
def test_every_delimiter_is_found_out(tmp_path, name, content):
    assert labels(read(tmp_path, content, name)) == {"a.jpg": ["x, y"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp949"])
def test_korean_lists_are_read_in_every_encoding(tmp_path, encoding):
    content = "파일명,대분류,소분류\n사진/양파.jpg,채소,양파\n".encode(encoding)
    reading = read(tmp_path, content, media=("사진/양파.jpg",))

    assert reading.labelled[0].annotations == (Choice("양파", ("채소", "양파")),)
    assert kinds(reading) == ({"encoding": 1} if encoding == "cp949" else {})


def test_an_unclear_encoding_is_refused(tmp_path):
    content = "path,label\na.jpg,лук репчатый\n".encode("cp1251")

    assert kinds(read(tmp_path, content), Severity.ERROR) == {"encoding": 1}


def test_decomposed_names_and_labels_are_composed(tmp_path):
    content = unicodedata.normalize("NFD", "path,label\n양파.jpg,채소\n")

    assert labels(read(tmp_path, content, media=("양파.jpg",))) == {"양파.jpg": ["채소"]}


def test_a_list_without_a_header_is_refused_with_the_header_to_add(tmp_path):
    reading = read(tmp_path, "a.jpg, 3, 1\nb.jpg, 4, 1\n", "labels.txt")

    assert kinds(reading) == {"no_header": 1}
    assert "“path,label,column_3”" in reading.issues[0].message
    assert reading.labelled == ()


def test_names_with_line_breaks_and_quotes(tmp_path):
    content = 'path,label\n"a\n1.jpg","say ""door"""\nb.jpg,x\n'
    reading = read(tmp_path, content, media=("a\n1.jpg", "b.jpg"))

    assert labels(reading) == {"a\n1.jpg": ['say "door"'], "b.jpg": ["x"]}


def test_rows_that_cannot_be_taken_are_named_with_their_line(tmp_path):
    content = 'path,label\n"a.jpg","x\ny"\nb.jpg,x,y\nb.jpg\n,x\nc.jpg,x\na.jpg,z\n'
    reading = read(tmp_path, content)

    assert [(i.kind, i.line, i.severity) for i in reading.issues] == [
        ("ragged_row", 4, Severity.ERROR),
        ("ragged_row", 5, Severity.ERROR),
        ("no_path", 6, Severity.ERROR),
        ("missing_media", 7, Severity.WARNING),
        ("duplicate_path", 8, Severity.WARNING),
    ]
    assert labels(reading) == {"a.jpg": ["x\ny", "z"], "c.jpg": ["x"]}


def test_who_answers_twice_is_told_and_others_are_not_taken_for_them(tmp_path):
    content = (
        "image,label,worker\na.jpg,x,w1\na.jpg,x,w2\na.jpg,x,w1\nb.jpg,x,w1\nb.jpg,y,w1\n"
        "b.jpg,y,w1\na.jpg,,w2\n"
    )
    reading = read(tmp_path, content, media=("a.jpg", "b.jpg"))

    assert [(i.kind, i.line) for i in reading.issues] == [
        ("duplicate_path", 3),
        ("repeated_answer", 4),
        ("conflicting_labels", 6),
        ("repeated_answer", 7),
        ("duplicate_path", 8),
    ]
    assert labels(reading) == {"a.jpg": ["x"], "b.jpg": ["x", "y"]}
    assert reading.issues[1].message == (
        "Line 4 repeats the answer of “w1” about “a.jpg”; it counts once."
    )
    assert "calls “b.jpg” “x” and, on line 6, “y”" in reading.issues[2].message
    assert {i.severity for i in reading.issues} == {Severity.WARNING}


def test_one_answer_an_annotator_is_no_repetition(tmp_path):
    reading = read(tmp_path, "파일명,라벨,작업자\na.jpg,x,가\na.jpg,y,나\n")

    assert kinds(reading) == {"duplicate_path": 1}


def test_many_absent_files_are_counted(tmp_path):
    rows = "".join(f"{i}.jpg,x\n" for i in range(500))
    reading = read(tmp_path, f"path,label\na.jpg,x\n{rows}")

    assert kinds(reading) == {"missing_media": 21}
    assert "480 more" in reading.issues[-1].message


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("l.csv", 'path,label\na.jpg,"x\nb.jpg,y\n', "broken_table"),
        ("l.jsonl", '{"path": "a.jpg", "label": "x"}\n{"path": \n', "broken_line"),
        ("l.jsonl", '{"path": "a.jpg", "label": "x"}\n' + "[" * 100_000, "broken_line"),
        ("l.csv", 'path,label\na.jpg,"[{""x"": 1}]"\n', "structured_label"),
        ("l.csv", "path,label,xmin,ymin,xmax,ymax\na.jpg,x,1,2,nan,4\n", "wrong_box"),
        ("l.csv", "path,label,xmin,ymin,xmax,ymax\na.jpg,x,1,2,,4\n", "wrong_box"),
    ],
)
def test_broken_lists_are_errors(tmp_path, name, content, kind):
    assert kinds(read(tmp_path, content, name), Severity.ERROR) == {kind: 1}


def test_the_caller_names_columns(tmp_path):
    put(tmp_path, {"l.csv": "f,what,phase,who,x\na.jpg,hat,Dev,7,1\nb.jpg,cap,3,8,2\n"})
    columns = formats.Columns(path="f", label="what", split="phase", group="who")
    found = formats.Found("manifest", ("l.csv",))
    reading = formats.read(tmp_path, found, media_of("a.jpg", "b.jpg"), columns)

    assert reading.labelled == (
        Labelled("a.jpg", (Choice("hat"),), {"x": "1"}, "validation", "7", "l.csv"),
        Labelled("b.jpg", (Choice("cap"),), {"x": "2", "phase": "3"}, None, "8", "l.csv"),
    )


def test_a_column_that_is_not_there_is_told(tmp_path):
    put(tmp_path, {"l.csv": "path,label\na.jpg,x\n"})
    found = formats.Found("manifest", ("l.csv",))
    reading = formats.read(tmp_path, found, media_of("a.jpg"), formats.Columns(group="house"))

    assert "“house”" in reading.issues[0].message
    assert reading.labelled == ()


def test_boxes_in_a_list(tmp_path):
    content = "filename,class,xmin,ymin,xmax,ymax\na.jpg,x,1,2,4,6\na.jpg,y,600,2,700,6\n"
    reading = read(tmp_path, content)

    assert reading.labelled[0].annotations == (
        Box("x", 1.0, 2.0, 3.0, 4.0),
        Box("y", 600.0, 2.0, 40.0, 4.0),
    )
    assert kinds(reading) == {"outside": 1}


BOX = (Box("x", 1.0, 2.0, 3.0, 4.0),)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("x_min,y_min,x_max,y_max", "1,2,4,6"),
        ("left,top,right,bottom", "1,2,4,6"),
        ("x,y,w,h", "1,2,3,4"),
        ("x1,y1,width,height", "1,2,3,4"),
        ("bbox_x,bbox_y,bbox_width,bbox_height", "1,2,3,4"),
        ("bbox_xywh", '"[1, 2, 3, 4]"'),
        ("bbox_xyxy", "1.0 2 4;6"),
    ],
)
def test_every_way_to_write_a_box_is_read(tmp_path, header, cells):
    reading = read(tmp_path, f"image_id,label,{header},source\na.jpg,x,{cells},kaggle\n")

    assert reading.labelled[0].annotations == BOX
    assert reading.labelled[0].attributes == {"source": "kaggle"}
    assert not reading.issues


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('a.jpg,x,"[500, 9, 10, 10]"', (1.0, 2.0, 4.0, 6.0)),  # its third is left of its first
        ('a.jpg,x,"[600, 2, 610, 9]"', (1.0, 2.0, 3.0, 4.0)),  # it would end beyond the picture
    ],
)
def test_the_rows_tell_what_four_numbers_in_a_cell_mean(tmp_path, more, expected):
    reading = read(tmp_path, f'image,label,bbox\na.jpg,x,"[1, 2, 4, 6]"\n{more}\n')

    assert reading.labelled[0].annotations[0] == Box("x", *expected)
    assert not reading.issues


def test_four_numbers_that_may_mean_either_are_read_and_told(tmp_path):
    reading = read(tmp_path, 'image,label,bbox\na.jpg,x,"[1, 2, 3, 4]"\n')

    assert reading.labelled[0].annotations == BOX
    assert kinds(reading) == {"box_order": 1}


def test_boxes_without_a_class_are_called_objects_and_told(tmp_path):
    reading = read(tmp_path, 'image_id,width,height,bbox\na.jpg,640,480,"[500, 9, 10, 10]"\n')

    assert reading.labelled[0].annotations == (Box("object", 500.0, 9.0, 10.0, 10.0),)
    assert kinds(reading) == {"no_class_column": 1}


def test_a_picture_whose_cells_of_the_box_are_empty_has_none(tmp_path):
    reading = read(tmp_path, "image,label,x,y,w,h\na.jpg,x,1,2,3,4\nb.jpg,x,,NaN,,\n")

    assert [one.annotations for one in reading.labelled] == [BOX, ()]
    assert not reading.issues


def test_the_size_of_the_picture_beside_a_point_is_no_box(tmp_path):
    reading = read(tmp_path, "image,label,x,y,width,height\na.jpg,x,1,2,640,480\n")

    assert labels(reading) == {"a.jpg": ["x"]}
    assert reading.labelled[0].attributes["width"] == "640"


@pytest.mark.parametrize(
    ("column", "cell"),
    [("EncodedPixels", "1 3 10 5"), ("x_center", "0.5"), ("bbox", "in the corner")],
)
def test_places_that_are_not_read_are_told(tmp_path, column, cell):
    reading = read(tmp_path, f"image,label,{column}\na.jpg,x,{cell}\n")

    assert reading.labelled[0].attributes == {column: cell}
    assert kinds(reading) == {"unread_column": 1}


def test_a_column_called_box_that_holds_none_is_an_attribute(tmp_path):
    reading = read(tmp_path, "image,label,box\na.jpg,x,A3\n")

    assert (labels(reading), kinds(reading)) == ({"a.jpg": ["x"]}, {})


def test_a_column_a_class_as_roboflow_writes_it(tmp_path):
    content = "filename, door, 창문\na.jpg, 1, 1\nb.jpg, 0, 0\n"
    reading = read(tmp_path, content, "_classes.csv")

    assert labels(reading) == {"a.jpg": ["door", "창문"], "b.jpg": []}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "question,worker,answer\n1,2,3\n"),
        ("a.csv", "name,price\nonion,3\n"),
        ("a.txt", "a.jpg\nb.jpg\n"),
        ("a.csv", "time;power\n1;2\n"),
        ("README.txt", "The path, the file, the label.\n"),
        ("a.csv", ""),
    ],
)
def test_other_tables_are_no_label_lists(tmp_path, name, content):
    assert read_all(put(tmp_path, {"a.jpg": b"", name: content})) == []


def test_a_list_is_written(tmp_path):
    formats.write(
        sized(
            Labelled(
                "a.jpg", (Choice("x", ("p", "q", "x")), Choice("y")), {"note": "a,\nb"}, "test"
            ),
            Labelled("b.jpg", (), group="home"),
        ),
        tmp_path,
        "manifest",
    )

    assert names_of(tmp_path) == ["manifest.csv"]
    assert (tmp_path / "manifest.csv").read_text("utf-8") == (
        "path,label,parent_1,parent_2,split,group,note\n"
        'a.jpg,x,p,q,test,,"a,\nb"\n'
        'a.jpg,y,,,test,,"a,\nb"\n'
        "b.jpg,,,,,home,\n"
    )
