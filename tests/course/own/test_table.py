"""Tables as people have them: every kind of file is read rightly, or refused in a sentence that says what to do."""

import csv
import io
import time

import numpy as np
import pytest

from gradlab.course.own import example_table, read_table

ROWS = [(k, 10 * k, "red" if k % 3 else "blue") for k in range(12)]


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8", name="my.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


def table(rows=ROWS, head=("height", "weight", "colour"), separator=",", decimal="."):
    """A table as text, its numbers with that sign before the decimals."""
    lines = [separator.join(head)] if head else []
    lines += [separator.join(str(each).replace(".", decimal) for each in row) for row in rows]
    return "\n".join(lines) + "\n"


def test_a_table_is_inputs_and_the_last_column_as_answers(write, capsys):
    read = read_table(write(table()))
    assert read.x.tolist() == [[k, 10 * k] for k, _, _ in ROWS]
    assert (read.x.dtype, read.y.dtype) == (np.float32, np.int32)
    assert (read.names, read.target, read.classes) == (["height", "weight"], "colour", ["blue", "red"])
    assert [read.classes[k] for k in read.y] == [colour for _, _, colour in ROWS]
    said = capsys.readouterr().out
    assert "12 rows and 3 columns from my.csv, separated by a comma." in said
    assert "2 classes: blue, red" in said


def test_any_column_is_the_answer_and_words_become_columns_of_0_and_1(write, capsys):
    rows = [(k, "abc"[k % 3], "xy"[k % 2]) for k in range(12)]
    read = read_table(write(table(rows, ("n", "letter", "sign"))), "n")
    assert read.names == ["letter = a", "letter = b", "letter = c", "sign = y"]  # of two kinds one column tells both
    assert read.x[:3].tolist() == [[1, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0]]
    assert read.y.tolist() == list(range(12))
    assert read.y.dtype == np.float32
    assert read.classes is None
    assert "'n', a number from 0 to 11" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_are_right_in_every_encoding(write, encoding):
    path = write(table(head=("größe", "weight", "colour")), encoding)
    read = read_table(path)
    assert read.names[0] == "größe"
    assert (read_table(path, most=10).x == read_table(path, most=10).x).all()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_three_ways(write, ends):
    assert len(read_table(write(table().replace("\n", ends))).y) == 12


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolon"), ("\t", "tab"), ("|", "bar"), (",", "comma")])
def test_the_separator_is_found_out(write, capsys, separator, word):
    read = read_table(write(table(separator=separator)))
    assert read.x.shape == (12, 2)
    assert f"separated by a {word}." in capsys.readouterr().out


def test_another_separator_is_named(write):
    text = table(separator="~")
    with pytest.raises(ValueError, match=r"has one column.*name it: separator="):
        read_table(write(text))
    assert read_table(write(text), separator="~").x.shape == (12, 2)
    with pytest.raises(ValueError, match="`separator` should be one sign"):
        read_table(write(text), separator="~~")


def test_a_spreadsheets_own_line_about_the_separator_is_obeyed(write):
    assert read_table(write("sep=;\n" + table(separator=";"))).x.shape == (12, 2)
    assert read_table(write("# measured in May\n" + table())).x.shape == (12, 2)


def test_fields_in_quotation_marks_may_hold_the_separator_and_line_ends(write):
    out = io.StringIO()
    csv.writer(out).writerows([("name, or\nnumber", "n"), *[(f"a, {k % 2}", k) for k in range(12)]])
    read = read_table(write(out.getvalue()), "n")
    assert read.names == ["name, or\nnumber = a, 1"]
    assert read.x[:, 0].tolist() == [0, 1] * 6


HALVES = [(k + 0.5, k * 0.25, "ab"[k % 2]) for k in range(12)]


@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", "."), (";", ","), ("\t", ",")])
def test_decimals_with_a_point_or_a_comma(write, separator, decimal):
    read = read_table(write(table(HALVES, separator=separator, decimal=decimal)))
    assert read.x.tolist() == [[a, b] for a, b, _ in HALVES]


def test_thousands_are_understood_where_another_number_tells_how(write):
    rows = [(f"{k + 1}.234,5", f"{k + 1}.000", k) for k in range(12)]
    read = read_table(write(table(rows, separator=";").replace("\n0,", "\n")), "colour")
    assert read.x[:, 0].tolist() == [1000 * (k + 1) + 234.5 for k in range(12)]
    assert read.x[:, 1].tolist() == [1000 * (k + 1) for k in range(12)]


