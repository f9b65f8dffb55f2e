"""Values that others published are what our functions give, and the program that says so misses nothing silently."""

import csv
import json
import subprocess
import sys

import pytest
import reference
from reference_measures import FAMILIES, NotOffered, Texts, compute
from this_study import HERE

FILE = HERE.root / "tests" / "data" / "reference-values.csv"
ROWS = reference.rows(FILE)
HEAD = "id,family,measure,input,expected,tolerance,source\n"


def program(*arguments, cwd=None):
    done = subprocess.run(
        [sys.executable, str(HERE.root / "tests" / "reference.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        encoding="utf-8",
    )
    return done.returncode, done.stdout, done.stderr


def written(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        csv.writer(file).writerows(rows)
    return path


def test_a_miss_is_printed_and_fails(tmp_path):
    counts = json.dumps({"f1": 52, "n1": 50000, "f2": 57, "n2": 75000})
    file = written(
        tmp_path / "rows.csv",
        ("A1", "keyness", "G2_two_cell(Rayson)", counts, "2.65", "0.005", "a book"),
        ("A2", "keyness", "G2_two_cell(Rayson)", counts, "2.66", "0.001", "another book"),
    )
    status, out, _ = program(file, cwd=tmp_path)
    assert status == 1
    assert "miss: A2 keyness, G2_two_cell(Rayson): got 2.65" in out
    assert "another book" in out and "A1" not in out
    assert out.endswith("1 of 2 within tolerance\n")


def test_a_measure_that_is_not_offered_is_said_and_no_success(tmp_path):
    file = written(tmp_path / "rows.csv", ("A1", "keyness", "Moon phase", "{}", "1", "0", "nobody"))
    status, out, _ = program(file)
    assert status == 1
    assert "not offered: A1 keyness, Moon phase" in out and "0 of 1 within tolerance" in out


def test_a_row_that_the_functions_refuse_is_a_miss_in_words(tmp_path):
    file = written(
        tmp_path / "rows.csv",
        ("A1", "keyness", "log_ratio", json.dumps({"f1": 9, "n1": 3, "f2": 1, "n2": 2}), "1", "0", "nobody"),
    )
    status, out, err = program(file)
    assert status == 1 and "f1 is more than n1" in out and "Traceback" not in out + err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "there is no column id"),
        (b"id,family\nA1,x\n", "there is no column measure"),
        (HEAD.encode(), "has no rows"),
        ((HEAD + "A1,keyness,g2,not json,1,0,x\n").encode(), "line 2: input is 'not json'"),
        ((HEAD + "A1,keyness,g2,{},1,much,x\n").encode(), "line 2: tolerance is 'much'"),
        (HEAD.encode("utf-16"), "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path, text, said):
    (tmp_path / "rows.csv").write_bytes(text)
    status, out, err = program(tmp_path / "rows.csv")
    assert status == 2 and said in err and "Traceback" not in err and out == ""


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    status, _, err = program(tmp_path / "none.csv")
    assert status == 2 and "none.csv" in err and "Traceback" not in err


@pytest.mark.parametrize("family", FAMILIES)
def test_every_published_value_of_a_family_is_met(family):
    rows = [row for row in ROWS if row["family"] == family]
    missed = []
    for row in rows:
        got = compute(family, row["measure"], json.loads(row["input"]), Texts())
        if not reference.near(got, reference.expected(row["expected"]), float(row["tolerance"])):
            missed.append((row["id"], row["measure"], got, row["expected"]))
    assert rows and missed == []


def test_a_value_off_by_more_than_its_tolerance_is_not_near():
    assert reference.near(1.0, 1.1, 0.1) and not reference.near(1.0, 1.11, 0.1)
    assert not reference.near(True, 1, 1) and reference.near([1, 2], [1.0, 2.0], 0)
    assert not reference.near({"pos": 3}, {"pos": 4}, 0) and not reference.near(float("nan"), 1, 9)


def test_a_form_of_input_without_what_the_measure_needs_is_not_offered():
    with pytest.raises(NotOffered, match="has no"):
        compute("lexdiv", "MATTR", {"types": 3, "tokens": 4}, Texts())
