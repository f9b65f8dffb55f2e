"""No CSV that is written here holds a cell that a spreadsheet would run, and no cell is lost by that."""

import ast
import csv
import io

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from this_study import HERE

from analysis.formulas import inert, inert_frame, restored, restored_frame

SOURCE = HERE.root / "src"
RUN = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "=cmd|' /C calc'!A0",
    "\uff1d1",
    "\uff20a",
    "'=1",
    "''@a",
]
KEPT = ["", "a=1", "-5", "+5.5", "-1e3", ".5", "'", "'a", "’=1", "5-6"]


@pytest.mark.parametrize("cell", RUN)
def test_a_cell_that_would_be_run_gets_an_apostrophe(cell):
    assert inert(cell) == f"'{cell}" and restored(inert(cell)) == cell


@pytest.mark.parametrize("cell", [*KEPT, None, -5, 1.5, True])
def test_every_other_cell_stays_as_it_is(cell):
    assert inert(cell) is cell


@given(st.text() | st.text("=+-@' \t\r1a\uff0b"))
@example("'-5")
def test_what_is_written_can_be_read_back(cell):
    assert restored(inert(cell)) == cell


def test_a_frame_is_written_inert_and_read_back():
    frame = pd.DataFrame({"=a": ["=1", None, "b"], "n": [-1, 2, 3], "f": [-0.5, None, 1.0]})
    text = inert_frame(frame).to_csv(index=False, lineterminator="\n")
    assert text == "'=a,n,f\n'=1,-1,-0.5\n,2,\nb,3,1.0\n"
    pd.testing.assert_frame_equal(restored_frame(pd.read_csv(io.StringIO(text))), frame, check_dtype=False)


def _writes(path):
    """Names of the modules of the rule that a file imports, and whether it writes CSV."""
    tree = ast.parse(path.read_text("utf-8"))
    calls = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    own = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return "analysis.formulas" in own, bool(calls & {"writerow", "writerows"}) or _frames_to_csv(tree)


def _frames_to_csv(tree) -> bool:
    """Whether a frame is written: `tables.to_csv` is our own, which keeps the rule."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "to_csv"
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "tables")
        for node in ast.walk(tree)
    )


# Reads a workbook into the form that a table is parsed from; nothing of it is written to a file.
IN_MEMORY = {"analysis/coding/sheet.py"}


def test_every_module_that_writes_csv_keeps_the_rule():
    files = {path.relative_to(SOURCE).as_posix(): _writes(path) for path in sorted(SOURCE.rglob("*.py"))}
    writing = {name for name, (_, writes) in files.items() if writes}
    assert {"analysis/tables/writing.py", "analysis/charts/figure.py", "reprints/chains/output.py"} <= writing
    assert {name for name in writing if not files[name][0]} == IN_MEMORY


@pytest.mark.parametrize(
    "path",
    [path for folder in ("data", "reports") for path in sorted((HERE.root / folder).rglob("*.csv"))],
    ids=lambda path: path.name,
)
def test_no_committed_table_holds_a_cell_that_would_be_run(path):
    cells = [cell for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")) for cell in row]
    assert cells and [cell for cell in cells if inert(restored(cell)) != cell] == []