def test_a_comma_that_may_mean_two_things_is_asked_for(write):
    rows = [(f"{k + 1},234", k, k % 5) for k in range(12)]
    path = write(table(rows, separator=";"))
    with pytest.raises(ValueError, match=r"'1,234' in the column 'height' may be more than a thousand.*decimal='\.' or"):
        read_table(path)
    assert read_table(path, decimal=",").x[0, 0] == np.float32(1.234)
    assert read_table(path, decimal=".").x[0, 0] == 1234


def test_points_and_commas_in_one_column_are_no_numbers(write):
    rows = [("1,5" if k % 2 else "2.5", k, k % 5) for k in range(12)]
    with pytest.raises(ValueError, match="'height' writes some decimals with a point and some with a comma"):
        read_table(write(table(rows, separator=";")))


def test_minus_signs_powers_and_blanks(write):
    rows = [(each, k, "ab"[k % 2]) for k, each in enumerate(["-1", "−2", "+3", "4e2", " 5 ", "6E-1"] * 2)]
    assert read_table(write(table(rows))).x[:6, 0].tolist() == pytest.approx([-1, -2, 3, 400, 5, 0.6])


@pytest.mark.parametrize("gap", ["", "NA", "nan", "n/a", "-", "?", "NULL"])
def test_gaps_are_counted_and_asked_about(write, capsys, gap):
    rows = [list(row) for row in ROWS]
    rows[3][0] = rows[5][1] = rows[5][0] = gap
    path = write(table(rows))
    with pytest.raises(
        ValueError, match=r"missing: 2 in 'height', 1 in 'weight'. gaps='drop' leaves out .* 2 of 12; without="
    ):
        read_table(path)
    read = read_table(path, gaps="drop")
    assert read.x[:, 1].tolist() == [10 * k for k in range(12) if k not in (3, 5)]
    assert "2 rows with a gap left out" in capsys.readouterr().out
    assert len(read_table(path, without=["height", "weight"][:1], gaps="drop").y) == 11


def test_where_dropping_leaves_nothing_the_column_is_to_blame(write):
    rows = [("", k, "ab"[k % 2]) for k in range(12)]
    with pytest.raises(ValueError, match="only 0 rows would be left without: leave out the columns"):
        read_table(write(table(rows)), gaps="drop")


def test_text_among_numbers_is_shown_with_its_line(write):
    rows = [list(row) for row in ROWS]
    rows[4][0] = "twelve"
    path = write(table(rows))
    with pytest.raises(ValueError, match=r"'height' holds numbers, but line 6 holds 'twelve'.*without=\['height'\]"):
        read_table(path)
    assert read_table(path, without="height").names == ["weight"]
    rows[4][0] = "12 cm"
    with pytest.raises(ValueError, match=r"line 6 holds '12 cm'. Leave units and signs out"):
        read_table(write(table(rows)))


def test_many_different_texts_are_no_kinds(write):
    rows = [(f"name {k}", k, "ab"[k % 2]) for k in range(40)]
    with pytest.raises(ValueError, match=r"'height' holds 40 different texts, such as 'name 0': .* without="):
        read_table(write(table(rows)))
    rows = [(k, k, f"name {k}") for k in range(40)]
    with pytest.raises(ValueError, match="'colour' holds 40 different texts"):
        read_table(write(table(rows)))


def test_one_column_is_too_few(write):
    with pytest.raises(ValueError, match="has one column, 'height', and at least two are needed"):
        read_table(write("height\n" + "1\n" * 20))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"a,b\n1,2\n", "has 1 row below the names of its columns, and at least 10"),
        (b"a,b\n", "has 0 rows"),
        (b"PK\x03\x04rest", "a spreadsheet or a zip.*CSV"),
        (b"\xd0\xcf\x11\xe0rest", "old spreadsheet"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"a,b\n1,\x002\n", "holds bytes that no text has"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b"a,a\n" + b"1,2\n" * 20, "Two columns of my.csv are called 'a'"),
        (b"a,b\n" + b"1,2\n" * 12 + b"1,2,3\n", "Line 14 of my.csv has 3 fields, and its first line 2"),
        (b"a,b\n" + b"1,2\n" * 12, "Every row says '2' in the column 'b'"),
        (b"a,b\n" + b"3,1\n1e999,2\n" * 6, "1e999 in line 3, column 'a', is larger than"),
        (b'a,b\n1,"2\n' + b"x" * 200_000, "cannot be read from line 3 on .* quotation mark"),
        (b"a,b\n" + b"1,2\n" * 12 + b'1,"2\n' + b"1,2\n" * 12, "cannot be read from line 26 on .* quotation mark"),
    ],
)
def test_what_is_no_table_is_said(write, content, words):
    with pytest.raises(ValueError, match=words):
        read_table(write(content))


