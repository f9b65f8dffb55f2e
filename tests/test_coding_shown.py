"""Ten invented articles of a new study, coded twice apart by two scripts as the README says, adjudicated, and
reported.
"""

import csv
import json
import os
from pathlib import Path

import openpyxl
import pytest

from analysis import codebook, tables
from analysis import study as studies
from analysis.__main__ import main
from analysis.codebook.generated import package_files
from analysis.coding import agreement, decisions, ledger, sheet
from analysis.coding.desk import desk
from analysis.newstudy import command as newstudy
from proofpress.site.rows import read_register

DATA = Path(__file__).parent / "data" / "coding"
QUEUE = """
coders:
  first: {kind: model, name: First coder, model: a language model, prompt: data/raw/coding/prompt.md}
  second: {kind: model, name: Second coder, model: a language model, prompt: data/raw/coding/prompt.md}
rounds:
  reliability: {table: claims, sample: 10, seed: 5, coders: [first, second]}
  main: {table: claims, rest: shared, coders: [first]}
"""


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A new study, with who codes what."""
    values = {"name": "islands", "title": "Islands", "home": False, "example": newstudy.EXAMPLE, "package": "islands"}
    for file, content in newstudy.files(values):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes(content)
    made = studies.at(tmp_path)
    newstudy.fill(made)
    (made.raw / "coding").mkdir()
    (made.raw / "coding/queue.yml").write_text(QUEUE, "utf-8")
    (made.raw / "coding/prompt.md").write_text("Read README.md and the codebook, and nothing else.\n", "utf-8")
    monkeypatch.setenv(studies.VARIABLE, str(made.root))
    return made


def first_coder(study):
    """Gives the rows that were coded before, and notes what was read and has nothing to code."""
    assert main(["code", "import", str(study.coded / "claims.csv"), "--table", "claims", "--coder", "first"]) == 0
    own = desk(study, "claims", "first")
    read = {row["article"] for row in own.rows()}
    for task in own.tasks:
        if task.article not in read:
            own.nothing(task.article)


def second_coder(folder):
    """Takes the sheet, fills it in as the codebook says, and gives it back."""
    path = folder / "second.xlsx"
    assert main(["code", "export", str(path), "--table", "claims", "--coder", "second"]) == 0
    book = openpyxl.load_workbook(path)
    asked = {row[0].value for row in book[sheet.TASKS].iter_rows(min_row=2)}
    head = [cell.value for cell in book[sheet.ROWS][1]]
    with (DATA / "second.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["article"] for row in rows} == asked and len(asked) == 10
    for row in rows:
        book[sheet.ROWS].append([row.get(name) or None for name in head])
    book.save(path)
    assert main(["code", "import", str(path), "--table", "claims", "--coder", "second"]) == 0


def adjudicate(study):
    """Fills each open decision, and says which rows are one."""
    with (DATA / "decisions.csv").open(encoding="utf-8", newline="") as file:
        decided = {(row["row"], row["column"]): row for row in csv.DictReader(file)}
    lines = {(line["row"], line["column"]): line for line in decisions.read(study)}
    for place, row in decided.items():
        lines[place] = {"table": "claims", "found": "", **lines.get(place, {}), **row}
    kept = [line for line in lines.values() if line["reason"]]
    decisions.write(study, "decisions", kept)


def test_ten_articles_are_coded_twice_apart_adjudicated_and_reported(study, tmp_path, capsys):
    before = {row["id"]: row for row in tables.rows_of(codebook.read(study)["claims"])}
    first_coder(study)
    second_coder(tmp_path)
    assert main(["code", "status"]) == 0
    assert "second (model): 10 of 10 articles read, 17 rows, 3 unsure, done" in capsys.readouterr().out

    assert main(["code", "settle"]) == 1
    rows, values = agreement.row_agreement("claims"), agreement.value_agreement("claims")
    told = rows.iloc[0]
    assert (told["articles"], told["rows"], told["other_rows"], told["both"]) == (10, 18, 17, 10)
    assert told["f1"] == pytest.approx(20 / 35) and told["frozen"] == 10
    stance = values.set_index("column").loc["stance"]
    assert (stance["n"], stance["same"]) == (10, 9)

    adjudicate(study)
    assert main(["code", "settle"]) == 0 and main(["code", "settle", "--check"]) == 0
    assert agreement.row_agreement("claims").equals(rows) and agreement.value_agreement("claims").equals(values)
    after = {row["id"]: row for row in tables.rows_of(codebook.read(study)["claims"])}
    gone = {"claims-0011", "claims-0012", "claims-0024"}
    assert set(before) - set(after) == gone and sorted(set(after) - set(before)) == ["claims-0061"]
    assert (before["claims-0039"]["stance"], after["claims-0039"]["stance"]) == ("against", "neutral")
    changed = {name for name in before if name in after and before[name] != after[name]}
    assert changed == {"claims-0039"}
    ledger_ = {line["id"]: line for line in decisions.read(study, "settled")}
    assert ledger_["claims-0026"]["rows"] == "claims-first-0026|claims-second-0011"
    assert {ledger_[name]["how"] for name in gone} == {"withdrawn"}

    # The register and the tables of a topic say who coded what, and what was adjudicated.
    both = "First coder (model: a language model) and Second coder (model: a language model)"
    told = ledger.told("claims")
    assert set(told) == set(ledger_) and told["claims-0039"] == f"Found by {both}; adjudicated"
    for path, content in package_files(study).items():
        path.write_text(content, "utf-8")
    shown = read_register(study).rows["claims-0039"]
    assert shown.passes == told["claims-0039"]
    stance = next(decision for decision in shown.decisions if decision[0] == "stance")
    assert [what for _, what in stance[1]] == ["against", "neutral"] and stance[2] == "neutral" and stance[3]
    assert [who for who, _ in stance[1]] == both.split(" and ")

    # The report of the template, run as it stands.
    names: dict = {}
    for cell in json.loads((study.notebooks / "30_agreement.ipynb").read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    said = agreement.answer(names["rows"], names["values"]).text
    assert "both read 10 articles; of 18 and 17 rows 10 are the same (F1 0.57, between 0.27 and 0.77)" in said
    assert "`date` (alpha 0.22, between −0.27 and 0.65)" in said
    assert os.environ[studies.VARIABLE] == str(study.root)