def test_a_file_that_is_not_there_is_said_with_the_nearest_name(write, tmp_path):
    write(table(), name="flowers.csv")
    with pytest.raises(FileNotFoundError, match=r"There is no file .*flower\.csv'.*'flowers\.csv'.*drag it into"):
        read_table(tmp_path / "flower.csv")
    with pytest.raises(FileNotFoundError, match="There is no file"):
        read_table(tmp_path)


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"target": "color"}, ValueError, "`target` names a column 'color', and there are .*'colour'"),
        ({"without": ["width"]}, ValueError, "`without` names a column 'width'"),
        ({"without": ["colour"]}, ValueError, "is to be predicted and cannot be left out"),
        ({"without": ["height", "weight"]}, ValueError, "No column is left to predict 'colour' from"),
        ({"gaps": "fill"}, ValueError, "`gaps` should be 'ask' or 'drop'"),
        ({"decimal": ";"}, ValueError, "`decimal` should be"),
        ({"most": 2.5}, ValueError, "`most` should be a whole number of rows"),
    ],
)
def test_bad_arguments_are_said(write, given, error, words):
    with pytest.raises(error, match=words):
        read_table(write(table()), **given)


def test_a_path_is_a_name():
    with pytest.raises(TypeError, match="`path` should be the name of a file"):
        read_table([1, 2])


def test_columns_that_tell_nothing_are_left_out_or_named(write, capsys):
    rows = [(k + 1, "Earth", k * k, "ab"[k % 2]) for k in range(12)]
    read = read_table(write(table(rows, ("id", "planet", "area", "kind"))))
    said = capsys.readouterr().out
    assert read.names == ["id", "area"]
    assert "because every row says the same there: 'planet'" in said
    assert "'id' only counts the rows: without=['id']" in said


def test_a_table_without_names_is_numbered(write, capsys):
    read = read_table(write(table([(k, 2 * k) for k in range(12)], head=None)))
    assert (read.names, read.target, len(read.y)) == (["column 1"], "column 2", 12)
    assert "no names, so the columns are numbered" in capsys.readouterr().out


def test_rows_that_occur_twice_are_said(write, capsys):
    read_table(write(table([*ROWS, *ROWS[:3]])))
    assert "3 rows repeat another" in capsys.readouterr().out


def test_of_a_million_rows_some_are_taken_at_random(write, capsys):
    path = write("a,b\n" + "".join(f"{k},{2 * k}\n" for k in range(1_000_000)))
    start = time.process_time()
    read = read_table(path)
    assert time.process_time() - start < 20
    assert len(read.y) == 20_000
    assert (read.y == 2 * read.x[:, 0]).all()
    assert abs(read.x.mean() / 500_000 - 1) < 0.02  # from everywhere: five standard errors are 0.02
    assert "1000000 rows and 2 columns" in (said := capsys.readouterr().out)
    assert "20000 of the rows were taken, at random" in said


def test_the_example_is_a_table_and_stays_where_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = example_table()
    read = read_table(path)
    assert read.names == ["temperature", "day = weekend", "weather = rain"]
    assert (len(read.y), read.target) == (160, "cups")
    assert 12 <= read.x[:, 0].min() < read.x[:, 0].max() <= 34
    (tmp_path / path).write_text(table())
    assert example_table() == path
    assert len(read_table(path).y) == 12


def test_where_nobody_may_write_the_example_goes_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "example_data").write_text("a file lies in the way")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "elsewhere"))
    with pytest.raises(OSError, match="may a folder example_data be written"):
        example_table()
    (tmp_path / "elsewhere").mkdir()
    assert example_table().startswith(str(tmp_path / "elsewhere"))
